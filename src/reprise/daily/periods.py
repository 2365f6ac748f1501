"""Days, weeks and months: how they are written in addresses and how people read them."""

from __future__ import annotations

import calendar
import datetime
import re

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_FORMS = {
    "day": (re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII), "2025-11-12"),
    "week": (re.compile(r"(\d{4})-W(\d{2})", re.ASCII), "2025-W46"),
    "month": (re.compile(r"(\d{4})-(\d{2})", re.ASCII), "2025-11"),
}


def parse(period: str, text: str) -> datetime.date:
    """The first day of the period that ``text`` names.

    Args:
        period: ``"day"`` (2025-11-12), ``"week"`` (ISO 8601: 2025-W46) or ``"month"`` (2025-11).

    Raises:
        ValueError: another period, another form, or a date that no calendar has.
    """
    if period not in _FORMS:
        raise ValueError(f"a period is one of {', '.join(_FORMS)}, got {period!r}")
    pattern, example = _FORMS[period]
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(f"a {period} is written like {example}, got {text!r}")
    numbers = [int(number) for number in found.groups()]
    try:
        if period == "week":
            return datetime.date.fromisocalendar(numbers[0], numbers[1], 1)
        return datetime.date(*numbers, *([1] if period == "month" else []))
    except ValueError as error:
        raise ValueError(f"no calendar has the {period} {text} ({error})") from error


def parse_bound(text: str, *, end: bool = False) -> datetime.date:
    """A bound of a search: a day, a month or a year; ``end`` takes its last day instead of its first.

    Raises:
        ValueError: none of these.
    """
    if re.fullmatch(r"\d{4}", text, re.ASCII) and int(text) > 0:
        return datetime.date(int(text), 12, 31) if end else datetime.date(int(text), 1, 1)
    if _FORMS["month"][0].fullmatch(text):
        first = parse("month", text)
        return last_day("month", first) if end else first
    try:
        return parse("day", text)
    except ValueError:
        raise ValueError(f"a date is written like 2025-11-12, 2025-11 or 2025, got {text!r}") from None


def last_day(period: str, first: datetime.date) -> datetime.date:
    """The last day of the period that begins with ``first``."""
    if period == "day":
        return first
    if period == "week":
        return datetime.date.fromordinal(min(first.toordinal() + 6, datetime.date.max.toordinal()))
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def name(period: str, date: datetime.date) -> str:
    """The period that holds ``date`` as it stands in an address, the inverse of :func:`parse`."""
    if period == "week":
        year, week, _ = date.isocalendar()
        return f"{year:04d}-W{week:02d}"
    return date.isoformat() if period == "day" else date.isoformat()[:7]


def address(period: str, date: datetime.date) -> str:
    """The page of the period that holds ``date``, e.g. ``/week/2025-W46``."""
    return f"/{period}/{name(period, date)}"


def human(date: datetime.date, precision: str = "day") -> str:
    """``12 November 2025``, ``November 2025`` or ``2025``, as far as the date is known."""
    if precision == "year":
        return str(date.year)
    month = f"{MONTHS[date.month - 1]} {date.year}"
    return month if precision == "month" else f"{date.day} {month}"


def heading(period: str, date: datetime.date) -> str:
    """What stands over the papers of a period: ``Wednesday, 12 November 2025``."""
    if period == "day":
        return f"{WEEKDAYS[date.weekday()]}, {human(date)}"
    if period == "week":
        monday = date - datetime.timedelta(days=date.weekday())
        return f"Week {date.isocalendar().week}, {span(monday, last_day('week', monday))}"
    return human(date, "month")


def span(start: datetime.date, end: datetime.date) -> str:
    """Two dates without repeating what they share: ``10–16 November 2025``."""
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{human(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]} – {human(end)}"
    return f"{human(start)} – {human(end)}"


def short(period: str, date: datetime.date, beside: datetime.date) -> str:
    """The period in a navigator ``beside`` another date: ``12 November``, ``week 46``, ``November 2025``.

    The year stands there only where it is another one.
    """
    if period == "month":
        return human(date, "month")
    if period == "week":
        year, week, _ = date.isocalendar()
        return f"week {week}" if year == beside.isocalendar().year else f"week {week}, {year}"
    return human(date) if date.year != beside.year else f"{date.day} {MONTHS[date.month - 1]}"
