"""GloVe's gradient, and counts that can be met exactly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from reprise.words.corpus import Corpus
from reprise.words.glove import GloVe, glove_pass
from reprise.words.vocabulary import Vocabulary


def test_one_pair_is_one_adagrad_step():
    rng = np.random.default_rng(0)
    w, c = (rng.normal(size=(2, 5)).astype(np.float32) for _ in range(2))  # four numbers and a bias
    before_w, before_c = w.astype(float), c.astype(float)
    squares, others = np.full((2, 5), 4.0, np.float32), np.full((2, 5), 9.0, np.float32)
    f, x, lr = 0.7, np.log(3.0), 0.1
    error = before_w[1, :4] @ before_c[0, :4] + before_w[1, 4] + before_c[0, 4] - x
    loss = glove_pass(
        np.array([[0, 1]]), np.array([1], np.int32), np.array([0], np.int32), np.array([x], np.float32),
        np.array([f], np.float32), w, c, squares, others, 4, np.float32(lr), np.zeros((2, 8), np.int64), 0,
    )  # fmt: skip
    assert loss == pytest.approx(0.5 * f * error**2, rel=1e-5)
    gradient_w = f * error * np.append(before_c[0, :4], 1)
    gradient_c = f * error * np.append(before_w[1, :4], 1)
    np.testing.assert_allclose(w[1], before_w[1] - lr * gradient_w / 2, atol=1e-6)
    np.testing.assert_allclose(c[0], before_c[0] - lr * gradient_c / 3, atol=1e-6)
    np.testing.assert_allclose(squares[1], 4 + (lr * gradient_w) ** 2, rtol=1e-5)
    np.testing.assert_allclose(others[0], 9 + (lr * gradient_c) ** 2, rtol=1e-5)
    np.testing.assert_array_equal(w[0], before_w[0].astype(np.float32))


@pytest.mark.parametrize("threads", [1, 2])
def test_counts_that_factorise_are_met(threads):
    rng = np.random.default_rng(1)
    w, b = rng.normal(size=(12, 3)) / 2, rng.normal(size=12)
    logs = w @ w.T + b[:, None] + b[None]
    vocabulary = Vocabulary(tuple(f"w{i}" for i in range(12)), np.full(12, 9), 108)
    model = GloVe(dim=6, epochs=3000, lr=0.1, x_max=1.0, threads=threads)
    model.fit_counts(vocabulary, csr_array(np.exp(logs)))
    assert model.losses[-1] < 1e-6 * model.losses[0]
    np.testing.assert_allclose(model.vectors.vectors, model.inputs + model.outputs)


def lines() -> list[str]:
    rng = np.random.default_rng(1)
    worlds = [["cat", "dog", "cow", "hen"], ["red", "blue", "pink", "teal"]]
    return [" ".join(rng.choice(worlds[i % 2], size=12)) for i in range(300)]


def test_words_of_a_world_come_together_and_runs_repeat():
    def train():
        return GloVe(dim=8, min_count=1, epochs=30, threads=1).fit(lines()).vectors

    vectors = train()
    near, far = (
        vectors.similarity(["cat", "red"], ["dog", "blue"]),
        vectors.similarity(["cat", "red"], ["teal", "hen"]),
    )
    assert near.min() > far.max() + 0.3
    np.testing.assert_array_equal(vectors.vectors, train().vectors)


def test_a_stopped_training_goes_on_exactly(tmp_path):
    options = {"dim": 8, "min_count": 1, "threads": 1, "epochs": 6}
    whole = GloVe(**options).fit(lines())
    path = tmp_path / "state.npz"

    class Stop(Exception):
        pass

    def stop(pace) -> None:
        raise Stop

    with pytest.raises(Stop):  # at the end, when everything but the result is done
        GloVe(**options).fit(lines(), stop, checkpoint=path, every=0.0)
    resumed = GloVe(**options).fit(lines(), checkpoint=path)
    np.testing.assert_array_equal(resumed.vectors.vectors, whole.vectors.vectors)
    np.testing.assert_allclose(resumed.losses, whole.losses)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="dim must be positive, got 0"):
        GloVe(dim=0)
    with pytest.raises(ValueError, match="no two words stand within a window"):
        GloVe(min_count=1).fit(["a", "b"])
    with pytest.raises(ValueError, match=r"between -1 \(a boundary\) and 1, got -2 to 1"):
        GloVe().fit_corpus(
            Corpus(Vocabulary(("a", "b"), np.ones(2, int), 2), np.array([0, 1, -2, -1], np.int32))
        )
    with pytest.raises(ValueError, match=r"counts must be \[2, 2\]"):
        GloVe().fit_counts(Vocabulary(("a", "b"), np.ones(2, int), 2), csr_array(np.eye(3)))
