"""What a result was measured with: library versions, processor, commit."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
LIBRARIES = (
    "accelerate",
    "diffusers",
    "faiss-cpu",
    "matplotlib",
    "numba",
    "numpy",
    "pandas",
    "peft",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "tokenizers",
    "torch",
    "torch_geometric",
    "transformers",
)


def versions() -> dict[str, str]:
    """The versions of Python, reprise and every numerical library that is installed."""
    from reprise import __version__

    found = {"python": platform.python_version(), "reprise": __version__}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def processor() -> str:
    """The processor's name and how many cores this process may use, e.g. ``"AMD EPYC 9R14, 2 cores"``."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.lower().startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return f"{name}, {count} core{'s' if count != 1 else ''}"


def accelerator() -> str | None:
    """The name of the accelerator, if torch is loaded and sees one."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available():
        return None
    return str(torch.cuda.get_device_name(0))


def commit() -> str | None:
    """The commit of the checkout that this package runs from; ``+changes`` when its code was edited.

    None when the package is not run from a checkout.
    """

    def git(*arguments: str) -> str | None:
        try:
            done = subprocess.run(
                ["git", "-C", str(PACKAGE), *arguments],
                capture_output=True,
                text=True,
                timeout=10,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.strip()

    if git("ls-files", "--error-unmatch", "__init__.py") is None:
        return None
    head = git("rev-parse", "--short=12", "HEAD")
    if head is None:
        return None
    ignore = [":(exclude)daily", ":(exclude)cli", ":(exclude,glob)**/*.toml"]
    ignore += [
        f":(exclude,glob)papers/*/{scale}*.{end}" for scale in ("laptop", "gpu") for end in ("json", "png")
    ]
    changed = git("status", "--porcelain", "--", ".", *ignore)
    return f"{head}+changes" if changed else head
