import numpy as np
import pytest

from data.small_files import table
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_scored_pairs_by_language(places):
    write(places, "stsb-multi")
    stsb = data.load("stsb-multi", language="pl")
    assert stsb.train.first == ["a pl"]
    assert stsb.validation.second == ["b, c"]
    assert (stsb.validation.y.dtype, stsb.validation.y.tolist()) == (np.float64, [2.5])
    assert (stsb.relation, stsb.scale, stsb.classes) == ("scored", (0.0, 5.0), ())


def test_semeval_keeps_year_and_task(places):
    write(places, "sts-semeval")
    part = data.load("sts-semeval")["all"]
    assert part.fields["year"].tolist() == [2012]
    assert part.fields["task"].tolist() == ["MSRpar"]
    assert part.y.tolist() == [4.4]


def test_paraphrases(places):
    place = write(places, "mrpc")
    mrpc = data.load("mrpc")
    assert [mrpc.classes[y] for y in mrpc.validation.y] == ["paraphrase", "different"]
    assert mrpc.validation.second == ["b val", "d"]
    table(place / "mrpc-val.csv.gz", "label sentence1 sentence2", (2, "a", "b"))
    with pytest.raises(CorruptData, match=r"labels \['2'\]"):
        data.load("mrpc")


def test_answer_selection(places):
    write(places, "qa-wikiqa")
    wikiqa = data.load("qa-wikiqa")
    assert {split: wikiqa[split].y.tolist() for split in wikiqa} == {
        "train": [0],
        "validation": [1],
        "test": [0],
    }
    assert wikiqa.test.fields == {"qid": ["7"]}
    assert wikiqa.relation == "labelled"


def test_positive_pairs_have_no_label(places):
    write(places, "qa-medquad")
    medquad = data.load("qa-medquad")
    assert medquad["all"].y is None
    assert medquad.relation == "positive"
    assert medquad["all"].fields["focus"] == ["flu"]


def test_hungarian_tasks_are_texts_or_pairs(places):
    write(places, "hu-nlu")
    husst = data.load("hu-nlu", task="husst")
    assert [husst.classes[y] for y in husst.train.y] == ["positive", "negative"]
    assert husst.train.texts == ["husst positive", "husst negative"]
    assert husst.test.y.tolist() == [-1, -1]
    hucola = data.load("hu-nlu", task="hucola")
    assert [hucola.classes[y] for y in hucola.train.y] == ["unacceptable", "acceptable"]
    hurte = data.load("hu-nlu", task="hurte")
    assert (hurte.train.first, hurte.train.second, hurte.train.y.tolist()) == (["p"], ["h"], [1])
    assert hurte.test.y.tolist() == [-1]
    assert data.load("hu-nlu", task="huwnli").test.y.tolist() == [0]
