import datetime

import pytest

from reprise.daily import periods

DATE = datetime.date(2025, 11, 12)


@pytest.mark.parametrize(
    ("period", "text", "first", "last"),
    [
        ("day", "2025-11-12", DATE, DATE),
        ("day", "2024-02-29", datetime.date(2024, 2, 29), datetime.date(2024, 2, 29)),
        ("week", "2025-W46", datetime.date(2025, 11, 10), datetime.date(2025, 11, 16)),
        ("week", "2026-W53", datetime.date(2026, 12, 28), datetime.date(2027, 1, 3)),
        ("month", "2025-11", datetime.date(2025, 11, 1), datetime.date(2025, 11, 30)),
        ("week", "0001-W01", datetime.date(1, 1, 1), datetime.date(1, 1, 7)),
        ("week", "9999-W52", datetime.date(9999, 12, 27), datetime.date.max),
        ("month", "0001-01", datetime.date(1, 1, 1), datetime.date(1, 1, 31)),
        ("month", "9999-12", datetime.date(9999, 12, 1), datetime.date.max),
        ("month", "2024-12", datetime.date(2024, 12, 1), datetime.date(2024, 12, 31)),
    ],
)
def test_an_address_names_a_period_and_back(period, text, first, last):
    assert periods.parse(period, text) == first
    assert periods.last_day(period, first) == last
    for date in (first, last):
        assert periods.name(period, date) == text
        assert periods.address(period, date) == f"/{period}/{text}"


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("day", "2025-02-30"),
        ("day", "0000-01-01"),
        ("day", "2025-1-1"),
        ("day", "2025-11-12 "),
        ("day", "٢٠٢٥-١١-١٢"),
        ("week", "2025-W53"),
        ("week", "2025-W00"),
        ("week", "2025-46"),
        ("month", "2025-13"),
        ("month", "2025-11-12"),
        ("year", "2025"),
    ],
)
def test_what_is_no_period_is_refused_by_name(period, text):
    with pytest.raises(ValueError, match=r"is written like|no calendar has|is one of"):
        periods.parse(period, text)


def test_bounds_of_a_search_take_years_and_months():
    assert periods.parse_bound("2024") == datetime.date(2024, 1, 1)
    assert periods.parse_bound("2024", end=True) == datetime.date(2024, 12, 31)
    assert periods.parse_bound("2024-02") == datetime.date(2024, 2, 1)
    assert periods.parse_bound("2024-02", end=True) == datetime.date(2024, 2, 29)
    assert periods.parse_bound("2024-02-03", end=True) == datetime.date(2024, 2, 3)
    for text in ("0000", "24", "2024-13", "yesterday", "2024-02-31"):
        with pytest.raises(ValueError, match=r"date is written like|no calendar"):
            periods.parse_bound(text)


def test_dates_read_as_people_write_them():
    assert periods.human(DATE) == "12 November 2025"
    assert periods.human(DATE, "month") == "November 2025"
    assert periods.human(DATE, "year") == "2025"
    assert periods.heading("day", DATE) == "Wednesday, 12 November 2025"
    assert periods.heading("week", DATE) == "Week 46, 10–16 November 2025"
    assert periods.heading("month", DATE) == "November 2025"
    assert periods.short("day", DATE, DATE) == "12 November"
    assert periods.short("week", DATE, DATE) == "week 46"
    assert periods.short("month", DATE, DATE) == "November 2025"
    later = datetime.date(2026, 1, 1)
    assert periods.short("day", DATE, later) == "12 November 2025"
    assert periods.short("week", DATE, later) == "week 46, 2025"


def test_spans_do_not_repeat_what_they_share():
    assert (
        periods.span(datetime.date(2025, 9, 29), datetime.date(2025, 10, 5))
        == "29 September – 5 October 2025"
    )
    assert (
        periods.span(datetime.date(2024, 12, 30), datetime.date(2025, 1, 5))
        == "30 December 2024 – 5 January 2025"
    )
