import json

import numpy as np
import pytest

from reprise.data import cache_folder, cached_arrays
from reprise.data.cache import cache_key


def counting(calls, **arrays):
    def make():
        calls.append(1)
        return arrays

    return make


def test_computed_once_then_read_back_exactly():
    calls = []
    arrays = {
        "x": np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32),
        "names": np.array(["a", "bé"]),
    }
    make = counting(calls, **arrays)
    for _ in range(3):
        found = cached_arrays({"encoder": "e", "data": "d"}, make)
        assert set(found) == {"x", "names"}
        for name, array in arrays.items():
            np.testing.assert_array_equal(found[name], array)
            assert found[name].dtype == array.dtype
    assert len(calls) == 1


def test_the_key_is_of_the_values_not_of_their_order():
    assert cache_key({"a": 1, "b": [1, 2]}) == cache_key({"b": [1, 2], "a": 1})
    assert cache_key({"a": 1}) != cache_key({"a": 2})
    assert cache_key({"a": [1, 2]}) != cache_key({"a": [2, 1]})


def test_other_key_parts_are_other_arrays():
    calls = []
    for seed in (0, 1, 0):
        cached_arrays({"seed": seed}, counting(calls, x=np.zeros(1)))
    assert len(calls) == 2


@pytest.mark.parametrize("damage", [b"", b"not a zip", "half"])
def test_a_damaged_file_is_made_again_with_a_warning(damage):
    calls = []
    make = counting(calls, x=np.arange(1000))
    cached_arrays({"k": 1}, make)
    (file,) = (cache_folder() / "arrays").iterdir()
    file.write_bytes(file.read_bytes()[:500] if damage == "half" else damage)
    with pytest.warns(UserWarning, match="damaged"):
        found = cached_arrays({"k": 1}, make)
    np.testing.assert_array_equal(found["x"], np.arange(1000))
    cached_arrays({"k": 1}, make)
    assert len(calls) == 2


def test_nothing_is_left_when_making_fails():
    def fail():
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        cached_arrays({"k": 1}, fail)
    assert not (cache_folder() / "arrays").exists()


def test_no_temporary_files_are_left():
    cached_arrays({"k": 1}, lambda: {"x": np.zeros(3)})
    assert [file.name for file in (cache_folder() / "arrays").iterdir()] == [f"{cache_key({'k': 1})}.npz"]


def test_a_folder_that_cannot_be_written_only_warns(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("REPRISE_CACHE", str(tmp_path / "file"))
    with pytest.warns(UserWarning, match="REPRISE_CACHE"):
        assert cached_arrays({"k": 1}, lambda: {"x": np.ones(2)})["x"].tolist() == [1, 1]


def test_keys_and_arrays_must_be_plain():
    with pytest.raises(TypeError, match="plain JSON"):
        cached_arrays({"k": np.zeros(1)}, dict)
    with pytest.raises(ValueError, match="JSON"):
        cached_arrays({"k": float("nan")}, dict)
    with pytest.raises(TypeError, match="list 'x'"):
        cached_arrays({"k": 1}, lambda: {"x": [1]})
    with pytest.raises(TypeError, match="object array 'x'"):
        cached_arrays({"k": 1}, lambda: {"x": np.array([{}], dtype=object)})


def test_the_folder_is_the_users_unless_the_environment_names_one(tmp_path, monkeypatch):
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("REPRISE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder().name == "reprise"


def test_the_key_is_the_digest_of_canonical_json():
    import hashlib

    text = json.dumps({"a": "é", "b": 1}, sort_keys=True, ensure_ascii=False)
    assert cache_key({"b": 1, "a": "é"}) == hashlib.sha256(text.encode()).hexdigest()
