"""The circumstances of a run."""

from __future__ import annotations

import subprocess

import numpy
import pytest

from reprise.report import environment


def test_versions_are_the_installed_ones():
    assert environment.versions()["numpy"] == numpy.__version__
    assert "ray" not in environment.versions()


def test_commit_marks_edited_code(tmp_path, monkeypatch):
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
            check=True,
            capture_output=True,
        )

    package = tmp_path / "reprise"
    (package / "papers" / "demo").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.setattr(environment, "PACKAGE", package)
    assert environment.commit() is None
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "x")
    clean = environment.commit()
    assert clean is not None
    assert len(clean) == 12
    (package / "papers" / "demo" / "laptop.json").write_text("{}")
    assert environment.commit() == clean
    (package / "part.py").write_text("x = 1")
    assert environment.commit() == f"{clean}+changes"


def test_no_accelerator_is_none():
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has one")
    assert environment.accelerator() is None
