import numpy as np
import pytest
import sklearn

from reprise import data
from reprise.data import DataNotFound
from reprise.data.bundled import Bundled


def test_a_set_of_a_library_names_its_version():
    assert data.load("iris").origin == f"scikit-learn {sklearn.__version__}"


def test_generated_sets_need_nothing():
    moons = data.load("moons")
    assert moons.origin == "generated"
    assert moons.digest == data.load("moons").digest
    assert moons.digest != data.load("swiss-roll").digest


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(Bundled, "present", lambda self, entry: False)
    with pytest.raises(DataNotFound, match=r"scikit-learn is not installed(.|\n)*reprise-ml\[learn\]"):
        data.load("wine")
    assert data.availability()["wine"] is None


def test_the_digest_is_of_the_arrays():
    from reprise.data.bundled import BuiltReading

    def digest(**arrays):
        reading = BuiltReading(data.describe("iris"), {}, "here")
        reading.use(**arrays)
        return reading.provenance().digest

    assert digest(x=np.arange(3)) == digest(x=np.arange(3))
    assert digest(x=np.arange(3)) != digest(x=np.arange(4))
    assert digest(x=np.arange(3)) != digest(y=np.arange(3))
