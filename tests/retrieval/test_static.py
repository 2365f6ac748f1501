"""The static encoder: arithmetic, files, and the model that comes with the package."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from reprise.retrieval.static import BUNDLED, StaticEmbedding, digest
from reprise.retrieval.wordpiece import WordPiece


@pytest.fixture
def model() -> StaticEmbedding:
    vectors = np.array([[1, 0, 0], [0, 100, 0], [3, -4, 12], [0, 0, 127]], np.int8)
    return StaticEmbedding(WordPiece(["a", "b", "c", "##c"]), vectors, np.array([2, 0.01, 1, 0], np.float32))


def test_sums_scaled_rows_and_normalises(model):
    out = model.encode(["a a b", "c", "cc", "zzz", ""])
    np.testing.assert_allclose(out[0], np.array([4, 1, 0]) / np.sqrt(17), rtol=1e-6)
    np.testing.assert_allclose(out[1], np.array([3, -4, 12]) / 13, rtol=1e-6)
    np.testing.assert_array_equal(out[2], out[1])  # the scale 0 mutes "##c"
    assert not out[3:].any()
    assert out.dtype == np.float32
    np.testing.assert_allclose(model.encode(["a a b"], normalized=False), [[4, 1, 0]], rtol=1e-6)


def test_batches_change_nothing(model):
    texts = ["a", "b a", "c c b", "", "a c"] * 3
    np.testing.assert_array_equal(model.encode(texts, batch_size=2), model.encode(texts))
    assert model.encode([]).shape == (0, 3)


def test_round_trip_through_files(model, tmp_path):
    name = model.save(tmp_path / "model")
    loaded = StaticEmbedding.load(tmp_path / "model")
    np.testing.assert_array_equal(loaded.encode(["a b c"]), model.encode(["a b c"]))
    assert loaded.tokenizer.vocabulary == model.tokenizer.vocabulary
    assert digest(tmp_path / "model") == name
    (tmp_path / "model" / "vocab.txt").write_text("b\na\nc\n##c\n")
    assert digest(tmp_path / "model") != name


def test_refuses_broken_files(model, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no model\.npz"):
        StaticEmbedding.load(tmp_path)
    model.save(tmp_path)
    (tmp_path / "model.npz").write_bytes(b"not an archive")
    with pytest.raises(ValueError, match="is not a static model"):
        StaticEmbedding.load(tmp_path)
    np.savez(tmp_path / "model.npz", vectors=np.zeros((4, 3)), scales=np.ones(4))
    with pytest.raises(ValueError, match="should hold int8 vectors"):
        StaticEmbedding.load(tmp_path)
    np.savez(tmp_path / "model.npz", vectors=np.array([{}], dtype=object), scales=np.ones(4))
    with pytest.raises(ValueError, match="is not a static model"):
        StaticEmbedding.load(tmp_path)


def test_refuses_wrong_arguments(model):
    with pytest.raises(TypeError, match="sequence of strings"):
        model.encode("a")
    with pytest.raises(ValueError, match="batch_size must be at least 1"):
        model.encode(["a"], batch_size=0)
    with pytest.raises(ValueError, match="equally many; got 1, 2 and 2"):
        StaticEmbedding(WordPiece(["a"]), np.zeros((2, 3), np.int8), np.ones(2))
    with pytest.raises(ValueError, match="finite"):
        StaticEmbedding(WordPiece(["a"]), np.zeros((1, 3), np.int8), np.array([np.nan]))


def test_serving_loads_no_torch_and_no_tokenizer_library(model, tmp_path):
    model.save(tmp_path)
    code = (
        "import pathlib, sys; from reprise.retrieval import StaticEmbedding;"
        f"StaticEmbedding.load(pathlib.Path({str(tmp_path)!r})).encode(['a b']);"
        "print(sorted({'torch', 'tokenizers', 'transformers', 'sklearn'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def bundled() -> StaticEmbedding:
    return StaticEmbedding.load()


def test_the_bundled_model_is_the_one_whose_provenance_stands_beside_it():
    size = sum((BUNDLED / name).stat().st_size for name in ("model.npz", "vocab.txt"))
    provenance = (BUNDLED / "PROVENANCE.md").read_text(encoding="utf-8")
    assert digest(BUNDLED) in provenance
    assert f"{size:,} bytes" in provenance
    assert size <= 8_000_000
    assert "Apache License 2.0" in provenance


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("photographs of animals", "We classify images of cats and dogs.", "A parser for spoken dialogue."),
        (
            "speech recognition",
            "Transcribing audio of speakers with noise.",
            "Bounds for convex optimisation.",
        ),
        ("translating between languages", "Neural machine translation of German.", "Robots that grasp cups."),
        ("word embeddings", "Word vectors are learned from a corpus.", "Protein folding by simulation."),
    ],
)
def test_the_bundled_model_knows_related_words(bundled, query, near, far):
    vectors = bundled.encode([query, near, far])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1


def test_the_bundled_model_spells_any_plain_word(bundled):
    assert bundled.dim == 256
    words = ["zyzzyva", "q", "0x7f", "hello123"]
    assert all(bundled.tokenizer.pieces(word) for word in words)
    np.testing.assert_allclose(np.linalg.norm(bundled.encode(words), axis=1), 1, rtol=1e-5)
