"""A run with its verdicts, as it is stored beside the experiment."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from reprise.report.row import Row, Scale
from reprise.report.verdict import Verdict

MAX_BYTES = 200_000


@dataclass(frozen=True)
class Result:
    """Everything that somebody needs to see what was measured, with what, and when.

    Args:
        slug: the paper.
        scale: how big the run was.
        seeds: the seeds, in order.
        rows: what was measured.
        verdicts: one for each claim of the card, in the card's order.
        seconds: wall time of all seeds together.
        versions: of the libraries.
        settings: the experiment's settings at that scale.
        data: digest of every data set that the run read, by name.
        cpu: processor and cores.
        accelerator: GPU, or None.
        commit: of the checkout; ends in ``+changes`` when the code was edited, None outside a checkout.
        date: when the run ended, ISO 8601 in UTC.
        command: what makes this result again.
    """

    slug: str
    scale: Scale
    seeds: tuple[int, ...]
    rows: tuple[Row, ...]
    verdicts: tuple[Verdict, ...]
    seconds: float
    versions: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    cpu: str = ""
    accelerator: str | None = None
    commit: str | None = None
    date: str = ""
    command: str = ""

    def to_json(self) -> dict[str, Any]:
        """The plain form; values keep seven significant digits."""
        out: dict[str, Any] = {
            "slug": self.slug,
            "scale": str(self.scale),
            "seeds": list(self.seeds),
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
            "seconds": round(self.seconds, 1),
        }
        for name in ("command", "date", "commit", "cpu", "accelerator", "versions", "settings", "data"):
            out[name] = getattr(self, name)
        out["rows"] = [{**asdict(row), "value": float(f"{row.value:.7g}")} for row in self.rows]
        return out

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        """The inverse of :meth:`to_json`."""
        return cls(
            slug=data["slug"],
            scale=Scale(data["scale"]),
            seeds=tuple(data["seeds"]),
            rows=tuple(Row(**row) for row in data["rows"]),
            verdicts=tuple(Verdict.from_json(v) for v in data["verdicts"]),
            seconds=data["seconds"],
            versions=data.get("versions", {}),
            settings=data.get("settings", {}),
            data=data.get("data", {}),
            cpu=data.get("cpu", ""),
            accelerator=data.get("accelerator"),
            commit=data.get("commit"),
            date=data.get("date", ""),
            command=data.get("command", ""),
        )

    @classmethod
    def read(cls, path: Path) -> Result:
        """Read a stored result.

        Raises:
            ValueError: the file is not a result; says which and why.
        """
        try:
            return cls.from_json(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{path} is not a stored result ({error!r}); make it again with `reprise run`"
            ) from error

    def dumps(self) -> str:
        """JSON with one row a line, so that two runs can be compared with any diff."""
        plain = self.to_json()
        rows = plain.pop("rows")
        head = json.dumps(plain, indent=1, ensure_ascii=False)[:-2]
        lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
        return f'{head},\n "rows": [\n{lines}\n ]\n}}\n'

    def write(self, path: Path) -> None:
        """Write atomically: a reader sees the old file or the new one.

        Raises:
            ValueError: larger than 200 kB; aggregate the curves in the experiment.
        """
        text = self.dumps()
        size = len(text.encode())
        if size > MAX_BYTES:
            raise ValueError(
                f"{path.name} of {self.slug} would be {size:,} bytes, more than {MAX_BYTES:,}; "
                f"its {len(self.rows)} rows should be aggregated in the experiment"
            )
        write_atomically(path, text.encode())


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside the target and rename over it; the target is never half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
