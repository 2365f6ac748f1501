"""``reprise list`` and ``reprise show``."""

from __future__ import annotations

import json
import subprocess
import sys

from reprise.papers import catalog


def test_list_json_has_the_agreed_keys(reprise):
    rows = json.loads(reprise("list", "--json").out)
    assert len(rows) == 60
    assert set(rows[0]) == {"slug", "title", "family", "arxiv", "performed", "verdicts"}
    by_slug = {row["slug"]: row for row in rows}
    card = catalog.card("matryoshka")
    assert list(by_slug["matryoshka"]["verdicts"]) == [claim.id for claim in card.claims]
    assert set(by_slug["matryoshka"]["verdicts"].values()) <= {"holds", "fails", "inconclusive", "untested"}


def test_list_filters(reprise):
    assert "matryoshka" in reprise("list", "--family", "elastic").out
    assert "pointer-networks" not in reprise("list", "--family", "elastic").out
    assert "60 papers" in reprise("list").out
    performed = json.loads(reprise("list", "--performed", "--json").out)
    assert all(row["performed"] for row in performed)
    unknown = reprise("list", "--family", "sculpture")
    assert unknown.code == 2
    assert "there are analysis, brain" in unknown.err.replace("\n", " ").replace("│", "")


def test_listing_loads_no_torch():
    code = "import sys; sys.argv=['reprise','list']\nfrom reprise.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print(sorted({'torch', 'numpy', 'pandas', 'scipy'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.endswith("[]\n")


def test_show(reprise):
    text = reprise("show", "matryoshka").out
    for piece in ("Matryoshka Representation Learning", "funnel-parity", "reprise.elastic.MatryoshkaHead"):
        assert piece in text
    plain = json.loads(reprise("show", "matryoshka", "--json").out)
    assert plain["slug"] == "matryoshka"
    assert {"id", "statement", "paper", "where", "result"} == set(plain["claims"][0])


def test_unknown_slug_suggests_the_nearest(reprise):
    found = reprise("show", "matrioshka")
    assert found.code == 2
    assert "did you mean matryoshka" in found.err


def test_no_arguments_give_help(reprise):
    assert "Usage" in reprise("--help").out
    assert reprise("--version").out.strip().count(".") == 2
