from concurrent.futures import ThreadPoolExecutor

from reprise import data


def test_loads_within_the_block_are_noted_with_their_digest():
    data.load("iris")
    with data.recording() as seen:
        digits = data.load("digits")
        moons = data.load("moons")
    data.load("wine")
    assert seen == {"digits": digits.digest, "moons": moons.digest}


def test_options_are_part_of_the_name(places):
    from data.small_sets import write

    write(places, "planetoid")
    with data.recording() as seen:
        data.load("planetoid")
        data.load("planetoid", graph="citeseer")
    assert set(seen) == {"planetoid(graph=cora)", "planetoid(graph=citeseer)"}


def test_recordings_nest():
    with data.recording() as outer:
        with data.recording() as inner:
            data.load("iris")
        data.load("moons")
    assert set(inner) == {"iris"}
    assert set(outer) == {"iris", "moons"}


def test_a_recording_ends_with_its_block_even_on_an_error():
    recording = data.recording()
    seen = recording.__enter__()
    assert not recording.__exit__(RuntimeError, RuntimeError("stop"), None)
    data.load("moons")
    assert seen == {}


def test_another_thread_does_not_write_into_it():
    with data.recording() as seen, ThreadPoolExecutor(1) as pool:
        pool.submit(data.load, "moons").result()
    assert seen == {}
