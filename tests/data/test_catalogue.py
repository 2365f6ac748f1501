import subprocess
import sys
from pathlib import Path

from reprise import data

PAGE = Path(__file__).parents[2] / "docs" / "data.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == data.catalogue(), "run: python -m reprise.data > docs/data.md"


def test_every_set_has_one_row_of_seven_cells():
    rows = [line for line in data.catalogue().splitlines() if line.startswith("| `")]
    assert sorted(row.split("`")[1] for row in rows) == data.names()
    assert {row.count(" | ") for row in rows} == {6}


def test_the_module_prints_it():
    done = subprocess.run(
        [sys.executable, "-m", "reprise.data"], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout == data.catalogue()
