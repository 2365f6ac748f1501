"""Tables to predict a column from the others: click logs, census, the classics of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reprise.data.bundled import BuiltReading, Bundled, Generated
from reprise.data.entry import Entry
from reprise.data.folder import Folder, FolderReading
from reprise.data.splits import Splits

if TYPE_CHECKING:
    import pandas as pd

    _FrameSplits = Splits[pd.DataFrame]
else:
    _FrameSplits = Splits


@dataclass(frozen=True, repr=False, eq=False)
class TableSet(_FrameSplits):
    """Data frames in splits, with the same columns in each.

    Args:
        target: the columns to predict.
        categorical: the columns whose values are names, not quantities.
        classes: names of the values of the target where it is an index.
    """

    target: tuple[str, ...] = ()
    categorical: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        """The columns to predict from."""
        columns = next(iter(self.splits.values())).columns
        return tuple(str(column) for column in columns if column not in self.target)

    def contents(self) -> str:
        return f"{super().contents()} rows, {len(self.features)} features"


def _csv(
    files: Mapping[str, str],
    target: str,
    types: Mapping[str, type[int] | type[float]],
    classes: tuple[str, ...] = (),
) -> Folder:
    def read(reading: FolderReading, **options: str) -> TableSet:
        parts = {split: reading.frame(file.format(**options), types) for split, file in files.items()}
        columns = next(iter(parts.values())).columns
        categorical = tuple(str(c) for c in columns if c not in types and c != target)
        return TableSet(reading.provenance(), parts, (target,), categorical, classes)

    return Folder(read, tuple(file.replace("{domain}", "*") for file in files.values()))


def _frappe(reading: FolderReading) -> TableSet:
    types: dict[str, type[int]] = dict.fromkeys(("label", *FRAPPE), int)
    files = {"train": "part1.csv.gz", "test": "part2.csv.gz"}
    parts = {split: reading.frame(file, types) for split, file in files.items()}
    return TableSet(reading.provenance(), parts, ("label",), FRAPPE)


def _sklearn(loader: str) -> Callable[[BuiltReading], TableSet]:
    def read(reading: BuiltReading) -> TableSet:
        import sklearn.datasets

        bunch = getattr(sklearn.datasets, f"load_{loader}")(as_frame=True)
        target = tuple(getattr(bunch.target, "columns", ["target"]))
        reading.use(x=bunch.data.to_numpy(), y=bunch.target.to_numpy())
        named = "target_names" in bunch and len(target) == 1
        classes = tuple(map(str, bunch.target_names)) if named else ()
        return TableSet(reading.provenance(), {"all": bunch.frame}, target, (), classes)

    return read


def _moons(reading: BuiltReading) -> TableSet:
    import pandas as pd

    draw = np.random.default_rng(0)
    y = np.arange(1000) % 2
    angle = draw.uniform(0, np.pi, 1000)
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x[y == 1] = [1.0, 0.5] - x[y == 1]
    x += draw.normal(scale=0.1, size=x.shape)
    reading.use(x=x, y=y)
    frame = pd.DataFrame({"x0": x[:, 0], "x1": x[:, 1], "target": y})
    return TableSet(reading.provenance(), {"all": frame}, ("target",), (), ("upper", "lower"))


def _swiss_roll(reading: BuiltReading) -> TableSet:
    import pandas as pd

    draw = np.random.default_rng(0)
    t = 1.5 * np.pi * (1 + 2 * draw.uniform(size=1000))
    x = np.stack([t * np.cos(t), 21 * draw.uniform(size=1000), t * np.sin(t)], axis=1)
    reading.use(x=x, t=t)
    frame = pd.DataFrame({"x0": x[:, 0], "x1": x[:, 1], "x2": x[:, 2], "target": t})
    return TableSet(reading.provenance(), {"all": frame}, ("target",))


FRAPPE = ("user", "item", "daytime", "weekday", "isweekend", "homework", "cost", "weather", "country", "city")
ADULT_NUMBERS = ("age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week")
CRITEO: dict[str, Any] = {"label": int, **{f"I{i}": float for i in range(1, 14)}}


def _classic(name: str, what: str, size: str, licence: str, source: str, notes: str) -> Entry:
    return Entry(
        name,
        TableSet,
        what,
        size,
        licence,
        f"{source}; inside scikit-learn",
        notes,
        (Bundled(_sklearn(name)),),
    )


ENTRIES = (
    Entry(
        "ctr-adult",
        TableSet,
        "census records: is the income above 50K?",
        "32,561 train, 16,281 test",
        "CC BY 4.0 (UCI)",
        "Kohavi, Becker; from github.com/sjyttkl/personal_recommendation",
        "Missing values are '?'. The column fnlwgt is a sampling weight, not a feature of the person.",
        (
            _csv(
                {"train": "train.csv.gz", "test": "test.csv.gz"}, "income", dict.fromkeys(ADULT_NUMBERS, int)
            ),
        ),
    ),
    Entry(
        "ctr-criteo-sample",
        TableSet,
        "ad impressions with click label, 13 counts and 26 hashed categories",
        "7,200 train, 409 validation, 391 test",
        "CC BY-NC-SA (Criteo), research use",
        "Criteo 2014; from github.com/Lapis-Hong/Wide-ResDNN",
        "A small random sample: only rough comparisons of AUC. Missing: NaN in counts, '' in categories.",
        (
            _csv(
                {"train": "train.csv.gz", "validation": "dev.csv.gz", "test": "test.csv.gz"}, "label", CRITEO
            ),
        ),
    ),
    Entry(
        "ctr-frappe",
        TableSet,
        "app usage in context, ten categorical fields, used or not",
        "57,722 train, 28,860 test",
        "research use only; no redistribution, no commercial use; cite Baltrunas et al. 2015",
        "Baltrunas et al. 2015; from github.com/hexiangnan/neural_factorization_machine",
        "Partial: train is the usual validation file and test the usual test file; figures are not comparable "
        "with published ones. Ids are global over the fields. Do not publish the data.",
        (Folder(_frappe, ("part1.csv.gz", "part2.csv.gz")),),
    ),
    Entry(
        "skill-extraction",
        TableSet,
        "sentences of job advertisements with the ESCO skills they mention",
        "house 231 validation, 891 test; tech 293 validation, 1,164 test rows",
        "CC BY 4.0",
        "Decorte et al. 2022, sentences from SkillSpan; from github.com/jensjorisdecorte/Skill-Extraction-benchmark",
        "One row a mention: a sentence stands in as many rows as it has mentions. Labels UNDERSPECIFIED and LABEL "
        "NOT PRESENT mark mentions without an ESCO skill.",
        (
            _csv(
                {"validation": "{domain}_validation.csv.gz", "test": "{domain}_test.csv.gz"},
                "label",
                {},
            ),
        ),
        {"domain": ("house", "tech")},
    ),
    _classic(
        "iris",
        "flowers: species from four lengths",
        "150 rows",
        "CC BY 4.0 (UCI)",
        "Fisher 1936",
        "No official split: use .holdout().",
    ),
    _classic(
        "wine",
        "wines: cultivar from 13 analyses",
        "178 rows",
        "CC BY 4.0 (UCI)",
        "Aeberhard, Forina",
        "No official split: use .holdout().",
    ),
    _classic(
        "breast_cancer",
        "tumours: malignant or benign from 30 measures of cells",
        "569 rows",
        "CC BY 4.0 (UCI)",
        "Wolberg, Street, Mangasarian",
        "No official split: use .holdout().",
    ),
    _classic(
        "diabetes",
        "patients: progression of diabetes after a year from ten measures",
        "442 rows",
        "none stated",
        "Efron, Hastie, Johnstone, Tibshirani 2004",
        "Features are centred and scaled to unit norm. No official split: use .holdout().",
    ),
    _classic(
        "linnerud",
        "exercise and physiology of men: three targets from three exercises",
        "20 rows",
        "none stated",
        "Linnerud",
        "Twenty rows: for examples, not for scores.",
    ),
    Entry(
        "moons",
        TableSet,
        "two interleaved half circles with noise 0.1 in the plane",
        "1,000 rows",
        "public domain",
        "generated",
        "Always the same points (seed 0). No split: use .holdout().",
        (Generated(_moons),),
    ),
    Entry(
        "swiss-roll",
        TableSet,
        "a rolled-up sheet in space; the target is the place along the roll",
        "1,000 rows",
        "public domain",
        "generated",
        "Always the same points (seed 0), without noise. No split: use .holdout().",
        (Generated(_swiss_roll),),
    ),
)
