"""The rows of a run as a table that answers the questions a claim asks."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reprise.report.row import Row

if TYPE_CHECKING:
    import pandas as pd

    from reprise.report.interval import Interval


class MissingRows(LookupError):
    """A question was asked about rows that the run did not make."""


class Table:
    """A thin wrapper on a data frame with columns method, metric, value, seed, setting.

    Every ``setting`` argument below is a shell-style pattern (``"text d=*"``), or None for all settings.
    The per-seed answers (:meth:`per_seed`, :meth:`gap`, :meth:`ratio`) first compare within a setting,
    then average over the settings of a seed: one number a seed, so that an interval is over seeds only.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        import pandas as pd

        self.rows = tuple(rows)
        columns = ["method", "metric", "value", "seed", "setting"]
        self.frame = pd.DataFrame([[getattr(r, c) for c in columns] for r in self.rows], columns=columns)
        keys = ["method", "metric", "seed", "setting"]
        doubled = self.frame[self.frame.duplicated(keys)]
        if len(doubled):
            first = doubled.iloc[0]
            raise ValueError(
                f"{len(doubled)} rows stand twice in the table, e.g. {dict(first[keys])}; "
                "tell them apart with `setting`."
            )

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def seeds(self) -> list[int]:
        """The seeds of the run, ascending."""
        return sorted(int(s) for s in self.frame["seed"].unique())

    def settings(self, method: str | None = None, metric: str | None = None) -> list[str]:
        """The settings in order of first appearance, of one method and metric when given."""
        frame = self.frame
        if method is not None:
            frame = frame[frame["method"] == method]
        if metric is not None:
            frame = frame[frame["metric"] == metric]
        return list(dict.fromkeys(frame["setting"]))

    def select(self, method: str, metric: str, setting: str | None = None) -> pd.DataFrame:
        """Values indexed by seed, one column a setting.

        Raises:
            MissingRows: no such rows; the message lists what there is.
        """
        frame = self.frame
        found = frame[(frame["method"] == method) & (frame["metric"] == metric)]
        if setting is not None:
            found = found[[fnmatch.fnmatchcase(s, setting) for s in found["setting"]]]
        if found.empty:
            have = frame[frame["metric"] == metric]
            raise MissingRows(
                f"no rows of method {method!r}, metric {metric!r}, setting {setting or 'any'!r}; "
                f"methods with that metric: {sorted(have['method'].unique())}, "
                f"its settings: {sorted(have['setting'].unique())}, "
                f"metrics in the table: {sorted(frame['metric'].unique())}"
            )
        wide = found.pivot(index="seed", columns="setting", values="value").sort_index()
        if wide.isna().any().any():
            holes = wide.isna().to_numpy().nonzero()
            seed, column = wide.index[holes[0][0]], wide.columns[holes[1][0]]
            raise MissingRows(
                f"method {method!r}, metric {metric!r} has no row for seed {seed} in setting {column!r}, "
                "which other seeds have; every seed must measure the same settings."
            )
        return wide

    def per_seed(self, method: str, metric: str, setting: str | None = None) -> pd.Series:
        """The mean over settings, one value a seed."""
        return self.select(method, metric, setting).mean(axis=1)

    def _matched(
        self, method: str, over: str, metric: str, setting: str | None, over_setting: str | None
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        left = self.select(method, metric, setting)
        right = self.select(over, metric, over_setting if over_setting is not None else setting)
        if list(left.index) != list(right.index):
            raise MissingRows(
                f"{method!r} ran on seeds {list(left.index)}, {over!r} on {list(right.index)}; "
                "a paired comparison needs the same seeds."
            )
        if right.shape[1] == 1 and list(left.columns) != list(right.columns):
            right = right.iloc[:, [0] * left.shape[1]].set_axis(left.columns, axis=1)
        elif left.shape[1] == 1 and list(left.columns) != list(right.columns):
            left = left.iloc[:, [0] * right.shape[1]].set_axis(right.columns, axis=1)
        if set(left.columns) != set(right.columns):
            raise MissingRows(
                f"settings of {method!r}: {list(left.columns)}; of {over!r}: {list(right.columns)}; "
                "they must be the same, or one of the two must have a single setting."
            )
        return left, right[left.columns]

    def gap(
        self, method: str, over: str, metric: str, setting: str | None = None, over_setting: str | None = None
    ) -> pd.Series:
        """``method`` minus ``over``, paired by seed and setting, averaged over settings; one value a seed."""
        left, right = self._matched(method, over, metric, setting, over_setting)
        return (left - right).mean(axis=1)

    def ratio(
        self, method: str, over: str, metric: str, setting: str | None = None, over_setting: str | None = None
    ) -> pd.Series:
        """``method`` divided by ``over``, paired by seed and setting; the mean over settings, one a seed."""
        left, right = self._matched(method, over, metric, setting, over_setting)
        if (right == 0).any().any():
            raise ZeroDivisionError(f"{over!r} is 0 in {metric!r}; a ratio over it has no meaning")
        return (left / right).mean(axis=1)

    def mean(self, method: str, metric: str, setting: str | None = None) -> float:
        """The mean over seeds and settings."""
        return float(self.per_seed(method, metric, setting).mean())

    def interval(
        self, method: str, metric: str, setting: str | None = None, confidence: float = 0.95
    ) -> Interval:
        """The interval of :meth:`mean` over seeds."""
        from reprise.report.interval import interval

        return interval(self.per_seed(method, metric, setting).to_numpy(), confidence)

    def curve(self, method: str, metric: str, settings: Iterable[str]) -> list[tuple[float, float, float]]:
        """(mean, low, high) over seeds for each of the settings, for drawing."""
        out = []
        for setting in settings:
            found = self.interval(method, metric, setting)
            out.append((found.mean, found.low, found.high))
        return out
