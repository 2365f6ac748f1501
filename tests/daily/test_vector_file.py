"""The file of vectors: growth, gaps, another model, and readers that hold the old one."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.daily.vector_file import VectorFile

MODEL, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def file(tmp_path) -> VectorFile:
    made = VectorFile(tmp_path / "vectors", MODEL, 3)
    made.reset()
    return made


def rows(*values: float) -> np.ndarray:
    return np.repeat(np.array(values, np.float32)[:, None], 3, axis=1)


def test_rows_are_read_back_by_id(file):
    file.write([1, 2], rows(1, 2))
    file.write([5, 3, 4], rows(5, 3, 4))
    np.testing.assert_array_equal(file.read(5), rows(1, 2, 3, 4, 5))
    file.write([2, 5], rows(20, 50))
    np.testing.assert_array_equal(VectorFile(file.path, MODEL, 3).read(5), rows(1, 20, 3, 4, 50))
    assert len(file.read(2)) == 2


def test_a_mapped_reader_sees_growth_and_changes(file):
    reader = VectorFile(file.path, MODEL, 3)
    file.write([1], rows(1))
    first = reader.read(1)
    file.write([1, 2], rows(7, 2))
    np.testing.assert_array_equal(reader.read(2), rows(7, 2))
    np.testing.assert_array_equal(first, rows(7))


def test_a_file_of_another_model_or_none_is_not_current(file, tmp_path):
    file.write([1], rows(1))
    assert file.is_current()
    assert file.rows() == 1
    for path, model, dim in ((file.path, OTHER, 3), (file.path, MODEL, 4), (tmp_path / "none", MODEL, 3)):
        other = VectorFile(path, model, dim)
        assert not other.is_current()
        assert other.rows() == 0


def test_reset_leaves_old_readers_their_rows(file):
    file.write([1], rows(1))
    held = file.read(1)
    VectorFile(file.path, OTHER, 3).reset()
    np.testing.assert_array_equal(held, rows(1))
    assert not file.is_current()


def test_a_half_written_row_does_not_count(file):
    file.write([1, 2], rows(1, 2))
    with file.path.open("r+b") as raw:
        raw.truncate(file.path.stat().st_size - 5)
    fresh = VectorFile(file.path, MODEL, 3)
    assert fresh.rows() == 1
    with pytest.raises(ValueError, match="holds 1 vectors, 2 are wanted"):
        fresh.read(2)


def test_refuses_vectors_of_another_shape(file):
    with pytest.raises(ValueError, match=r"2 papers need vectors \[2, 3\], got \(1, 3\)"):
        file.write([1, 2], rows(1))
