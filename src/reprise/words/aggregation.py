"""Static vectors as means over the contexts of a word.

Aggregation, Bommasani, Davis and Cardie 2020 (section 2): the mean of the word's own pieces over the sentences that
contain it (``pool="pieces"``). Gedeon 2025 (arXiv 2505.07809) publishes code that takes the state of the first special
token of those sentences instead (``pool="cls"``). Either way a word that stands twice in a sentence counts twice.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from reprise.words.teacher_pass import TeacherVectors, within_first_sentences
from reprise.words.word_vectors import WordVectors

POOLS = ("pieces", "cls")


def aggregate(vectors: TeacherVectors, pool: str = "pieces", max_sentences: int | None = None) -> WordVectors:
    """The mean over each word's occurrences; a word without any that the teacher read is left out.

    Args:
        vectors: from :class:`TeacherPass`.
        pool: ``"pieces"`` (the word's own pieces) or ``"cls"`` (the first special token).
        max_sentences: use the first so many sentences of a word; None takes all that the pass kept, which for pieces
            are those of its own ``max_sentences``.

    Returns:
        words in the order of the pass, with their counts.

    Raises:
        ValueError: an unknown pool, no sentence allowed, a teacher without a first special token, or a pass that kept
            no pieces.
    """
    if pool not in POOLS:
        raise ValueError(f"pool must be one of {', '.join(POOLS)}, got {pool!r}")
    if max_sentences is not None and max_sentences < 1:
        raise ValueError(f"max_sentences must be at least 1, got {max_sentences}")
    used = np.ones(len(vectors.tokens), dtype=bool)
    if max_sentences is not None:
        used = within_first_sentences(vectors.tokens, vectors.sentence, max_sentences)
    if pool == "cls":
        if vectors.firsts is None:
            raise ValueError('the teacher has no first special token; take pool="pieces"')
        source, rows = vectors.firsts, vectors.sentence
    else:
        if not len(vectors.pieces):
            raise ValueError("the pass kept no pieces; make one with max_sentences above 0")
        source, rows = vectors.pieces, vectors.kept
        used &= rows >= 0
        used[used] = np.isfinite(source[rows[used], 0])
    words, rows = vectors.tokens[used], rows[used]
    shape = (len(vectors.words), len(source))
    membership = csr_array((np.ones(len(words), dtype=np.float32), (words, rows)), shape)
    seen = np.flatnonzero(membership.sum(1))
    means = np.zeros((len(seen), source.shape[1]), dtype=np.float32)
    for start in range(0, len(seen), 1024):  # the rows of a part are read from disk, not the whole file
        part = membership[seen[start : start + 1024]]
        columns = np.unique(part.indices)
        sums = part[:, columns] @ np.nan_to_num(source[columns])
        means[start : start + len(sums)] = sums / np.asarray(part.sum(1))[:, None]
    return WordVectors([vectors.words[i] for i in seen], means, vectors.counts[seen])
