"""Many small graphs, each to be classified: MUTAG, PROTEINS, NCI1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset


@dataclass(frozen=True, eq=False)
class Graph:
    """One graph.

    Args:
        node_label: int64 ``[node]``.
        edge_index: int64 ``[2, edge]``, both directions, nodes counted from 0 within the graph.
        y: the graph's class.
    """

    node_label: NDArray[np.int64]
    edge_index: NDArray[np.int64]
    y: int


@dataclass(frozen=True, repr=False, eq=False)
class GraphSet(Dataset):
    """A sequence of graphs.

    Args:
        graphs: the graphs.
        y: int64 ``[graph]``, their classes.
        fold: int64 ``[graph]``, the usual test fold of each (0..9), -1 for none.
        node_labels: how many different labels nodes can have.
    """

    graphs: tuple[Graph, ...]
    y: NDArray[np.int64]
    fold: NDArray[np.int64]
    node_labels: int

    def __len__(self) -> int:
        return len(self.graphs)

    def __getitem__(self, i: int) -> Graph:
        return self.graphs[i]

    def __iter__(self) -> Iterator[Graph]:
        return iter(self.graphs)

    def contents(self) -> str:
        nodes = sum(len(graph.node_label) for graph in self.graphs)
        return f"{len(self):,} graphs, {nodes:,} nodes, {len(np.unique(self.y))} classes"


def _read(reading: FolderReading, graphs: str) -> GraphSet:
    file = f"{graphs}.npz"
    path = reading.folder / file
    keys = ("graph_label", "node_offset", "edge_offset", "edge_index", "node_label", "fold")
    d: dict[str, NDArray[Any]] = reading.npz(file, *keys)
    count = len(d["graph_label"])
    for offset, total in (("node_offset", len(d["node_label"])), ("edge_offset", d["edge_index"].shape[1])):
        ends = d[offset]
        if len(ends) != count + 1 or ends[0] != 0 or ends[-1] != total or (np.diff(ends) < 0).any():
            raise CorruptData(path, f"{offset} does not divide {total} items among {count} graphs")
    labels, edges = d["node_label"].astype(np.int64), d["edge_index"].astype(np.int64)
    y = np.unique(d["graph_label"], return_inverse=True)[1].astype(np.int64)
    out = []
    for i in range(count):
        nodes = labels[d["node_offset"][i] : d["node_offset"][i + 1]]
        inside = edges[:, d["edge_offset"][i] : d["edge_offset"][i + 1]]
        if inside.size and not 0 <= inside.min() <= inside.max() < len(nodes):
            raise CorruptData(path, f"an edge of graph {i} points outside its {len(nodes)} nodes")
        out.append(Graph(nodes, inside, int(y[i])))
    fold = d["fold"].astype(np.int64)
    return GraphSet(reading.provenance(), tuple(out), y, fold, int(labels.max()) + 1)


ENTRIES = (
    Entry(
        "tu_graphs",
        GraphSet,
        "molecules and proteins as graphs with a class each",
        "MUTAG 188, PROTEINS 1,113, NCI1 4,110 graphs",
        "MIT (repository); TU Dortmund collection",
        "Morris et al. 2020; from github.com/muhanzhang/pytorch_DGCNN",
        "Node labels only, no edge labels. `fold` is the usual ten-fold division; -1 = in no test fold.",
        (Folder(_read, ("mutag.npz", "proteins.npz", "nci1.npz")),),
        {"graphs": ("mutag", "proteins", "nci1")},
    ),
)
