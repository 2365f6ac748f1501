"""The feed: a day's, a week's or a month's papers, newest or trending first.

Newest: by date, of equal dates the more precise first, then by votes. Trending: by
(votes + 1) * 2^(-age / 7 days), a vote's weight halving every seven days. The age may be counted to any date:
it multiplies all papers alike, so an archive reads the same today and next year.

A paper whose day (or month) is not known stands on the first day of its month (or year).
"""

from __future__ import annotations

import calendar
import datetime

import sqlalchemy as sa

from reprise.daily.paper import SHOWN, FeedPage, paper_of
from reprise.daily.schema import papers

PERIODS = ("day", "week", "month", "all")
ORDERS = {
    "newest": (
        papers.c.published.desc(),
        papers.c.precision.desc(),
        papers.c.votes.desc(),
        papers.c.id.desc(),
    ),
    "trending": (papers.c.heat.desc(), papers.c.id.desc()),
}
MAX_PER_PAGE = 500
_MIN = sa.select(sa.func.min(papers.c.published)).scalar_subquery()
_MAX = sa.select(sa.func.max(papers.c.published)).scalar_subquery()
# The unary plus keeps the planner from walking all papers by heat where a period has few.
_UNINDEXED_HEAT: sa.ColumnElement[float] = sa.literal_column("+papers.heat", sa.Float)


def bounds(period: str, date: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day of the day, the ISO week or the month that holds ``date``."""
    if period == "day":
        return date, date
    if period == "week":
        start = date - datetime.timedelta(days=min(date.weekday(), date.toordinal() - 1))
        return start, datetime.date.fromordinal(min(start.toordinal() + 6, datetime.date.max.toordinal()))
    if period == "month":
        return date.replace(day=1), date.replace(day=calendar.monthrange(date.year, date.month)[1])
    raise ValueError(f"a period is one of {', '.join(PERIODS)}, got {period!r}")


def feed_page(
    connection: sa.Connection, period: str, date: datetime.date | None, order: str, page: int, per_page: int
) -> FeedPage:
    """One page; without a date of the newest period that has papers."""
    if period not in PERIODS:
        raise ValueError(f"a period is one of {', '.join(PERIODS)}, got {period!r}")
    if order not in ORDERS:
        raise ValueError(f"an order is one of {', '.join(ORDERS)}, got {order!r}")
    if page < 1 or not 1 <= per_page <= MAX_PER_PAGE:
        raise ValueError(f"page counts from 1 and per_page to {MAX_PER_PAGE}, got {page} and {per_page}")
    day = papers.c.published
    if period == "all" or date is None:
        oldest, newest = connection.execute(sa.select(_MIN, _MAX)).one()
        first, last = (None, None) if newest is None else map(datetime.date.fromordinal, (oldest, newest))
    if period == "all":
        start, end = first or datetime.date.today(), last or datetime.date.today()
    else:
        start, end = bounds(period, date or last or datetime.date.today())
    inside = day.between(start.toordinal(), end.toordinal())
    chosen = [] if period == "all" else [inside]
    count = sa.select(sa.func.count()).select_from(papers).where(*chosen).scalar_subquery()
    before = sa.select(sa.func.max(day)).where(day < start.toordinal()).scalar_subquery()
    after = sa.select(sa.func.min(day)).where(day > end.toordinal()).scalar_subquery()
    total, previous, following = connection.execute(sa.select(count, before, after)).one()
    # Two steps: the order is found in an index alone, then only the page's rows are read.
    by = (
        ORDERS[order]
        if period == "all" or order == "newest"
        else (_UNINDEXED_HEAT.desc(), papers.c.id.desc())
    )
    ids = sa.select(papers.c.id).where(*chosen).order_by(*by).limit(per_page).offset((page - 1) * per_page)
    rows = connection.execute(sa.select(*SHOWN).where(papers.c.id.in_(ids)).order_by(*ORDERS[order])).all()
    return FeedPage(
        papers=[paper_of(row) for row in rows],
        period=period,
        start=start,
        end=end,
        previous=None if previous is None else datetime.date.fromordinal(previous),
        next=None if following is None else datetime.date.fromordinal(following),
        total=total,
        page=page,
        pages=-(-total // per_page),
    )


def days(connection: sa.Connection, limit: int = 60) -> list[tuple[datetime.date, int]]:
    """The newest days that have papers, and how many."""
    query = (
        sa.select(papers.c.published, sa.func.count())
        .group_by(papers.c.published)
        .order_by(papers.c.published.desc())
        .limit(limit)
    )
    return [(datetime.date.fromordinal(day), number) for day, number in connection.execute(query)]
