"""Several vectors a word, and the choice among them learnt from the context.

Disambiguated Skip-gram: Grzegorczyk and Kurdziel 2018 (EMNLP, D18-1174), and chapter 4 of Grzegorczyk 2019 (arXiv
1901.01695). Facts that the papers leave open follow the published training script.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from reprise.report.progress import Progress
from reprise.train.seeding import generator
from reprise.vectors.neighbours import normalize, top_k
from reprise.words.sampling import random_states
from reprise.words.sense_model import CHOICES, SenseModel
from reprise.words.vocabulary import Vocabulary
from reprise.words.windows import Windows

PUBLISHED_BATCH = 128
OPTIMIZERS = ("momentum", "adagrad", "sequential")
ESTIMATORS = ("model", "cosine")


class DisambiguatedSkipGram:
    """Train with :meth:`fit`; then :meth:`sense_probabilities`, :meth:`scores`, ``vectors_``, ``priors_``.

    Stage one shares the weights of the choice between all words, chooses by softmax and rewards entropy, so that senses
    do not die early; stage two gives each word weights of its own, which start from the shared ones.

    Args:
        senses: vectors a word.
        dim, window: as in skip-gram; the window is not shortened at random.
        sampled: expected candidates of the softmax in a batch.
        min_count, max_words: see :class:`Vocabulary`.
        batch_size: centers of a step.
        pretrain_epochs, epochs: passes in stage one and two.
        pretrain_rate: learning rate of stage one, falling in a straight line to a tenth.
        rates, momenta, temperatures: of the epochs of stage two; the last one holds for all that follow. (A sequential
            rate falls within an epoch to the next one's.) With momentum rates hold for the gradient of a mean over the published 128 centers; with other batches it is scaled by their size, so that
            a text moves the weights as far.
        optimizer: ``"momentum"`` (published); ``"adagrad"``, which wants rates of 0.01 to 0.1 whatever the batch and takes
            no momentum; or ``"sequential"``: plain gradient steps center by center, compiled, on the summed loss of a
            center's pairs, so that rates are those of word2vec (0.025 to 0.05). On a small text this learns most: the
            others take a step a batch.
        choice: ``"relaxed"``, ``"softmax"`` or ``"marginal"`` in stage two, see :class:`SenseModel`.
        pretrain_entropy, entropy_weight: weight of the choice's entropy in the loss of either stage; negative rewards it.
        parallel_weight, huber: see :meth:`SenseModel.parallel`.
        seed: of the first vectors, the order of the text, candidates and draws.
    """

    def __init__(
        self,
        senses: int = 5,
        dim: int = 100,
        window: int = 5,
        sampled: int = 64,
        min_count: int = 5,
        max_words: int | None = None,
        batch_size: int = 4096,
        pretrain_epochs: int = 1,
        epochs: int = 3,
        pretrain_rate: float = 0.1,
        rates: Sequence[float] = (0.1, 0.05, 0.01),
        momenta: Sequence[float] = (0.5, 0.6, 0.7),
        temperatures: Sequence[float] = (1.0, 0.5),
        optimizer: str = "momentum",
        choice: str = "relaxed",
        pretrain_entropy: float = -0.1,
        entropy_weight: float = 0.0,
        parallel_weight: float = 0.0,
        huber: float | None = None,
        seed: int = 0,
    ) -> None:
        if senses < 2:
            raise ValueError(f"senses must be at least 2, got {senses}; with one, Word2Vec is the model")
        for name, value in (
            ("dim", dim),
            ("sampled", sampled),
            ("batch_size", batch_size),
            ("epochs", epochs),
        ):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if pretrain_epochs < 0:
            raise ValueError(f"pretrain_epochs must be at least 0, got {pretrain_epochs}")
        for name, values in (("rates", rates), ("temperatures", temperatures), ("momenta", momenta)):
            if not values or min(values) < 0 or (name != "momenta" and min(values) == 0):
                raise ValueError(f"{name} must be positive numbers, one an epoch, got {tuple(values)}")
        if optimizer not in OPTIMIZERS:
            raise ValueError(f"optimizer must be one of {', '.join(OPTIMIZERS)}, got {optimizer!r}")
        if choice not in CHOICES:
            raise ValueError(f"choice must be one of {', '.join(CHOICES)}, got {choice!r}")
        self.senses, self.dim, self.window, self.sampled = senses, dim, window, sampled
        self.min_count, self.max_words, self.batch_size = min_count, max_words, batch_size
        self.pretrain_epochs, self.epochs = pretrain_epochs, epochs
        self.pretrain_rate, self.rates, self.momenta = pretrain_rate, tuple(rates), tuple(momenta)
        self.temperatures, self.optimizer, self.choice = tuple(temperatures), optimizer, choice
        self.pretrain_entropy, self.entropy_weight = pretrain_entropy, entropy_weight
        self.parallel_weight, self.huber, self.seed = parallel_weight, huber, seed

    def fit(self, lines: Sequence[str], progress: Progress | None = None) -> DisambiguatedSkipGram:
        """Train on lines of white-space separated tokens.

        Raises:
            TypeError: a single string.
            ValueError: no text, or none with context.
        """
        if isinstance(lines, str):
            raise TypeError("lines must be a sequence of lines, got a single string")
        vocabulary = Vocabulary.build(lines, self.min_count, self.max_words)
        return self.fit_tokens(vocabulary, vocabulary.encode(lines), progress)

    def fit_tokens(
        self, vocabulary: Vocabulary, tokens: Int[np.ndarray, " tokens"], progress: Progress | None = None
    ) -> DisambiguatedSkipGram:
        """Train on text that is encoded already."""
        windows = Windows(tokens, self.window)
        rare = int((vocabulary.counts < self.senses).sum())
        if rare:
            warnings.warn(
                f"{rare:,} words occur less often than they have senses ({self.senses}); raise min_count",
                stacklevel=2,
            )
        draw = generator(self.seed)
        model = SenseModel(len(vocabulary), self.senses, self.dim, self.sampled, draw)
        if self.optimizer == "sequential":
            self._train_sequentially(model, windows, progress or Progress())
        else:
            self._train_in_batches(model, windows, draw, progress or Progress())
        self.temperature_ = self.temperatures[min(self.epochs, len(self.temperatures)) - 1]
        self.model_, self.vocabulary_ = model, vocabulary
        self.index_ = vocabulary.index()
        self.vectors_: Float[np.ndarray, "words senses dim"] = model.vectors.detach().numpy()
        self.kept_ = np.ones((len(vocabulary), self.senses), dtype=bool)
        self.priors_: Float[np.ndarray, "words senses"] = self._priors(windows)
        return self

    def _train_in_batches(
        self, model: SenseModel, windows: Windows, draw: torch.Generator, progress: Progress
    ) -> None:
        steps = -(-int(windows.accompanied.sum()) // self.batch_size)
        if self.pretrain_epochs:
            optimizer = self._optimizer(model, self.pretrain_rate, self.momenta[0])
            total = steps * self.pretrain_epochs
            for epoch in range(self.pretrain_epochs):
                batches = self._batches(windows, draw, progress, f"senses, shared choice, epoch {epoch + 1}")
                for step, batch in enumerate(batches, epoch * steps):
                    for group in optimizer.param_groups:
                        group["lr"] = self.pretrain_rate * (1 - 0.9 * step / total)
                    loss = model.loss(*batch, "softmax", 1.0, self.pretrain_entropy, generator=draw)
                    self._step(optimizer, loss, len(batch[0]))
        model.part_choice()
        optimizer = self._optimizer(model, self.rates[0], self.momenta[0])
        for epoch in range(self.epochs):
            rate, momentum, temperature = (
                values[min(epoch, len(values) - 1)]
                for values in (self.rates, self.momenta, self.temperatures)
            )
            for group in optimizer.param_groups:
                group["lr"] = rate
                if self.optimizer == "momentum":
                    group["momentum"] = momentum
            name = f"senses, epoch {epoch + 1} of {self.epochs}"
            for batch in self._batches(windows, draw, progress, name):
                loss = model.loss(
                    *batch,
                    self.choice,
                    temperature,
                    self.entropy_weight,
                    self.parallel_weight,
                    self.huber,
                    draw,
                )
                self._step(optimizer, loss, len(batch[0]))

    def _train_sequentially(self, model: SenseModel, windows: Windows, progress: Progress) -> None:
        from reprise.words._sense_kernels import KINDS, candidate_draws, sense_pass

        draws, log_chance = candidate_draws(len(model.vectors), self.sampled)
        state = random_states(self.seed, 1)[0]
        total = self.pretrain_epochs + self.epochs
        for epoch in progress.track(range(total), "senses, center by center"):
            second = epoch - self.pretrain_epochs
            if second < 0:
                first, last = (
                    self.pretrain_rate * (1 - 0.9 * done / self.pretrain_epochs)
                    for done in (epoch, epoch + 1)
                )
                shape = (KINDS["softmax"], 1.0, self.pretrain_entropy, 0.0, 0.0)
            else:
                model.part_choice()
                first, last = (self.rates[min(e, len(self.rates) - 1)] for e in (second, second + 1))
                temperature = self.temperatures[min(second, len(self.temperatures) - 1)]
                shape = (
                    KINDS[self.choice], temperature, self.entropy_weight, self.parallel_weight, self.huber or 0.0,
                )  # fmt: skip
            parameters = (
                model.vectors, model.outputs.weight, model.outputs.bias, model.choice, model.choice_bias,
            )  # fmt: skip
            loss = sense_pass(
                windows.words, windows.lines, self.window, draws, log_chance,
                *(parameter.detach().numpy() for parameter in parameters), *shape, first, last, state,
            )  # fmt: skip
            if not np.isfinite(loss):
                raise FloatingPointError("the loss is not finite; lower the learning rates")

    def _optimizer(self, model: nn.Module, rate: float, momentum: float) -> torch.optim.Optimizer:
        if self.optimizer == "adagrad":
            return torch.optim.Adagrad(model.parameters(), rate, eps=1e-8, fused=True)
        return torch.optim.SGD(model.parameters(), rate, momentum=momentum, fused=True)

    def _step(self, optimizer: torch.optim.Optimizer, loss: Tensor, centers: int) -> None:
        if not torch.isfinite(loss):
            raise FloatingPointError("the loss is not finite; lower the learning rates")
        optimizer.zero_grad()
        (loss * (centers / PUBLISHED_BATCH)).backward()
        optimizer.step()

    def _batches(
        self, windows: Windows, draw: torch.Generator, progress: Progress, name: str
    ) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        positions = np.flatnonzero(windows.accompanied)
        positions = positions[torch.randperm(len(positions), generator=draw).numpy()]
        starts = range(0, len(positions), self.batch_size)
        for start in progress.track(starts, name):
            yield self._batch(windows, positions[start : start + self.batch_size])

    def _batch(self, windows: Windows, positions: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        contexts, real = windows.contexts(positions)
        return torch.from_numpy(windows.words[positions]), torch.from_numpy(contexts), torch.from_numpy(real)

    def _priors(self, windows: Windows) -> np.ndarray:
        sums = np.zeros((len(self.vocabulary_), self.senses))
        for start in range(0, len(windows), self.batch_size):
            positions = np.arange(start, min(start + self.batch_size, len(windows)))
            np.add.at(sums, windows.words[positions], self._probabilities(windows, positions, "model"))
        totals = sums.sum(1, keepdims=True)  # 0 for a word of the vocabulary that this text lacks
        return np.where(totals > 0, sums / np.where(totals > 0, totals, 1.0), 1 / self.senses)

    def _probabilities(self, windows: Windows, positions: np.ndarray, estimator: str) -> np.ndarray:
        words, contexts, real = self._batch(windows, positions)
        return self._choose(words, contexts, real, estimator)

    @torch.no_grad()
    def _choose(self, words: Tensor, contexts: Tensor, real: Tensor, estimator: str) -> np.ndarray:
        if estimator == "model":
            logits = self.model_.logits(words, contexts, real) / self.temperature_
            found = logits.softmax(1).double().numpy()
        else:
            means = self.model_.vectors[contexts].mean(2) * real.unsqueeze(-1)
            around = means.sum(1) / real.sum(1, keepdim=True).clamp(min=1)
            cosines = torch.cosine_similarity(self.model_.vectors[words], around[:, None], dim=2)
            found = ((1 + cosines) / 2).double().numpy()
        found = found * self.kept_[words.numpy()]
        share: np.ndarray = found / found.sum(1, keepdims=True)
        return share

    def scores(
        self,
        tokens: Int[np.ndarray, " tokens"],
        positions: Int[np.ndarray, " positions"],
        estimator: str = "model",
    ) -> Float[np.ndarray, "positions senses"]:
        """The share of each sense at positions of an encoded text; pruned senses have none.

        Args:
            positions: count the words of the text, see :class:`Windows`.
            estimator: ``"model"``: p(s | w, context) at the last temperature; ``"cosine"`` (the published test):
                cosines of the word's sense vectors with the mean of all sense vectors of the context, moved to [0, 1].
        """
        self._check_fitted()
        if estimator not in ESTIMATORS:
            raise ValueError(f"estimator must be one of {', '.join(ESTIMATORS)}, got {estimator!r}")
        windows = Windows(tokens, self.window)
        parts = [
            self._probabilities(windows, positions[start : start + self.batch_size], estimator)
            for start in range(0, len(positions), self.batch_size)
        ]
        return np.concatenate([np.empty((0, self.senses)), *parts])

    def sense_probabilities(
        self, word: str, context: Sequence[str], estimator: str = "model"
    ) -> Float[np.ndarray, " senses"]:
        """The share of each sense of a word among these context words.

        Raises:
            ValueError: the word, or every word of the context, is unknown.
        """
        row = self._row(word)
        known = [self.index_[other] for other in context if other in self.index_]
        if not known:
            raise ValueError(f"none of the context words {list(context)[:8]} is in the vocabulary")
        contexts = torch.tensor([known])
        found = self._choose(
            torch.tensor([row]), contexts, torch.ones_like(contexts, dtype=torch.bool), estimator
        )
        first: np.ndarray = found[0]
        return first

    def prune(self, threshold: float = 0.05) -> DisambiguatedSkipGram:
        """Drop senses whose prior is below ``threshold``, the most frequent one never, and scale priors to add up to 1.

        Raises:
            ValueError: the threshold is not a share below 1.
        """
        self._check_fitted()
        if not 0 <= threshold < 1:
            raise ValueError(f"threshold must be a share in [0, 1), got {threshold}")
        best = self.priors_.argmax(1)
        self.kept_ &= self.priors_ >= threshold
        self.kept_[np.arange(len(best)), best] = True
        self.priors_ = self.priors_ * self.kept_
        self.priors_ /= self.priors_.sum(1, keepdims=True)
        return self

    def nearest(self, word: str, sense: int, k: int = 10) -> list[tuple[str, int, float]]:
        """The senses of other words that are nearest to one by cosine: (word, sense, cosine)."""
        row = self._row(word)
        if not 0 <= sense < self.senses or not self.kept_[row, sense]:
            raise ValueError(f"{word!r} has senses {np.flatnonzero(self.kept_[row]).tolist()}, not {sense}")
        unit = normalize(self.vectors_.reshape(-1, self.dim))
        cosines = unit @ unit[row * self.senses + sense]
        allowed = self.kept_.copy()
        allowed[row] = False
        cosines[~allowed.ravel()] = -np.inf
        best = top_k(cosines[None], min(k, int(allowed.sum())))[0]
        words = self.vocabulary_.words
        return [(words[i // self.senses], int(i % self.senses), float(cosines[i])) for i in best]

    def _row(self, word: str) -> int:
        self._check_fitted()
        if word not in self.index_:
            near = difflib.get_close_matches(word, self.vocabulary_.words, n=3, cutoff=0.0)
            raise ValueError(
                f"{word!r} is not in the vocabulary; the closest spellings are {', '.join(near)}"
            )
        return self.index_[word]

    def _check_fitted(self) -> None:
        if not hasattr(self, "model_"):
            from sklearn.exceptions import NotFittedError

            raise NotFittedError("this DisambiguatedSkipGram is not fitted yet: call fit(lines) first")
