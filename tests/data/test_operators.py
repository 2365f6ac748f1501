import numpy as np
import pytest

from data.small_files import noise, npz
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_darcy_has_a_finer_test_split(places):
    write(places, "pde_operators")
    darcy = data.load("pde_operators")
    assert list(darcy) == ["train", "test", "test_32"]
    assert darcy["test_32"].x.shape == (2, 32, 32)
    np.testing.assert_array_equal(darcy.train.x, noise(3, 16, 16) % 2)
    assert darcy.train.y.dtype == np.float32
    assert darcy.constants == {}


def test_burgers_starts_from_x(places):
    write(places, "pde_operators")
    burgers = data.load("pde_operators", equation="burgers")
    assert burgers.train.y.shape == (3, 17, 16)
    np.testing.assert_array_equal(burgers.test.y[:, 0], burgers.test.x)
    assert burgers.constants == {"viscosity": pytest.approx(0.01)}


def test_each_problem_has_a_solution(places):
    place = write(places, "pde_operators")
    with np.load(place / "darcy.npz") as file:
        arrays = dict(file)
    npz(place / "darcy.npz", **{**arrays, "y_train": arrays["y_train"][:2]})
    with pytest.raises(CorruptData, match="'x_train': 3, 'y_train': 2"):
        data.load("pde_operators")
