"""Text encoders inside a SentenceTransformer, saved and read again."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from reprise.words import (
    PLSA,
    SIF,
    AverageVectors,
    BagOfWords,
    DocumentModule,
    GibbsLDA,
    PowerMean,
    TfidfLSA,
    WordVectors,
)

RNG = np.random.default_rng(5)
WORDS = [f"w{i}" for i in range(20)]
VECTORS = WordVectors(WORDS, RNG.normal(size=(20, 6)), np.arange(20, 0, -1))
TEXTS = [" ".join(RNG.choice(WORDS, 9)) for _ in range(15)]


@pytest.mark.parametrize(
    "encoder",
    [
        BagOfWords("bm25"),
        TfidfLSA(4),
        PLSA(3, iterations=5),
        GibbsLDA(3, sweeps=10),
        AverageVectors(VECTORS, "tfidf"),
        PowerMean(VECTORS),
        SIF(VECTORS),
    ],
    ids=lambda encoder: type(encoder).__name__,
)
def test_a_saved_model_gives_the_same_vectors(encoder, tmp_path):
    encoder.fit(TEXTS)
    model = SentenceTransformer(modules=[encoder.as_module()], device="cpu")
    found = model.encode(TEXTS, show_progress_bar=False)
    np.testing.assert_allclose(found, encoder.transform(TEXTS), rtol=1e-5, atol=1e-6)
    assert model.get_embedding_dimension() == found.shape[1]
    model.save(str(tmp_path))
    again = SentenceTransformer(str(tmp_path), device="cpu", trust_remote_code=True)
    np.testing.assert_allclose(again.encode(TEXTS, show_progress_bar=False), found, atol=1e-6)


def test_a_foreign_configuration_is_refused(tmp_path):
    module = TfidfLSA(2).fit(TEXTS).as_module()
    module.save(str(tmp_path))
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, "encoder": "WordVectors"}))
    with pytest.raises(ValueError, match="'WordVectors' is no text encoder"):
        DocumentModule.load(str(tmp_path))
    (tmp_path / "arrays.safetensors").unlink()
    with pytest.raises(ValueError, match=r"has no arrays\.safetensors"):
        DocumentModule.load(str(tmp_path))
