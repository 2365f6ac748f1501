"""Do a topic's top words belong together, and do topics differ?

Coherence: mean normalised pointwise mutual information of all pairs of a topic's words (Bouma 2009), with the
probabilities of standing in the same text (Lau, Newman and Baldwin 2014). Diversity: the share of different words
among all topics' words (Dieng, Ruiz and Blei 2020).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float

from reprise.words.document_encoder import count_words


def npmi_coherence(topics: Sequence[Sequence[str]], documents: Sequence[str]) -> Float[np.ndarray, " topics"]:
    """One number a topic, between -1 (its words never meet) and 1 (they always come together).

    ln(p(a, b) / (p(a) p(b))) / -ln p(a, b), averaged over pairs: -1 for a pair that shares no text, 0 for one that
    stands in every text.

    Args:
        topics: top words of each topic, at least two.
        documents: texts to count in, best not those that the topics were fitted on.

    Raises:
        ValueError: a topic of fewer than two words, a word twice in one, or no documents.
    """
    if not len(documents):
        raise ValueError("coherence needs documents to count in, got none")
    for number, topic in enumerate(topics):
        if len(topic) < 2 or len(set(topic)) < len(topic):
            raise ValueError(f"topic {number} needs at least two different words, got {list(topic)}")
    words = sorted({word for topic in topics for word in topic})
    counts = count_words(documents, words, allow_empty=True)
    present = sp.csr_array((np.ones(len(counts.data)), counts.indices, counts.indptr), counts.shape)
    together = (present.T @ present).toarray() / len(documents)
    index = {word: i for i, word in enumerate(words)}
    return np.array([_mean_npmi(together, [index[word] for word in topic]) for topic in topics])


def _mean_npmi(together: np.ndarray, members: list[int]) -> float:
    first, second = np.array(list(itertools.combinations(members, 2))).T
    both = together[first, second]
    apart = together[first, first] * together[second, second]
    meets = (both > 0) & (both < 1)
    values = np.where(both > 0, 0.0, -1.0)
    values[meets] = np.log(both[meets] / apart[meets]) / -np.log(both[meets])
    return float(values.mean())


def topic_diversity(topics: Sequence[Sequence[str]]) -> float:
    """Share of different words among the words of all topics, 1 when none is repeated."""
    words = [word for topic in topics for word in topic]
    if not words:
        raise ValueError("there is no topic with a word")
    return len(set(words)) / len(words)
