"""A card that breaks the schema is refused with the file, the key and the way out."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from reprise.papers.card import IDEA_LENGTH, Card, CardClaim, InvalidCard, read_card

IDEA = "Distances between points say where they lie. " * 4
GOOD = f"""
slug = "some-paper"
title = "Some Paper"
authors = "Someone et al."
year = 2021
arxiv = "2101.01234"
venue = "Somewhere 2021"
family = "elastic"
idea = '''
{IDEA}
'''
parts = ["reprise.elastic.nested_dims", "reprise.nn.ResNet"]
notes = ['''a note
over two lines''']

[[claims]]
id = "first-claim"
statement = '''One thing
is more than another.'''
paper = "3 against 2"
where = "Table 1"

[[claims]]
id = "second"
statement = "Another thing."
paper = "no figure"
where = "abstract"
caveat = "small data"
"""


def write(folder: Path, text: str, name: str = "some_paper") -> Path:
    room = folder / name
    room.mkdir()
    path = room / "card.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_card_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert read_card(path) == Card(
        slug="some-paper",
        title="Some Paper",
        authors="Someone et al.",
        year=2021,
        arxiv="2101.01234",
        venue="Somewhere 2021",
        family="elastic",
        idea=IDEA.strip(),
        parts=("reprise.elastic.nested_dims", "reprise.nn.ResNet"),
        notes=("a note over two lines",),
        claims=(
            CardClaim("first-claim", "One thing is more than another.", "3 against 2", "Table 1"),
            CardClaim("second", "Another thing.", "no figure", "abstract", "small data"),
        ),
        room=path.parent,
    )


def test_module_follows_the_slug(tmp_path: Path) -> None:
    assert read_card(write(tmp_path, GOOD)).module == "reprise.papers.some_paper"


def test_performed_follows_the_experiment(tmp_path: Path) -> None:
    card = read_card(write(tmp_path, GOOD))
    assert not card.performed
    (card.room / "experiment.py").touch()
    assert card.performed


def test_venue_caveat_and_arxiv_may_be_missing_or_empty(tmp_path: Path) -> None:
    text = GOOD.replace('venue = "Somewhere 2021"\n', "").replace('"2101.01234"', '""')
    card = read_card(write(tmp_path, text))
    assert (card.venue, card.arxiv, card.claims[0].caveat) == ("", "", "")


def test_a_card_cannot_be_changed(tmp_path: Path) -> None:
    card = read_card(write(tmp_path, GOOD))
    with pytest.raises(dataclasses.FrozenInstanceError):
        card.year = 2022  # type: ignore[misc]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_card(tmp_path / "some_paper" / "card.toml")


REQUIRED = ("slug", "title", "authors", "year", "arxiv", "family", "parts", "notes")


@pytest.mark.parametrize("key", [*REQUIRED, "idea", "claims"])
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    lines = GOOD.split("\n")
    if key == "idea":
        text = GOOD.replace(f"idea = '''\n{IDEA}\n'''\n", "")
    elif key == "notes":
        text = GOOD.replace("notes = ['''a note\nover two lines''']\n", "")
    elif key == "claims":
        text = GOOD[: GOOD.index("[[claims]]")]
    else:
        text = "\n".join(line for line in lines if not line.startswith(f"{key} ="))
    assert text != GOOD
    with pytest.raises(InvalidCard, match=rf"some_paper/card\.toml: {key} is missing; add"):
        read_card(write(tmp_path, text))


@pytest.mark.parametrize("key", ["id", "statement", "paper", "where"])
def test_a_missing_key_of_a_claim_is_named_with_its_number(tmp_path: Path, key: str) -> None:
    head, _, last = GOOD.rpartition("[[claims]]")
    last = "\n".join(line for line in last.split("\n") if not line.startswith(f"{key} ="))
    with pytest.raises(InvalidCard, match=rf"claims\[2\]\.{key} is missing"):
        read_card(write(tmp_path, f"{head}[[claims]]{last}"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('slug = "some-paper"', 'slug = "some-papers"', r"slug is 'some-papers' in the folder 'some_paper'"),
        ('slug = "some-paper"', 'slug = "Some_Paper"', r"slug is 'Some_Paper'; write words of lower-case"),
        ('title = "Some Paper"', "title = 7", r"title is 7; write a string"),
        ('title = "Some Paper"', 'title = " "', r"title is an empty string; say it"),
        ('authors = "Someone et al."', 'authors = ["Someone"]', r"authors is \['Someone'\]; write a string"),
        ("year = 2021", 'year = "2021"', r"year is '2021'; write a year as a number"),
        ("year = 2021", "year = true", r"year is True; write a year"),
        ("year = 2021", "year = 21", r"year is 21; write a year"),
        ('"2101.01234"', '"arXiv:2101.01234v2"', r"arxiv is 'arXiv:2101.01234v2'; write the identifier"),
        ('venue = "Somewhere 2021"', 'venue = ""', r"venue is an empty string; say it or leave the key out"),
        ('family = "elastic"', 'family = "rubber"', r"family is 'rubber'; it must be one of words, text, "),
        (IDEA, "Too short.", r"idea has 10 characters; write 120 to 900"),
        (IDEA, IDEA * 6, r"idea has 1079 characters; write 120 to 900"),
        ('"reprise.nn.ResNet"', '"nn.ResNet"', r"parts holds 'nn.ResNet'; write reprise.<family>.<name>"),
        ('"reprise.nn.ResNet"', '"reprise.nn.resnet.ResNet"', r"parts holds 'reprise.nn.resnet.ResNet'"),
        ('"reprise.nn.ResNet"', '"reprise.elastic.nested_dims"', r"parts holds '.*' 2 times"),
        ('["reprise.elastic.nested_dims", "reprise.nn.ResNet"]', "[]", r"parts is an empty list"),
        ('["reprise.elastic.nested_dims", "reprise.nn.ResNet"]', "[3]", r"parts is \[3\]; write a list"),
        ("['''a note\nover two lines''']", '[" "]', r"notes is \[' '\]; write a list of non-empty strings"),
        ('id = "second"', 'id = "first-claim"', r"claims holds 'first-claim' 2 times"),
        ('id = "second"', 'id = "second_claim"', r"claims\[2\]\.id is 'second_claim'; write words"),
        ('caveat = "small data"', 'caveat = ""', r"claims\[2\]\.caveat is an empty string; say it or leave"),
        ('caveat = "small data"', 'caveats = "small"', r"claims\[2\]\.caveats is not a key.*mean 'caveat'"),
        ("year = 2021", 'year = 2021\nstatus = "done"', r"status is not a key of a card; remove it"),
        ("year = 2021", "year = 2021\nyears = 1", r"years is not a key of a card; did you mean 'year'\?"),
        ("year = 2021", "year =", r"some_paper/card\.toml is not TOML"),
    ],
)
def test_a_wrong_value_is_named_with_the_way_out(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(InvalidCard, match=message):
        read_card(write(tmp_path, GOOD.replace(old, new)))


@pytest.mark.parametrize("claims", ["claims = []", 'claims = ["a claim"]', 'claims = "a claim"'])
def test_claims_are_tables(tmp_path: Path, claims: str) -> None:
    text = GOOD[: GOOD.index("[[claims]]")] + claims
    with pytest.raises(InvalidCard, match=r"claims is .*; write one \[\[claims\]\] table for each"):
        read_card(write(tmp_path, text))


def test_the_bounds_of_an_idea_are_allowed(tmp_path: Path) -> None:
    for length in IDEA_LENGTH:
        room = tmp_path / str(length)
        room.mkdir()
        assert len(read_card(write(room, GOOD.replace(IDEA, "x" * length))).idea) == length
