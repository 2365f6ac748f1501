"""Feeds: periods, orders, pages, and the nearest papers on either side."""

from __future__ import annotations

import datetime

import pytest

from reprise.daily.feeds import bounds
from reprise.daily.library import Library

D = datetime.date


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    from reprise.daily.entry import Entry

    def entry(i, date, votes=0, precision="day"):
        return Entry("test", str(i), f"Paper number {i}", published=date, votes=votes, precision=precision)

    with Library.open(tmp_path_factory.mktemp("feeds") / "daily.sqlite3") as library:
        library.write(
            [
                entry(0, D(2025, 11, 12), 1),
                entry(1, D(2025, 11, 12), 9),
                entry(2, D(2025, 11, 10), 40),
                entry(3, D(2025, 11, 3)),
                entry(4, D(2025, 10, 31), 3),
                entry(5, D(2025, 1, 1), 0, "year"),
                entry(6, D(2025, 1, 1), 0),
                entry(7, D(2019, 6, 1), 10_000, "month"),
            ]
        )
        yield library


def ids(page) -> list[str]:
    return [paper.id for paper in page.papers]


@pytest.mark.parametrize(
    ("period", "date", "span"),
    [
        ("day", D(2024, 2, 29), (D(2024, 2, 29), D(2024, 2, 29))),
        ("week", D(2025, 11, 12), (D(2025, 11, 10), D(2025, 11, 16))),
        ("week", D(2021, 1, 1), (D(2020, 12, 28), D(2021, 1, 3))),
        ("month", D(2024, 2, 3), (D(2024, 2, 1), D(2024, 2, 29))),
        ("month", D(2025, 12, 31), (D(2025, 12, 1), D(2025, 12, 31))),
        ("week", D(1, 1, 3), (D(1, 1, 1), D(1, 1, 7))),
        ("week", D(9999, 12, 31), (D(9999, 12, 27), D(9999, 12, 31))),
    ],
)
def test_bounds(period, date, span):
    assert bounds(period, date) == span


def test_the_newest_day_by_votes(library):
    page = library.feed("day", None)
    assert ids(page) == ["1", "0"]
    assert (page.start, page.end, page.total, page.pages) == (D(2025, 11, 12), D(2025, 11, 12), 2, 1)
    assert (page.previous, page.next) == (D(2025, 11, 10), None)


def test_the_neighbours_of_a_period_are_the_nearest_days_with_papers_outside_it(library):
    week = library.feed("week", D(2025, 11, 5))
    assert (ids(week), week.previous, week.next) == (["3"], D(2025, 10, 31), D(2025, 11, 10))
    month = library.feed("month", D(2025, 11, 30))
    assert (ids(month), month.previous, month.next) == (["1", "0", "2", "3"], D(2025, 10, 31), None)
    empty = library.feed("day", D(2022, 1, 1))
    assert (empty.papers, empty.total, empty.pages) == ([], 0, 0)
    assert (empty.previous, empty.next) == (D(2019, 6, 1), D(2025, 1, 1))


def test_all_by_date_then_the_more_precise_first(library):
    page = library.feed("all", None)
    assert ids(page) == ["1", "0", "2", "3", "4", "6", "5", "7"]
    assert (page.start, page.end, page.previous, page.next) == (D(2019, 6, 1), D(2025, 11, 12), None, None)


def test_trending_weighs_votes_against_age(library):
    def weight(votes, date):
        return (votes + 1) * 2 ** (-(D(2025, 11, 12) - date).days / 7)

    page = library.feed("all", None, "trending")
    expected = sorted(page.papers, key=lambda paper: -weight(paper.votes, paper.published))
    assert page.papers[:6] == expected[:6]
    assert ids(page)[:3] == ["2", "1", "0"]
    assert ids(page)[-1] == "7", "ten thousand votes six years ago do not trend"
    assert ids(library.feed("month", D(2025, 11, 1), "trending")) == ["2", "1", "0", "3"]


def test_pages_partition_the_feed(library):
    pages = [library.feed("all", None, "newest", page=n, per_page=3) for n in (1, 2, 3, 4)]
    assert [i for page in pages for i in ids(page)] == ids(library.feed("all", None))
    assert [len(page.papers) for page in pages] == [3, 3, 2, 0]
    assert all((page.total, page.pages) == (8, 3) for page in pages)


def test_days_for_the_navigator(library):
    assert library.days(2) == [(D(2025, 11, 12), 2), (D(2025, 11, 10), 1)]
    assert sum(number for _, number in library.days()) == 8


def test_an_empty_library(tmp_path):
    with Library.open(tmp_path / "daily.sqlite3") as library:
        for period in ("day", "week", "month", "all"):
            page = library.feed(period, None)
            assert (page.papers, page.total, page.pages, page.previous, page.next) == ([], 0, 0, None, None)
            assert page.start <= page.end
        assert library.feed("day", D(2020, 1, 1)).start == D(2020, 1, 1)
        assert library.days() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("year", None), "a period is one of day, week, month, all, got 'year'"),
        (("day", None, "best"), "an order is one of newest, trending, got 'best'"),
        (("day", None, "newest", 0), "page counts from 1"),
        (("day", None, "newest", 1, 501), "per_page to 500, got 1 and 501"),
    ],
)
def test_refuses_what_cannot_be(library, arguments, message):
    with pytest.raises(ValueError, match=message):
        library.feed(*arguments)
