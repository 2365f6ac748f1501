"""Related tables that belong together: ESCO, O*NET, WordNet, instructions, Hungarian word forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprise.data.entry import Entry
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False, eq=False)
class FrameSet(Dataset):
    """Data frames by name: ``ds["occupations"]``."""

    frames: Mapping[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.frames:
            raise KeyError(f"{self.name} has no table {name!r}; it has {', '.join(self.frames)}")
        return self.frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.frames)

    def __len__(self) -> int:
        return len(self.frames)

    def contents(self) -> str:
        return ", ".join(f"{name} {len(frame):,}" for name, frame in self.frames.items())


def _frames(files: Mapping[str, tuple[str, tuple[str, ...]]], integers: tuple[str, ...] = ()) -> Folder:
    """Reads table -> (file, columns or keys it must have); JSON lines or TSV by the file's name."""

    def read(reading: FolderReading) -> FrameSet:
        frames = {name: _one(reading, file, needs, integers) for name, (file, needs) in files.items()}
        return FrameSet(reading.provenance(), frames)

    return Folder(read, tuple(file for file, _ in files.values()))


def _one(
    reading: FolderReading, file: str, needs: tuple[str, ...], integers: tuple[str, ...]
) -> pd.DataFrame:
    import pandas as pd

    if ".jsonl" in file:
        return pd.DataFrame.from_records(list(reading.records(file, *needs)))
    types: dict[str, type[int]] = {name: int for name in integers if name in needs}
    return reading.frame(file, types, needs)


ENTRIES = (
    Entry(
        "esco",
        FrameSet,
        "European classification of occupations and skills, in English, with their links",
        "3,039 occupations, 14,670 skills, 129,004 links",
        "reuse with acknowledgement of the European Union (CC BY 4.0)",
        "ESCO; from github.com/victoriano/future-of-work-data, MiguelMF-Coder/MatchKey-GenAI-Maverick, "
        "maudgrol/Data_driven_skills_taxonomy",
        "Joined by label from sources of versions 1.1 to 1.2. 13,066 skills have a description; alternative "
        "labels of skills are there for digital, green, transversal and language skills only.",
        (
            _frames(
                {
                    "occupations": ("occupations.jsonl.gz", ("id", "title", "alt", "description")),
                    "skills": ("skills.jsonl.gz", ("id", "label")),
                    "relations": ("relations.tsv.gz", ("occupation_id", "skill_id", "type")),
                    "skill_relations": ("skill_relations.tsv.gz", ("skill_id", "related_skill_id", "type")),
                }
            ),
        ),
    ),
    Entry(
        "onet",
        FrameSet,
        "occupations of the United States with their tasks and technologies",
        "1,016 occupations, 18,796 tasks, 32,773 technology skills",
        "CC BY 4.0",
        "O*NET, U.S. Department of Labor; from github.com/JoshAugust/unmapped-global-hackathon",
        "Three tables of the O*NET database, joined by the column 'O*NET-SOC Code'.",
        (
            _frames(
                {
                    "occupations": ("occupations.tsv.gz", ("O*NET-SOC Code", "Title", "Description")),
                    "tasks": ("tasks.tsv.gz", ("O*NET-SOC Code", "Task")),
                    "technology_skills": ("technology_skills.tsv.gz", ("O*NET-SOC Code", "Example")),
                }
            ),
        ),
    ),
    Entry(
        "wordnet",
        FrameSet,
        "WordNet 3.0 synsets: lemmas, gloss, examples, hypernyms",
        "117,659 synsets",
        "WordNet licence: free use and redistribution with notice",
        "Princeton WordNet 3.0; Debian package wordnet-base",
        "Hypernyms are ids of the same table; relations other than hypernymy are not there.",
        (
            _frames(
                {"synsets": ("synsets.jsonl.xz", ("id", "lemmas", "gloss", "examples", "hypernyms", "lex"))}
            ),
        ),
    ),
    Entry(
        "instruct",
        FrameSet,
        "instructions to select from (T0, AlpacaEval, seed tasks) and target tasks (GSM8K, BBH)",
        "8,358 + 805 + 175 instructions; GSM8K 7,473 + 1,319; BBH 6,511",
        "Apache-2.0 (T0, seed tasks), MIT (GSM8K, BBH), CC BY-NC 4.0 (AlpacaEval)",
        "github.com/yizhongw/self-instruct, openai/grade-school-math, suzgunmirac/BIG-Bench-Hard, "
        "tatsu-lab/alpaca_eval",
        "The T0 sample has 30 examples of each of 283 templates (some fewer). MMLU, Alpaca and Dolly are not there.",
        (
            _frames(
                {
                    "t0_sample": ("t0_sample.jsonl.xz", ("task", "prompt", "completion")),
                    "seed_tasks": ("seed_tasks.jsonl.gz", ("id", "instruction", "instances")),
                    "gsm8k_train": ("gsm8k_train.jsonl.gz", ("question", "answer")),
                    "gsm8k_test": ("gsm8k_test.jsonl.gz", ("question", "answer")),
                    "bbh": ("bbh.jsonl.gz", ("task", "input", "target")),
                    "alpaca_eval": ("alpaca_eval.jsonl.gz", ("instruction", "output")),
                }
            ),
        ),
    ),
    Entry(
        "hu-morph-pairs",
        FrameSet,
        "Hungarian lemmas and inflected forms with features and counts",
        "89,959 pairs",
        "CC BY-NC-SA 3.0 and CC BY-SA 4.0",
        "UD_Hungarian-Szeged and NYTK-NerKor",
        "For making morphological analogies: two pairs with equal features.",
        (
            _frames(
                {"pairs": ("hu_lemma_form.tsv.gz", ("lemma", "form", "upos", "feats", "count"))}, ("count",)
            ),
        ),
    ),
)
