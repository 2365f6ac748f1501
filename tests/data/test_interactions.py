import pytest

from data.small_files import table
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def plain(sequences):
    return {user: items.tolist() for user, items in sequences.items()}


def test_events_in_order_of_time_within_a_user(places):
    write(places, "movielens-100k")
    films = data.load("movielens-100k")
    assert plain(films.sequences()) == {1: [11, 10, 12], 2: [10]}
    assert films.events["rating"].tolist() == [5, 4, 1, 3]


def test_films_and_users(places):
    place = write(places, "movielens-100k")
    films = data.load("movielens-100k")
    assert films.items["title"].tolist() == ["A, The", "B"]
    assert films.items["genres"].tolist() == [("Comedy", "Drama"), ("unknown",)]
    assert films.items["year"].tolist()[0] == 1995
    assert films.items["year"].isna().tolist() == [False, True]
    assert films.users["zip_code"].tolist() == ["01234"]
    table(place / "items.csv.gz", "item_id movie_title release_year class", (10, "A", "soon", "Comedy"))
    with pytest.raises(CorruptData, match="release_year"):
        data.load("movielens-100k")


def test_the_later_set_has_tags_and_no_users(places):
    write(places, "movielens-latest-small")
    films = data.load("movielens-latest-small")
    assert plain(films.sequences()) == {1: [11, 10]}
    assert films.users is None
    assert films.tags["tag"].tolist() == ["funny"]
    assert films.items["genres"].tolist() == [("Comedy", "Drama")]
    assert films.events["rating"].tolist() == [4.0, 3.5]


def test_histories_keep_their_order_and_repeats(places):
    place = write(places, "amazon-sequences")
    beauty = data.load("amazon-sequences", category="beauty")
    assert plain(beauty.sequences()) == {1: [5, 3, 5], 4: [7]}
    table(place / "beauty.tsv.xz", "", (1, "5 x"))
    with pytest.raises(CorruptData, match="'items'"):
        data.load("amazon-sequences")
    table(place / "beauty.tsv.xz", "", (1, "5"), (1, "6"))
    with pytest.raises(CorruptData, match="more than one line"):
        data.load("amazon-sequences")
