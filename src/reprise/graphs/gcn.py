"""The graph convolutional network (Kipf and Welling 2017, arXiv 1609.02907, equations 2 and 9)."""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn


def normalized_adjacency(edges: Int[np.ndarray, "2 edges"], nodes: int) -> Tensor:
    """D^(-1/2) (A + I) D^(-1/2) as a sparse tensor of shape (nodes, nodes).

    Args:
        edges: source and target; both directions of an undirected edge, no self loops.
    """
    if edges.size and not 0 <= int(edges.min()) <= int(edges.max()) < nodes:
        raise ValueError(
            f"edges must name nodes from 0 to {nodes - 1}, got {int(edges.min())} to {int(edges.max())}"
        )
    loops = np.arange(nodes)
    index = np.concatenate([edges, np.stack([loops, loops])], axis=1).astype(np.int64)
    degree = np.bincount(index[0], minlength=nodes)
    values = 1 / np.sqrt(degree[index[0]] * degree[index[1]])
    sparse = torch.sparse_coo_tensor(
        torch.from_numpy(index), torch.from_numpy(values).float(), (nodes, nodes), check_invariants=True
    )
    return sparse.coalesce()


class GCN(nn.Module):
    """Two layers: softmax(A relu(A X W0) W1), with dropout before each product.

    Args:
        in_features, hidden, classes: widths.
        dropout: share of the entries dropped.

    The node features may be sparse; dropout then acts on their entries.
    """

    def __init__(self, in_features: int, hidden: int, classes: int, dropout: float = 0.5) -> None:
        super().__init__()
        self.first = nn.Parameter(nn.init.xavier_uniform_(torch.empty(in_features, hidden)))
        self.second = nn.Parameter(nn.init.xavier_uniform_(torch.empty(hidden, classes)))
        self.first_bias = nn.Parameter(torch.zeros(hidden))
        self.second_bias = nn.Parameter(torch.zeros(classes))
        self.dropout = dropout

    def embed(self, x: Tensor, adjacency: Tensor) -> Float[Tensor, "nodes hidden"]:
        """The hidden layer, after its ReLU."""
        if x.is_sparse:
            x = x.coalesce()
            values = nn.functional.dropout(x.values(), self.dropout, self.training)
            x = torch.sparse_coo_tensor(
                x.indices(), values, x.shape, check_invariants=False, is_coalesced=True
            )
            product = torch.sparse.mm(x, self.first)
        else:
            product = nn.functional.dropout(x, self.dropout, self.training) @ self.first
        return torch.relu(torch.sparse.mm(adjacency, product) + self.first_bias)

    def forward(self, x: Tensor, adjacency: Tensor) -> Float[Tensor, "nodes classes"]:
        """Logits of every node."""
        h = nn.functional.dropout(self.embed(x, adjacency), self.dropout, self.training)
        return torch.sparse.mm(adjacency, h @ self.second) + self.second_bias
