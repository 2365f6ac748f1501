import pytest

from data.small_files import jsonl
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData, PaperRecord


def test_records_of_both_feeds(places):
    write(places, "papers-acl")
    papers = data.load("papers-acl")
    assert papers.papers == (
        PaperRecord("p1", "T", "A", ("X Y",), 2020, 7, "V"),
        PaperRecord("p2", "T", "A", ("X Y",), 2020, None, "V"),
    )
    assert len(papers) == 2
    write(places, "papers-ml")
    first = data.load("papers-ml").papers[0]
    assert (first.month, first.keywords) == (None, ("deep",))


@pytest.mark.parametrize("date", [{"year": "soon"}, {"year": None}, {"year": 2020, "month": 13}])
def test_dates_that_cannot_be(places, date):
    place = write(places, "papers-acl")
    row = {"id": "p", "title": "T", "abstract": "A", "authors": [], "venue": "V"}
    jsonl(place / "papers.jsonl.gz", row | date)
    with pytest.raises(CorruptData, match="date of paper 'p'"):
        data.load("papers-acl")
