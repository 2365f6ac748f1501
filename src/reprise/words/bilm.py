"""Contextual word vectors from a bidirectional language model over characters.

ELMo, Peters et al. 2018 (arXiv 1802.05365), section 3: a convolution over characters makes a vector of each word; one
stack of LSTMs reads it forward and predicts the next word, another reads backward and predicts the one before; both
share the word vectors and the softmax. A token's layers are [x; x], then forward and backward states side by side.

Departures: sentences are packed into rows of fixed length that begin with an empty state, where ELMo carries states
from row to row; one mark stands between sentences instead of two; characters are Unicode, see :class:`CharCNN`; the
first word vectors are standardised and the softmax's biases are log frequencies, which a small text does not teach.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from reprise.nn.char_cnn import CharCNN
from reprise.nn.lstm_stack import LSTMStack, mirrored
from reprise.nn.sampled_softmax import SampledSoftmax
from reprise.report.progress import Progress
from reprise.report.result import write_atomically
from reprise.train.batches import TensorBatches
from reprise.train.checkpoint import Checkpoints
from reprise.train.fit import Fit, fit
from reprise.train.schedules import linear
from reprise.train.seeding import seeded
from reprise.words.vocabulary import BOUNDARY, Vocabulary

MARK, UNKNOWN, FIRST = 0, 1, 2  # classes: between sentences, every rare word, then words by frequency
STANDARD = 2000  # frequent words that the first word vectors are standardised on
SMALL_FILTERS = ((1, 16), (2, 16), (3, 32), (4, 64), (5, 64))


class BiLM(nn.Module):
    """Train with :meth:`fit`, then read :meth:`layers`, :meth:`token_vectors` or :meth:`static`.

    Args:
        dim: of the word vectors and of each direction's states; a token's layers have twice as many numbers.
        units: LSTM cells a direction. More than ``dim`` are projected down to it (ELMo: 4096 to 512), as many are not.
        depth: LSTM layers a direction; from the second on with a residual connection around.
        filters, max_chars, highway: see :class:`CharCNN`.
        max_words: how many words the softmax tells apart; rarer ones share a class, but are still read.
        sampled: expected candidates of the training loss, see :class:`SampledSoftmax`.
        dropout: on what enters and leaves an LSTM layer.
        seed: of the first weights.

    Raises:
        ValueError: a size below 1, fewer units than dimensions, dropout outside [0, 1).
    """

    softmax: SampledSoftmax

    def __init__(
        self,
        dim: int = 128,
        units: int = 512,
        depth: int = 2,
        filters: Sequence[tuple[int, int]] = SMALL_FILTERS,
        max_chars: int = 50,
        highway: int = 2,
        max_words: int = 20_000,
        sampled: int = 1024,
        dropout: float = 0.1,
        seed: int = 0,
    ) -> None:
        super().__init__()
        for name, value in (("max_words", max_words), ("sampled", sampled)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        self.settings: dict[str, Any] = {
            "dim": dim, "units": units, "depth": depth, "filters": list(filters),
            "max_chars": max_chars, "highway": highway, "max_words": max_words, "sampled": sampled,
            "dropout": dropout, "seed": seed,
        }  # fmt: skip
        self.dim, self.depth = dim, depth
        self.words: tuple[str, ...] = ()
        with seeded(seed):
            self.characters = CharCNN(dim, filters, highway, max_chars)
            self.forwards, self.backwards = (LSTMStack(dim, units, depth, dropout) for _ in range(2))

    def _read(
        self, chars: Tensor, places: Tensor, lengths: Tensor
    ) -> tuple[Tensor, list[Tensor], list[Tensor], Tensor]:
        """Word vectors, forward states, backward states in reading order, and what turns these around."""
        turned = mirrored(lengths, places.shape[1])
        vectors = self.characters(chars)
        x = F.embedding(places, vectors)
        back = self.backwards(F.embedding(places.gather(1, turned), vectors))
        return x, self.forwards(x), back, turned

    def forward(
        self,
        chars: Int[Tensor, "types chars"],
        places: Int[Tensor, "batch time"],
        lengths: Int[Tensor, " batch"],
    ) -> Float[Tensor, "layers batch time width"]:
        """All ``depth + 1`` layers of every token, each ``2 * dim`` wide; 0 behind a row's end.

        Args:
            chars: the different words, encoded by :class:`CharCNN`; each is convolved once.
            places: which of them stands where.
            lengths: tokens of each row.
        """
        x, forward, back, turned = self._read(chars, places, lengths)
        order = turned.unsqueeze(-1).expand(-1, -1, self.dim)
        layers = [torch.cat([x, x], -1)]
        layers += [torch.cat([f, b.gather(1, order)], -1) for f, b in zip(forward, back, strict=True)]
        return torch.stack(layers) * _real(lengths, places.shape[1])[None, :, :, None]

    def loss(
        self,
        chars: Int[Tensor, "types chars"],
        places: Int[Tensor, "batch time"],
        targets: Int[Tensor, "batch time"],
        lengths: Int[Tensor, " batch"],
        full: bool = False,
        generator: torch.Generator | None = None,
    ) -> Float[Tensor, ""]:
        """Mean cross-entropy of the next word, forward, plus that of the word before, backward; nats.

        Args:
            targets: the softmax class of each token.
            full: over all classes instead of a sample; for evaluation.
            generator: draws the sample, one for both directions.
        """
        self._check_fitted()
        if int(lengths.max()) < 2:
            raise ValueError("nothing to predict: every row has fewer than two tokens")
        _, forward, back, turned = self._read(chars, places, lengths)
        states = torch.cat([forward[-1][:, :-1], back[-1][:, :-1]]).flatten(0, 1)
        classes = torch.cat([targets[:, 1:], targets.gather(1, turned)[:, 1:]]).flatten()
        losses = (
            self.softmax.full_loss(states, classes)
            if full
            else self.softmax.sampled_loss(states, classes, generator)
        )
        # Read from either end, a row ends after as many tokens.
        real = _real(lengths, places.shape[1])[:, 1:].flatten().repeat(2)
        return 2 * losses[real].mean()

    def fit(
        self,
        lines: Iterable[str],
        *,
        epochs: int = 1,
        length: int = 32,
        batch_size: int = 32,
        lr: float = 4e-3,
        clip: float = 1.0,
        seed: int = 0,
        checkpoints: Checkpoints | None = None,
        progress: Progress | None = None,
    ) -> Fit:
        """Train on lines of white-space separated tokens, one sentence or paragraph each; goes on from a checkpoint.

        Args:
            epochs: passes over the text.
            length: tokens of a row, marks between lines included; its first and last token have one-sided context.
            batch_size: rows of a step.
            lr: highest rate of Adam, after a rise over 5 % of the steps and before a straight fall to 0.
            clip: largest norm of the gradient.
            seed: of the order of rows, dropout and candidates.

        Raises:
            TypeError: a single string instead of lines.
            ValueError: no text.
        """
        if isinstance(lines, str):
            raise TypeError("lines must be a sequence of lines, got a single string")
        if length < 2:
            raise ValueError(f"length must be at least 2 tokens, got {length}")
        lines = list(lines)
        types = Vocabulary.build(lines, min_count=1)
        fresh = not self.words
        self._name_classes(types.words[: self.settings["max_words"]])
        # Types are numbered like classes, so that a frequent word's type is its class.
        stream = np.concatenate([[BOUNDARY], types.encode(lines)]) + FIRST
        stream[stream == BOUNDARY + FIRST] = MARK
        rows, lengths = _rows(stream, length)
        table = self.characters.encode(["", "", *types.words])
        # Without these two starts the first epoch is spent on the words' frequencies and on telling words apart.
        classes = self._classes(torch.from_numpy(stream))
        self.softmax.start_at(torch.bincount(classes, minlength=FIRST + len(self.words)))
        if fresh:
            self.characters.standardise(table[UNKNOWN : FIRST + STANDARD].to(self.softmax.weight.device))

        def step(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
            ids, ends = batch
            different, places = torch.unique(ids, return_inverse=True)
            chars = table[different.cpu()].to(ids.device)
            loss: Tensor = self.loss(chars, places, self._classes(ids), ends)
            return loss

        return fit(
            self,
            step,
            TensorBatches(rows, lengths, batch_size=batch_size, seed=seed),
            torch.optim.Adam(self.parameters(), lr),
            epochs=epochs,
            schedule=linear(warmup=0.05),
            clip=clip,
            checkpoints=checkpoints,
            seed=seed,
            progress=progress,
            name="language model",
        )

    def cross_entropy(self, lines: Iterable[str], batch_size: int = 32) -> float:
        """Mean of both directions' full cross-entropy on held-out lines, nats a prediction, marks included."""
        self._check_fitted()
        index = {word: FIRST + i for i, word in enumerate(self.words)}
        total, count = 0.0, 0
        for _, tokens in _by_length([line.split() for line in lines], batch_size):
            marked = [["", *sentence, ""] for sentence in tokens]
            chars, places, lengths = self._encode(marked)
            targets = torch.full_like(places, MARK)
            for row, sentence in enumerate(tokens):
                targets[row, 1 : len(sentence) + 1] = torch.tensor(
                    [index.get(word, UNKNOWN) for word in sentence], dtype=torch.long
                )
            predictions = int((lengths - 1).sum())
            with _evaluating(self), torch.no_grad():
                total += predictions * float(self.loss(chars, places, targets, lengths, full=True)) / 2
            count += predictions
        if count == 0:
            raise ValueError("no lines to measure on")
        return total / count

    def layers(self, sentences: Sequence[Sequence[str]]) -> Float[Tensor, "layers batch time width"]:
        """Every layer of every token, with marks read at both ends; 0 behind a sentence's end.

        In evaluation mode, with gradients where they are enabled.

        Raises:
            TypeError: a sentence is a string, not its tokens.
            ValueError: a sentence without tokens, or an empty token.
        """
        _check_sentences(sentences)
        with _evaluating(self):
            found = self(*self._encode([["", *sentence, ""] for sentence in sentences]))
        kept: Tensor = found[:, :, 1:-1].clone()
        for row, sentence in enumerate(sentences):
            kept[:, row, len(sentence) :] = 0.0  # the closing mark
        return kept

    def token_vectors(
        self, sentences: Sequence[Sequence[str]], layer: int | str = "average", batch_size: int = 64
    ) -> list[Float[np.ndarray, "tokens width"]]:
        """For each sentence one vector a token, without gradients; sentences of like length are read together.

        Args:
            layer: a layer's number (0 is [x; x], -1 the last) or ``"average"``, the mean of all.
        """
        if layer != "average" and not (isinstance(layer, int) and -self.depth - 1 <= layer <= self.depth):
            raise ValueError(
                f'layer must be "average" or a number from {-self.depth - 1} to {self.depth}, got {layer!r}'
            )
        _check_sentences(sentences)
        out: list[np.ndarray] = [np.empty(0)] * len(sentences)
        for rows, tokens in _by_length(sentences, batch_size):
            with torch.no_grad():
                found = self.layers(tokens)
                chosen = found.mean(0) if isinstance(layer, str) else found[layer]
                values = chosen.cpu().numpy()
            for row, sentence, value in zip(rows, tokens, values, strict=True):
                out[row] = value[: len(sentence)].copy()
        return out

    def static(
        self, words: Sequence[str], layer: int | str = "average", batch_size: int = 512
    ) -> Float[np.ndarray, "words width"]:
        """One vector a word, read as a sentence of its own."""
        if isinstance(words, str):
            raise TypeError(f"words must be a sequence of words, got the single string {words[:40]!r}")
        if not len(words):
            return np.empty((0, 2 * self.dim), dtype=np.float32)
        return np.concatenate(self.token_vectors([[word] for word in words], layer, batch_size))

    def save(self, path: str | Path) -> None:
        """Write weights, settings and words as one safetensors file, whole or not at all."""
        from safetensors.torch import save

        self._check_fitted()
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in self.state_dict().items()}
        described = {"bilm": json.dumps({"settings": self.settings, "words": self.words})}
        write_atomically(Path(path), save(tensors, described))

    @classmethod
    def load(cls, path: str | Path) -> BiLM:
        """Read what :meth:`save` wrote.

        Raises:
            ValueError: a safetensors file of something else.
        """
        from safetensors import safe_open

        with safe_open(str(path), framework="pt") as file:
            described = (file.metadata() or {}).get("bilm")
            if described is None:
                raise ValueError(f"{Path(path).name} holds no BiLM: its metadata lack the entry 'bilm'")
            stored = json.loads(described)
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        settings = stored["settings"]
        model = cls(**{**settings, "filters": [(width, count) for width, count in settings["filters"]]})
        model._name_classes(tuple(stored["words"]))
        model.load_state_dict(weights)
        return model.eval()

    def _name_classes(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        device = self.characters.project.weight.device
        with seeded(self.settings["seed"] + 1):
            self.softmax = SampledSoftmax(FIRST + len(self.words), self.dim, self.settings["sampled"])
        self.softmax.to(device)

    def _classes(self, types: Tensor) -> Tensor:
        return torch.where(types < FIRST + len(self.words), types, UNKNOWN)

    def _encode(self, sentences: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor, Tensor]:
        device = self.characters.project.weight.device
        number: dict[str, int] = {"": 0}
        longest = max(map(len, sentences))
        places = torch.zeros(len(sentences), longest, dtype=torch.long)
        for row, sentence in enumerate(sentences):
            own = [number.setdefault(token, len(number)) for token in sentence]
            places[row, : len(own)] = torch.tensor(own, dtype=torch.long)
        lengths = torch.tensor([len(sentence) for sentence in sentences])
        return self.characters.encode(list(number)).to(device), places.to(device), lengths.to(device)

    def _check_fitted(self) -> None:
        if not self.words:
            raise RuntimeError("this BiLM has no vocabulary yet: call fit(lines) or BiLM.load(path) first")


def _rows(stream: np.ndarray, length: int) -> tuple[Int[Tensor, "rows time"], Int[Tensor, " rows"]]:
    """A stream cut into rows, with their lengths; the last one is padded, or left out if it predicts nothing."""
    rows = -(-len(stream) // length)
    if rows > 1 and len(stream) % length == 1:
        rows -= 1
        stream = stream[:-1]
    filled = np.full(rows * length, MARK, dtype=np.int64)
    filled[: len(stream)] = stream
    lengths = torch.full((rows,), length)
    lengths[-1] -= len(filled) - len(stream)
    return torch.from_numpy(filled.reshape(rows, length)), lengths


def _real(lengths: Int[Tensor, " batch"], time: int) -> Bool[Tensor, "batch time"]:
    return torch.arange(time, device=lengths.device) < lengths[:, None]


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(training)


def _by_length(
    sentences: Sequence[Sequence[str]], size: int
) -> Iterator[tuple[list[int], list[Sequence[str]]]]:
    """Batches of sentences of like length, with their places in the list."""
    if size < 1:
        raise ValueError(f"batch_size must be at least 1, got {size}")
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        yield rows, [sentences[row] for row in rows]


def _check_sentences(sentences: Sequence[Sequence[str]]) -> None:
    if isinstance(sentences, str):
        raise TypeError(f"sentences must be lists of tokens, got the single string {sentences[:40]!r}")
    if not len(sentences):
        raise ValueError("there is no sentence to read")
    for number, sentence in enumerate(sentences):
        if isinstance(sentence, str):
            raise TypeError(f"sentence {number} must be a list of tokens, got the string {sentence[:40]!r}")
        if not len(sentence) or "" in sentence:
            raise ValueError(f"sentence {number} is empty or has an empty token: {list(sentence)[:8]}")
