import dataclasses

import pytest

from reprise.daily.reproductions import Reproductions, join, reproduction
from reprise.papers import Card, CardClaim, catalog
from reprise.report import Result, Row, Scale, Verdict


@pytest.fixture
def card(tmp_path) -> Card:
    claims = tuple(CardClaim(id, f"{id} works", "1.0", "table 1") for id in ("one", "two", "three"))
    return Card(
        slug="matryoshka",
        title="A paper",
        authors="Someone",
        year=2020,
        arxiv="",
        venue="",
        family="elastic",
        idea="x",
        parts=("reprise.elastic.truncate",),
        notes=(),
        claims=claims,
        room=tmp_path,
    )


def result(scale: Scale, words: dict[str, str]) -> Result:
    verdicts = tuple(Verdict(id, word, scale, 3, reason="because") for id, word in words.items())
    return Result("matryoshka", scale, (0, 1, 2), (Row("ours", "accuracy", 1.0, 0),), verdicts, 1.0)


def test_claims_get_their_verdicts_scale_by_scale(card):
    found = join(
        card,
        [
            result(Scale.LAPTOP, {"one": "holds", "two": "fails"}),
            result(Scale.GPU, {"one": "fails", "three": "holds"}),
        ],
    )
    assert [judged.claim.id for judged in found.claims] == ["one", "two", "three"]
    assert [judged.word for judged in found.claims] == ["holds", "fails", "holds"]
    assert [(verdict.scale, verdict.verdict) for verdict in found.claims[0].verdicts] == [
        ("laptop", "holds"),
        ("gpu", "fails"),
    ]
    assert len(found.claims[1].verdicts) == 1
    assert found.tally == {"holds": 2, "fails": 1}
    assert found.first("fails") == "two"
    assert all(stored.rows == () for stored in found.results)


def test_without_results_every_claim_is_untested(card):
    found = join(card, [])
    assert found.tally == {"untested": 3}
    assert found.figure_scale is None
    assert found.figures == {}


def test_figures_are_those_in_the_room(card):
    for name in ("laptop.png", "gpu.png", "gpu-dark.png", "other.png"):
        (card.room / name).write_bytes(b"")
    found = join(card, [])
    assert set(found.figures) == {"laptop.png", "gpu.png", "gpu-dark.png"}
    assert found.figure_scale == "laptop"


def test_all_of_them_are_counted_and_grouped(card):
    other = dataclasses.replace(card, slug="limit", family="retrieval")
    all_of_them = Reproductions([join(card, [result(Scale.LAPTOP, {"one": "holds"})]), join(other, [])])
    assert len(all_of_them) == 2
    assert {name: len(group) for name, group in all_of_them.families().items()} == {
        "elastic": 1,
        "retrieval": 1,
    }
    assert all_of_them.tally() == {"holds": 1, "fails": 0, "inconclusive": 0, "untested": 5}
    assert all_of_them.get("limit").card is other
    assert all_of_them.get("nothing") is None
    assert all_of_them.get(None) is None


def test_the_catalogue_is_read_as_it_stands():
    loaded = Reproductions.load()
    assert [found.card.slug for found in loaded] == [card.slug for card in catalog.rooms()]
    for found in loaded:
        words = {judged.claim.id: judged.word for judged in found.claims}
        if any(stored.scale == "laptop" for stored in found.results):
            assert words == catalog.stored_verdicts(found.card.slug)


def test_a_stored_result_is_read_from_the_room(card, monkeypatch):
    stored = {"laptop": result(Scale.LAPTOP, {"two": "inconclusive"})}
    monkeypatch.setattr(catalog, "stored", lambda slug, scale: stored.get(scale))
    assert [judged.word for judged in reproduction(card).claims] == ["untested", "inconclusive", "untested"]
