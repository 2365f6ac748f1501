import pickle

import pytest

from reprise.data import CorruptData, DataNotFound, UnknownDataset

ERRORS = [
    UnknownDataset("mnits", ["mnist"], ["'planetoid' with graph='cora'"]),
    DataNotFound("mnist", [("folder a", "no such folder")], ["go online"]),
    CorruptData("a/b.npz", "it ends too early"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_they_survive_the_way_between_processes(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)


def test_each_is_caught_by_the_usual_class():
    unknown, absent, corrupt = ERRORS
    assert isinstance(unknown, KeyError)
    assert isinstance(absent, LookupError)
    assert isinstance(corrupt, ValueError)


def test_messages_say_the_way_out():
    unknown, absent, corrupt = map(str, ERRORS)
    assert unknown == (
        "no data set is named 'mnits'; did you mean 'planetoid' with graph='cora' or 'mnist'? "
        "reprise.data.names() lists all of them"
    )
    assert absent.splitlines()[1:] == ["  - folder a: no such folder", "Ways to get it:", "  - go online"]
    assert corrupt.startswith("a/b.npz: it ends too early; copy it again")
    assert str(CorruptData("f", "p", "w")) == "f: p; w"
