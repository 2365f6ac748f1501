"""Bias as a subspace of the word vectors, and its removal.

Bolukbasi et al. 2016 (arXiv 1607.06520): the subspace is spanned by the principal components of defining pairs ("he",
"she") around each pair's mean. Hard removal takes it out of neutral words and makes chosen pairs differ by nothing
else; the soft one is the linear map that trades the removal for keeping all inner products.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from jaxtyping import Float

from reprise.vectors.neighbours import normalize
from reprise.words.word_vectors import WordVectors


def bias_subspace(pairs: Float[np.ndarray, "pairs members dim"], k: int = 1) -> Float[np.ndarray, "k dim"]:
    """Orthonormal directions in which the members of defining pairs differ most.

    Args:
        pairs: unit vectors of each pair (or larger defining set).
        k: how many directions.

    Raises:
        ValueError: a pair whose members are the same, or ``k`` beyond what the pairs can span.
    """
    members = pairs.astype(np.float64)
    centred = members - members.mean(axis=1, keepdims=True)
    same = np.abs(centred).max(axis=(1, 2)) <= 1e-12
    if same.any():
        raise ValueError(f"the members of defining pair {int(np.argmax(same))} have the same vector")
    most = min(len(pairs) * (members.shape[1] - 1), members.shape[2])
    if not 1 <= k <= most:
        raise ValueError(f"k must lie between 1 and {most}, what {len(pairs)} pairs can span; got {k}")
    return np.linalg.svd(centred.reshape(-1, members.shape[2]), full_matrices=False)[2][:k]


def neutralise(
    x: Float[np.ndarray, "words dim"], subspace: Float[np.ndarray, "k dim"]
) -> Float[np.ndarray, "words dim"]:
    """Vectors without their part in the subspace, of length 1.

    Raises:
        ValueError: a vector that lies within the subspace, of which nothing would be left.
    """
    left = x - (x @ subspace.T) @ subspace
    left -= (left @ subspace.T) @ subspace  # once more, against rounding
    lengths = np.linalg.norm(left, axis=1)
    gone = lengths <= 1e-9 * np.maximum(np.linalg.norm(x, axis=1), 1e-300)
    if gone.any():
        raise ValueError(f"vector {int(np.argmax(gone))} lies within the bias subspace; leave it out")
    return left / lengths[:, None]


def equalise(
    x: Float[np.ndarray, "members dim"], subspace: Float[np.ndarray, "k dim"]
) -> Float[np.ndarray, "members dim"]:
    """The members of one set made alike but for the subspace: unit vectors, equally far from any neutral word.

    e' = nu + sqrt(1 - |nu|^2) (e_B - mu_B) / |e_B - mu_B|, with mu the members' mean, _B the part in the subspace and
    nu = mu - mu_B.

    Raises:
        ValueError: members that do not differ within the subspace.
    """
    unit = normalize(x)
    inside = (unit @ subspace.T) @ subspace
    mean_inside = inside.mean(axis=0)
    nu = unit.mean(axis=0) - mean_inside
    apart = inside - mean_inside
    lengths = np.linalg.norm(apart, axis=1)
    if lengths.min() <= 1e-9:
        raise ValueError(
            f"member {int(lengths.argmin())} does not differ from its set within the bias subspace"
        )
    return nu + np.sqrt(max(0.0, 1 - float(nu @ nu))) * apart / lengths[:, None]


def hard_debias(
    vectors: WordVectors,
    subspace: Float[np.ndarray, "k dim"],
    equal: Sequence[Sequence[str]] = (),
    specific: Collection[str] = (),
) -> WordVectors:
    """All words neutralised but the ``specific`` ones, which may well bear the bias, and sets of them equalised.

    Args:
        equal: sets of words to equalise; they count as specific.
        specific: words left as they are, scaled to length 1.

    Raises:
        UnknownWord: a word of ``equal`` without a vector. Specific words without one are ignored.
    """
    out = vectors.unit.astype(np.float64)
    kept = set(specific).union(*equal) if equal else set(specific)
    neutral = np.array([word not in kept for word in vectors.words])
    out[neutral] = neutralise(out[neutral], subspace)
    for words in equal:
        rows = vectors.rows(words)
        out[rows] = equalise(out[rows], subspace)
    return WordVectors(vectors.words, out.astype(np.float32), vectors.counts)


def soft_debias(
    x: Float[np.ndarray, "words dim"],
    neutral: Float[np.ndarray, "neutral dim"],
    subspace: Float[np.ndarray, "k dim"],
    trade_off: float = 0.2,
) -> Float[np.ndarray, "dim dim"]:
    """The symmetric map T (vectors times T) that keeps inner products and parts neutral words from the bias.

    Minimises |W T T W' - W W'|^2 + trade_off * |N T T B'|^2 over M = T T, W all words, N neutral words and B the
    subspace, by conjugate gradients; M's negative eigenvalues, if any, are set to 0.

    Args:
        trade_off: 0 gives the identity, large values remove the bias from neutral words and keep what they can.
    """
    if trade_off < 0:
        raise ValueError(f"trade_off must not be negative, got {trade_off}")
    from scipy.sparse.linalg import LinearOperator, cg

    values, axes = np.linalg.eigh(x.T.astype(np.float64) @ x)
    if values[0] <= values[-1] * 1e-12:
        raise ValueError(f"{len(x)} words do not span all {x.shape[1]} dimensions; give more words")
    # With M = I + R Y R and R the inverse root of W'W, the first term is |Y|^2.
    root = axes / np.sqrt(values) @ axes.T
    left, right = neutral @ root, root @ subspace.T.astype(np.float64)
    gram = left.T @ left
    size = len(values)

    def gradient(flat: np.ndarray) -> np.ndarray:
        y = flat.reshape(size, size)
        grown = gram @ (y @ right) @ right.T
        return np.asarray((y + trade_off * (grown + grown.T) / 2).ravel())

    start = (left.T @ (neutral @ subspace.T)) @ right.T
    operator = LinearOperator((size * size, size * size), matvec=gradient, dtype=np.float64)
    solved, failed = cg(operator, -trade_off * ((start + start.T) / 2).ravel(), rtol=1e-10, maxiter=10_000)
    if failed:
        raise ArithmeticError("conjugate gradients did not converge; lower trade_off")
    y = solved.reshape(size, size)
    values, axes = np.linalg.eigh(np.eye(size) + root @ ((y + y.T) / 2) @ root)
    transform: np.ndarray = axes * np.sqrt(np.maximum(values, 0)) @ axes.T
    return transform
