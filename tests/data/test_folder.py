import pytest

from data.small_sets import write
from reprise import data
from reprise.data import CorruptData, Entry, Provenance
from reprise.data.folder import Folder, data_folders
from reprise.data.meshes import Meshes


def entry(*files, system=(), read=None):
    folder = Folder(read or (lambda reading: reading), files, system)
    return folder, Entry("thing", Meshes, "what", "size", "free", "us", "none", (folder,))


def test_the_folders_in_order(places, tmp_path, monkeypatch):
    assert [path for path, _ in data_folders()] == [places, tmp_path / "home" / "reprise" / "data"]
    monkeypatch.delenv("REPRISE_DATA")
    assert [why for _, why in data_folders()] == ["the user's data folder"]


def test_globs_stand_for_any_file(places):
    folder, thing = entry("*.txt")
    assert not folder.present(thing)
    (places / "thing").mkdir()
    assert folder.locate(thing, {})[0][1] == "none of its files is there: *.txt"
    (places / "thing" / "a.txt").write_text("x")
    assert folder.present(thing)
    assert folder.locate(thing, {}).folder == places / "thing"


def test_some_files_without_the_others_are_an_error(places):
    folder, thing = entry("a", "b")
    (places / "thing").mkdir()
    (places / "thing" / "a").write_text("x")
    with pytest.raises(CorruptData, match="it lacks b; add the files"):
        folder.locate(thing, {})
    assert not folder.present(thing)


def test_a_package_of_the_system_comes_last(places, tmp_path):
    system = tmp_path / "usr"
    system.mkdir()
    (system / "f.otf").write_text("OTTO")
    folder, thing = entry("f.otf", system=(str(system),))
    assert folder.locate(thing, {}).folder == system
    (places / "thing").mkdir()
    (places / "thing" / "f.otf").write_text("OTTO")
    assert folder.locate(thing, {}).folder == places / "thing"


def test_the_digest_is_of_the_files_that_were_asked_for(places):
    folder, thing = entry("a", "b")
    place = places / "thing"
    place.mkdir()
    (place / "a").write_text("1")
    (place / "b").write_text("2")

    def provenance(*used) -> Provenance:
        reading = folder.locate(thing, {"option": "x"})
        for file in used:
            reading.path(file)
        return reading.provenance()

    assert provenance("a", "b").digest == provenance("b", "a").digest
    assert len({provenance("a").digest, provenance("b").digest, provenance("a", "b").digest}) == 3
    assert provenance("a").key == "thing(option=x)"


def test_missing_columns_are_named(places):
    write(places, "banking77")
    (places / "banking77" / "test.csv.gz").unlink()
    import gzip

    (places / "banking77" / "test.csv.gz").write_bytes(gzip.compress(b"text,intent\na,b\n"))
    with pytest.raises(CorruptData, match=r"test.csv.gz: it lacks the columns \['category'\]"):
        data.load("banking77")
