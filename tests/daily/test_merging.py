"""What of a second telling enters the row, and that telling again changes nothing."""

from __future__ import annotations

import datetime
import itertools
import json

import pytest

from reprise.daily.entry import Entry
from reprise.daily.merging import heat, merged, new_row

DAY = datetime.date(2024, 5, 17)


def entry(source="one", **fields) -> Entry:
    return Entry(**{"source": source, "source_id": "1", "title": "A title", "published": DAY} | fields)


def row(source="one", **fields):
    return new_row(entry(source, **fields), 7, "key")


def test_a_new_row_holds_the_entry():
    made = row(authors=("A", "B"), votes=3, abstract="text")
    assert (made["id"], made["key"], made["title"], made["authors"]) == (7, "key", "A title", "A\nB")
    assert made["published"] == DAY.toordinal()
    assert made["heat"] == pytest.approx(2 + DAY.toordinal() / 7)
    assert json.loads(made["sources"]) == {"one": "1"}


def test_missing_fields_are_filled_and_present_ones_stay():
    start = row(venue="ACL")
    out = merged(start, entry("two", venue="other", url="https://x.org", organisation="Lab", keywords=("k",)))
    assert (out["venue"], out["url"], out["organisation"], out["keywords"]) == (
        "ACL",
        "https://x.org",
        "Lab",
        "k",
    )
    assert out["title"] == start["title"]


def test_the_first_abstract_stays_and_an_empty_one_never_replaces_it():
    start = row(abstract="the first")
    assert merged(start, entry("two", abstract="another one, longer"))["abstract"] == "the first"
    assert merged(start, entry("one", abstract=""))["abstract"] == "the first"
    assert merged(row(), entry("two", abstract="now"))["abstract"] == "now"
    assert merged(start, entry("one", abstract="the first, corrected"))["abstract"] == "the first, corrected"


def test_any_abstract_takes_the_place_of_a_cards_summary_and_not_the_other_way():
    out = merged(row("cards", abstract="a long summary"), entry("two", abstract="short", title="Its title"))
    assert (out["abstract"], out["title"], out["origin"]) == ("short", "Its title", "two")
    assert merged(out, entry("cards", abstract="a long summary"))["abstract"] == "short"


def test_dates_grow_more_precise():
    year = row(published=datetime.date(2024, 1, 1), precision="year")
    assert merged(year, entry("two"))["published"] == DAY.toordinal()
    assert (
        merged(row(), entry("two", published=datetime.date(2024, 1, 1), precision="year"))["precision"] == 2
    )
    assert merged(row(), entry("two", published=datetime.date(2020, 1, 1)))["published"] == DAY.toordinal()


def test_votes_and_comments_only_grow_and_readers_votes_are_kept():
    start = row(votes=5, comments=2) | {"votes": 7, "votes_here": 2, "heat": heat(7, DAY.toordinal())}
    assert merged(start, entry(votes=3, comments=1)) == start
    more = merged(start, entry("two", votes=9, comments=4))
    assert (more["votes"], more["votes_here"], more["comments"]) == (11, 2, 4)
    assert more["heat"] == heat(11, DAY.toordinal())


def test_a_list_of_authors_takes_the_place_of_et_al():
    start = row("cards", authors=("Kusupati et al.",))
    counted = merged(start, entry("page", author_count=11))
    assert (counted["authors"], counted["author_count"]) == ("Kusupati et al.", 11)
    named = merged(counted, entry("two", authors=("Aditya Kusupati",)))
    assert named["authors"] == "Aditya Kusupati"
    assert merged(named, entry("cards", authors=("Kusupati et al.",)))["authors"] == "Aditya Kusupati"


def test_whatever_the_order_a_second_round_changes_nothing():
    tellings = [
        entry("cards", abstract="idea", authors=("A et al.",), arxiv="2205.13147", precision="month"),
        entry("page", abstract="The abstract.", author_count=6, comments=2, organisation="Lab"),
        entry("list", abstract="The abstract", authors=("A", "B"), venue="V", published=datetime.date(2023, 1, 1), precision="year"),
        entry("list", abstract="Abstract", title="A Title!", authors=("A", "B C"), venue="W", published=datetime.date(2023, 1, 1), precision="year"),
        entry("feed", abstract="Other.", votes=12, keywords=("x", "y")),
    ]  # fmt: skip
    for order in itertools.permutations(tellings):
        state = new_row(order[0], 1, "k")
        for telling in order[1:]:
            state = merged(state, telling)
        for telling in order:
            assert merged(state, telling) == state
        assert state["votes"] == 12
        assert state["abstract"] not in ("", "idea")


def test_seven_days_weigh_as_much_as_twice_the_votes():
    assert heat(3, 100) == pytest.approx(heat(7, 93))
    assert heat(0, 100) > heat(0, 99)


def test_an_undated_entry_is_refused():
    with pytest.raises(ValueError, match="has no date"):
        new_row(entry(published=None), 1, "k")
    with pytest.raises(ValueError, match="has no date"):
        merged(row(), entry(published=None))
