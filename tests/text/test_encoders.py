"""The packaged encoder loads offline and its vectors are kept."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.text import EncoderNotFound, embed, encoders, load_encoder

TEXTS = ["a cat sat on the mat", "stock markets fell", "the kitten sits on a rug"]


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("REPRISE_CACHE", str(tmp_path))


def test_vectors_are_the_encoder_s_and_are_kept(monkeypatch):
    vectors = embed(TEXTS)
    np.testing.assert_allclose(vectors, load_encoder().encode(TEXTS), atol=1e-5)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1]
    monkeypatch.setattr(encoders, "load_encoder", lambda name: pytest.fail("encoded again"))
    np.testing.assert_array_equal(embed(TEXTS), vectors)


def test_an_encoder_that_cannot_be_had_says_how(tmp_path):
    with pytest.raises(EncoderNotFound, match="check the name"):
        load_encoder(str(tmp_path))
