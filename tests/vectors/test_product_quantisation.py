"""Product quantisation against faiss."""

from __future__ import annotations

import faiss
import numpy as np
import pytest

from reprise.vectors import ProductQuantiser

RNG = np.random.default_rng(0)
X = (RNG.normal(size=(600, 12)) @ RNG.normal(size=(12, 12))).astype(np.float32)
PQ = ProductQuantiser(4, 5).fit(X)


def test_codes_and_vectors_equal_faiss_with_the_same_codebooks():
    peer = faiss.ProductQuantizer(12, 4, 8)
    ours = ProductQuantiser(4, 8).fit(X)
    faiss.copy_array_to_vector(ours.codebooks_.ravel(), peer.centroids)
    codes = ours.transform(X)
    np.testing.assert_array_equal(codes, peer.compute_codes(X))
    np.testing.assert_allclose(ours.inverse_transform(codes), peer.decode(codes))


def test_the_error_is_no_larger_than_that_of_faiss_own_training():
    peer = faiss.ProductQuantizer(12, 4, 8)
    peer.train(X)
    theirs = ((peer.decode(peer.compute_codes(X)) - X) ** 2).sum()
    ours = ProductQuantiser(4, 8).fit(X)
    assert ((ours.inverse_transform(ours.transform(X)) - X) ** 2).sum() < 1.05 * theirs


def test_search_is_by_inner_product_with_the_decoded_vectors():
    codes = PQ.transform(X)
    scores, rows = PQ.search(X[:5], codes, 7)
    exact = X[:5] @ PQ.inverse_transform(codes).T
    np.testing.assert_allclose(scores, -np.sort(-exact, axis=1)[:, :7], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(np.take_along_axis(exact, rows, 1), scores, rtol=1e-4, atol=1e-4)


def test_more_bits_mean_less_error():
    errors = []
    for bits in (1, 3, 6):
        pq = ProductQuantiser(3, bits).fit(X)
        errors.append(((pq.inverse_transform(pq.transform(X)) - X) ** 2).sum())
    assert errors[0] > errors[1] > errors[2]
    centroids = np.concatenate(list(PQ.codebooks_[:, :3]), axis=1)
    np.testing.assert_array_equal(PQ.transform(centroids), np.repeat(np.arange(3)[:, None], 4, 1))


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="parts must divide the dimension, 12; got 5"):
        ProductQuantiser(5).fit(X)
    with pytest.raises(ValueError, match="bits must lie between 1 and 8"):
        ProductQuantiser(4, 9).fit(X)
    with pytest.raises(ValueError, match="256 centroids need as many rows, got 100"):
        ProductQuantiser(4).fit(X[:100])
    with pytest.raises(ValueError, match="not fitted"):
        ProductQuantiser().transform(X)
    with pytest.raises(ValueError, match="fitted to 12 dimensions, given 8"):
        PQ.transform(X[:, :8])
