"""A turned copy of an encoder finds what the encoder finds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ortho_group

from reprise.retrieval import RelativeSearch

RNG = np.random.default_rng(0)
ANCHORS, DOCUMENTS, QUERIES = RNG.normal(size=(30, 8)), RNG.normal(size=(50, 8)), RNG.normal(size=(6, 8))
TURN = 3.0 * ortho_group.rvs(8, random_state=1)


@pytest.mark.parametrize("center", [True, False])
def test_a_rotated_encoder_retrieves_identically(center):
    same = RelativeSearch(ANCHORS, ANCHORS, center).fit(DOCUMENTS).search(QUERIES, 5)
    turned = RelativeSearch(ANCHORS, ANCHORS @ TURN, center).fit(DOCUMENTS).search(QUERIES @ TURN, 5)
    np.testing.assert_array_equal(same[1], turned[1])
    np.testing.assert_allclose(same[0], turned[0])
    own = RelativeSearch(ANCHORS, ANCHORS @ TURN, center).fit(DOCUMENTS).search(DOCUMENTS @ TURN, 1)
    np.testing.assert_array_equal(own[1][:, 0], np.arange(50))


def test_encoders_may_differ_in_width():
    wide = np.pad(np.eye(8), ((0, 0), (0, 4)))
    found = RelativeSearch(ANCHORS, ANCHORS @ wide).fit(DOCUMENTS).search(DOCUMENTS @ wide, 1)
    np.testing.assert_array_equal(found[1][:, 0], np.arange(50))


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="same anchors, got 30 and 29"):
        RelativeSearch(ANCHORS, ANCHORS[1:])
    with pytest.raises(ValueError, match="at least two"):
        RelativeSearch(ANCHORS[:1], ANCHORS[:1])
    search = RelativeSearch(ANCHORS, ANCHORS)
    with pytest.raises(ValueError, match="call fit"):
        search.search(QUERIES, 1)
    with pytest.raises(ValueError, match="documents have 7 dimensions, their anchors 8"):
        search.fit(DOCUMENTS[:, :7])
