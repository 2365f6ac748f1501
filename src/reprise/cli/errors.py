"""Which exceptions are the user's to mend: those are said in a sentence, the rest show their traceback."""

from __future__ import annotations


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
        return f"this needs the package {error.name!r}, which is not installed: pip install 'reprise-ml[all]'"
    import sys

    data = sys.modules.get("reprise.data.errors")
    if data is not None and isinstance(error, (data.DataNotFound, data.CorruptData, data.UnknownDataset)):
        return str(error)
    daily = sys.modules.get("reprise.daily.errors")
    if daily is not None and isinstance(error, daily.DailyError):
        return str(error)
    return None
