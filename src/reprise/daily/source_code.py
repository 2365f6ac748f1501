"""Where a part's code is, found without importing it.

The public surface of a family is its ``__init__.pyi``; following it and parsing the module gives the file
and the lines of a definition while torch stays unloaded.
"""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
"""The folder of the package ``reprise``."""


@dataclass(frozen=True, slots=True)
class Location:
    """A definition.

    Args:
        part: import path, e.g. ``reprise.elastic.MatryoshkaHead``.
        path: of the file, beginning with ``reprise/``.
        first, last: its lines, counted from 1, decorators included.
    """

    part: str
    path: str
    first: int
    last: int


@functools.lru_cache(maxsize=1024)
def locate(part: str) -> Location | None:
    """Where the public name ``reprise.<family>.<name>`` is defined; None when there is no such name."""
    pieces = part.split(".")
    if len(pieces) != 3 or pieces[0] != "reprise" or not all(piece.isidentifier() for piece in pieces):
        return None
    _, family, name = pieces
    stub = PACKAGE / family / "__init__.pyi"
    if not stub.is_file():
        return None
    for node in _parse(stub).body:
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            if (alias.asname or alias.name) == name:
                file = _module_file(node, stub.parent)
                return None if file is None else _definition(part, alias.name, file)
    return None


@functools.lru_cache(maxsize=256)
def lines_of(path: str) -> tuple[str, ...]:
    """The lines of a file that :func:`locate` named."""
    return tuple((PACKAGE.parent / path).read_text(encoding="utf-8").splitlines())


def _module_file(node: ast.ImportFrom, folder: Path) -> Path | None:
    """The file that ``from .module import ...`` or ``from reprise.a.b import ...`` reads."""
    steps = (node.module or "").split(".")
    if node.level == 0:
        if steps[0] != "reprise":
            return None
        base, steps = PACKAGE, steps[1:]
    else:
        base = folder
        for _ in range(node.level - 1):
            base = base.parent
    target = base.joinpath(*steps)
    candidates = (target.with_suffix(".py"), target / "__init__.py")
    return next((file for file in candidates if file.is_file()), None)


def _definition(part: str, name: str, file: Path) -> Location | None:
    for node in _parse(file).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names = [node.name]
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            case ast.Assign():
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
                first = node.lineno
            case ast.AnnAssign(target=ast.Name(id=target)):
                names, first = [target], node.lineno
            case _:
                continue
        if name in names:
            path = file.relative_to(PACKAGE.parent).as_posix()
            return Location(part, path, first, node.end_lineno or node.lineno)
    return None


def _parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
