"""What the codes say about topics, and what noise does to them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.exceptions import NotFittedError

from reprise.train import threads
from reprise.vectors import hamming_distances, unpack_codes
from reprise.words import SemanticHashing
from reprise.words.sampling import keep_shares


def topics(texts: int, seed: int) -> tuple[list[str], np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, texts)
    own = [[f"{topic}{i}" for i in range(10)] for topic in "abc"]
    return [" ".join([*rng.choice(own[t], 20), *rng.choice([f"x{i}" for i in range(9)], 10)]) for t in y], y


def model(**settings) -> SemanticHashing:
    return SemanticHashing(
        **{"bits": 8, "hidden": (32,), "epochs": 30, "batch": 20, "noise": 1.0, **settings}
    )


@pytest.fixture(autouse=True)
def one_thread():
    with threads(1):
        yield


def test_new_texts_of_a_topic_have_near_codes():
    texts, _ = topics(120, 0)
    new, y = topics(60, 1)
    fitted = model().fit(texts)
    distance = hamming_distances(fitted.codes(new), fitted.codes(new)).astype(float)
    same = y[:, None] == y[None]
    assert distance[same].mean() < 0.4 * distance[~same].mean()
    np.testing.assert_array_equal(unpack_codes(fitted.codes(new), 8), fitted.transform(new) > 0)


def test_the_loss_is_that_of_the_counts_and_falls_below_the_unigrams():
    texts, _ = topics(120, 0)
    fitted = model(epochs=60).fit(texts)
    counts = fitted.counts(texts).toarray()
    share = counts.sum(0) / counts.sum()
    unigram = -(counts * np.log(share)).sum() / counts.sum()
    assert fitted.losses_[-1] < unigram - 0.3
    n = torch.tensor(counts, dtype=torch.float32)
    log_p = fitted.net_(torch.log1p(n), torch.zeros(len(n), 8))
    torch.testing.assert_close(log_p.exp().sum(1), torch.ones(len(n)))


def test_noise_drives_the_code_to_0_and_1():
    texts, _ = topics(120, 0)
    sharp, soft = (np.abs(model(noise=noise).fit(texts).transform(texts)).mean() for noise in (4.0, 0.0))
    assert sharp > 1.25 * soft


def test_the_same_seed_gives_the_same_codes_and_global_randomness_is_left_alone():
    texts, _ = topics(40, 0)
    before = torch.random.get_rng_state()
    first, again, other = (model(epochs=2, seed=seed).fit(texts).transform(texts) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert torch.equal(torch.random.get_rng_state(), before)


def test_wrong_input_is_refused():
    texts, _ = topics(10, 0)
    with pytest.raises(ValueError, match="bits must be at least 1"):
        model(bits=0).fit(texts)
    with pytest.raises(ValueError, match="noise must not be negative"):
        model(noise=-1.0).fit(texts)
    with pytest.raises(TypeError, match="list of strings"):
        model().fit("text")
    with pytest.raises(ValueError, match="lr must be positive"):
        model(lr=0.0).fit(texts)
    with pytest.raises(ValueError, match="widths of hidden layers"):
        model(hidden=(32, 0)).fit(texts)
    with pytest.raises(NotFittedError, match="not fitted"):
        model().codes(texts)
    fitted = model(epochs=1).fit(texts)
    with pytest.raises(ValueError, match="no known word"):
        fitted.codes(["zebra"])
    assert fitted.set_params(allow_empty=True).codes(["zebra"]).shape == (1, 1)


def test_subsampling_weighs_what_is_read_and_what_is_predicted():
    texts, _ = topics(40, 0)
    fitted = model(epochs=2, subsample=0.001).fit(texts)
    counts = fitted.counts(texts).toarray()
    np.testing.assert_array_equal(fitted.shares_, keep_shares(counts.sum(0).astype(int), 0.001))
    assert fitted.shares_.max() < 0.5
    weighed = torch.tensor(counts * fitted.shares_, dtype=torch.float32)
    with torch.no_grad():
        np.testing.assert_allclose(fitted.transform(texts), fitted.net_.encoder(torch.log1p(weighed)).numpy())
    np.testing.assert_array_equal(model(epochs=1).fit(texts).shares_, 1)
    # The first loss is that of an untrained net: about log(words) nats, however little a word weighs.
    untrained = model(epochs=1, lr=1e-9, subsample=0.001).fit(texts)
    assert untrained.losses_[0] == pytest.approx(np.log(len(fitted.vocabulary_)), abs=0.1)
