import pytest

from reprise import data


def test_options_are_completed_with_their_first_value():
    entry = data.describe("planetoid")
    assert entry.choose({}) == {"graph": "cora"}
    assert entry.choose({"graph": "citeseer"}) == {"graph": "citeseer"}
    assert data.describe("mnist").choose({}) == {}


def test_wrong_options_are_named_with_what_there_is():
    with pytest.raises(TypeError, match="'mnist' has no option 'split'; its options: none"):
        data.describe("mnist").choose({"split": "train"})
    with pytest.raises(
        ValueError, match="language='hu' is not in data set 'stsb-multi'; choose from 'en', 'de'"
    ):
        data.describe("stsb-multi").choose({"language": "hu"})


def test_the_hub_id_is_there_where_the_original_is():
    assert data.describe("mnist").hub == "ylecun/mnist"
    assert data.describe("meshes").hub is None


def test_provenance_counts_what_was_read_until_then():
    from reprise.data.entry import Reading

    reading = Reading(data.describe("planetoid"), {"graph": "cora"}, "here")
    before = reading.provenance()
    reading.used["a"] = "0" * 64
    after = reading.provenance()
    assert before.digest != after.digest
    assert (after.name, after.origin, after.key) == ("planetoid", "here", "planetoid(graph=cora)")
