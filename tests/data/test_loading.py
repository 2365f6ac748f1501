"""Every data set through the front door: tiny copies, damaged files, missing sources, the real folders."""

import importlib
import itertools
import typing

import pytest

from data.small_sets import MAKERS, write
from reprise import data
from reprise.data import CorruptData, DataNotFound, Dataset, TextCorpus, UnknownDataset, loading
from reprise.data.registry import entries

VARIANTS = [
    (name, dict(zip(entry.options, values, strict=True)))
    for name, entry in entries().items()
    for values in itertools.product(*entry.options.values())
]
FOLDER_VARIANTS = [(name, options) for name, options in VARIANTS if name in MAKERS]


def ids(variants):
    return ["-".join([name, *options.values()]) for name, options in variants]


def consume(dataset):
    """Read what a loader leaves for later."""
    if isinstance(dataset, TextCorpus):
        return list(dataset.lines())
    return dataset


@pytest.mark.parametrize(("name", "options"), FOLDER_VARIANTS, ids=ids(FOLDER_VARIANTS))
def test_a_tiny_copy_in_the_same_format_loads(places, name, options):
    write(places, name)
    first, again = data.load(name, **options), data.load(name, **options)
    entry = data.describe(name)
    assert isinstance(first, entry.kind)
    assert (first.name, first.licence, first.source, first.notes) == (
        name,
        entry.licence,
        entry.source,
        entry.notes,
    )
    assert first.origin == f"folder {places / name}"
    assert first.digest == again.digest
    assert len(first.digest) == 64
    assert first.provenance.key in repr(first)
    assert first.digest[:12] in repr(first)


def refusals(name):
    """What the variants of a set that cannot be read say; the others are read to the end."""
    said = []
    for variant, options in FOLDER_VARIANTS:
        if variant == name:
            try:
                consume(data.load(name, **options))
            except CorruptData as error:
                said.append(str(error))
    return said


@pytest.mark.parametrize("name", MAKERS)
def test_every_file_that_is_damaged_is_named(places, name):
    place = write(places, name)
    for file in sorted(place.iterdir()):
        intact = file.read_bytes()
        file.write_bytes(b"\xff\x00 damaged")
        said = refusals(name)
        assert said, f"no variant of {name} noticed that {file.name} is damaged"
        assert all(file.name in message for message in said)
        file.write_bytes(intact)
    assert not refusals(name)


@pytest.mark.parametrize("name", MAKERS)
def test_every_packed_file_that_breaks_off_is_named(places, name):
    place = write(places, name)
    for file in sorted(place.iterdir()):
        if file.suffix in (".gz", ".xz", ".npz"):
            intact = file.read_bytes()
            file.write_bytes(intact[: len(intact) - 12])
            said = refusals(name)
            assert said, f"no variant of {name} noticed that {file.name} breaks off"
            assert all(file.name in message for message in said)
            file.write_bytes(intact)
    assert not refusals(name)


@pytest.mark.parametrize("name", MAKERS)
def test_an_incomplete_folder_is_not_passed_over(places, name):
    place = write(places, name)
    files = sorted(place.iterdir())
    if len(files) == 1:
        files[0].unlink()
        with pytest.raises(DataNotFound, match="none of its files is there"):
            data.load(name)
        return
    needed = next(iter(data.describe(name).sources[0].files))
    for file in place.glob(needed):
        file.unlink()
    with pytest.raises(CorruptData, match="incomplete"):
        data.load(name)


def test_digests_change_with_the_bytes(places):
    place = write(places, "banking77")
    before = data.load("banking77").digest
    (place / "README.md").write_text("not read, not counted")
    assert data.load("banking77").digest == before
    (place / "test.csv.gz").write_bytes((place / "train.csv.gz").read_bytes())
    assert data.load("banking77").digest != before


def test_not_available_says_everything_that_was_tried(places, tmp_path):
    with pytest.raises(DataNotFound) as caught:
        data.load("mnist")
    message = str(caught.value)
    assert str(places / "mnist") in message
    assert str(tmp_path / "home" / "reprise" / "data" / "mnist") in message
    assert "ylecun/mnist" in message
    assert "offline" in message
    assert "mnist.npz" in message
    assert "REPRISE_DATA" in message


def test_the_users_data_folder_comes_after_reprise_data(places, tmp_path):
    home = tmp_path / "home" / "reprise" / "data"
    home.mkdir(parents=True)
    write(home, "usps")
    assert data.load("usps").origin == f"folder {home / 'usps'}"
    write(places, "usps")
    assert data.load("usps").origin == f"folder {places / 'usps'}"


def test_unknown_names_and_options():
    with pytest.raises(UnknownDataset, match="'mnist'"):
        data.load("mnits")
    with pytest.raises(UnknownDataset, match="'planetoid' with graph='cora'"):
        data.load("cora")
    with pytest.raises(TypeError, match="its options: graph"):
        data.load("planetoid", language="en")
    with pytest.raises(ValueError, match="'cora', 'citeseer'"):
        data.load("planetoid", graph="pubmed")


def test_the_declared_types_are_those_of_the_registry():
    """The overloads, which type checkers read, name every set with its class."""
    declared = {}
    for overload in typing.get_overloads(loading.load):
        hints = overload.__annotations__
        names = hints["name"]
        if names.startswith("Literal"):
            found = names.removeprefix("Literal[").removesuffix("]").replace('"', "'").split("', '")
            for name in (part.strip("'\" ,") for part in found):
                declared.setdefault(name, set()).add(hints["return"])
    for name, entry in entries().items():
        kinds = {kind.__name__ for kind in getattr(entry.kind, "__args__", (entry.kind,))}
        assert declared.pop(name) == kinds, name
    assert not declared


def test_types_are_public():
    for entry in entries().values():
        for kind in getattr(entry.kind, "__args__", (entry.kind,)):
            assert issubclass(kind, Dataset)
            assert getattr(data, kind.__name__) is kind
            assert importlib.import_module(kind.__module__).ENTRIES


# What the README of each folder states, as the loaded set must show it.
REAL = {
    "20newsgroups": {"train": 11_916, "test": 8_081},
    "ag-news-test": {"test": 7_600},
    "babi": {"train": 20_000, "test": 20_000},
    "banking77": {"train": 10_003, "test": 3_080},
    "camvid": {"train": 367, "validation": 101, "test": 233},
    "cifar10": {"train": 50_000, "test": 10_000},
    "cifar100": {"train": 10_000, "test": 2_000},
    "ctr-adult": {"train": 32_561, "test": 16_281},
    "ctr-criteo-sample": {"train": 7_200, "validation": 409, "test": 391},
    "ctr-frappe": {"train": 57_722, "test": 28_860},
    "flickr8k": {"train": 6_000, "validation": 1_000, "test": 1_000, "rest": 91},
    "hu-ner-nerkor": {"train": 52_771, "validation": 6_996, "test": 6_752},
    "hu-nlu-husst": {"train": 9_328, "validation": 1_165, "test": 1_165},
    "hu-nlu-hucola": {"train": 7_274, "validation": 910, "test": 910},
    "hu-nlu-hurte": {"train": 2_132, "validation": 243, "test": 2_123},
    "hu-nlu-huwnli": {"train": 562, "validation": 60, "test": 134},
    "hu-pos-ud": {"train": 910, "validation": 441, "test": 449},
    "imagenet_samples": {"all": 1_000},
    "job-title-norm": {"validation": 15_463},
    "mnist": {"train": 60_000, "test": 10_000},
    "mrpc": {"train": 3_576, "validation": 500, "test": 1_725},
    "msr_action3d": {"train": 291, "test": 275},
    "notmnist": {"test": 10_000},
    "omniglot": {"all": 4_840},
    "pde_operators-darcy": {"train": 1_000, "test": 50, "test_32": 50},
    "pde_operators-burgers": {"train": 800, "test": 400},
    "qa-medquad": {"all": 16_407},
    "qa-trecqa": {"train": 4_718, "validation": 1_148, "test": 1_517},
    "qa-wikiqa": {"train": 8_672, "validation": 1_130, "test": 2_351},
    "rgbd_redkitchen-raw": {"train": 150, "gap": 25, "test": 75},
    "rgbd_redkitchen-aligned": {"train": 150, "gap": 25, "test": 75},
    "skill-extraction-house": {"validation": 231, "test": 891},
    "skill-extraction-tech": {"validation": 293, "test": 1_164},
    "sts-semeval": {"all": 13_278},
    "usps": {"train": 7_291, "test": 2_007},
    **{
        f"stsb-multi-{lang}": {"train": 5_749, "validation": 1_500, "test": 1_379}
        for lang in ["en", "de", "es", "fr", "pl", "ru", "zh"]
    },
    **{f"qa-xquad-{lang}": {"validation": 1_190} for lang in ["en", "de", "es", "ru", "zh"]},
}
REAL_OTHERS = {
    "amazon-sequences-beauty": lambda d: (
        (len(d.events), d.events["user"].nunique(), d.events["item"].nunique()) == (353_962, 40_226, 54_542)
    ),
    "amazon-sequences-video_games": lambda d: (
        (len(d.events), d.events["user"].nunique()) == (287_107, 31_013)
    ),
    "corpus-en": lambda d: (
        {part: sum(1 for _ in d.lines(part)) for part in d.parts}
        == {"wikipedia": 151_323, "reference": 120_590, "tech": 74_512, "fiction": 69_318}
    ),
    "corpus-hu": lambda d: sum(1 for _ in d.lines()) == 301_280,
    "corpus-ru": lambda d: (sum(1 for _ in d.lines()), len(list(d.documents()))) == (36_337, 20),
    "corpus-zh": lambda d: (sum(1 for _ in d.lines()), len(list(d.documents()))) == (26_763, 3_789),
    "emoji": lambda d: (
        (len(d), len(d.names), int((d.skin > 0).sum()), int(d.flag.sum())) == (1_815, 28, 420, 265)
    ),
    "esco": lambda d: (
        [len(d[t]) for t in ("occupations", "skills", "relations", "skill_relations")]
        == [3_039, 14_670, 129_004, 5_784]
    ),
    "hu-morph-pairs": lambda d: len(d["pairs"]) == 89_959,
    "instruct": lambda d: [len(d[t]) for t in d] == [8_358, 175, 7_473, 1_319, 6_511, 805],
    "ir-cisi": lambda d: (len(d.corpus), len(d.queries), len(d.qrels["test"])) == (1_460, 111, 76),
    "ir-cranfield": lambda d: (
        (len(d.corpus), len(d.queries), sum(map(len, d.qrels["test"].values()))) == (1_400, 225, 1_837)
    ),
    "ir-scifact": lambda d: (len(d.corpus), len(d.qrels["train"]), len(d.qrels["test"])) == (5_183, 809, 300),
    "kodak": lambda d: len(d) == 9 and d["kodim04"].shape == (384, 256, 3),
    "limit-full": lambda d: (len(d.corpus), len(d.queries), len(d.extras["attributes"])) == (0, 1_000, 1_848),
    "limit-small": lambda d: (len(d.corpus), {len(g) for g in d.qrels["test"].values()}) == (46, {2}),
    "melo-hun-q-hu-c-en": lambda d: (len(d.corpus), len(d.queries)) == (33_580, 362),
    "melo-hun-q-hu-c-hu": lambda d: (len(d.corpus), len(d.queries)) == (16_923, 362),
    "melo-usa-q-en-c-en": lambda d: (len(d.corpus), len(d.queries)) == (33_809, 633),
    "meshes": lambda d: len(d["bunny"].faces) == 69_451 and all(m.volume > 0 for m in d.meshes.values()),
    "movielens-100k": lambda d: (len(d.events), len(d.users), len(d.items)) == (100_000, 943, 1_682),
    "movielens-latest-small": lambda d: (
        (len(d.events), d.events["user"].nunique(), len(d.tags)) == (100_836, 610, 3_683)
    ),
    "onet": lambda d: [len(d[t]) for t in d] == [1_016, 18_796, 32_773],
    "papers-acl": lambda d: (len(d), sum(p.year == 2020 for p in d.papers)) == (24_627, 6_943),
    "papers-ml": lambda d: (len(d), sum(p.venue == "COLM 2024" for p in d.papers)) == (5_181, 299),
    "planetoid-cora": lambda d: (
        (d.x.shape, d.edge_index.shape[1], len(d.train)) == ((2_708, 1_433), 10_556, 140)
    ),
    "planetoid-citeseer": lambda d: (
        (d.x.shape, int((d.y < 0).sum()), len(d.train)) == ((3_327, 3_703), 15, 120)
    ),
    "tu_graphs-mutag": lambda d: (len(d), [int((d.y == c).sum()) for c in (0, 1)]) == (188, [63, 125]),
    "tu_graphs-proteins": lambda d: (len(d), d.node_labels) == (1_113, 3),
    "tu_graphs-nci1": lambda d: (len(d), d.node_labels) == (4_110, 37),
    "unifont": lambda d: d["basic"].stat().st_size > 10**6,
    "v4_responses-190923": lambda d: d.responses.shape == (1_200, 33),
    "v4_responses-201025": lambda d: d.responses.shape == (1_200, 89),
    "v4_responses-210325": lambda d: d.responses.shape == (640, 50) and d.repeats.shape == (10, 640, 50),
    "v4_responses-210621": lambda d: d.responses.shape == (1_200, 51),
    "word-benchmarks": lambda d: (len(d.frames), len(d["analogy/en/google-analogies"])) == (36, 19_544),
    "wordnet": lambda d: len(d["synsets"]) == 117_659,
}


@pytest.mark.parametrize(("name", "options"), FOLDER_VARIANTS, ids=ids(FOLDER_VARIANTS))
def test_the_real_folder_has_what_its_readme_states(real_data, name, options):
    dataset = data.load(name, **options)
    key = "-".join([name, *options.values()])
    if key in REAL:
        assert {split: len(dataset[split]) for split in dataset} == REAL[key]
    else:
        assert REAL_OTHERS[key](dataset)


def test_every_variant_has_its_counts():
    assert sorted(ids(FOLDER_VARIANTS)) == sorted([*REAL, *REAL_OTHERS])
