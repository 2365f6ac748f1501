"""What the trainers learn, that runs repeat and resume, and bad settings."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words.corpus import read_corpus
from reprise.words.training_state import CheckpointMismatch, TrainingState
from reprise.words.word2vec import Word2Vec

ANIMALS, COLOURS = ["cat", "dog", "cow", "hen", "pig"], ["red", "blue", "pink", "teal", "gold"]


def lines() -> list[str]:
    """Two worlds whose words never meet."""
    rng = np.random.default_rng(1)
    return [" ".join(rng.choice([ANIMALS, COLOURS][i % 2], size=12)) for i in range(400)]


def model(**options) -> Word2Vec:
    return Word2Vec(
        **{"dim": 16, "min_count": 1, "subsample": 0, "epochs": 6, "lr": 0.05, "threads": 1, **options}
    )


def separation(vectors) -> float:
    near = vectors.similarity(ANIMALS[:-1], ANIMALS[1:]).mean()
    return float(near - vectors.similarity(ANIMALS, COLOURS).mean())


@pytest.mark.parametrize("options", [{}, {"threads": 2}, {"hierarchical": True}, {"shared_negatives": 1}])
@pytest.mark.parametrize("mode", ["skipgram", "cbow"])
def test_words_of_a_world_come_together(mode, options):
    trained = model(mode=mode, epochs=20, **options).fit(lines())
    assert separation(trained.vectors) > 0.3
    assert trained.vectors.counts.sum() == 4800


@pytest.mark.parametrize("options", [{}, {"mode": "cbow", "gradient": "word2vec"}, {"subsample": 0.05}])
def test_one_thread_repeats_itself(options):
    first, second, other = (model(**options, seed=seed).fit(lines()) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.vectors.vectors, second.vectors.vectors)
    assert not np.allclose(first.vectors.vectors, other.vectors.vectors)


def test_padding_stays_zero_through_training():
    trained = model(dim=10).fit(lines())
    for table in (trained.inputs, trained.outputs):
        assert table.strides == (64, 4)
        whole = np.lib.stride_tricks.as_strided(table, (len(table), 16))
        assert whole[:, :10].any()
        assert not whole[:, 10:].any()


class Stop(Exception):
    pass


@pytest.mark.parametrize("mode", ["skipgram", "cbow"])
def test_a_stopped_training_goes_on_exactly(tmp_path, monkeypatch, mode):
    monkeypatch.setattr("reprise.words.hogwild.CHUNK", 500)
    monkeypatch.setattr("reprise.words.hogwild.ROUND", 2000)
    corpus = read_corpus(lines(), min_count=1)
    whole = model(mode=mode).fit_corpus(corpus)
    path = tmp_path / "state.npz"
    save = TrainingState.save

    def save_and_stop(state: TrainingState, *arguments: object) -> None:
        save(state, *arguments)
        if state.run.rounds_done == 4:
            raise Stop

    with monkeypatch.context() as patched:
        patched.setattr(TrainingState, "save", save_and_stop)
        with pytest.raises(Stop):
            model(mode=mode).fit_corpus(corpus, checkpoint=path, every=0.0)
    paces = []
    resumed = model(mode=mode).fit_corpus(corpus, paces.append, checkpoint=path)
    assert 0 < paces[-1].first < paces[-1].total
    np.testing.assert_array_equal(resumed.vectors.vectors, whole.vectors.vectors)
    with pytest.raises(CheckpointMismatch, match=r"another training's state: window 5 \(now 3\)"):
        model(mode=mode, window=3).fit_corpus(corpus, checkpoint=path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(CheckpointMismatch, match="damaged"):
        model(mode=mode).fit_corpus(corpus, checkpoint=path)


def test_tells_the_pace():
    paces = []
    model().fit(lines(), paces.append)
    assert paces[-1].done == paces[-1].total == 6 * 5200  # 12 words and a boundary a line
    assert paces[-1].words_per_second > 0
    assert "100% of 31,200 words" in str(paces[-1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": -1}, "window must be at least 1, got -1"),
        ({"window": 1001}, "at most 1000"),
        ({"negatives": 0}, "negatives"),
        ({"dim": 0}, "dim"),
        ({"epochs": 0}, "epochs"),
        ({"lr": 0.0}, "lr must be positive, got 0.0"),
        ({"mode": "bow"}, "mode must be one of skipgram, cbow, got 'bow'"),
        ({"gradient": "half"}, "gradient must be one of"),
        ({"threads": 0}, "threads must be at least 1"),
        ({"shared_negatives": 0.01}, "at least one draw"),
    ],
)
def test_refuses_what_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        model(**options)


def test_refuses_texts_without_enough_words():
    with pytest.raises(ValueError, match="0 different words"):
        Word2Vec().fit([])
    with pytest.raises(ValueError, match="5 negatives need a vocabulary of more than that, got 2 words"):
        model().fit(["a b"] * 10)
    vocabulary = read_corpus(lines(), 1).vocabulary
    with pytest.raises(ValueError, match=r"between -1 \(a boundary\) and 9, got -1 to 10"):
        model().fit_tokens(vocabulary, np.array([0, 10, -1]))


def test_gensim_reads_what_it_wrote(tmp_path):
    gensim = pytest.importorskip("gensim.models", exc_type=ImportError)
    from reprise.words import write_word2vec

    vectors = model().fit(lines()).vectors
    for binary in (False, True):
        write_word2vec(vectors, tmp_path / "v", binary=binary)
        theirs = gensim.KeyedVectors.load_word2vec_format(tmp_path / "v", binary=binary)
        assert theirs.index_to_key == list(vectors.words)
        np.testing.assert_allclose(theirs.vectors, vectors.vectors, atol=1e-6)
