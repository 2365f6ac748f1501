"""Graphs whose nodes are to be classified: Cora and Citeseer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, repr=False, eq=False)
class NodeGraph(Dataset):
    """One graph with features and labels of its nodes.

    Args:
        x: sparse float32 ``[node, feature]``.
        edge_index: int64 ``[2, edge]``, source and target; both directions are there.
        y: int64 ``[node]``, -1 where a node has no label.
        train, validation, test: int64, the nodes of each split.
    """

    x: csr_matrix
    edge_index: NDArray[np.int64]
    y: NDArray[np.int64]
    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]

    @property
    def nodes(self) -> int:
        return len(self.y)

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return int(self.y.max()) + 1

    def mask(self, split: str) -> NDArray[np.bool_]:
        """A split as a mask over the nodes, bool ``[node]``."""
        if split not in ("train", "validation", "test"):
            raise KeyError(f"{self.name} has no split {split!r}; it has 'train', 'validation', 'test'")
        mask = np.zeros(self.nodes, np.bool_)
        mask[getattr(self, split)] = True
        return mask

    def contents(self) -> str:
        splits = ", ".join(f"{s} {len(getattr(self, s)):,}" for s in ("train", "validation", "test"))
        return f"{self.nodes:,} nodes, {self.edge_index.shape[1]:,} edges, {self.classes} classes, {splits}"


def _read(reading: FolderReading, graph: str) -> NodeGraph:
    from scipy.sparse import csr_matrix

    file = f"{graph}.npz"
    path = reading.folder / file
    splits = {"train": "train_idx", "validation": "val_idx", "test": "test_idx"}
    d: dict[str, NDArray[Any]] = reading.npz(
        file, "x_indptr", "x_indices", "x_data", "x_shape", "edge_index", "y", *splits.values()
    )
    try:
        x = csr_matrix((d["x_data"], d["x_indices"], d["x_indptr"]), shape=tuple(d["x_shape"]))
        x.check_format()
    except ValueError as error:
        raise CorruptData(path, f"its features are not a sparse matrix ({error})") from error
    nodes = len(d["y"])
    for name in ("edge_index", *splits.values()):
        if d[name].size and not 0 <= d[name].min() <= d[name].max() < nodes:
            raise CorruptData(path, f"{name} points outside the {nodes} nodes")
    if x.shape[0] != nodes:
        raise CorruptData(path, f"{x.shape[0]} nodes have features, {nodes} have labels")
    parts = {split: d[key].astype(np.int64) for split, key in splits.items()}
    edges, y = d["edge_index"].astype(np.int64), d["y"].astype(np.int64)
    return NodeGraph(reading.provenance(), x, edges, y, **parts)


ENTRIES = (
    Entry(
        "planetoid",
        NodeGraph,
        "citation graphs Cora and Citeseer in the Planetoid split",
        "Cora 2,708 nodes, Citeseer 3,327 nodes",
        "MIT (repository)",
        "Yang, Cohen, Salakhutdinov 2016; from github.com/kimiyoung/planetoid",
        "Binary word features. 15 nodes of Citeseer have neither features nor label (-1). PubMed is not there.",
        (Folder(_read, ("cora.npz", "citeseer.npz")),),
        {"graph": ("cora", "citeseer")},
    ),
)
