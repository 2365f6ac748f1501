"""A planted rotation between two vocabularies."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ortho_group

from reprise.vectors import ProcrustesMap, csls, normalize

RNG = np.random.default_rng(0)
Q = ortho_group.rvs(8, random_state=1)
X = RNG.normal(size=(300, 8))
SAME = np.stack([np.arange(300)] * 2, axis=1)


def test_a_rotation_is_recovered():
    found = ProcrustesMap().fit(X, 3 * X @ Q, SAME[:10])
    np.testing.assert_allclose(found.rotation_, Q, atol=1e-10)
    np.testing.assert_allclose(found.transform(X), normalize(X) @ Q, atol=1e-10)
    assert (found.translate(X[:50], X @ Q) == np.arange(50)).all()


def test_a_words_translation_does_not_depend_on_what_is_asked_with_it():
    y = X @ Q + 0.3 * RNG.normal(size=X.shape)
    found = ProcrustesMap().fit(X, y, SAME)
    together = found.translate(X, y)
    np.testing.assert_array_equal([found.translate(X[i : i + 1], y)[0] for i in range(40)], together[:40])
    # Over the whole vocabulary it is the local scaling of Conneau et al.
    np.testing.assert_array_equal(together, csls(found.transform(X), y).argmax(axis=1))


def test_refinement_grows_the_dictionary_and_mends_the_map():
    y = X @ Q + 0.15 * RNG.normal(size=X.shape)
    first = ProcrustesMap().fit(X, y, SAME[:8])
    error = np.linalg.norm(first.rotation_ - Q)
    first.refine(3)
    assert len(first.pairs_) > 200
    assert np.linalg.norm(first.rotation_ - Q) < error / 2
    assert (first.translate(X, y) == np.arange(300)).mean() > 0.95


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="8 dimensions needs at least as many pairs, got 7"):
        ProcrustesMap().fit(X, X, SAME[:7])
    with pytest.raises(ValueError, match="spaces of one width, got 8 and 7"):
        ProcrustesMap().fit(X, X[:, :7], SAME)
    with pytest.raises(ValueError, match="not fitted"):
        ProcrustesMap().refine()
    with pytest.raises(ValueError, match="1 <= k <= most_frequent"):
        ProcrustesMap(k=0)
    other = np.random.default_rng(5).normal(size=X.shape)
    poor = ProcrustesMap(most_frequent=10).fit(X, other, SAME[50:58])
    with pytest.raises(ValueError, match="words are mutually nearest"):
        poor.refine()
