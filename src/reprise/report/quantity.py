"""What a claim measures: one number a seed, computed from a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprise.report.table import Table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Quantity:
    """``values(table)`` gives a series indexed by seed; ``words`` says what it is.

    Quantities combine: ``gap(...) - gap(...)``, ``2 * mean(...)``, ``best(gap(...), gap(...))``.
    """

    values: Callable[[Table], pd.Series]
    words: str

    def __sub__(self, other: Quantity | float) -> Quantity:
        return _combine(self, other, lambda a, b: a - b, "−")

    def __add__(self, other: Quantity | float) -> Quantity:
        return _combine(self, other, lambda a, b: a + b, "+")

    def __truediv__(self, other: Quantity | float) -> Quantity:
        return _combine(self, other, lambda a, b: a / b, "/")

    def __mul__(self, factor: float) -> Quantity:
        return _combine(self, factor, lambda a, b: a * b, "×")

    __rmul__ = __mul__


def _combine(
    left: Quantity,
    right: Quantity | float,
    operation: Callable[[pd.Series, pd.Series | float], pd.Series],
    sign: str,
) -> Quantity:
    if isinstance(right, Quantity):
        other = right
        return Quantity(
            lambda t: operation(left.values(t), other.values(t)), f"({left.words}) {sign} ({other.words})"
        )
    number = float(right)
    return Quantity(lambda t: operation(left.values(t), number), f"({left.words}) {sign} {number:g}")


def _where(setting: str | None) -> str:
    return f" [{setting}]" if setting else ""


def mean(method: str, metric: str, setting: str | None = None) -> Quantity:
    """The metric of a method, averaged over the settings that match."""
    return Quantity(lambda t: t.per_seed(method, metric, setting), f"{metric} of {method}{_where(setting)}")


def gap(
    method: str, over: str, metric: str, setting: str | None = None, over_setting: str | None = None
) -> Quantity:
    """``method`` minus ``over``, paired by seed and by setting. See :meth:`Table.gap`."""
    return Quantity(
        lambda t: t.gap(method, over, metric, setting, over_setting),
        f"{metric} of {method}{_where(setting)} − {over}{_where(over_setting or setting)}",
    )


def ratio(
    method: str, over: str, metric: str, setting: str | None = None, over_setting: str | None = None
) -> Quantity:
    """``method`` divided by ``over``, paired by seed and by setting. See :meth:`Table.ratio`."""
    return Quantity(
        lambda t: t.ratio(method, over, metric, setting, over_setting),
        f"{metric} of {method}{_where(setting)} / {over}{_where(over_setting or setting)}",
    )


def difference(left: Quantity, right: Quantity) -> Quantity:
    """``left`` minus ``right``: for comparing different metrics or settings of one run."""
    return left - right


def best(*quantities: Quantity) -> Quantity:
    """The largest of several, seed by seed: for the strongest of several baselines.

    Choosing the maximum on the judged data favours the baselines, never the method; do not use it to
    choose among variants of the method.
    """
    if len(quantities) < 2:
        raise ValueError(f"best() needs at least two quantities, got {len(quantities)}")

    def values(table: Table) -> pd.Series:
        import pandas as pd

        return pd.concat([q.values(table) for q in quantities], axis=1).max(axis=1)

    return Quantity(values, "best of " + "; ".join(q.words for q in quantities))


def average(*quantities: Quantity) -> Quantity:
    """The mean of several quantities, seed by seed: over problems, say, that count alike."""
    if not quantities:
        raise ValueError("average() needs at least one quantity")

    def values(table: Table) -> pd.Series:
        import pandas as pd

        return pd.concat([q.values(table) for q in quantities], axis=1).mean(axis=1)

    first = quantities[0].words
    return (
        quantities[0]
        if len(quantities) == 1
        else Quantity(values, f"mean of {len(quantities)}: {first}, ...")
    )


def magnitude(quantity: Quantity) -> Quantity:
    """The absolute value, seed by seed: a bound on it is stricter than one on the mean difference."""
    return Quantity(lambda table: quantity.values(table).abs(), f"|{quantity.words}|")
