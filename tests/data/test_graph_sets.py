import numpy as np
import pytest

from data.small_files import npz
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_graphs_are_cut_out_of_the_whole(places):
    write(places, "tu_graphs")
    graphs = data.load("tu_graphs", graphs="nci1")
    assert len(graphs) == 2
    assert [graph.node_label.tolist() for graph in graphs] == [[0, 1], [1, 1, 2]]
    assert graphs[1].edge_index.tolist() == [[0, 2], [2, 0]]
    assert [graph.y for graph in graphs] == graphs.y.tolist() == [0, 1]
    assert graphs.fold.tolist() == [-1, 3]
    assert graphs.node_labels == 3


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"edge_index": [[0, 1, 0, 3], [1, 0, 3, 0]]}, "edge of graph 1 points outside its 3 nodes"),
        ({"node_offset": [0, 2, 4]}, "node_offset does not divide 5 items"),
        ({"edge_offset": [0, 4]}, "edge_offset does not divide"),
        ({"edge_offset": [0, 5, 4]}, "edge_offset does not divide"),
    ],
)
def test_parts_that_do_not_fit_are_refused(places, change, problem):
    place = write(places, "tu_graphs")
    with np.load(place / "mutag.npz") as file:
        arrays = dict(file)
    npz(place / "mutag.npz", **{**arrays, **change})
    with pytest.raises(CorruptData, match=problem):
        data.load("tu_graphs")
