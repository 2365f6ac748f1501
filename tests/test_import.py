"""Importing the package, or any of its parts by name, loads nothing heavy until a part is used."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import reprise

PACKAGES = sorted(module.name for module in pkgutil.iter_modules(reprise.__path__) if module.ispkg)


def test_importing_every_package_loads_no_torch():
    lines = [f"import reprise.{name}" for name in PACKAGES if name not in ("cli", "daily")]
    check = "import sys; print(sorted({'torch', 'pandas', 'sklearn', 'matplotlib'} & set(sys.modules)))"
    out = subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, check])], capture_output=True, text=True, check=True
    )
    assert out.stdout == "[]\n"


def test_every_public_name_loads():
    for name in PACKAGES:
        if (Path(reprise.__path__[0]) / name / "__init__.pyi").exists():
            package = __import__(f"reprise.{name}", fromlist=["x"])
            missing = [public for public in package.__all__ if not hasattr(package, public)]
            assert not missing, f"reprise.{name}: {missing}"


def test_the_package_is_typed():
    assert (Path(reprise.__path__[0]) / "py.typed").exists()
