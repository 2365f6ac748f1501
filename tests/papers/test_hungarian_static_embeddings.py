"""How the experiment makes its questions, chooses its words and judges by resampling."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from reprise import data
from reprise.papers.hungarian_static_embeddings.experiment import WherePeerIsInstalled
from reprise.papers.hungarian_static_embeddings.hungarian import Hungarian, scaled, tagged_text
from reprise.papers.hungarian_static_embeddings.measure import (
    Analogies,
    Correlations,
    MeanAtLeast,
    ResampledAtLeast,
    coverage_rows,
    restricted,
)
from reprise.papers.hungarian_static_embeddings.texts import (
    Similarities,
    counted,
    covered,
    morphological_pairs,
    questions_from,
    sentences_of,
    spread,
)
from reprise.report import Row, Scale, Table, at_least, mean
from reprise.words import WordVectors

PLURAL = ("NOUN", "Case=Nom|Number=Plur")


def test_pairs_are_unambiguous_and_the_most_frequent_come_first(monkeypatch):
    frame = pd.DataFrame(
        [
            ("ház", "házak", *PLURAL, 5),
            ("Kép", "Képek", *PLURAL, 4),
            ("kép", "képek", *PLURAL, 9),  # the same in lower case: counts are added
            ("fal", "falak", *PLURAL, 7),
            ("fal", "falok", *PLURAL, 1),  # two forms
            ("ár", "árak", *PLURAL, 8),
            ("árak", "árak", "NOUN", "Case=Nom|Number=Sing", 1),  # the form has two readings
            ("nap", "nap", *PLURAL, 9),  # no change
            ("ház", "házat", "NOUN", "Case=Acc|Number=Sing", 3),
        ],
        columns=["lemma", "form", "upos", "feats", "count"],
    )
    monkeypatch.setattr(data, "load", lambda name: {"pairs": frame})
    pairs = morphological_pairs()
    assert pairs["plural"] == [("kép", "képek"), ("ház", "házak")]
    assert pairs["accusative"] == [("ház", "házat")]
    assert pairs["infinitive"] == []


def test_questions_join_known_pairs_both_ways():
    pairs = {"plural": [("a", "b"), ("c", "x"), ("d", "e"), ("f", "g")], "other": [("a", "b")]}
    words = set("abdefg")
    asked = questions_from(pairs, words, most_pairs=2)
    assert asked == {"plural": [("a", "b", "d", "e"), ("d", "e", "a", "b")], "other": []}
    few = questions_from(pairs, words, most=3)["plural"]
    assert len(set(few)) == 3
    assert list(covered(asked, "abc")) == []
    assert list(covered(asked, words)) == [("plural", question) for question in asked["plural"]]


def test_sentences_are_cut_counted_and_spread():
    lines = [
        "One two three four five. Six seven eight nine ten eleven! too short. Yes.",
        "Ez itt az öt szó. Űr a hat szó közt van.",
    ]
    found = sentences_of(lines, 20)
    assert found[0] == ["One", "two", "three", "four", "five", "."]
    assert found[1][-4:] == ["!", "too", "short", "."]
    assert found[3] == ["Űr", "a", "hat", "szó", "közt", "van", "."]
    assert counted(found)[0] == "one two three four five"
    assert spread(found, 2) == [found[0], found[3]]
    with pytest.raises(ValueError, match="5 sentences are asked for, the text has 4"):
        spread(found, 5)
    with pytest.raises(ValueError, match="tokens in sentences, 999 are asked for"):
        sentences_of(lines, 999)


def sets() -> dict[str, WordVectors]:
    rng = np.random.default_rng(0)
    words = [f"w{i}" for i in range(20)]
    one = WordVectors(words, rng.normal(size=(20, 5)))
    return {"one": one, "two": WordVectors(words[::-1][:-2], rng.normal(size=(18, 4)))}


def test_sets_are_compared_on_the_frequent_words_that_all_have():
    counts = {f"w{i}": i for i in range(20)}
    found = restricted(sets(), counts, 3)
    assert found["one"].words == found["two"].words == ("w19", "w18", "w17")
    np.testing.assert_array_equal(found["one"]["w18"], sets()["one"]["w18"])
    assert "w1" not in restricted(sets(), counts, 100)["one"]


def test_scores_and_coverage_are_those_of_the_questions_asked():
    vectors = restricted(sets(), {f"w{i}": i for i in range(20)}, 18)
    questions = {"x": [("w2", "w3", "w4", "w5"), ("w4", "w5", "w2", "w3")], "y": [("w0", "w1", "w2", "w3")]}
    found = Analogies.ask(vectors, questions)
    assert found.questions == questions["x"]
    rows = Table(found.rows(0, "s"))
    ranks = vectors["one"].analogy_ranks(questions["x"])
    expected = np.where(ranks <= 10, 1 / ranks, 0).mean()
    assert rows.mean("one", "mrr", "s") == pytest.approx(expected)
    assert rows.mean("one", "mrr of a category", "s, x") == pytest.approx(expected)
    shares = Table(coverage_rows(found, questions, 0, "s"))
    assert shares.mean("common vocabulary", "coverage", "s, x") == 1.0
    assert shares.mean("common vocabulary", "coverage", "s, y") == 0.0
    gaps = Table(found.gap_rows("one", "two", 0, "s"))
    ends = [gaps.mean("one", f"mrr over two, {end}", "s") for end in ("lower end", "upper end")]
    assert ends[0] <= expected - found.values["two"].mean() + 1e-9
    with pytest.raises(ValueError, match="no question is covered by the 18 common words"):
        Analogies.ask(vectors, {"y": questions["y"]})


def test_correlations_are_spearmans_and_their_difference_is_resampled_in_pairs():
    rng = np.random.default_rng(1)
    first, second = ([f"w{i}" for i in rng.integers(0, 24, 40)] for _ in range(2))
    pairs = Similarities(first, second, rng.random(40))
    vectors = sets()
    same = {"one": vectors["one"], "again": vectors["one"]}
    found = Correlations(same, {"men": pairs}, seed=0)
    inside = [i for i in range(40) if first[i] in vectors["one"] and second[i] in vectors["one"]]
    cosines = vectors["one"].similarity([first[i] for i in inside], [second[i] for i in inside])
    assert found.coverage["men"] == len(inside) / 40
    assert found.mean("one") == pytest.approx(spearmanr(cosines, pairs.scores[inside]).statistic)
    rows = Table(found.gap_rows("one", "again", 0, "s"))
    assert rows.mean("one", "spearman over again, lower end", "s") == 0.0
    assert rows.mean("one", "spearman over again, upper end", "s") == 0.0


@pytest.mark.parametrize(
    ("low", "high", "word"), [(0.03, 0.2, "holds"), (0.0, 0.2, "inconclusive"), (-0.2, 0.01, "fails")]
)
def test_a_resampled_difference_is_judged_by_its_ends(low, high, word):
    rows = [
        Row("one", f"mrr over two, {end}", value, seed, "s")
        for seed in (0, 1)
        for end, value in (("lower end", low), ("upper end", high))
    ]
    verdict = ResampledAtLeast("one", "mrr over two", "s", 0.02, "word pairs").judge(
        "c", Table(rows), Scale.LAPTOP
    )
    assert verdict.verdict == word
    assert verdict.interval == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("values", "word"),
    [([0.1, 0.2], "holds"), ([-0.1, 0.2], "holds"), ([-0.2, 0.1], "inconclusive"), ([-0.2, -0.19], "fails")],
)
def test_a_mean_is_judged_by_itself(values, word):
    rows = Table(Row("one", "gap", value, seed, "s") for seed, value in enumerate(values))
    verdict = MeanAtLeast(mean("one", "gap"), 0.0).judge("c", rows, Scale.LAPTOP)
    assert verdict.verdict == word
    assert verdict.measured == pytest.approx(np.mean(values))


def test_a_peer_that_is_not_there_leaves_the_claim_untested():
    judge = WherePeerIsInstalled("gensim", at_least(mean("ours", "speed"), 1.0))
    ours = [Row("ours", "speed", 2.0 + seed / 10, seed, "s") for seed in range(3)]
    assert judge.judge("c", Table(ours), Scale.LAPTOP).verdict == "untested"
    theirs = [Row("gensim", "speed", 1.0, seed, "s") for seed in range(3)]
    assert judge.judge("c", Table([*ours, *theirs]), Scale.LAPTOP).verdict == "holds"


def test_sets_are_scaled_to_unknown_words():
    vectors = WordVectors(["a", "b"], np.array([[3.0, -4.0], [0.0, 0.5]]))
    numbers = scaled(vectors).vectors
    assert np.sqrt((numbers**2).mean()) == pytest.approx(0.6)
    assert numbers[0, 0] / numbers[0, 1] == pytest.approx(-0.75)


def test_tagged_text_draws_sentences_to_train_and_whole_documents_to_test(monkeypatch):
    from reprise.data.tagged_sentences import Tagged

    def part(sentences: int) -> Tagged:
        tokens = tuple((f"t{i}",) for i in range(sentences))
        return Tagged(tokens, {"upos": tokens}, {"doc": tuple(f"d{i // 3}" for i in range(sentences))})

    corpus = {"train": part(30), "test": part(12)}
    monkeypatch.setattr(data, "load", lambda name: corpus)
    settings = Hungarian(tagged=10, tested=5)
    train, test = tagged_text(settings, 0)
    assert len(set(train.tokens)) == 10
    assert train.tags["upos"] == train.tokens
    assert [test.fields["doc"].count(document) for document in set(test.fields["doc"])] == [3, 3]
    other, same = tagged_text(settings, 1)
    assert other.tokens != train.tokens
    assert same.tokens == test.tokens
