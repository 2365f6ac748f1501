"""Graph convolution against dense algebra."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.graphs import GCN, normalized_adjacency
from reprise.train import seeded

EDGES = np.array([[0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2]])


def test_adjacency_is_the_symmetric_normalisation_with_self_loops():
    a = np.eye(5)
    a[EDGES[0], EDGES[1]] = 1
    d = np.diag(1 / np.sqrt(a.sum(1)))
    np.testing.assert_allclose(normalized_adjacency(EDGES, 5).to_dense(), d @ a @ d, atol=1e-6)


def test_layers_are_the_formula_and_sparse_features_agree():
    with seeded(0):
        net = GCN(6, 4, 3).eval()
        x = torch.randn(5, 6) * (torch.rand(5, 6) > 0.5)
    a = normalized_adjacency(EDGES, 5)
    dense = a.to_dense()
    expected = dense @ torch.relu(dense @ x @ net.first) @ net.second
    torch.testing.assert_close(net(x, a), expected)
    torch.testing.assert_close(net(x.to_sparse(), a), expected)


def test_relabelling_nodes_permutes_the_output():
    with seeded(1):
        net = GCN(6, 4, 3).eval()
        x = torch.randn(5, 6)
    order = np.array([3, 0, 4, 1, 2])
    back = np.argsort(order)
    torch.testing.assert_close(
        net(x[order], normalized_adjacency(back[EDGES], 5)), net(x, normalized_adjacency(EDGES, 5))[order]
    )


def test_dropout_thins_sparse_features():
    with seeded(2):
        net = GCN(6, 4, 3, dropout=1.0).train()
        out = net(torch.ones(5, 6).to_sparse(), normalized_adjacency(EDGES, 5))
    torch.testing.assert_close(out, torch.zeros(5, 3))


def test_refuses_unknown_nodes():
    with pytest.raises(ValueError, match="nodes from 0 to 2, got 0 to 3"):
        normalized_adjacency(EDGES, 3)
