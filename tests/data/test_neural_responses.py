import numpy as np
import pytest

from data.small_files import noise, npz
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_a_session_without_single_counts(places):
    write(places, "v4_responses")
    session = data.load("v4_responses")
    np.testing.assert_array_equal(session.x, noise(2, 64, 64, 3))
    assert session.responses.tolist() == [[2, 4], [2, 0]]
    assert session.n_repeats.tolist() == [2, 1]
    assert session.repeats is None
    assert (session.session, session.animal) == ("190923", "PE")


def test_single_counts_average_to_the_responses(places):
    write(places, "v4_responses")
    session = data.load("v4_responses", session="210325")
    assert session.repeats.shape == (2, 2, 2)
    assert np.isnan(session.repeats[1, 1]).all()
    np.testing.assert_array_equal(np.nanmean(session.repeats, axis=0), session.responses)
    np.testing.assert_array_equal((~np.isnan(session.repeats[..., 0])).sum(0), session.n_repeats)


def test_counts_must_fit_the_responses(places):
    place = write(places, "v4_responses")
    with np.load(place / "session_210325.npz") as file:
        arrays = dict(file)
    npz(place / "session_210325.npz", **{**arrays, "repeats": np.zeros((1, 2, 3), np.int8)})
    with pytest.raises(CorruptData, match=r"repeats \(1, 2, 3\) do not fit \(2, 2\)"):
        data.load("v4_responses", session="210325")
