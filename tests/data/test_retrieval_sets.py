import pytest

from data.small_files import table
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_titles_are_joined_and_grades_kept(places):
    write(places, "ir-cranfield")
    cranfield = data.load("ir-cranfield")
    assert cranfield.corpus == {"d0": "text 0", "d1": "Title text 1", "d2": "Title text 2"}
    assert cranfield.titles == {"d0": "", "d1": "Title", "d2": "Title"}
    assert cranfield.queries["q2"] == "query 2"
    assert cranfield.qrels == {"test": {"q1": {"d0": 4, "d2": 0}, "q0": {"d1": 1}}}
    assert cranfield.judged() == {"q1": "query 1", "q0": "query 0"}
    with pytest.raises(KeyError, match="it has 'test'"):
        cranfield.judged("train")


def test_scifact_has_two_splits_and_evidence(places):
    write(places, "ir-scifact")
    scifact = data.load("ir-scifact")
    assert list(scifact.qrels) == ["train", "test"]
    assert scifact.extras["evidence"]["label"].tolist() == ["SUPPORT"]


def test_documents_of_one_concept(places):
    write(places, "melo-hun-q-hu-c-en")
    concepts = data.load("melo-hun-q-hu-c-en").extras["concepts"]
    assert dict(zip(concepts["document"], concepts["concept"], strict=True)) == {"d0": "C0", "d1": "C0"}


def test_the_full_limit_set_has_no_corpus_in_a_folder(places):
    write(places, "limit-full")
    limit = data.load("limit-full")
    assert limit.corpus == {}
    assert len(limit.queries) == 3
    assert limit.extras["attributes"]["attribute"].tolist() == ["Apricots", "Birch Trees"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("q9", "d0", 1), "judges query 'q9'"),
        (("q1", "d9", 1), "names document 'd9'"),
        (("q1", "d0", "x"), "'score'"),
    ],
)
def test_judgements_must_fit_queries_and_corpus(places, row, problem):
    place = write(places, "ir-cisi")
    table(place / "qrels.tsv", "query-id corpus-id score", row)
    with pytest.raises(CorruptData, match=problem):
        data.load("ir-cisi")
