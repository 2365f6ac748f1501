"""Semantic hashing: codes of documents from a deep autoencoder on word counts.

Salakhutdinov and Hinton 2009, "Semantic hashing". The code is a layer of sigmoids in the middle; Gaussian noise on what
goes into them while training drives them to 0 or 1, for only large inputs say anything through the noise. The output is
a softmax over the words, trained on the counts. Departures: no pretraining by restricted Boltzmann machines, but
rectified units and Adam; fresh noise at each step; bits are cut at 1/2; the encoder reads log(1 + count). Frequent words
can be weighed down in what is read and in what is predicted, as sub-sampling does in word and paragraph vectors.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from reprise.train.seeding import generator, seeded
from reprise.vectors.binary_codes import pack_codes
from reprise.words.document_encoder import DocumentEncoder, count_words, find_words
from reprise.words.sampling import keep_shares


class _Autoencoder(nn.Module):
    """Words to code and back; all hidden layers are rectified."""

    def __init__(self, words: int, hidden: Sequence[int], bits: int) -> None:
        super().__init__()
        self.encoder = _layers([words, *hidden, bits])
        self.decoder = _layers([bits, *reversed(hidden), words])

    def forward(
        self, x: Float[Tensor, "batch words"], noise: Float[Tensor, "batch bits"]
    ) -> Float[Tensor, "batch words"]:
        """Log-probabilities of the words, read through a noisy code."""
        decoded: Tensor = self.decoder(torch.sigmoid(self.encoder(x) + noise))
        return decoded.log_softmax(1)


def _layers(widths: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class SemanticHashing(DocumentEncoder):
    """Codes of an autoencoder on the counts of the most frequent words.

    Args:
        bits: of the code.
        hidden: widths between words and code; mirrored behind it.
        noise: standard deviation on the code's inputs while training; the paper's 4.
        min_documents, max_words, stop_words: which words count, see :func:`find_words`; the paper's 2000.
        subsample: each word counts as often as it would on average where words above this share of the text are dropped at
            random, see :func:`reprise.words.sampling.keep_shares`; 0 counts all in full, as the paper does.
        epochs, batch, lr: passes over the texts, texts in a step, learning rate of Adam.
        allow_empty: let texts without a known word pass, as the code of no words.
        seed: of the weights, the order and the noise.

    After ``fit``: ``losses_``, mean nats a counted word in each epoch; ``shares_`` [words], what each occurrence counts.
    """

    def __init__(
        self,
        bits: int = 128,
        hidden: tuple[int, ...] = (500, 500),
        noise: float = 4.0,
        min_documents: int = 1,
        max_words: int | None = 2000,
        stop_words: tuple[str, ...] = (),
        subsample: float = 0.0,
        epochs: int = 20,
        batch: int = 128,
        lr: float = 1e-3,
        allow_empty: bool = False,
        seed: int = 0,
    ) -> None:
        self.bits, self.hidden, self.noise = bits, hidden, noise
        self.min_documents, self.max_words, self.stop_words = min_documents, max_words, stop_words
        self.subsample = subsample
        self.epochs, self.batch, self.lr = epochs, batch, lr
        self.allow_empty, self.seed = allow_empty, seed

    def fit(
        self, texts: Sequence[str], y: object = None, progress: Callable[[int], None] | None = None
    ) -> SemanticHashing:
        """Train on texts; ``progress`` hears of each epoch that is done.

        Raises:
            ValueError: settings that cannot be, or a text without a known word (see ``allow_empty``).
            TypeError: one string in place of a list.
        """
        for name in ("bits", "epochs", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)}")
        if not self.lr > 0:
            raise ValueError(f"lr must be positive, got {self.lr}")
        if any(width < 1 for width in self.hidden):
            raise ValueError(f"widths of hidden layers must be at least 1, got {self.hidden}")
        if not self.noise >= 0:
            raise ValueError(f"noise must not be negative, got {self.noise}")
        self.vocabulary_ = find_words(texts, self.min_documents, self.max_words, self.stop_words)
        raw = count_words(texts, self.vocabulary_, self.allow_empty)
        totals = np.asarray(raw.sum(0)).ravel().astype(np.int64)
        self.shares_: Float[np.ndarray, " words"] = keep_shares(totals, self.subsample)
        counts = self._weighed(raw)
        with seeded(self.seed):
            self.net_ = _Autoencoder(counts.shape[1], self.hidden, self.bits)
        optimizer = torch.optim.Adam(self.net_.parameters(), self.lr, fused=True)
        draws = generator(self.seed)
        self.losses_: list[float] = []
        for epoch in range(self.epochs):
            total = 0.0
            for rows in torch.randperm(len(counts), generator=draws).split(self.batch):
                n = counts[rows]
                noise = self.noise * torch.randn(len(rows), self.bits, generator=draws)
                # The likelihood of all words of the batch: long texts weigh more, as in the paper's Poisson model.
                loss = -(n * self.net_(torch.log1p(n), noise)).sum() / n.sum().clamp_min(1e-9)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += float(loss.detach()) * float(n.sum())
            self.losses_.append(total / float(counts.sum()))
            if progress is not None:
                progress(epoch + 1)
        return self

    @torch.no_grad()
    def project(self, counts: sp.csr_array) -> Float[np.ndarray, "texts bits"]:
        """What goes into the code's sigmoids: bits are 1 where it is positive."""
        logits: np.ndarray = self.net_.encoder(torch.log1p(self._weighed(counts))).numpy()
        return logits

    def codes(self, texts: Sequence[str]) -> UInt8[np.ndarray, "texts bytes"]:
        """Packed codes, as :func:`reprise.vectors.hamming_topk` takes them."""
        return pack_codes(self.transform(texts) > 0)

    def _weighed(self, counts: sp.csr_array) -> Float[Tensor, "texts words"]:
        return torch.from_numpy(counts.astype(np.float32).toarray() * self.shares_)
