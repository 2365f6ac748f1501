"""JSON objects of several shapes."""

from __future__ import annotations

import datetime

import pytest

from reprise.daily.sources.records import entry_of

PLAIN = {"id": "x1", "title": "A title", "year": 2021}


def test_our_own_fields():
    entry = entry_of(
        {
            "id": "x1", "title": "A title", "abstract": "Text", "authors": ["A", "B"], "author_count": 4, "organisation": "Lab",
            "published": "2025-11-12", "venue": "V", "url": "https://x.org/1", "arxiv": "2205.13147", "votes": 3,
            "comments": 2, "keywords": ["k"],
        },
        "test",
    )  # fmt: skip
    assert (entry.source, entry.source_id, entry.title, entry.abstract) == ("test", "x1", "A title", "Text")
    assert (entry.authors, entry.author_count, entry.organisation) == (("A", "B"), 4, "Lab")
    assert (entry.published, entry.precision, entry.arxiv) == (
        datetime.date(2025, 11, 12),
        "day",
        "2205.13147",
    )
    assert (entry.votes, entry.comments, entry.keywords) == (3, 2, ("k",))


def test_hugging_faces_shape():
    entry = entry_of(
        {
            "paper": {
                "id": "2511.00001", "title": "A title", "summary": "Text", "upvotes": 7, "publishedAt": "2025-11-10T00:00:00.000Z",
                "authors": [{"name": "A", "hidden": False}, {"name": "B"}], "ai_keywords": ["k"],
            },
            "publishedAt": "2025-11-12T01:00:00.000Z", "title": "outer", "numComments": 3,
            "organization": {"name": "lab", "fullname": "The Lab"},
        },
        "hf",
    )  # fmt: skip
    assert (entry.title, entry.abstract, entry.arxiv) == ("A title", "Text", "2511.00001")
    assert (entry.published, entry.votes, entry.comments) == (datetime.date(2025, 11, 10), 7, 3)
    assert (entry.authors, entry.organisation, entry.keywords) == (("A", "B"), "The Lab", ("k",))


@pytest.mark.parametrize(
    ("fields", "date", "precision"),
    [
        ({"year": 2021}, (2021, 1, 1), "year"),
        ({"year": 2021, "month": 7}, (2021, 7, 1), "month"),
        ({"year": 2021, "month": None}, (2021, 1, 1), "year"),
        ({"published": "2021"}, (2021, 1, 1), "year"),
        ({"published": "2021-07"}, (2021, 7, 1), "month"),
        ({"published": "2021-07-09"}, (2021, 7, 9), "day"),
        ({"published": "2021-07-01", "precision": "month"}, (2021, 7, 1), "month"),
        ({"date": "2021-07-09T23:59:59Z"}, (2021, 7, 9), "day"),
        ({"arxiv": "2107.00001"}, (2021, 7, 1), "month"),
    ],
)
def test_dates(fields, date, precision):
    entry = entry_of({"id": "x", "title": "A title"} | fields, "test")
    assert (entry.published, entry.precision) == (datetime.date(*date), precision)


def test_an_id_that_is_an_arxiv_id_and_a_missing_one():
    assert entry_of(PLAIN | {"id": "2205.13147"}, "test").arxiv == "2205.13147"
    assert entry_of({"title": "No Id", "year": 2020}, "test").source_id == "noid"
    assert entry_of({"_id": "d7", "title": "T", "year": 2020}, "test").source_id == "d7"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ([1], "an object is expected, got list"),
        ({"paper": 3}, "paper must be an object"),
        (PLAIN | {"title": 5}, "title must be text, got int '5'"),
        (PLAIN | {"title": None}, "id is missing|title is missing"),
        (PLAIN | {"authors": "A, B"}, "authors must be a list, got str"),
        (PLAIN | {"authors": [3]}, "authors must be names, got '3'"),
        (PLAIN | {"votes": "many"}, "votes must be a whole number, got 'many'"),
        (PLAIN | {"votes": True}, "votes must be a whole number"),
        (PLAIN | {"year": 0}, "year and month must be a date, got 0"),
        (PLAIN | {"month": 13}, "got 2021 and 13"),
        (PLAIN | {"year": 10**30}, "year and month must be a date, got 1000"),
        (PLAIN | {"month": -(10**30)}, "year and month must be a date, got 2021 and -1000"),
        (PLAIN | {"published": "9999999999-1"}, "published must be a date"),
        (PLAIN | {"published": "9999-12-31"}, "its date is 9999-12-31"),
        (PLAIN | {"published": "12 Nov"}, "published must be a date like 2025-11-12, got '12 Nov'"),
        (PLAIN | {"published": "2021-02-30"}, "published must be a date"),
        ({"id": "x", "title": "T"}, "no date"),
    ],
)
def test_refuses_what_is_no_paper(record, message):
    with pytest.raises(ValueError, match=message):
        entry_of(record, "test")
