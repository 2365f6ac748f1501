"""Questions to word vectors, against formulas written out."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import UnknownWord, WordVectors, word_vectors

RNG = np.random.default_rng(0)
WORDS = [f"word{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(60)]
VECTORS = WordVectors(WORDS, RNG.normal(size=(60, 8)).astype(np.float32))


def cosine(a: str, b: str) -> float:
    x, y = VECTORS[a], VECTORS[b]
    return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))


def test_similarity_and_neighbours():
    assert VECTORS.similarity(WORDS[:3], WORDS[3:6]) == pytest.approx(
        [cosine(WORDS[i], WORDS[i + 3]) for i in range(3)], abs=1e-6
    )
    for word, found in zip(WORDS[:4], VECTORS.most_similar(WORDS[:4], k=5), strict=True):
        others = sorted((w for w in WORDS if w != word), key=lambda w: -cosine(word, w))
        assert [w for w, _ in found] == others[:5]
        assert [v for _, v in found] == pytest.approx([cosine(word, w) for w in others[:5]], abs=1e-6)


@pytest.mark.parametrize("method", ["add", "mul"])
def test_analogies(method, monkeypatch):
    questions = [tuple(RNG.choice(WORDS, 3, replace=False)) for _ in range(5)]
    found = VECTORS.analogies(questions, k=3, method=method)
    for (a, b, c), answer in zip(questions, found, strict=True):

        def score(d: str) -> float:
            ca, cb, cc = (cosine(d, w) for w in (a, b, c))  # noqa: B023
            return cb - ca + cc if method == "add" else (1 + cb) / 2 * (1 + cc) / 2 / ((1 + ca) / 2 + 1e-3)

        expected = sorted((w for w in WORDS if w not in (a, b, c)), key=lambda d: -score(d))[:3]
        assert [w for w, _ in answer] == expected
        assert answer[0][1] == pytest.approx(score(expected[0]), rel=1e-4)
    monkeypatch.setattr(word_vectors, "BLOCK", 2)
    assert [[w for w, _ in a] for a in VECTORS.analogies(questions, k=3, method=method)] == [
        [w for w, _ in a] for a in found
    ]


def test_an_exact_parallelogram_is_found():
    x = np.concatenate([np.eye(4), np.eye(4)[:2] + np.eye(4)[2]], dtype=np.float32)
    vectors = WordVectors(["man", "woman", "royal", "noise", "king", "queen"], x)
    assert vectors.analogies([("man", "woman", "king")])[0][0][0] == "queen"


def test_no_questions_give_no_answers():
    assert VECTORS.most_similar([]) == []
    assert VECTORS.analogies([]) == []


@pytest.mark.parametrize("method", ["add", "mul"])
def test_ranks_are_places_in_the_list_of_answers(method):
    rng = np.random.default_rng(5)
    vectors = WordVectors(WORDS, rng.integers(-1, 2, (len(WORDS), 3)) + 0.5)  # few values: many ties
    questions = [tuple(WORDS[i] for i in rng.choice(len(WORDS), 4, replace=False)) for _ in range(600)]
    answers = vectors.analogies([question[:3] for question in questions], len(WORDS) - 3, method)
    expected = [[w for w, _ in answer].index(q[3]) + 1 for answer, q in zip(answers, questions, strict=True)]
    assert vectors.analogy_ranks(questions, method).tolist() == expected


def test_what_cannot_be_answered_has_no_rank():
    a, b, c, d = WORDS[:4]
    assert VECTORS.analogy_ranks([(a, b, c, a), (a, b, c, "zzz"), ("zzz", b, c, d)]).tolist() == [0, 0, 0]
    assert VECTORS.analogy_ranks([]).tolist() == []
    with pytest.raises(ValueError, match="one of add, mul"):
        VECTORS.analogy_ranks([], method="div")


def test_restriction_keeps_rows_in_the_order_asked_for():
    whole = WordVectors(["a", "b", "c"], np.eye(3, dtype=np.float32), np.array([9, 5, 1]))
    part = whole.restrict(iter(["c", "a"]))
    assert part.words == ("c", "a")
    assert part.counts is not None
    assert part.counts.tolist() == [1, 9]
    np.testing.assert_array_equal(part.vectors, np.eye(3)[[2, 0]])
    with pytest.raises(UnknownWord, match="'d'"):
        whole.restrict(["a", "d"])
    with pytest.raises(ValueError, match="no word is left"):
        whole.restrict([])


def test_a_text_gets_the_mean_of_its_words():
    from sentence_transformers import SentenceTransformer

    vectors = WordVectors(["king", "árvíz", "[UNK]"], np.array([[1.0, 3.0], [5.0, 1.0], [9.0, 9.0]]))
    model = SentenceTransformer(modules=[vectors.as_static_embedding()], device="cpu")
    found = model.encode(["King, Árvíz!", "árvíz", "king zzz"])
    # The comma and the mark have no vector: two words of four tokens.
    np.testing.assert_allclose(found, [[1.5, 1.0], [5.0, 1.0], [0.5, 1.5]])
    as_written = SentenceTransformer(modules=[vectors.as_static_embedding(lower=False)], device="cpu")
    np.testing.assert_allclose(as_written.encode(["king", "King"]), [[1.0, 3.0], [0.0, 0.0]])


def test_unknown_words_suggest_spellings():
    vectors = WordVectors(["river", "rivers", "bank"], np.eye(3, dtype=np.float32))
    with pytest.raises(UnknownWord, match="no vector for 'rivre' among 3 words; similar spellings: river"):
        vectors["rivre"]
    with pytest.raises(UnknownWord, match=r"'zzz' among 3 words$"):
        vectors.most_similar(["zzz"])
    assert "bank" in vectors
    assert len(vectors) == vectors.dim == 3


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="2 words for 3 vectors"):
        WordVectors(["a", "b"], np.eye(3))
    with pytest.raises(ValueError, match="'a' stands twice"):
        WordVectors(["a", "b", "a"], np.eye(3))
    with pytest.raises(ValueError, match="vector of 'b' is not finite"):
        WordVectors(["a", "b"], np.array([[0.0], [np.nan]]))
    with pytest.raises(ValueError, match="between 1 and 59"):
        VECTORS.most_similar(WORDS[:1], k=60)
    with pytest.raises(ValueError, match="one of add, mul"):
        VECTORS.analogies([], method="div")
    with pytest.raises(ValueError, match="got 1 and 2"):
        VECTORS.similarity(WORDS[:1], WORDS[:2])
