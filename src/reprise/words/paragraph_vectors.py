"""Vectors and codes of documents, learnt by predicting their words.

Le and Mikolov 2014 (arXiv 1405.4053): PV-DBOW predicts a document's words from its vector alone; PV-DM predicts the next
word from the document's vector and the preceding words'. Grzegorczyk and Kurdziel 2017 (arXiv 1611.01116) round the
hidden layer while training: Binary PV (h = [d > 0]) and Real-Binary PV (h = [P d > 0], with d kept as a real vector).

p(w | h) = softmax(W h + b) is trained by negative sampling. Departures: words of a block of PV-DBOW share their negatives;
PV-DM has the preceding words as context, and each vector of a mean takes the whole gradient, as word2vec's code does.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int, UInt8
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.exceptions import NotFittedError

from reprise.report.result import write_atomically
from reprise.vectors.binary_codes import pack_codes
from reprise.words._ngram_targets import NgramTargets, encode_documents
from reprise.words._paragraph_kernels import BINARY, PROJECTED, REAL, encode, train_bags, train_windows
from reprise.words.document_encoder import check_texts
from reprise.words.sampling import alias_table, keep_shares
from reprise.words.vocabulary import Vocabulary

MODES, CONTEXTS = ("dbow", "dm"), ("mean", "concat")
CODES = {None: REAL, "binary": BINARY, "real-binary": PROJECTED}
RESTART = (
    0x9E3779B97F4A7C15  # where the random numbers of an inferred document begin, mixed with seed and epoch
)
Progress = Callable[[int], None]


class ParagraphVectors(TransformerMixin, BaseEstimator):
    """Document vectors and, with ``code``, binary codes that are learnt end to end.

    Documents are strings of white-space separated words.

    Args:
        dim: of the document vectors; with ``code="binary"`` also the number of bits.
        mode: ``"dbow"`` or ``"dm"``.
        dm: how PV-DM joins document and context words: ``"mean"`` or ``"concat"``.
        window: preceding words that PV-DM sees.
        code: None, ``"binary"`` or ``"real-binary"``.
        bits: of a real-binary code.
        signed: bits are -1 and 1 while training, instead of the paper's 0 and 1.
        negatives: words drawn against each block, in proportion to count to the power of 0.75.
        ngrams: shortest and longest runs of words that are predicted; (1, 2) adds bigrams. PV-DBOW only.
        min_count, max_words: see :class:`Vocabulary`; ``min_count`` holds for n-grams too.
        subsample: words above this share are dropped at random, see :func:`reprise.words.sampling.keep_shares`; 0 keeps all.
        epochs: passes over the documents.
        lr: first learning rate of the outputs and P; all rates fall to a ten-thousandth. None takes 0.025 for real vectors
            and 0.2 / width for codes, whose length is in the hundreds of times that of a real vector: at one rate for
            all, each word would be learnt by heart for the bits that its document has by chance.
        doc_lr: of the vectors of documents and context words. None takes ``lr`` for real vectors, 1.5 for binary codes
            and 0.1 for real-binary ones, whose P multiplies the step.
        infer_epochs, infer_lr: passes over new documents and their first rate; None takes ``epochs`` and ``doc_lr``.
        block: words of PV-DBOW that are predicted together and share their negatives.
        allow_empty: let documents without a known word pass: they get a vector of zeros, and a code of zeros.
        threads: that share the new documents; None takes all cores. The result does not depend on it.
        seed: of the first vectors and of everything drawn. The result is the same in every run.

    Attributes:
        vectors_: float32 [documents, dim], of the documents that were fitted.
        targets_: the words and n-grams that are predicted.
        outputs_, bias_: W [targets, width] and b [targets].
        projection_: P [bits, input width] of a real-binary code, else None.
        word_vectors_: [words, dim] of PV-DM, else None.
    """

    def __init__(
        self, dim: int = 128, mode: str = "dbow", dm: str = "mean", window: int = 5, code: str | None = None,
        bits: int | None = None, signed: bool = False, negatives: int = 10, ngrams: tuple[int, int] = (1, 1),
        min_count: int = 5, max_words: int | None = None, subsample: float = 0.0, epochs: int = 20,
        lr: float | None = None, doc_lr: float | None = None, infer_epochs: int | None = None, infer_lr: float | None = None, block: int = 8,
        allow_empty: bool = False, threads: int | None = None, seed: int = 0,
    ) -> None:  # fmt: skip
        self.dim, self.mode, self.dm, self.window = dim, mode, dm, window
        self.code, self.bits, self.signed = code, bits, signed
        self.negatives, self.ngrams, self.min_count, self.max_words = negatives, ngrams, min_count, max_words
        self.subsample, self.epochs, self.block = subsample, epochs, block
        self.lr, self.doc_lr = lr, doc_lr
        self.infer_epochs, self.infer_lr = infer_epochs, infer_lr
        self.allow_empty, self.threads, self.seed = allow_empty, threads, seed

    def fit(
        self, documents: Sequence[str], y: object = None, progress: Progress | None = None
    ) -> ParagraphVectors:
        """Train on the documents; ``progress`` hears of each epoch that is done.

        Raises:
            ValueError: settings that cannot be, no document, or one without a known word (see ``allow_empty``).
            TypeError: one string in place of a list.
            FloatingPointError: the training diverged.
        """
        self._check()
        if not len(check_texts(documents)):
            raise ValueError("there is no document to train on")
        vocabulary = Vocabulary.build(documents, self.min_count, self.max_words)
        self.words_ = vocabulary.words
        tokens, offsets = encode_documents(vocabulary.index(), documents)
        self._ngrams = NgramTargets.build(vocabulary, tokens, offsets, self.ngrams, self.min_count)
        if not len(self._ngrams.counts):
            raise ValueError(
                f"no run of {self.ngrams[0]} words occurs {self.min_count} times; lower min_count"
            )
        tokens, offsets = self._targets(documents, tokens, offsets)
        rng = np.random.default_rng(self.seed)
        width, inputs = self._widths()

        def uniform(rows: int) -> np.ndarray:
            return ((rng.random((rows, self.dim), dtype=np.float32) - 0.5) / self.dim).astype(np.float32)

        self.start_ = uniform(1)[0]
        docs = uniform(len(documents))
        self.word_vectors_ = uniform(len(self.words_) + 1) if self.mode == "dm" else None
        self.outputs_: Float[np.ndarray, "targets width"] = np.zeros(
            (len(self._ngrams.counts), width), np.float32
        )
        self.bias_: Float[np.ndarray, " targets"] = np.zeros(len(self._ngrams.counts), np.float32)
        self.projection_ = (
            (rng.standard_normal((width, inputs)) / np.sqrt(inputs)).astype(np.float32)
            if self.code == "real-binary"
            else None
        )
        state = rng.integers(1, 2**63, size=1, dtype=np.uint64)
        lr, doc_lr = self._rates()
        rates = np.linspace(lr, lr * 1e-4, self.epochs + 1)
        draws = self._draws()
        for epoch in range(self.epochs):
            order = rng.permutation(len(documents))
            self._pass(
                tokens, offsets, order, draws, docs, rates[epoch], rates[epoch + 1], doc_lr / lr, state, 0, True
            )  # fmt: skip
            if progress is not None:
                progress(epoch + 1)
        if not all(np.isfinite(array).all() for array in (docs, self.outputs_)):
            raise FloatingPointError(
                f"the vectors are not finite after {self.epochs} epochs; lower lr ({lr}) or doc_lr ({doc_lr})"
            )
        docs[np.diff(offsets) == 0] = 0
        self.vectors_: Float[np.ndarray, "documents dim"] = docs
        return self

    def transform(self, documents: Sequence[str]) -> Float[np.ndarray, "documents dim"]:
        """Infer vectors of documents, everything else left as it is.

        Every document begins at the same vector and sees the same random numbers, so its vector depends on its words
        alone, whatever stands beside it.

        Raises:
            NotFittedError: before ``fit``.
            ValueError: a document without a known word (see ``allow_empty``).
            TypeError: one string in place of a list.
        """
        self._fitted()
        self._check()
        raw = encode_documents({word: i for i, word in enumerate(self.words_)}, check_texts(documents))
        tokens, offsets = self._targets(documents, *raw)
        docs = np.tile(self.start_, (len(documents), 1))
        docs[np.diff(offsets) == 0] = 0
        if not len(documents):
            return docs
        epochs = self.infer_epochs or self.epochs
        first = self._rates()[1] if self.infer_lr is None else self.infer_lr
        rates = np.linspace(first, first * 1e-4, epochs + 1)
        starts = np.random.default_rng([self.seed, RESTART]).integers(1, 2**63, size=epochs, dtype=np.uint64)

        draws = self._draws()

        def infer(order: np.ndarray) -> None:
            state = np.zeros(1, np.uint64)
            for epoch in range(epochs):
                self._pass(
                    tokens, offsets, order, draws, docs, rates[epoch], rates[epoch + 1], 1.0, state,
                    int(starts[epoch]), False,
                )  # fmt: skip

        count = max(1, (os.cpu_count() or 1) if self.threads is None else self.threads)
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(infer, np.array_split(np.arange(len(documents)), count)))
        return docs

    def codes(self, documents: Sequence[str]) -> UInt8[np.ndarray, "documents bytes"]:
        """Packed codes of documents; see :meth:`transform`."""
        return self.binarize(self.transform(documents))

    def binarize(self, vectors: Float[np.ndarray, "documents width"]) -> UInt8[np.ndarray, "documents bytes"]:
        """Packed codes of document vectors that are at hand, e.g. ``vectors_``.

        In PV-DM the context words count as 0: the code is of the document's part.
        """
        self._fitted()
        if self.code is None:
            raise ValueError(
                "this model has no code; fit with code='binary' or 'real-binary', or binarise its vectors by "
                "reprise.vectors.SignPCA or ITQ"
            )
        if vectors.shape[1] != self.dim:
            raise ValueError(f"document vectors have {self.dim} dimensions, given {vectors.shape[1]}")
        logits = vectors if self.projection_ is None else vectors @ self.projection_[:, : self.dim].T
        return pack_codes(logits > 0)

    def hidden(self, vectors: Float[np.ndarray, "documents dim"]) -> Float[np.ndarray, "documents width"]:
        """The hidden layer h of PV-DBOW for document vectors: the vectors, or their bits."""
        self._fitted()
        if self.mode != "dbow":
            raise ValueError("in PV-DM the hidden layer depends on the context words too")
        width, _ = self._widths()
        out = np.empty((len(vectors), width), np.float32)
        z = np.empty(width, np.float32)
        for x, h in zip(np.ascontiguousarray(vectors, np.float32), out, strict=True):
            encode(CODES[self.code], self._low, x, self._projection(), z, h)
        return out

    def save(self, path: str | Path) -> None:
        """All of the model into one file, without pickle; read it back with :meth:`load`."""
        self._fitted()
        settings = {key: value for key, value in self.get_params(deep=False).items() if value is not None}
        arrays = {
            "settings": np.array(json.dumps(settings)),
            "words": np.array(self.words_),
            "counts": self._ngrams.counts,
            "start": self.start_,
            "vectors": self.vectors_,
            "outputs": self.outputs_,
            "bias": self.bias_,
            **{f"keys{n}": keys for n, keys in enumerate(self._ngrams.keys)},
        }
        if self.projection_ is not None:
            arrays["projection"] = self.projection_
        if self.word_vectors_ is not None:
            arrays["word_vectors"] = self.word_vectors_
        packed = io.BytesIO()
        np.savez(packed, **arrays)
        write_atomically(Path(path), packed.getvalue())

    @classmethod
    def load(cls, path: str | Path) -> ParagraphVectors:
        """A model that :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            settings = json.loads(str(arrays["settings"]))
            settings["ngrams"] = tuple(settings["ngrams"])
            model = cls(**settings)
            model.words_ = tuple(arrays["words"].tolist())
            keys = tuple(arrays[f"keys{n}"] for n in range(model.ngrams[1] - 1))
            model._ngrams = NgramTargets(len(model.words_), keys, model.ngrams, arrays["counts"])
            model.start_, model.vectors_ = arrays["start"], arrays["vectors"]
            model.outputs_, model.bias_ = arrays["outputs"], arrays["bias"]
            model.projection_ = arrays.get("projection")
            model.word_vectors_ = arrays.get("word_vectors")
        return model

    @property
    def targets_(self) -> list[str]:
        """The words and n-grams that are predicted, row-aligned with ``outputs_``."""
        self._fitted()
        return self._ngrams.names(self.words_)

    @property
    def _low(self) -> np.float32:
        return np.float32(-1 if self.signed else 0)

    def _widths(self) -> tuple[int, int]:
        """Of the hidden layer, and of what it is made of."""
        inputs = self.dim * (1 + self.window) if (self.mode, self.dm) == ("dm", "concat") else self.dim
        return (self.bits or 0) if self.code == "real-binary" else inputs, inputs

    def _rates(self) -> tuple[float, float]:
        """Learning rates of the outputs and P, and of the vectors."""
        width, _ = self._widths()
        lr = self.lr if self.lr is not None else 0.2 / width if self.code else 0.025
        usual = {None: lr, "binary": 1.5, "real-binary": 0.1}[self.code]
        return lr, usual if self.doc_lr is None else self.doc_lr

    def _projection(self) -> np.ndarray:
        return np.zeros((0, 0), np.float32) if self.projection_ is None else self.projection_

    def _targets(
        self,
        documents: Sequence[str],
        tokens: Int[np.ndarray, " tokens"],
        offsets: Int[np.ndarray, " offsets"],
    ) -> tuple[Int[np.ndarray, " found"], Int[np.ndarray, " offsets"]]:
        found, starts = self._ngrams.find(tokens, offsets)
        empty = np.flatnonzero(np.diff(starts) == 0)
        if len(empty) and not self.allow_empty:
            shown = ", ".join(f"{i} ({documents[i][:40]!r})" for i in empty[:5])
            raise ValueError(
                f"{len(empty)} of {len(documents)} documents have no known word: {shown}; leave them out or set "
                "allow_empty=True"
            )
        return found, starts

    def _draws(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What is kept of each target's occurrences, and the table that negatives are drawn from."""
        counts = self._ngrams.counts
        return (keep_shares(counts, self.subsample), *alias_table(counts**0.75))

    def _pass(
        self, tokens: np.ndarray, offsets: np.ndarray, order: np.ndarray, draws: tuple[np.ndarray, ...],
        docs: np.ndarray, lr: float, lr_end: float, factor: float, state: np.ndarray, restart: int, learn: bool,
    ) -> None:  # fmt: skip
        start, times = np.uint64(restart), np.float32(factor)
        if self.mode == "dbow":
            train_bags(
                tokens, offsets, order, *draws, docs, self.outputs_, self.bias_, self._projection(),
                CODES[self.code], self._low, self.block, self.negatives, lr, lr_end, times, state, start, learn,
            )  # fmt: skip
        else:
            train_windows(
                tokens, offsets, order, *draws, docs, self.word_vectors_, self.dm == "concat", self.window,
                self.outputs_, self.bias_, self._projection(), CODES[self.code], self._low, self.negatives,
                lr, lr_end, times, state, start, learn,
            )  # fmt: skip

    def _fitted(self) -> None:
        if not hasattr(self, "vectors_"):
            raise NotFittedError("this ParagraphVectors is not fitted; call fit with documents first")

    def _check(self) -> None:
        for name in ("dim", "window", "negatives", "epochs", "block", "infer_epochs", "threads"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        for name in ("lr", "doc_lr", "infer_lr"):
            if getattr(self, name) is not None and not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)}")
        for name, allowed in (("mode", MODES), ("dm", CONTEXTS), ("code", tuple(CODES))):
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} must be one of {allowed}, got {getattr(self, name)!r}")
        if self.code == "real-binary" and (self.bits is None or self.bits < 1):
            raise ValueError(f"bits must be at least 1 for a real-binary code, got {self.bits}")
        if self.code != "real-binary" and self.bits not in (None, self.dim):
            raise ValueError(
                f"bits is {self.bits}, but the width of this code is dim = {self.dim}; set dim, or code='real-binary'"
            )
        if not 1 <= self.ngrams[0] <= self.ngrams[1]:
            raise ValueError(f"ngrams must be a shortest and a longest length, got {self.ngrams}")
        if self.mode == "dm" and self.ngrams != (1, 1):
            raise ValueError(f"PV-DM predicts single words, got ngrams={self.ngrams}; use mode='dbow'")
