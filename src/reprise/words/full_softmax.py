"""The exact loss that sampling stands for: all words of a document under a softmax over the whole vocabulary.

For hidden rows h_i, p_i = softmax(W h_i + b), and counts n_iw of each word with N_i = sum_w n_iw:
L = -sum_i sum_w n_iw log p_iw, so dL/dW = sum_i (N_i p_i - n_i) h_i^T; for one word this is (p - y) h^T. Costs
documents x vocabulary x width: for evaluation and small vocabularies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float
from scipy.special import log_softmax


@dataclass(frozen=True)
class SoftmaxLoss:
    """The loss in nats, summed over all words of all documents, and its gradients.

    Attributes:
        loss: over documents.
        hidden: [documents, width].
        outputs: [words, width].
        bias: [words].
    """

    loss: Float[np.ndarray, " documents"]
    hidden: Float[np.ndarray, "documents width"]
    outputs: Float[np.ndarray, "words width"]
    bias: Float[np.ndarray, " words"]


def full_softmax_loss(
    hidden: Float[np.ndarray, "documents width"],
    outputs: Float[np.ndarray, "words output_width"],
    bias: Float[np.ndarray, " bias_words"],
    counts: sp.csr_array,
) -> SoftmaxLoss:
    """Loss and gradients in closed form, in double precision.

    Args:
        counts: [documents, words], how often each word is to be predicted.

    Raises:
        ValueError: shapes that do not fit each other.
    """
    documents, width = hidden.shape
    words = len(outputs)
    if outputs.shape[1] != width or len(bias) != words or counts.shape != (documents, words):
        raise ValueError(
            f"hidden {hidden.shape}, outputs {outputs.shape}, bias {bias.shape} and counts {counts.shape} do not fit"
        )
    h, w = hidden.astype(np.float64), outputs.astype(np.float64)
    log_p = log_softmax(h @ w.T + bias, axis=1)
    n = counts.astype(np.float64).toarray()
    error = n.sum(1, keepdims=True) * np.exp(log_p) - n
    return SoftmaxLoss(-(n * log_p).sum(1), error @ w, error.T @ h, error.sum(0))
