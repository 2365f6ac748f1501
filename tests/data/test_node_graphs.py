import numpy as np
import pytest

from data.small_files import npz
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_features_edges_and_splits(places):
    write(places, "planetoid")
    cora = data.load("planetoid")
    np.testing.assert_array_equal(cora.x.toarray(), [[0, 1, 0, 0], [1, 0, 0, 2], [0, 0, 0, 0]])
    assert cora.x.dtype == np.float32
    assert cora.edge_index.tolist() == [[0, 1], [1, 0]]
    assert cora.y.tolist() == [0, 1, -1]
    assert (cora.nodes, cora.classes) == (3, 2)
    assert cora.mask("train").tolist() == [True, False, False]
    assert cora.mask("test").tolist() == [False, True, False]
    with pytest.raises(KeyError, match="'validation'"):
        cora.mask("val")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"edge_index": [[0, 3], [1, 0]]}, "edge_index points outside the 3 nodes"),
        ({"test_idx": [-1]}, "test_idx points outside"),
        ({"x_indices": [1, 0, 4]}, "not a sparse matrix"),
        ({"x_indptr": [0, 1, 3]}, "not a sparse matrix"),
        ({"y": [0, 1]}, "points outside|have labels"),
    ],
)
def test_parts_that_do_not_fit_are_refused(places, change, problem):
    place = write(places, "planetoid")
    with np.load(place / "cora.npz") as file:
        arrays = dict(file)
    npz(place / "cora.npz", **{**arrays, **change})
    with pytest.raises(CorruptData, match=problem):
        data.load("planetoid")
