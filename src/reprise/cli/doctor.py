"""``reprise doctor``: what this machine has."""

from __future__ import annotations

import json
import os
import shutil
from typing import Annotated, Any

import typer

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def examine() -> dict[str, Any]:
    """The environment as plain data."""
    from reprise import data
    from reprise.report import environment

    found: dict[str, Any] = {"versions": environment.versions(), "cpu": environment.processor()}
    try:
        import torch
    except ImportError:
        found["gpu"] = None
    else:
        found["gpu"] = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    found["data"] = data.availability()
    found["data_folder"] = os.environ.get("REPRISE_DATA")
    found["browser"] = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Report the environment: libraries, processor, GPU, data sets found, browser."""
    found = examine()
    if as_json:
        print(json.dumps(found, indent=1))
        return
    print(f"cpu       {found['cpu']}")
    print(f"gpu       {found['gpu'] or 'none that torch sees'}")
    print(f"browser   {found['browser'] or 'no Chromium found: browser tests cannot run'}")
    print(f"data      REPRISE_DATA={found['data_folder'] or '(unset)'}")
    ready = sorted(name for name, source in found["data"].items() if source is not None)
    missing = sorted(name for name, source in found["data"].items() if source is None)
    print(f"          {len(ready)} data sets ready, {len(missing)} not on this machine")
    if missing:
        print("          missing: " + ", ".join(missing))
    print("versions  " + ", ".join(f"{name} {version}" for name, version in found["versions"].items()))
