"""What can go wrong with a library or a source, in words for its owner."""

from __future__ import annotations


class LibraryError(Exception):
    """The library cannot be opened or written; the message says what to do."""


class CorruptLibrary(LibraryError):
    """The file is no library of Daily, or a damaged one."""


class NewerLibrary(LibraryError):
    """The library was written by a later version."""


class SourceError(ValueError):
    """Nothing can be read from this source; a single bad entry is a ``SourceProblem`` instead."""
