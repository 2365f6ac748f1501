import hashlib
import os

import numpy as np
import pytest

from reprise.data import array_digest, cache_folder, file_digest
from reprise.data.digest import LARGE, combined_digest


def test_it_is_sha256(tmp_path):
    file = tmp_path / "small"
    file.write_bytes(b"abc")
    assert file_digest(file) == hashlib.sha256(b"abc").hexdigest()
    assert not cache_folder().exists()


def test_a_large_files_digest_is_remembered_until_the_file_changes(tmp_path):
    file = tmp_path / "large"
    file.write_bytes(b"a" * (LARGE + 1))
    first = file_digest(file)
    assert first == hashlib.sha256(file.read_bytes()).hexdigest()
    state = file.stat()
    file.write_bytes(b"b" * (LARGE + 1))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert file_digest(file) == first, "same path, size and time: remembered, not read"
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    assert file_digest(file) == hashlib.sha256(b"b" * (LARGE + 1)).hexdigest()


def test_a_damaged_memory_is_made_again_with_a_warning(tmp_path):
    file = tmp_path / "large"
    file.write_bytes(b"a" * (LARGE + 1))
    first = file_digest(file)
    (memory,) = (cache_folder() / "digests").iterdir()
    memory.write_text("{")
    with pytest.warns(UserWarning, match="damaged"):
        assert file_digest(file) == first
    assert file_digest(file) == first


def test_a_cache_that_cannot_be_written_only_warns(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("REPRISE_CACHE", str(tmp_path / "file"))
    large = tmp_path / "large"
    large.write_bytes(b"a" * (LARGE + 1))
    with pytest.warns(UserWarning, match="REPRISE_CACHE"):
        assert file_digest(large) == hashlib.sha256(large.read_bytes()).hexdigest()


def test_arrays_differ_by_name_type_shape_and_value():
    base = {"a": np.arange(6, dtype=np.int64), "b": np.ones(2)}
    same = {"b": np.ones(2), "a": np.arange(12, dtype=np.int64)[:6]}
    assert array_digest(base) == array_digest(same)
    others = [
        {"c": base["a"], "b": base["b"]},
        {**base, "a": base["a"].astype(np.int32)},
        {**base, "a": base["a"].reshape(2, 3)},
        {**base, "a": base["a"] + 1},
    ]
    assert len({array_digest(arrays) for arrays in [base, *others]}) == 5


def test_the_digest_of_many_files_is_of_names_and_digests():
    assert combined_digest({"a": "1", "b": "2"}) == combined_digest({"b": "2", "a": "1"})
    assert combined_digest({"a": "1", "b": "2"}) != combined_digest({"a": "2", "b": "1"})
