"""Emoji pictures with their names and keywords in 28 languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset
from reprise.data.readers import json_value, same_length
from reprise.data.webp import decode


@dataclass(frozen=True, repr=False, eq=False)
class EmojiSet(Dataset):
    """Pictures of emoji; index ``i`` is the same emoji in every field.

    Args:
        x: uint8 ``[n, 64, 64, 4]``, red, green, blue, alpha.
        characters: the emoji as text.
        codes: code points in hexadecimal joined by ``-``, unique.
        names: language -> ``n`` names; ``""`` where a language has none.
        keywords: language -> ``n`` tuples of keywords.
        group, subgroup: int64 ``[n]``, indices into ``groups`` and ``subgroups``; -1 for none.
        base: int64 ``[n]``, index of the same picture without skin tone.
        skin: int64 ``[n]``, 0 for none, 1 (light) to 5 (dark).
        flag: bool ``[n]``.
    """

    x: NDArray[np.uint8]
    characters: tuple[str, ...]
    codes: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    keywords: Mapping[str, tuple[tuple[str, ...], ...]]
    group: NDArray[np.int64]
    subgroup: NDArray[np.int64]
    base: NDArray[np.int64]
    skin: NDArray[np.int64]
    flag: NDArray[np.bool_]
    groups: tuple[str, ...]
    subgroups: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.x)

    def rgb(self, background: tuple[int, int, int] = (255, 255, 255)) -> NDArray[np.uint8]:
        """The pictures laid over a colour, uint8 ``[n, 64, 64, 3]``."""
        alpha = self.x[..., 3:].astype(np.uint16)
        mixed = self.x[..., :3] * alpha + np.array(background, np.uint16) * (255 - alpha)
        return ((mixed + 127) // 255).astype(np.uint8)

    def contents(self) -> str:
        return f"{len(self):,} pictures, names in {len(self.names)} languages"


def _read(reading: FolderReading) -> EmojiSet:
    keys = ("group", "subgroup", "base", "skin", "flag")
    arrays = reading.npz("emoji.npz", "webp", "offset", "group_names", "subgroup_names", *keys)
    path = reading.folder / "emoji.npz"
    meta = list(reading.records("emoji.jsonl.gz", "char", "hex"))
    x = decode(arrays["webp"], arrays["offset"], path, reading.used["emoji.npz"], "RGBA")
    same_length(path, pictures=x, descriptions=meta, **{key: arrays[key] for key in keys})
    file = reading.path("names.json.gz")
    words = json_value(file)
    names, keywords = {}, {}
    for language, both in words.items():
        try:
            names[language] = tuple(both["name"])
            keywords[language] = tuple(tuple(some) for some in both["keywords"])
        except (KeyError, TypeError) as error:
            raise CorruptData(file, f"language {language!r} lacks its names or keywords") from error
        same_length(file, pictures=x, names=names[language], keywords=keywords[language])
    return EmojiSet(
        reading.provenance(),
        x=x,
        characters=tuple(record["char"] for record in meta),
        codes=tuple(record["hex"] for record in meta),
        names=names,
        keywords=keywords,
        group=arrays["group"].astype(np.int64),
        subgroup=arrays["subgroup"].astype(np.int64),
        base=arrays["base"].astype(np.int64),
        skin=arrays["skin"].astype(np.int64),
        flag=arrays["flag"].astype(np.bool_),
        groups=tuple(map(str, arrays["group_names"])),
        subgroups=tuple(map(str, arrays["subgroup_names"])),
    )


ENTRIES = (
    Entry(
        "emoji",
        EmojiSet,
        "emoji pictures, 64x64 with alpha, with names and keywords in 28 languages",
        "1,815 pictures",
        "pictures CC BY 4.0 (EmojiTwo / EmojiOne); words Unicode License V3; groups MIT",
        "github.com/EmojiTwo/emojitwo, unicode-org/cldr-json, milesj/emojibase",
        "Divide by `base`: skin tones of one emoji look almost the same. Leave out group -1 (36 letters and "
        "symbols) for classification. 31 pictures have no name outside English. Few pictures of gendered forms.",
        (Folder(_read, ("emoji.npz", "emoji.jsonl.gz", "names.json.gz")),),
    ),
)
