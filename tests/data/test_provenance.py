import dataclasses

import pytest

from reprise import data
from reprise.data import Dataset, Provenance


def test_the_key_carries_the_options_in_order_of_their_names():
    provenance = Provenance("n", "l", "s", "notes", "d" * 64, "here", {"b": "2", "a": "1"})
    assert provenance.key == "n(a=1, b=2)"
    assert dataclasses.replace(provenance, options={}).key == "n"


def test_every_data_set_says_what_it_is():
    iris = data.load("iris")
    assert (iris.name, iris.licence) == ("iris", "CC BY 4.0 (UCI)")
    assert "Fisher" in iris.source
    assert "holdout" in iris.notes
    assert repr(iris) == f"<TableSet iris: all 150 rows, 4 features; {iris.digest[:12]}>"


def test_data_sets_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.load("iris").splits = {}


def test_a_type_must_say_what_it_contains():
    with pytest.raises(NotImplementedError, match="Dataset must say"):
        repr(Dataset(Provenance("n", "l", "s", "n", "d", "o")))
