import numpy as np
import pytest

from data.small_files import npz
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_a_tetrahedron_has_a_sixth_of_the_cube(places):
    write(places, "meshes")
    meshes = data.load("meshes")
    assert list(meshes) == ["spot", "cow", "fandisk", "rocker_arm", "homer", "cheburashka", "bunny"]
    assert meshes["spot"].volume == pytest.approx(1 / 6)
    assert meshes["spot"].faces.dtype == np.int64
    assert meshes["spot"].watertight
    assert not meshes["bunny"].watertight
    assert len(meshes) == 7
    with pytest.raises(KeyError, match="spot, cow"):
        meshes["teapot"]


def test_faces_must_have_vertices(places):
    place = write(places, "meshes")
    npz(place / "cow.npz", vertices=np.zeros((3, 3)), faces=np.array([[0, 1, 3]]), watertight=True)
    with pytest.raises(CorruptData, match=r"cow.npz: a face points outside the 3 vertices"):
        data.load("meshes")
