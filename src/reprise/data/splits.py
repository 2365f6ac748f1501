"""A data set in named splits."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, Self, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from reprise.data.provenance import Dataset


class Part(Protocol):
    """What a split must offer: a length, and a selection of its rows."""

    def __len__(self) -> int: ...


S = TypeVar("S", bound=Part)


@dataclass(frozen=True, repr=False, eq=False)
class Splits(Dataset, Generic[S]):
    """A data set in named splits: ``ds.train``, ``ds.test``, ``ds["validation"]``.

    A set without an official split has the single split ``"all"``; :meth:`holdout` divides it. Every set
    uses the names train, validation and test, whatever its source calls them.
    """

    splits: Mapping[str, S]

    def __getitem__(self, split: str) -> S:
        try:
            return self.splits[split]
        except KeyError:
            have = ", ".join(map(repr, self.splits))
            raise KeyError(f"{self.name} has no split {split!r}; it has {have}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.splits)

    def __contains__(self, split: object) -> bool:
        return split in self.splits

    @property
    def train(self) -> S:
        return self._named("train")

    @property
    def validation(self) -> S:
        return self._named("validation")

    @property
    def test(self) -> S:
        return self._named("test")

    def _named(self, split: str) -> S:
        if split not in self.splits:
            have = ", ".join(map(repr, self.splits))
            hint = "; divide it with .holdout(fraction, seed)" if list(self.splits) == ["all"] else ""
            raise AttributeError(f"{self.name} has no split {split!r}; it has {have}{hint}")
        return self.splits[split]

    def holdout(self, fraction: float = 0.25, seed: int = 0, split: str = "all") -> Self:
        """The set with ``split`` divided at random into ``"train"`` and ``"test"``.

        Args:
            fraction: share of the rows that goes to ``"test"``, strictly between 0 and 1.
            seed: of the permutation.
            split: the one to divide; the others are left out.

        Raises:
            ValueError: the fraction leaves one side empty.
            TypeError: this type's rows cannot be selected.
        """
        whole = self[split]
        count = round(len(whole) * fraction)
        if not 0 < count < len(whole):
            raise ValueError(
                f"a holdout of {fraction} of {len(whole)} rows leaves one side empty; take a fraction in (0, 1)"
            )
        order = np.random.default_rng(seed).permutation(len(whole))
        parts = {"train": take(whole, order[count:]), "test": take(whole, order[:count])}
        return dataclasses.replace(self, splits=parts)

    def contents(self) -> str:
        return ", ".join(f"{split} {len(part):,}" for split, part in self.splits.items())


def take(part: S, rows: NDArray[np.intp]) -> S:
    """The given rows of a split, in the given order.

    Dataclasses are indexed field by field: arrays along their first axis, lists and tuples by item, frames
    by row, mappings value by value; None stays None.

    Raises:
        TypeError: the split holds something that has no rows.
    """
    return cast(S, _take(part, np.asarray(rows)))


def _take(value: Any, rows: NDArray[np.intp]) -> Any:
    if value is None:
        return None
    if isinstance(value, np.ndarray):
        return value[rows]
    if isinstance(value, list):
        return [value[i] for i in rows]
    if isinstance(value, tuple):
        return tuple(value[i] for i in rows)
    if isinstance(value, Mapping):
        return {key: _take(item, rows) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _take(getattr(value, f.name), rows) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    if hasattr(value, "iloc"):
        return value.iloc[rows].reset_index(drop=True)
    raise TypeError(f"rows of {type(value).__name__} cannot be selected")
