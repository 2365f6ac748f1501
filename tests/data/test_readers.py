import gzip

import numpy as np
import pytest

from data.small_files import jsonl, npz, table, text
from reprise.data import CorruptData, readers


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz"])
def test_lines_of_plain_and_packed_text(tmp_path, suffix):
    path = tmp_path / f"a.txt{suffix}"
    text(path, "Első sor\r\n\nlast\u2028line")
    assert list(readers.lines(path)) == ["Első sor", "", "last\u2028line"]


def test_text_that_is_not_utf8(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("é".encode("latin-1"))
    with pytest.raises(CorruptData, match="not UTF-8"):
        list(readers.lines(path))


def test_gzip_with_a_wrong_checksum(tmp_path):
    path = tmp_path / "a.txt.gz"
    packed = bytearray(gzip.compress(b"some text"))
    packed[-6] ^= 1
    path.write_bytes(packed)
    with pytest.raises(CorruptData, match="decompressed"):
        list(readers.lines(path))


def test_records_name_the_line(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    jsonl(path, {"a": 1, "b": 2}, {"a": 3, "b": 4})
    assert [row["a"] for row in readers.records(path, ["a", "b"])] == [1, 3]
    with pytest.raises(CorruptData, match=r"line 1 lacks the keys \['c'\]"):
        list(readers.records(path, ["a", "c"]))
    text(path, '{"a": 1}\n{"a": \n')
    with pytest.raises(CorruptData, match="line 2 is not JSON"):
        list(readers.records(path, ["a"]))
    text(path, '{"a": 1}\n[1]\n')
    with pytest.raises(CorruptData, match="line 2 holds a list"):
        list(readers.records(path, ["a"]))


def test_one_json_value(tmp_path):
    path = tmp_path / "a.json.gz"
    text(path, '{"a":\n 1}')
    assert readers.json_value(path) == {"a": 1}
    text(path, '{"a":\n 1')
    with pytest.raises(CorruptData, match="line 2 is not JSON"):
        readers.json_value(path)


def test_csv_cells_may_be_quoted_and_are_text(tmp_path):
    path = tmp_path / "a.csv.gz"
    rows = [('say "x", y', "NA"), ("two\nlines", ""), ("null", "007")]
    table(path, "first second", *rows)
    assert readers.columns(path) == {"first": [r[0] for r in rows], "second": [r[1] for r in rows]}


def test_tsv_cells_are_literal(tmp_path):
    path = tmp_path / "a.tsv.gz"
    text(path, 'a\tb\n"x\t5" disk\n')
    assert readers.columns(path) == {"a": ['"x'], "b": ['5" disk']}
    plain = tmp_path / "a.tsv"
    text(plain, 'a\tb\n"x\ty\n')
    assert readers.columns(plain) == {"a": ['"x'], "b": ["y"]}
    assert readers.columns(plain, header=("c", "d"))["c"] == ["a", '"x']


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a,b\n1,2\n3\n", r"line 3 has 1 cells, expected 2: \['a', 'b'\]"),
        ("a,b\n1,2,3\n", "line 2 has 3 cells"),
        ('a,b\n"1,2\n', "not well-formed"),
        ("", "does not name the columns"),
        ("a,a\n1,2\n", "does not name the columns"),
    ],
)
def test_malformed_tables_name_the_line(tmp_path, content, problem):
    path = tmp_path / "a.csv"
    text(path, content)
    with pytest.raises(CorruptData, match=problem):
        readers.columns(path)


def test_frames_have_numbers_where_that_is_declared(tmp_path):
    path = tmp_path / "a.csv"
    table(path, "n x name", (1, 0.5, "1"), (2, "", "2"))
    frame = readers.frame(path, {"n": int, "x": float}, ["name"])
    assert frame["n"].dtype == np.int64
    assert frame["n"].tolist() == [1, 2]
    assert frame["x"].isna().tolist() == [False, True]
    assert frame["name"].tolist() == ["1", "2"]
    with pytest.raises(CorruptData, match="column 'x' does not hold numbers only"):
        readers.frame(path, {"x": int})
    with pytest.raises(CorruptData, match=r"lacks the columns \['y'\]; it has \['n', 'x', 'name'\]"):
        readers.frame(path, {"y": int})


def test_npz_takes_what_is_asked_for(tmp_path):
    path = tmp_path / "a.npz"
    npz(path, a=np.arange(3), b=np.ones(2))
    assert list(readers.npz(path, ["a", "c?"])) == ["a"]
    with pytest.raises(CorruptData, match=r"lacks the arrays \['c'\]"):
        readers.npz(path, ["a", "c"])


def test_npz_never_unpickles(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, a=np.array([{}], dtype=object))
    with pytest.raises(CorruptData, match="not a readable npz"):
        readers.npz(path, ["a"])


def test_a_single_array_is_no_npz(tmp_path):
    path = tmp_path / "a.npz"
    with path.open("wb") as file:
        np.save(file, np.zeros(2))
    with pytest.raises(CorruptData, match="single array"):
        readers.npz(path, ["a"])


def test_same_length(tmp_path):
    readers.same_length(tmp_path, a=[1, 2], b=np.zeros((2, 5)))
    with pytest.raises(CorruptData, match=r"\{'a': 2, 'b': 3\}"):
        readers.same_length(tmp_path, a=[1, 2], b="abc")
