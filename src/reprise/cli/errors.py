"""Which exceptions are the user's to mend: those are said in a sentence, the rest show their traceback."""

from __future__ import annotations

import sys

READABLE = {
    "reprise.data.errors": ("DataNotFound", "CorruptData", "UnknownDataset"),
    "reprise.daily.errors": ("LibraryError", "SourceError"),
    "reprise.daily.serve": ("AddressError",),
    "reprise.text.encoders": ("EncoderNotFound",),
}


class UsageError(Exception):
    """The command was asked for something that cannot be; the message says what can."""


def explain(error: Exception) -> str | None:
    """The sentence to print, or None when the error is a defect of ours.

    Errors that name a user's mistake derive from ValueError or LookupError with a message for people, but
    so do defects deep in a computation; only those classes are caught that exist to be read.
    """
    from reprise.papers.catalog import NotPerformed, UnknownPaper

    readable: tuple[type[Exception], ...] = (UsageError, UnknownPaper, NotPerformed)
    if isinstance(error, readable):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("reprise"):
        if error.name == "ray":
            return str(error)
        return f"this needs the package {error.name!r}, which is not installed: pip install 'reprise-ml[all]'"
    # Only what was loaded can have raised; looking the classes up must not load anything.
    for module, names in READABLE.items():
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(error, tuple(getattr(loaded, name) for name in names)):
            return str(error.args[0]) if error.args else str(error)
    return None
