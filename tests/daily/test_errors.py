"""One except clause is enough for a caller."""

from __future__ import annotations

import pytest

from reprise.daily.errors import CorruptLibrary, LibraryError, NewerLibrary, SourceError


@pytest.mark.parametrize("error", [CorruptLibrary, NewerLibrary])
def test_whatever_is_wrong_with_a_library_is_a_library_error(error):
    with pytest.raises(LibraryError, match="what to do"):
        raise error("what to do")


def test_a_source_is_a_wrong_value_and_no_library_error():
    assert issubclass(SourceError, ValueError)
    assert not issubclass(SourceError, LibraryError)
