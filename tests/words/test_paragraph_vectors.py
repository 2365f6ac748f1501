"""Kernels against autograd, inference that changes nothing, codes, and what is learnt."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from reprise.nn import round_straight_through
from reprise.vectors import hamming_distances, normalize, unpack_codes
from reprise.words import ParagraphVectors, full_softmax_loss
from reprise.words._paragraph_kernels import BINARY, PROJECTED, REAL, train_bags, train_windows
from reprise.words.sampling import alias_table

RNG = np.random.default_rng(0)
F = np.float32


def topics(documents: int = 60, seed: int = 0) -> tuple[list[str], np.ndarray]:
    """Three topics of ten words each over ten words that all share."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, documents)
    own = [[f"{topic}{i}" for i in range(10)] for topic in "abc"]
    common = [f"x{i}" for i in range(10)]
    texts = [" ".join(rng.permutation([*rng.choice(own[topic], 20), *rng.choice(common, 20)])) for topic in y]
    return texts, y


SETTINGS = {
    "real": {},
    "binary": {"code": "binary"},
    "real-binary": {"code": "real-binary", "bits": 12},
    "dm-mean": {"mode": "dm", "epochs": 60},
    "dm-concat": {"mode": "dm", "dm": "concat", "window": 2, "epochs": 60},
    "dm-binary": {"mode": "dm", "code": "binary", "epochs": 60},
    "dm-real-binary": {"mode": "dm", "dm": "concat", "window": 2, "code": "real-binary", "bits": 12, "epochs": 60},
}  # fmt: skip


def model(**settings) -> ParagraphVectors:
    return ParagraphVectors(
        **{"dim": 16, "min_count": 1, "epochs": 40, "lr": 0.05, "doc_lr": 0.2, "threads": 1, **settings}
    )


def hidden(kind: int, x: torch.Tensor, p: torch.Tensor) -> torch.Tensor:
    return x if kind == REAL else round_straight_through(p @ x if kind == PROJECTED else x)


def sampled_loss(
    h: torch.Tensor, w: torch.Tensor, b: torch.Tensor, word: int, others: list[int]
) -> torch.Tensor:
    logits = w @ h + b
    return (
        -torch.nn.functional.logsigmoid(logits[word]) - torch.nn.functional.logsigmoid(-logits[others]).sum()
    )


@pytest.mark.parametrize("kind", [REAL, BINARY, PROJECTED])
@pytest.mark.parametrize("learn", [True, False])
def test_one_word_of_a_bag_is_one_gradient_step(kind, learn):
    docs, w, b = (
        RNG.normal(size=(2, 4)).astype(F),
        RNG.normal(size=(3, 4)).astype(F),
        RNG.normal(size=3).astype(F),
    )
    p = RNG.normal(size=(4, 4)).astype(F)
    before = [torch.tensor(array.astype(float), requires_grad=True) for array in (docs, w, b, p)]
    # Of three words one is true, and the table holds only one other: the negative is certain.
    loss = sampled_loss(hidden(kind, before[0][1], before[3]), before[1], before[2], 0, [2])
    loss.backward()
    train_bags(
        np.array([1, 0], np.int32), np.array([0, 1, 2]), np.array([1]), np.ones(3), *alias_table(np.array([0.0, 0.0, 1.0])), docs, w, b,
        p, kind, F(0), 8, 1, 0.3, 0.3, F(1.5), np.array([5], np.uint64), np.uint64(5), learn,
    )  # fmt: skip
    rates = (0.3 * 1.5, 0.3 * learn, 0.3 * learn, 0.3 * learn)  # the input has a rate of its own
    for now, then, rate in zip((docs, w, b, p), before, rates, strict=True):
        gradient = then.grad if then.grad is not None else torch.zeros_like(then)
        np.testing.assert_allclose(now, (then.detach() - rate * gradient).numpy(), atol=1e-6)


@pytest.mark.parametrize("kind", [REAL, BINARY, PROJECTED])
@pytest.mark.parametrize("concat", [True, False])
@pytest.mark.parametrize("learn", [True, False])
def test_windows_are_gradient_steps_one_after_the_other(kind, concat, learn):
    window, d, line, lr = 2, 3, [1, 2, 0, 1], 0.2
    inputs = d * 3 if concat else d
    docs, words = RNG.normal(size=(1, d)).astype(F), RNG.normal(size=(5, d)).astype(F)
    w = RNG.normal(size=(4, 4 if kind == PROJECTED else inputs)).astype(F)
    b, p = RNG.normal(size=4).astype(F), RNG.normal(size=(4, inputs)).astype(F)
    arrays = (docs, words, w, b, p)
    td, tv, tw, tb, tp = (torch.tensor(array.astype(float)) for array in arrays)
    for t, word in enumerate(line):
        context = [line[t - c] if t >= c else 4 for c in (2, 1)]
        seen = context if concat else [c for c in context if c != 4]
        rows = torch.stack([td[0], *(tv[c] for c in seen)])
        x, mw, mb, mp = (
            a.clone().requires_grad_() for a in (rows.flatten() if concat else rows.mean(0), tw, tb, tp)
        )
        sampled_loss(hidden(kind, x, mp), mw, mb, word, [3]).backward()
        steps = (
            x.grad.reshape(-1, d) if concat else x.grad.expand(len(rows), d)
        )  # a mean's rows take all of it
        td[0] -= 1.5 * lr * steps[0]
        if learn:
            for c, step in zip(seen, steps[1:], strict=True):
                tv[c] -= 1.5 * lr * step
            tw, tb = tw - lr * mw.grad, tb - lr * mb.grad
            tp = tp - lr * mp.grad if kind == PROJECTED else tp
    train_windows(
        np.array(line, np.int32), np.array([0, 4]), np.array([0]), np.ones(4), *alias_table(np.array([0.0, 0.0, 0.0, 1.0])),
        docs, words, concat, window, w, b, p, kind, F(0), 1, lr, lr, F(1.5), np.array([5], np.uint64), np.uint64(5), learn,
    )  # fmt: skip
    for now, expected in zip(arrays, (td, tv, tw, tb, tp), strict=True):
        np.testing.assert_allclose(now, expected.numpy(), atol=2e-6)


@pytest.mark.parametrize("name", SETTINGS)
def test_new_documents_of_a_topic_find_each_other(name):
    texts, _ = topics()
    new, y = topics(45, seed=1)
    fitted = model(**SETTINGS[name]).fit(texts)
    same = y[:, None] == y[None]
    np.fill_diagonal(same, False)
    cosine = normalize(fitted.transform(new))
    assert cosine.shape == (45, 16)
    nearness = cosine @ cosine.T
    np.fill_diagonal(nearness, -2)
    assert same[np.arange(45), nearness.argmax(1)].mean() > 0.9
    if fitted.code is not None:
        codes = fitted.codes(new)
        assert codes.shape == (45, 2)
        distance = hamming_distances(codes, codes).astype(float)
        other = ~same & ~np.eye(45, dtype=bool)
        assert distance[same].mean() < (0.6 if fitted.mode == "dbow" else 0.75) * distance[other].mean()


@pytest.mark.parametrize("name", SETTINGS)
def test_inference_freezes_the_model_and_depends_on_nothing_else(name):
    texts, _ = topics()
    fitted = model(**{**SETTINGS[name], "epochs": 3}).fit(texts)
    names = ("outputs_", "bias_", "projection_", "word_vectors_", "vectors_")
    before = {key: None if getattr(fitted, key) is None else getattr(fitted, key).tobytes() for key in names}
    first = fitted.transform(texts)
    np.testing.assert_array_equal(fitted.transform(texts), first)
    np.testing.assert_array_equal(fitted.transform([texts[7], texts[3], texts[7]]), first[[7, 3, 7]])
    np.testing.assert_array_equal(fitted.set_params(threads=3).transform(texts), first)
    for key, value in before.items():
        now = getattr(fitted, key)
        assert (None if now is None else now.tobytes()) == value


def test_training_lowers_the_exact_loss_and_codes_are_rounded_while_training():
    texts, _ = topics()
    fitted = model(code="binary").fit(texts)
    h = fitted.hidden(fitted.vectors_)
    assert set(np.unique(h)) == {0.0, 1.0}
    np.testing.assert_array_equal(unpack_codes(fitted.binarize(fitted.vectors_), 16), h > 0)
    number = {word: i for i, word in enumerate(fitted.targets_)}
    counts = np.zeros((len(texts), len(number)))
    for i, text in enumerate(texts):
        np.add.at(counts[i], [number[word] for word in text.split()], 1)
    start = np.zeros_like(fitted.outputs_), np.log(counts.sum(0) / counts.sum())
    unigram = full_softmax_loss(h, *start, csr_array(counts)).loss.sum()
    learnt = full_softmax_loss(h, fitted.outputs_, fitted.bias_, csr_array(counts)).loss.sum()
    assert learnt < 0.9 * unigram


def test_signed_codes_train_with_minus_ones():
    fitted = model(code="binary", signed=True).fit(topics()[0])
    assert set(np.unique(fitted.hidden(fitted.vectors_))) == {-1.0, 1.0}


def test_bigrams_are_targets_and_not_inputs():
    texts = ["new york is big", "york is new", "new york new york"]
    fitted = model(ngrams=(1, 2), min_count=2, epochs=1).fit(texts)
    assert fitted.targets_ == ["new", "york", "is", "new york", "york is"]
    only = model(ngrams=(2, 3), min_count=1, epochs=1).fit(texts)
    assert set(only.targets_) == {
        "new york", "york is", "is big", "is new", "york new", "new york is", "york is big", "york is new",
        "new york new", "york new york",
    }  # fmt: skip
    unknown = model(ngrams=(2, 2), min_count=1, max_words=2, epochs=1).fit(["a b z a b", "a b a b"])
    assert unknown.targets_ == ["a b", "b a"]  # not over the unknown word: "b z a" is no "b a"
    assert unknown._ngrams.counts.tolist() == [4, 1]


def test_same_seed_same_model_and_subsampling_drops():
    texts, _ = topics()
    first, again = (model(code="binary", epochs=2, subsample=0.01, seed=3).fit(texts) for _ in range(2))
    np.testing.assert_array_equal(first.vectors_, again.vectors_)
    assert (model(code="binary", epochs=2, seed=3).fit(texts).vectors_ != first.vectors_).any()


@pytest.mark.parametrize("name", SETTINGS)
def test_a_saved_model_is_the_same(name, tmp_path):
    texts, _ = topics()
    fitted = model(**{**SETTINGS[name], "epochs": 2, "seed": 4}).fit(texts)
    fitted.save(tmp_path / "model.npz")
    again = ParagraphVectors.load(tmp_path / "model.npz")
    assert again.get_params() == fitted.get_params()
    assert again.targets_ == fitted.targets_
    np.testing.assert_array_equal(again.transform(texts[:5]), fitted.transform(texts[:5]))
    assert [path.name for path in tmp_path.iterdir()] == ["model.npz"]


def test_it_is_a_scikit_learn_estimator():
    texts, _ = topics()
    assert clone(model(code="binary", ngrams=(1, 2))).ngrams == (1, 2)
    heard: list[int] = []
    model(epochs=3).fit(texts, progress=heard.append)
    assert heard == [1, 2, 3]


def test_documents_without_known_words():
    texts, _ = topics()
    fitted = model(code="binary", epochs=1).fit(texts)
    with pytest.raises(ValueError, match=r"2 of 3 documents have no known word: 1 \('zebra'\), 2 \(''\)"):
        fitted.transform([texts[0], "zebra", ""])
    with pytest.raises(ValueError, match="have no known word"):
        model(min_count=2).fit([*texts, "zebra"])
    fitted.set_params(allow_empty=True)
    vectors = fitted.transform([texts[0], "zebra", ""])
    assert vectors[0].any()
    assert not vectors[1:].any()
    assert not fitted.binarize(vectors)[1:].any()
    assert not model(min_count=2, allow_empty=True, epochs=1).fit([*texts, "zebra"]).vectors_[-1].any()
    assert fitted.transform([]).shape == (0, 16)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"dim": 0}, "dim must be at least 1"),
        ({"mode": "cbow"}, "mode must be one of"),
        ({"code": "real-binary"}, "bits must be at least 1"),
        ({"code": "real-binary", "bits": 0}, "bits must be at least 1"),
        ({"code": "binary", "bits": 8}, "width of this code is dim = 16"),
        ({"doc_lr": 0.0}, "doc_lr must be positive"),
        ({"ngrams": (2, 1)}, "shortest and a longest"),
        ({"mode": "dm", "ngrams": (1, 2)}, "PV-DM predicts single words"),
        ({"min_count": 10_000}, "no word occurs 10000 times"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        model(**settings).fit(topics()[0])


def test_wrong_use_is_refused():
    with pytest.raises(NotFittedError, match="call fit"):
        model().transform(["a"])
    with pytest.raises(TypeError, match="list of strings"):
        model().fit("a string")
    with pytest.raises(ValueError, match="no document"):
        model().fit([])
    fitted = model(epochs=1).fit(topics()[0])
    with pytest.raises(TypeError, match="list of strings"):
        fitted.transform("a0 b0")
    with pytest.raises(ValueError, match="has no code"):
        fitted.codes(["a0"])
    with pytest.raises(FloatingPointError, match="lower lr"):
        model(lr=1e6, epochs=10).fit(topics()[0])
