"""The catalogue finds cards, experiments and stored results, and is quick about it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reprise.papers import catalog
from reprise.papers.card import FAMILIES, Card, InvalidCard, read_card
from reprise.report import Result, Row, Scale, Verdict

MakeRoom = Callable[[str, str], Card]


@pytest.fixture
def make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeRoom:
    """Rooms of our own in an importable package that takes the place of the house."""
    house = tmp_path / "house"
    house.mkdir()
    monkeypatch.setattr(catalog, "_HOUSE", house)
    catalog._cards.cache_clear()

    def make(slug: str, family: str) -> Card:
        room = house / slug.replace("-", "_")
        room.mkdir()
        (room / "card.toml").write_text(
            f'slug = "{slug}"\ntitle = "{slug}"\nauthors = "A et al."\nyear = 2020\narxiv = ""\n'
            f'family = "{family}"\nidea = "{"An idea. " * 20}"\nparts = ["reprise.{family}.Part"]\nnotes = []\n'
            + "".join(
                f'[[claims]]\nid = "{id}"\nstatement = "s"\npaper = "p"\nwhere = "w"\n' for id in ("b", "a")
            ),
            encoding="utf-8",
        )
        catalog._cards.cache_clear()
        return read_card(room / "card.toml")

    yield make  # type: ignore[misc]
    catalog._cards.cache_clear()


def result(slug: str, scale: Scale, verdicts: dict[str, str]) -> Result:
    return Result(
        slug=slug,
        scale=scale,
        seeds=(0, 1),
        rows=(Row("m", "accuracy", 0.5, 0),),
        verdicts=tuple(Verdict(id, word, scale, 2, reason="because") for id, word in verdicts.items()),
        seconds=1.0,
    )


def test_order_is_family_then_slug(make_room: MakeRoom) -> None:
    for slug, family in (("b", "elastic"), ("z", "words"), ("a", "elastic"), ("c", "nn"), ("d", "text")):
        make_room(slug, family)
    assert [card.slug for card in catalog.rooms()] == ["z", "d", "a", "b", "c"]


def test_the_list_is_the_callers_own(make_room: MakeRoom) -> None:
    make_room("one", "text")
    catalog.rooms().clear()
    assert [card.slug for card in catalog.rooms()] == ["one"]


def test_a_broken_card_is_not_passed_over(make_room: MakeRoom) -> None:
    card = make_room("one", "text")
    (card.room / "card.toml").write_text("slug = 1\n", encoding="utf-8")
    with pytest.raises(InvalidCard, match="slug is 1"):
        catalog.rooms()


def test_card_by_slug(make_room: MakeRoom) -> None:
    made = make_room("one-two", "text")
    assert catalog.card("one-two") == made


def test_unknown_slug_names_the_nearest(make_room: MakeRoom) -> None:
    for slug in ("matryoshka", "matryoshka-2d", "pooling-attention"):
        make_room(slug, "elastic")
    with pytest.raises(catalog.UnknownPaper, match=r"no paper 'matroshka'; did you mean matryoshka or "):
        catalog.card("matroshka")
    with pytest.raises(catalog.UnknownPaper, match=r"did you mean pooling-attention\?"):
        catalog.card("attention")
    with pytest.raises(catalog.UnknownPaper, match=r"no paper ''; see all with: reprise list"):
        catalog.card("")


def test_a_paper_without_experiment_says_so(make_room: MakeRoom) -> None:
    make_room("one", "text")
    with pytest.raises(catalog.NotPerformed, match="one is not yet performed"):
        catalog.experiment("one")


def test_experiment_is_the_module_of_the_room(make_room: MakeRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    card = make_room("one-two", "text")
    (card.room / "__init__.py").touch()
    (card.room / "experiment.py").write_text("SETTINGS = {'here': 1}\n", encoding="utf-8")
    import reprise.papers

    monkeypatch.setattr(reprise.papers, "__path__", [str(card.room.parent)])
    for name in ("reprise.papers.one_two", "reprise.papers.one_two.experiment"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert catalog.experiment("one-two").SETTINGS == {"here": 1}
    for name in ("reprise.papers.one_two.experiment", "reprise.papers.one_two"):
        del sys.modules[name]


def test_stored_results_come_back(make_room: MakeRoom) -> None:
    card = make_room("one", "text")
    assert catalog.stored("one", "laptop") is None
    laptop = result("one", Scale.LAPTOP, {"b": "holds", "a": "fails"})
    laptop.write(card.room / "laptop.json")
    assert catalog.stored("one", "laptop") == laptop
    assert catalog.stored("one", Scale.GPU) is None
    with pytest.raises(ValueError, match="huge"):
        catalog.stored("one", "huge")


def test_stored_verdicts_follow_the_card(make_room: MakeRoom) -> None:
    card = make_room("one", "text")
    assert list(catalog.stored_verdicts("one").items()) == [("b", "untested"), ("a", "untested")]
    result("one", Scale.GPU, {"b": "fails", "a": "fails"}).write(card.room / "gpu.json")
    assert set(catalog.stored_verdicts("one").values()) == {"untested"}
    result("one", Scale.LAPTOP, {"a": "holds", "gone": "fails"}).write(card.room / "laptop.json")
    assert list(catalog.stored_verdicts("one").items()) == [("b", "untested"), ("a", "holds")]


@pytest.mark.parametrize("content", ["{", "[]", '{"verdicts": [{"id": "a"}]}'])
def test_a_broken_result_is_an_error(make_room: MakeRoom, content: str) -> None:
    card = make_room("one", "text")
    (card.room / "laptop.json").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"laptop\.json is not a stored result .*reprise run one --store"):
        catalog.stored_verdicts("one")


def test_listing_needs_the_standard_library_alone() -> None:
    """Rooms and verdicts of the real house, in a process of their own."""
    script = (
        "import json, sys\n"
        "from reprise.papers import catalog\n"
        "slugs = [card.slug for card in catalog.rooms()]\n"
        "for slug in slugs: catalog.stored_verdicts(slug)\n"
        "print(json.dumps([slugs, sorted({name.partition('.')[0] for name in sys.modules})]))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    slugs, modules = json.loads(run.stdout)
    assert slugs == [card.slug for card in catalog.rooms()]
    assert not {"numpy", "pandas", "scipy", "torch", "matplotlib", "rich", "typer"} & set(modules)


def test_every_family_of_the_house_is_a_package() -> None:
    for family in FAMILIES:
        assert (Path(catalog.__file__).parent.parent / family / "__init__.py").is_file()
