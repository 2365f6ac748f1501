"""The table of papers says what cards and stored results say, and the written copy is up to date."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from reprise.papers import catalog, overview
from reprise.papers.card import Card, CardClaim
from reprise.papers.overview import END, START, MissingMarkers, papers_table, replace_block, write_overview
from reprise.report import Result, Row, Scale, Verdict

ROOT = Path(__file__).parents[2]


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Card:
    claims = tuple(CardClaim(id, "A statement.", "a figure", "abstract") for id in ("a", "b", "c", "d"))
    made = Card(
        slug="one",
        title="Ones | and twos",
        authors="Someone et al.",
        year=2021,
        arxiv="2101.01234",
        venue="",
        family="text",
        idea="An idea.",
        parts=("reprise.text.Part",),
        notes=(),
        claims=claims,
        room=tmp_path,
    )
    monkeypatch.setattr(catalog, "card", lambda slug: {"one": made}[slug])
    return made


def last_line(card: Card) -> str:
    return papers_table([card]).splitlines()[-1]


def test_a_paper_without_experiment(card: Card) -> None:
    assert last_line(card) == (
        "| text | [Ones \\| and twos](https://arxiv.org/abs/2101.01234) (Someone et al., 2021) "
        "| `one` | 4 | not yet performed |"
    )


def test_a_paper_without_arxiv_entry_has_no_link(card: Card) -> None:
    assert "| Ones \\| and twos (Someone" in last_line(dataclasses.replace(card, arxiv=""))


def test_an_experiment_without_result(card: Card) -> None:
    (card.room / "experiment.py").touch()
    assert last_line(card).endswith("| 4 | no stored result |")


def test_verdicts_are_counted_with_their_scale(card: Card) -> None:
    (card.room / "experiment.py").touch()
    words = {"a": "holds", "b": "untested", "c": "holds", "d": "fails"}
    Result(
        slug="one",
        scale=Scale.LAPTOP,
        seeds=(0,),
        rows=(Row("m", "accuracy", 0.5, 0),),
        verdicts=tuple(Verdict(id, word, Scale.LAPTOP, 1, reason="r") for id, word in words.items()),
        seconds=1.0,
    ).write(card.room / "laptop.json")
    assert last_line(card).endswith("| 4 | ✓ 2 ✗ 1 · 1 (laptop) |")


def test_a_family_is_named_once_and_papers_are_counted(card: Card) -> None:
    other = dataclasses.replace(card, slug="two", family="vision")
    lines = papers_table([card, card, other]).splitlines()
    assert [line.split("|")[1].strip() for line in lines[-3:]] == ["text", "", "vision"]
    assert lines[0].startswith("3 papers, 0 performed.")


def test_only_the_block_is_replaced() -> None:
    text = f"before\n{START}\nold\n{END}\nafter\n"
    new = replace_block(text, "new")
    assert new == f"before\n{START}\nnew\n{END}\nafter\n"
    assert replace_block(new, "new") == new


@pytest.mark.parametrize("text", ["nothing", START, END, f"{END}\n{START}", f"{START}{START}{END}"])
def test_markers_must_be_there_once_and_in_order(text: str) -> None:
    with pytest.raises(MissingMarkers, match="must occur once each, in this order"):
        replace_block(text, "new")


def test_files_without_a_place_are_left_alone_and_named(
    card: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "rooms", lambda: [card])
    (tmp_path / "README.md").write_text("no markers\n", encoding="utf-8")
    (tmp_path / "good.md").write_text(f"{START}\n{END}\n", encoding="utf-8")
    complaints = write_overview(tmp_path, ("README.md", "good.md", "gone.md"))
    assert [complaint.split(":")[0] for complaint in complaints] == ["README.md", "gone.md"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "no markers\n"
    assert (tmp_path / "good.md").read_text(encoding="utf-8") == f"{START}\n{papers_table([card])}\n{END}\n"


def test_the_guide_is_up_to_date() -> None:
    text = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
    assert replace_block(text, papers_table(catalog.rooms())) == text, (
        "write it again with: python -m reprise.papers.overview"
    )


def test_the_command_fails_when_a_file_was_left_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(overview, "write_overview", lambda root: ["README.md: no markers"])
    assert overview.main() == 1
    assert capsys.readouterr().err == "README.md: no markers\n"
    monkeypatch.setattr(overview, "write_overview", lambda root: [])
    assert overview.main() == 0
