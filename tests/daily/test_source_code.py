import inspect

import pytest

from reprise.daily import source_code
from reprise.daily.source_code import lines_of, locate
from reprise.elastic import MatryoshkaLoss, nested_dims
from reprise.papers import catalog


@pytest.mark.parametrize("part", [MatryoshkaLoss, nested_dims])
def test_a_location_agrees_with_what_python_knows_of_the_object(part):
    location = locate(f"reprise.elastic.{part.__name__}")
    assert location is not None
    source, first = inspect.getsourcelines(part)
    assert location.first == first
    assert location.last == first + len(source) - 1
    shown = lines_of(location.path)[location.first - 1 : location.last]
    assert [line.rstrip("\n") for line in source] == list(shown)


@pytest.mark.parametrize(
    "part",
    [
        "reprise.elastic.NoSuchPart",
        "reprise.nowhere.MatryoshkaLoss",
        "reprise.elastic",
        "os.path.join",
        "reprise.elastic.matryoshka.MatryoshkaLoss",
        "reprise.../../etc.passwd",
        "reprise.elastic.a/b",
        "",
    ],
)
def test_other_names_lead_nowhere(part):
    assert locate(part) is None


def test_stubs_and_definitions_of_every_kind_are_followed(tmp_path, monkeypatch):
    family = tmp_path / "reprise" / "vectors"
    family.mkdir(parents=True)
    (family / "__init__.pyi").write_text(
        "from .deep.inner import one as one\n"
        "from .flat import TWO as TWO, three as drei\n"
        "from reprise.vectors.flat import four as four\n"
        "from .missing import five as five\n"
        "from os import path as path\n"
    )
    (family / "deep").mkdir()
    (family / "deep" / "inner.py").write_text(
        "import functools\n\n@functools.cache\ndef one():\n    return 1\n"
    )
    (family / "flat.py").write_text("TWO: int = 2\nthree = (\n    3\n)\nasync def four():\n    return 4\n")
    monkeypatch.setattr(source_code, "PACKAGE", tmp_path / "reprise")
    locate.cache_clear()
    try:
        found = {name: locate(f"reprise.vectors.{name}") for name in ("one", "TWO", "drei", "four")}
        spans = {name: found[name] and (found[name].first, found[name].last) for name in found}
        assert spans == {"one": (3, 5), "TWO": (1, 1), "drei": (2, 4), "four": (5, 6)}
        assert found["one"].path == "reprise/vectors/deep/inner.py"
        assert locate("reprise.vectors.five") is None
        assert locate("reprise.vectors.path") is None
    finally:
        locate.cache_clear()


def test_every_part_of_a_performed_paper_has_code():
    missing = [
        part for card in catalog.rooms() if card.performed for part in card.parts if locate(part) is None
    ]
    assert missing == []
