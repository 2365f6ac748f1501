"""Where a data set came from, under which terms, and exactly which bytes it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Provenance:
    """What every loaded data set knows about itself.

    Args:
        name: in the registry.
        licence: the terms of use.
        source: who made it and where this copy was taken from.
        notes: what is lossy, partial, research-only or to beware of.
        digest: SHA-256 (hexadecimal) over the files that were read, or over the arrays of a set that was
            generated or came with a library.
        origin: where it was found: ``"generated"``, a library, a folder or a Hub repository.
        options: the options it was loaded with.
    """

    name: str
    licence: str
    source: str
    notes: str
    digest: str
    origin: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name and options, e.g. ``"planetoid(graph=cora)"``: what records call the set."""
        if not self.options:
            return self.name
        return f"{self.name}({', '.join(f'{k}={v}' for k, v in sorted(self.options.items()))})"


@dataclass(frozen=True, repr=False, eq=False)
class Dataset:
    """The base of every type of data set; see :class:`Provenance` for what it says about itself."""

    provenance: Provenance

    @property
    def name(self) -> str:
        return self.provenance.name

    @property
    def licence(self) -> str:
        return self.provenance.licence

    @property
    def source(self) -> str:
        return self.provenance.source

    @property
    def notes(self) -> str:
        return self.provenance.notes

    @property
    def digest(self) -> str:
        return self.provenance.digest

    @property
    def origin(self) -> str:
        return self.provenance.origin

    def contents(self) -> str:
        """What is in it, in a few words, for :func:`repr`."""
        raise NotImplementedError(f"{type(self).__name__} must say what it contains")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.provenance.key}: {self.contents()}; {self.digest[:12]}>"
