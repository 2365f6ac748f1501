"""Entries: what is cleaned, what is refused, how papers are told apart."""

from __future__ import annotations

import datetime

import pytest

from reprise.daily.entry import Entry, arxiv_id, arxiv_month, card_of, clean, dated, plausible, title_key


def entry(**fields) -> Entry:
    return Entry(**{"source": "test", "source_id": "1", "title": "A title"} | fields)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2205.13147", "2205.13147"),
        ("2205.13147v4", "2205.13147"),
        ("arXiv:2205.13147", "2205.13147"),
        ("http://arxiv.org/abs/2205.13147v1", "2205.13147"),
        ("https://www.arxiv.org/pdf/1706.03762v7.pdf", "1706.03762"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("http://arxiv.org/abs/math.GT/0309136v1", "math.gt/0309136"),
        ("0704.0001", "0704.0001"),
        ("2299.12345", ""),
        ("P18-1001", ""),
        ("10.1145/3292500", ""),
        ("https://example.org/2205.13147", ""),
        ("", ""),
    ],
)
def test_arxiv_ids(text, expected):
    assert arxiv_id(text) == expected


def test_the_month_in_an_arxiv_id():
    assert arxiv_month("2205.13147") == datetime.date(2022, 5, 1)
    assert arxiv_month("hep-th/9901001") == datetime.date(1999, 1, 1)
    assert arxiv_month("2213.00001") is None


def test_text_is_cleaned():
    assert clean(" a\t b\n\u202ec\x00\ud800d e\u0301 ") == "a b cd \u00e9".replace("b c", "b c")
    made = entry(title="  Two\n  lines ", authors=("A  B", " ", "C"), keywords=("x",))
    assert (made.title, made.authors, made.author_count) == ("Two lines", ("A B", "C"), 2)


def test_markup_is_kept_as_text():
    assert entry(title="<script>alert(1)</script> & more").title == "<script>alert(1)</script> & more"


def test_title_keys_ignore_case_accents_punctuation():
    assert title_key("Größe: Naïve  “Bayes” (2nd)") == title_key("grosse naive bayes 2nd")
    assert title_key("_ _") == ""


def test_identities_surest_first():
    made = entry(arxiv="2205.13147v2", title="Matryoshka Representation Learning")
    assert made.identities() == [
        ("source", "test 1"),
        ("arxiv", "2205.13147"),
        ("card", "matryoshka"),
        ("title", "matryoshkarepresentationlearning"),
    ]
    assert entry().identities() == [("source", "test 1"), ("title", "atitle")]


def test_a_card_is_found_by_id_by_title_and_without_the_subtitle():
    assert card_of("2205.13147", "another title").slug == "matryoshka"
    assert card_of("", "MATRYOSHKA representation learning!").slug == "matryoshka"
    title = "SortedNet, a Place for Every Network and Every Network in its Place: Towards a Solution"
    assert card_of("", title).slug == "sortednet"
    assert card_of("", "Matryoshka: dolls") is None


def test_dates_come_from_the_id_or_the_card_when_the_source_has_none():
    assert dated(entry(published=datetime.date(2020, 2, 3))).published == datetime.date(2020, 2, 3)
    from_id = dated(entry(arxiv="1706.03762"))
    assert (from_id.published, from_id.precision) == (datetime.date(2017, 6, 1), "month")
    from_card = dated(entry(title="Matryoshka Representation Learning"))
    assert (from_card.published, from_card.precision) == (datetime.date(2022, 5, 1), "month")
    with pytest.raises(ValueError, match="no date"):
        dated(entry())


def test_an_unknown_number_of_authors_stays_unknown():
    assert entry(authors=("Kusupati et al.",)).author_count == 0
    assert entry(authors=("A", "B"), author_count=5).author_count == 5


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": "  "}, "title is missing"),
        ({"title": "?!"}, "title is missing"),
        ({"source_id": ""}, "id is missing"),
        ({"title": "x" * 1001}, "title has 1,001 characters, at most 1,000"),
        ({"abstract": "x" * 50_001}, "abstract has 50,001 characters"),
        ({"title": 5}, "text expected, got int"),
        ({"votes": -1}, "votes must lie between 0 and"),
        ({"comments": 2**31}, "comments must lie between"),
        ({"precision": "hour"}, "precision is one of year, month, day, got 'hour'"),
        ({"url": "javascript:alert(1)"}, "url must begin with https://"),
        ({"authors": ("x" * 1001,)}, "authors holds 1 names, or one too long"),
    ],
)
def test_refuses_what_is_no_paper(fields, message):
    with pytest.raises(ValueError, match=message):
        entry(**fields)


def test_dates_up_to_the_coming_year_are_plausible():
    today = datetime.date(2024, 5, 17)
    for day in (datetime.date(1950, 1, 1), datetime.date(2025, 12, 31), None):
        entry = Entry("s", "1", "A title", published=day)
        assert plausible(entry, today) is entry
    with pytest.raises(ValueError, match="2026-01-01; papers up to the year 2025"):
        plausible(Entry("s", "1", "A title", published=datetime.date(2026, 1, 1)), today)
