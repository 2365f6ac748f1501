"""``reprise words``: from a text file to neighbours, and what it says when it cannot."""

from __future__ import annotations

import json

import numpy as np
import pytest


@pytest.fixture
def text(tmp_path):
    rng = np.random.default_rng(0)
    worlds = [["cat", "dog", "cow", "hen"], ["red", "blue", "pink", "teal"]]
    path = tmp_path / "text.txt"
    path.write_text("\n".join(" ".join(rng.choice(worlds[i % 2], size=12)) for i in range(300)))
    return path


@pytest.mark.parametrize("model", ["skipgram", "cbow", "fasttext", "glove"])
@pytest.mark.parametrize("name", ["v.txt", "v.bin"])
def test_from_text_to_neighbours_in_two_commands(reprise, text, tmp_path, model, name):
    out = tmp_path / name
    options = [
        "--model",
        model,
        "--dim",
        "8",
        "--min-count",
        "1",
        "--epochs",
        "30",
        "--negatives",
        "2",
        "--buckets",
        "500",
    ]
    done = reprise("words", "train", str(text), str(out), *options, "--threads", "1")
    assert done.code == 0, done.err
    assert f"8 words of 8 dimensions in {out}" in done.out
    found = json.loads(reprise("words", "nearest", str(out), "cat", "red", "-k", "3", "--json").out)
    assert set(found["cat"]) == {"dog", "cow", "hen"}
    assert set(found["red"]) == {"blue", "pink", "teal"}
    plain = reprise("words", "nearest", str(out), "cat", "-k", "1").out.splitlines()
    assert plain[0] == "cat"
    assert plain[1].split()[1] in found["cat"]
    assert len(json.loads(reprise("words", "analogy", str(out), "cat", "dog", "cow", "--json").out)) == 1


def test_says_what_to_mend(reprise, text, tmp_path):
    out = str(tmp_path / "v.txt")
    train = ["words", "train", str(text), out]
    for arguments, message in [
        ([*train, "--model", "bert"], "--model must be one of skipgram"),
        ([*train, "--window", "-1"], "window must be at least 1, got -1"),
        ([*train, "--min-count", "5000"], "no word occurs 5000 times: 8 different words"),
        (["words", "train", str(tmp_path / "none"), out], "there is no file"),
        (["words", "train", str(text), str(tmp_path / "no" / "v")], "there is no folder"),
        (["words", "nearest", str(tmp_path / "none"), "cat"], "there is no file"),
    ]:
        done = reprise(*arguments)
        assert done.code == 2
        assert message in done.err
    reprise(*train, "--min-count", "1", "--dim", "4", "--epochs", "1", "--negatives", "2")
    done = reprise("words", "nearest", out, "caat")
    assert done.code == 2
    assert "no vector for 'caat'" in done.err
    assert "cat" in done.err
    text.write_bytes(b"caf\xe9 au lait")
    assert "is not UTF-8" in reprise(*train).err
