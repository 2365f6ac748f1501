"""Originals on the Hugging Face Hub, read from the parquet form that the Hub keeps of every public data set."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reprise.data.digest import file_digest
from reprise.data.entry import Entry, Reading, Source
from reprise.data.errors import CorruptData
from reprise.data.provenance import Provenance

REVISION = "refs/convert/parquet"
"""The branch on which the Hub keeps ``<config>/<split>/<number>.parquet``."""


class HubReading(Reading):
    """Reads the parquet files of a downloaded snapshot; each file that is asked for counts in the digest."""

    def __init__(self, entry: Entry, options: Mapping[str, str], hub: Hub, snapshot: Path) -> None:
        super().__init__(entry, options, f"Hub {hub.repo}")
        self.hub = hub
        self.snapshot = snapshot
        self._class_names: dict[tuple[str, str], tuple[str, ...]] = {}

    def provenance(self) -> Provenance:
        """As the entry says it, but for what is true of the local copy only."""
        stated = super().provenance()
        source = f"{self.entry.source.split('; from ')[0]}; from the Hugging Face Hub, {self.hub.repo}"
        notes = f"The original on the Hub: {self.hub.differs}." if self.hub.differs else stated.notes
        return dataclasses.replace(stated, source=source, notes=notes)

    @property
    def splits(self) -> list[str]:
        """Our names of the splits."""
        return list(self.hub.splits)

    def columns(self, split: str, *names: str) -> dict[str, list[Any]]:
        """Columns of a split by our names, as Python values.

        Raises:
            CorruptData: no parquet file of the split, not parquet, or a column is missing.
        """
        import pyarrow
        import pyarrow.parquet

        folder = self.snapshot / self.hub.splits[split].format(**self.options)
        files = sorted(folder.glob("*.parquet"))
        if not files:
            raise CorruptData(folder, f"the Hub's copy has no parquet file of split {split!r}", WAY_OUT)
        theirs = {name: self.hub.columns.get(name, name) for name in names}
        out: dict[str, list[Any]] = {name: [] for name in names}
        for file in files:
            self.used[str(file.relative_to(self.snapshot))] = file_digest(file)
            try:
                parquet = pyarrow.parquet.ParquetFile(file)
                have = parquet.schema_arrow.names
                missing = [column for column in theirs.values() if column not in have]
                if missing:
                    raise CorruptData(file, f"it lacks the columns {missing}; it has {have}", WAY_OUT)
                table = parquet.read(columns=list(theirs.values()))
            except (pyarrow.ArrowException, OSError) as error:
                raise CorruptData(file, f"it is not a readable parquet file ({error})", WAY_OUT) from error
            for name, column in theirs.items():
                out[name].extend(table.column(column).to_pylist())
                self._class_names[split, name] = _class_names(table.schema.metadata, column)
        return out

    def classes(self, split: str, name: str) -> tuple[str, ...]:
        """The class names that the parquet files declare for a column read before; empty if they do not."""
        return self._class_names[split, name]


WAY_OUT = "the Hub's copy may have changed; put the set into REPRISE_DATA instead"


def _class_names(metadata: Mapping[bytes, bytes] | None, column: str) -> tuple[str, ...]:
    if not metadata or b"huggingface" not in metadata:
        return ()
    feature = json.loads(metadata[b"huggingface"]).get("info", {}).get("features", {}).get(column, {})
    return tuple(feature.get("names", ())) if isinstance(feature, dict) else ()


@dataclass(frozen=True)
class Hub(Source):
    """A data set repository on the Hub.

    Args:
        repo: ``owner/name``.
        splits: our split -> ``config/split`` there; ``{option}`` stands for the value of an option.
        columns: our column -> the column there, where the two differ.
        differs: how it differs from the copy in a local folder.
    """

    repo: str = ""
    splits: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    differs: str = ""

    def label(self) -> str:
        return f"Hub {self.repo}"

    def locate(self, entry: Entry, options: Mapping[str, str]) -> HubReading | list[tuple[str, str]]:
        where = f"Hugging Face Hub {self.repo}"
        if not _installed():
            return [(where, "huggingface_hub and pyarrow are not installed")]
        patterns = [f"{place.format(**options)}/*.parquet" for place in self.splits.values()]
        snapshot = _snapshot(self.repo, patterns, offline=_offline())
        return (
            HubReading(entry, options, self, snapshot) if isinstance(snapshot, Path) else [(where, snapshot)]
        )

    def present(self, entry: Entry) -> bool:
        if not _installed():
            return False
        first = {option: values[0] for option, values in entry.options.items()}
        places = [place.format(**first) for place in self.splits.values()]
        snapshot = _snapshot(self.repo, [f"{place}/*.parquet" for place in places], offline=True)
        return isinstance(snapshot, Path) and all(any((snapshot / p).glob("*.parquet")) for p in places)

    def advice(self, entry: Entry) -> list[str]:
        if not _installed():
            return [
                "pip install 'reprise-ml[hub]' and load it again with a connection to the Hugging Face Hub"
            ]
        return ["load it again with a connection to the Hugging Face Hub (HF_HUB_OFFLINE unset)"]


def _installed() -> bool:
    return all(importlib.util.find_spec(module) for module in ("huggingface_hub", "pyarrow"))


def _offline() -> bool:
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE")


def _snapshot(repo: str, patterns: list[str], offline: bool) -> Path | str:
    """The folder of the downloaded snapshot, or why there is none.

    The environment is read at each call, so that HF_HUB_OFFLINE, HF_HUB_CACHE and HF_ENDPOINT may be set
    later than the import of the client library, which reads them only then.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    # The client's transport (requests before version 1, then httpx) has its own base class of errors.
    transport = tuple(
        c
        for c in HfHubHTTPError.__mro__
        if issubclass(c, Exception) and c.__name__ in ("HTTPError", "RequestException")
    )
    broken: tuple[type[Exception], ...] = (HfHubHTTPError, OSError, *transport)
    try:
        return Path(
            snapshot_download(
                repo,
                repo_type="dataset",
                revision=REVISION,
                allow_patterns=patterns,
                cache_dir=os.environ.get("HF_HUB_CACHE") or None,
                endpoint=os.environ.get("HF_ENDPOINT") or None,
                local_files_only=offline,
            )
        )
    except LocalEntryNotFoundError as error:
        if offline:
            return "offline, and it was not downloaded before"
        return f"the Hub cannot be reached ({error.__cause__ or error})"
    except broken as error:
        return f"the Hub refused or broke off ({type(error).__name__}: {(str(error).splitlines() or ['no reason given'])[0]})"
