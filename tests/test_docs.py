"""Every relative link of the guide leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "benchmarks/README.md",
]
LINK = re.compile(r'\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|srcset|href)="([^"#]+)"')


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links(page):
    targets = [first or second for first, second in LINK.findall(page.read_text(encoding="utf-8"))]
    broken = [
        t
        for t in targets
        if "://" not in t and not t.startswith("mailto:") and not (page.parent / t).exists()
    ]
    assert not broken


SNIPPET = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_the_words_page_runs_from_top_to_bottom(tmp_path, monkeypatch):
    pytest.importorskip("numba")
    rng = np.random.default_rng(0)
    topics = [
        "king queen crown sword palace kingdom man woman royal throne",
        "monday tuesday friday week month morning evening day hour sunday",
        "bread cheese apple wine soup salt pepper dinner lunch table",
    ]
    lines = [" ".join(rng.choice(topics[i % 3].split(), size=15)) for i in range(300)]
    (tmp_path / "text.txt").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    source = "\n".join(SNIPPET.findall((ROOT / "docs/words.md").read_text(encoding="utf-8")))
    names: dict[str, Any] = {}
    exec(compile(source, "docs/words.md", "exec"), names)
    assert names["codes"].shape == (100, 4)
    assert {word for word, _ in names["vectors"].most_similar(["tuesday"], k=3)[0]} <= set(topics[1].split())
