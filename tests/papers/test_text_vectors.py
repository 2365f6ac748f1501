"""What the room of text vectors does itself: drawing documents, taking the query out, judging lists of ten."""

from __future__ import annotations

import types

import numpy as np
import pytest

from reprise import data
from reprise.papers.text_vectors import documents
from reprise.papers.text_vectors.codes import _ndcg, _others, _without_query
from reprise.papers.text_vectors.documents import Documents, draw
from reprise.retrieval import tied_ndcg


@pytest.fixture
def posts(monkeypatch):
    """Forty posts in each split, every fourth a copy; a paragraph of prose."""
    words = [f"{letter}{letter}{letter}" for letter in "abcdefghijkl"]

    def split(name: str) -> types.SimpleNamespace:
        texts = [f"{name} " + " ".join(words[i % 3 :]) + f" {name}number{'x' * (i + 1)}" for i in range(40)]
        return types.SimpleNamespace(
            texts=texts, y=np.arange(40) % 3, fields={"duplicate": np.arange(40) % 4 == 0}
        )

    sets = {
        "20newsgroups": {"train": split("train"), "test": split("test")},
        "corpus-en": types.SimpleNamespace(lines=lambda part: ["Prose, " + " ".join(words)] * 9),
    }
    monkeypatch.setattr(data, "load", lambda name: sets[name])
    for cached in (draw, documents._posts, documents._paragraphs):
        cached.cache_clear()
    yield
    for cached in (draw, documents._posts, documents._paragraphs):
        cached.cache_clear()


def test_posts_are_drawn_without_copies_and_cut(posts):
    split = draw(Documents(train=20, test=15, words=13, length=11, prose=50), 0)
    assert (len(split.train), len(split.test), len(split.topics)) == (20, 15, 15)
    assert all("train" in text.split() for text in split.train)
    assert {len(text.split()) for text in split.train} <= {10, 11}
    known = set(" ".join(split.train).split())
    assert set(" ".join(split.test).split()) <= known
    assert "test" not in " ".join(split.test)  # never seen while training
    assert len(split.prose) == 4  # paragraphs of 13 words until there are 50
    again = draw(Documents(train=20, test=15, words=13, length=11, prose=50), 1)
    assert again.train != split.train


def test_settings_are_chosen_on_training_posts_only(posts):
    chosen = draw(Documents(train=20, test=10, words=99, prose=50), 90, held_out=True)
    assert not set(chosen.train) & set(chosen.test)
    assert all(text.startswith("train") for text in chosen.test)
    with pytest.raises(ValueError, match="has not 20 and 11 documents: 30"):
        draw(Documents(train=20, test=11, prose=50), 90, held_out=True)


def test_the_query_is_taken_out_wherever_it_stands():
    best = np.array([[0, 2, 1], [2, 0, 3], [1, 2, 0]])
    assert _without_query(best).tolist() == [[2, 1], [2, 0], [1, 0]]
    assert _others(np.arange(9).reshape(3, 3)).tolist() == [[1, 2], [3, 5], [6, 7]]


def test_a_list_of_ten_is_judged_as_by_the_metric():
    rng = np.random.default_rng(0)
    topics = rng.integers(0, 4, 30)
    scores = rng.normal(size=(30, 30))
    np.fill_diagonal(scores, -np.inf)
    best = np.argsort(-scores, axis=1)[:, :10]
    relevant = (topics[:, None] == topics[None]).astype(int)
    expected = tied_ndcg(_others(scores), _others(relevant), 10).mean()
    assert _ndcg(best, topics) == pytest.approx(expected)
