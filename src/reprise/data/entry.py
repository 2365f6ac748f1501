"""What the registry knows about a data set before it is loaded."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import UnionType

from reprise.data.digest import combined_digest
from reprise.data.provenance import Dataset, Provenance


class Reading:
    """A data set being read at one place; collects the digest of whatever is used.

    Args:
        entry: the data set.
        options: what the caller chose, complete.
        origin: the place, as :attr:`Provenance.origin` says it.
    """

    def __init__(self, entry: Entry, options: Mapping[str, str], origin: str) -> None:
        self.entry = entry
        self.options = dict(options)
        self.origin = origin
        self.used: dict[str, str] = {}

    def provenance(self) -> Provenance:
        """Call it when everything has been read: the digest is of what was used until then."""
        entry = self.entry
        digest = combined_digest(self.used)
        return Provenance(
            entry.name, entry.licence, entry.source, entry.notes, digest, self.origin, self.options
        )


@dataclass(frozen=True)
class Source(ABC):
    """A kind of place where a data set may be found, and how it is read there.

    Args:
        read: makes the data set; called with the source's reading and, by keyword, the options.
    """

    read: Callable[..., Dataset]

    @abstractmethod
    def label(self) -> str:
        """Short, for tables: ``"local folder"``, ``"Hub ylecun/mnist"``."""

    @abstractmethod
    def locate(self, entry: Entry, options: Mapping[str, str]) -> Reading | list[tuple[str, str]]:
        """A reading, or every place tried with the reason why the set is not there."""

    @abstractmethod
    def present(self, entry: Entry) -> bool:
        """Whether the set is on this machine, without loading it or asking the network."""

    @abstractmethod
    def advice(self, entry: Entry) -> list[str]:
        """What a user can do to make :meth:`locate` succeed."""


@dataclass(frozen=True)
class Entry:
    """A data set in the registry.

    Args:
        name: what :func:`reprise.data.load` takes.
        kind: the class of what it returns; a union where that depends on an option.
        what: one line for people.
        size: counts, for people.
        licence, source, notes: as in :class:`reprise.data.provenance.Provenance`.
        sources: where to look, in order.
        options: the choices a caller has; the first of each is the default.
    """

    name: str
    kind: type[Dataset] | UnionType
    what: str
    size: str
    licence: str
    source: str
    notes: str
    sources: tuple[Source, ...]
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def hub(self) -> str | None:
        """The Hugging Face Hub id of the original, or None where there is none."""
        from reprise.data.hub import Hub

        return next((source.repo for source in self.sources if isinstance(source, Hub)), None)

    def choose(self, given: Mapping[str, str]) -> dict[str, str]:
        """Complete the options with the defaults.

        Raises:
            TypeError: there is no such option.
            ValueError: the option has no such value.
        """
        for option, value in given.items():
            if option not in self.options:
                have = ", ".join(self.options) or "none"
                raise TypeError(f"data set {self.name!r} has no option {option!r}; its options: {have}")
            if value not in self.options[option]:
                have = ", ".join(map(repr, self.options[option]))
                raise ValueError(f"{option}={value!r} is not in data set {self.name!r}; choose from {have}")
        return {option: given.get(option, values[0]) for option, values in self.options.items()}
