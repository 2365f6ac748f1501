"""A tagger on frozen word vectors: how much do they say about each word in its sentence?

The evaluation of Gedeon 2025 (arXiv 2505.07809): a bidirectional LSTM on frozen vectors with dropout on its inputs, one
mask for all steps of a sentence, then softmax; Adam, batches of 32, 5 epochs; an unknown word gets a random vector.

Departures: words of the text to tag are looked up among all vectors, where the published code knows only those of its
training text and reads zeros for others; both directions share the dropout mask; padding is packed away.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from reprise.report.progress import Progress
from reprise.train.batches import TensorBatches
from reprise.train.fit import fit
from reprise.train.seeding import seeded
from reprise.words.tag_scores import masked_accuracy, span_f1, token_accuracy
from reprise.words.word_vectors import WordVectors

UNKNOWN_SCALE = 0.6  # standard deviation of an unknown word's vector, as published
METRICS = ("accuracy", "published", "span_f1")
Sentences = Sequence[Sequence[str]]


class BiLSTMTagger:
    """Fit on tagged sentences, then ``predict`` and ``score``.

    Args:
        vectors: looked up as a word is written, else in lower case. Never trained.
        units: of the LSTM, in each direction.
        dropout: share of a vector's numbers that are dropped in training, the same ones all along a sentence.
        epochs, batch_size, lr: of Adam.
        seed: of weights, order and dropout, and of unknown words: each keeps its own vector.

    Raises:
        ValueError: a size below 1, dropout outside [0, 1), a rate that is not positive.
    """

    def __init__(
        self,
        vectors: WordVectors,
        units: int = 64,
        dropout: float = 0.5,
        epochs: int = 5,
        batch_size: int = 32,
        lr: float = 1e-3,
        seed: int = 0,
    ) -> None:
        for name, value in (("units", units), ("epochs", epochs), ("batch_size", batch_size)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout must lie in [0, 1), got {dropout}")
        if lr <= 0:
            raise ValueError(f"lr must be positive, got {lr}")
        self.vectors, self.units, self.dropout = vectors, units, dropout
        self.epochs, self.batch_size, self.lr, self.seed = epochs, batch_size, lr, seed

    def fit(self, sentences: Sentences, tags: Sentences, progress: Progress | None = None) -> BiLSTMTagger:
        """Train; afterwards ``labels_`` are the tags in order and ``network_`` the trained module.

        Raises:
            ValueError: no sentence, one without tokens, or not one tag a token; says which sentence.
            TypeError: a sentence that is a string.
        """
        _check(sentences)
        if len(sentences) != len(tags):
            raise ValueError(f"{len(sentences)} sentences for {len(tags)} lists of tags")
        for number, (sentence, own) in enumerate(zip(sentences, tags, strict=True)):
            if len(sentence) != len(own):
                raise ValueError(f"sentence {number} has {len(sentence)} tokens and {len(own)} tags")
        self.labels_ = sorted({tag for own in tags for tag in own})
        number_of = {tag: i for i, tag in enumerate(self.labels_)}
        table, ids, lengths = self._encode(sentences)
        wanted = torch.full_like(ids, -100)  # what cross_entropy ignores
        for row, own in enumerate(tags):
            wanted[row, : len(own)] = torch.tensor([number_of[tag] for tag in own])
        with seeded(self.seed):
            self.network_ = TaggerNetwork(self.vectors.dim, self.units, len(self.labels_), self.dropout)
        self.network_.read(table)

        def loss(network: nn.Module, batch: tuple[Tensor, Tensor, Tensor]) -> Tensor:
            rows, sizes, targets = batch
            scores: Tensor = network(rows[:, : int(sizes.max())], sizes)
            return F.cross_entropy(scores.flatten(0, 1), targets[:, : scores.shape[1]].flatten())

        fit(
            self.network_,
            loss,
            TensorBatches(ids, lengths, wanted, batch_size=self.batch_size, seed=self.seed),
            torch.optim.Adam([p for p in self.network_.parameters() if p.requires_grad], self.lr),
            epochs=self.epochs,
            seed=self.seed,
            progress=progress,
            name="tagger",
        )
        return self

    def predict(self, sentences: Sentences, batch_size: int = 256) -> list[list[str]]:
        """One tag a token; sentences of like length are read together."""
        if not hasattr(self, "network_"):
            raise ValueError("not fitted; call fit first")
        if not len(sentences):
            return []
        _check(sentences)
        table, ids, lengths = self._encode(sentences)
        device = self.network_.out.weight.device
        self.network_.read(table.to(device))
        self.network_.eval()
        found: list[list[str]] = [[]] * len(sentences)
        with torch.inference_mode():
            for rows in torch.argsort(lengths, stable=True).split(batch_size):
                sizes = lengths[rows]
                best = self.network_(ids[rows, : int(sizes.max())].to(device), sizes).argmax(-1).cpu()
                for row, size, own in zip(rows.tolist(), sizes.tolist(), best.tolist(), strict=True):
                    found[row] = [self.labels_[i] for i in own[:size]]
        return found

    def score(self, sentences: Sentences, tags: Sentences, metric: str = "accuracy") -> float:
        """How right the predictions are.

        Args:
            metric: ``"accuracy"`` of all tokens; ``"published"``, the accuracy without tokens of the alphabetically
                first tag (see :func:`masked_accuracy`); or ``"span_f1"`` of BIO tags.
        """
        if metric not in METRICS:
            raise ValueError(f"metric must be one of {', '.join(METRICS)}, got {metric!r}")
        predicted = self.predict(sentences)
        if metric == "accuracy":
            return token_accuracy(tags, predicted)
        if metric == "published":
            return masked_accuracy(tags, predicted, self.labels_[0])
        return span_f1(tags, predicted)

    def _encode(
        self, sentences: Sentences
    ) -> tuple[Float[Tensor, "types dim"], Int[Tensor, "batch time"], Int[Tensor, " batch"]]:
        """Vectors of the different words (row 0 is padding), their rows, and the sentences' lengths."""
        number: dict[str, int] = {}
        lengths = torch.tensor([len(sentence) for sentence in sentences])
        ids = torch.zeros(len(sentences), int(lengths.max()), dtype=torch.long)
        for row, sentence in enumerate(sentences):
            ids[row, : len(sentence)] = torch.tensor(
                [1 + number.setdefault(word, len(number)) for word in sentence]
            )
        table = np.zeros((1 + len(number), self.vectors.dim), dtype=np.float32)
        for word, row in number.items():
            table[1 + row] = self._vector(word)
        return torch.from_numpy(table), ids, lengths

    def _vector(self, word: str) -> np.ndarray:
        for form in (word, word.lower()):
            if form in self.vectors:
                return self.vectors[form]
        own = np.random.default_rng([self.seed, zlib.crc32(word.encode())])
        return own.normal(0, UNKNOWN_SCALE, self.vectors.dim)


class TaggerNetwork(nn.Module):
    """Rows of a frozen table to scores of tags.

    Args:
        dim: of the vectors.
        units: of the LSTM, in each direction.
        tags: how many there are.
        dropout: on the inputs, one mask a sentence.
    """

    table: Tensor

    def __init__(self, dim: int, units: int, tags: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.lstm = nn.LSTM(dim, units, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * units, tags)
        self.register_buffer("table", torch.zeros(1, dim), persistent=False)

    def read(self, table: Float[Tensor, "types dim"]) -> None:
        """Take up the vectors of another text."""
        self.table = table

    def forward(
        self, ids: Int[Tensor, "batch time"], lengths: Int[Tensor, " batch"]
    ) -> Float[Tensor, "batch time tags"]:
        x = self.table[ids]
        if self.training and self.dropout:
            x = x * F.dropout(x.new_ones(len(x), 1, x.shape[2]), self.dropout)
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        hidden, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=ids.shape[1])
        scores: Tensor = self.out(hidden)
        return scores


def _check(sentences: Sentences) -> None:
    if isinstance(sentences, str):
        raise TypeError(f"sentences must be lists of tokens, got the single string {sentences[:40]!r}")
    if not len(sentences):
        raise ValueError("there is no sentence")
    for number, sentence in enumerate(sentences):
        if isinstance(sentence, str):
            raise TypeError(
                f"sentence {number} must be a list of tokens, got the string {sentence[:40]!r}; tokenise it"
            )
        if not len(sentence):
            raise ValueError(f"sentence {number} has no token; leave it out")
