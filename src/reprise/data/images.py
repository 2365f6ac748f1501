"""Labelled images: MNIST, CIFAR, notMNIST, USPS, Omniglot, ImageNet samples, digits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reprise.data.bundled import BuiltReading, Bundled
from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.hub import Hub, HubReading
from reprise.data.readers import same_length
from reprise.data.splits import Splits
from reprise.data.webp import decode, pixels


@dataclass(frozen=True, eq=False)
class Images:
    """Images with one label each.

    Args:
        x: uint8 ``[n, height, width]`` (grey) or ``[n, height, width, channel]``.
        y: int64 ``[n]``, an index into the set's ``classes``.
        fields: further values of each image, ``[n, ...]``.
    """

    x: NDArray[np.uint8]
    y: NDArray[np.int64]
    fields: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.y)


@dataclass(frozen=True, repr=False, eq=False)
class ImageSet(Splits[Images]):
    """Labelled images in splits; ``classes[i]`` names label ``i``, ``names`` what further fields index."""

    classes: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def contents(self) -> str:
        shape = "x".join(map(str, next(iter(self.splits.values())).x.shape[1:]))
        return f"{super().contents()} images of {shape}, {len(self.classes)} classes"


DIGITS = tuple("0123456789")


def _images(reading: FolderReading, file: str, x: Any, y: Any, classes: int, **fields: Any) -> Images:
    path = reading.folder / file
    same_length(path, images=x, labels=y, **fields)
    labels = np.asarray(y, dtype=np.int64)
    if len(labels) and not 0 <= labels.min() <= labels.max() < classes:
        raise CorruptData(path, f"labels {labels.min()}..{labels.max()} are not below {classes}")
    return Images(x, labels, fields)


def _grey(*splits: str, classes: tuple[str, ...] = DIGITS) -> Any:
    """Reads ``x_<split>`` and ``y_<split>`` of one npz file named as the set."""

    def read(reading: FolderReading) -> ImageSet:
        file = f"{reading.entry.name}.npz"
        arrays = reading.npz(file, *(f"{part}_{split}" for split in splits for part in "xy"))
        parts = {s: _images(reading, file, arrays[f"x_{s}"], arrays[f"y_{s}"], len(classes)) for s in splits}
        return ImageSet(reading.provenance(), parts, classes)

    return read


def _pictures(reading: FolderReading, file: str, arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.uint8]:
    return decode(arrays["webp"], arrays["offset"], reading.folder / file, reading.used[file])


def _cifar10(reading: FolderReading) -> ImageSet:
    people = reading.npz(
        "human_labels.npz",
        "cifar10h_counts",
        *(f"cifar10n_{kind}_label" for kind in ("aggre", "worse")),
        *(f"cifar10n_random_label{i}" for i in (1, 2, 3)),
    )
    parts = {}
    for split in ("train", "test"):
        file = f"{split}.npz"
        arrays = reading.npz(file, "webp", "offset", "label", "names")
        classes = tuple(map(str, arrays["names"]))
        fields = {key: value for key, value in people.items() if ("10h" in key) == (split == "test")}
        x = _pictures(reading, file, arrays)
        parts[split] = _images(reading, file, x, arrays["label"], len(classes), **fields)
    return ImageSet(reading.provenance(), parts, classes)


def _cifar100(reading: FolderReading) -> ImageSet:
    parts = {}
    for split in ("train", "test"):
        file = f"{split}.npz"
        arrays = reading.npz(file, "webp", "offset", "label", "coarse", "names", "coarse_names")
        classes, coarse = (tuple(map(str, arrays[key])) for key in ("names", "coarse_names"))
        x = _pictures(reading, file, arrays)
        groups = arrays["coarse"].astype(np.int64)
        parts[split] = _images(reading, file, x, arrays["label"], len(classes), coarse=groups)
    return ImageSet(reading.provenance(), parts, classes, {"coarse": coarse})


def _omniglot(reading: FolderReading) -> ImageSet:
    file = "omniglot.npz"
    arrays = reading.npz(file, "x", "char", "alphabet", "drawer", "alphabet_names")
    alphabets = tuple(map(str, arrays["alphabet_names"]))
    count = int(arrays["char"].max()) + 1
    owner = {int(char): alphabets[a] for char, a in zip(arrays["char"], arrays["alphabet"], strict=True)}
    first = {a: min(char for char, name in owner.items() if name == a) for a in alphabets}
    classes = tuple(f"{owner[char]}/{char - first[owner[char]]}" for char in range(count))
    fields = {key: arrays[key].astype(np.int64) for key in ("alphabet", "drawer")}
    part = _images(reading, file, arrays["x"], arrays["char"], count, **fields)
    return ImageSet(reading.provenance(), {"all": part}, classes, {"alphabet": alphabets})


def _imagenet(reading: FolderReading) -> ImageSet:
    file = "imagenet_samples.npz"
    arrays = reading.npz(file, "webp", "offset", "wnid", "name", "grey")
    x = _pictures(reading, file, arrays)
    fields = {key: arrays[key] for key in ("wnid", "grey")}
    part = _images(reading, file, x, np.arange(len(x)), len(arrays["name"]), **fields)
    return ImageSet(reading.provenance(), {"all": part}, tuple(map(str, arrays["name"])))


def _hub(mode: str, classes: tuple[str, ...] = (), coarse: bool = False) -> Any:
    def read(reading: HubReading) -> ImageSet:
        parts, names = {}, classes
        groups: tuple[str, ...] = ()
        for split in reading.splits:
            columns = reading.columns(split, "x", "y", *(["coarse"] if coarse else []))
            where = f"{reading.origin} ({split})"
            x = np.stack([pixels(cell, where, mode) for cell in columns["x"]])
            names = reading.classes(split, "y") or names
            fields = {}
            if coarse:
                fields["coarse"] = np.array(columns["coarse"], np.int64)
                groups = reading.classes(split, "coarse")
            parts[split] = Images(x, np.array(columns["y"], np.int64), fields)
        return ImageSet(reading.provenance(), parts, names, {"coarse": groups} if coarse else {})

    return read


def _digits(reading: BuiltReading) -> ImageSet:
    from sklearn.datasets import load_digits

    bunch = load_digits()
    part = Images(bunch.images.astype(np.uint8), bunch.target.astype(np.int64))
    reading.use(x=part.x, y=part.y)
    return ImageSet(reading.provenance(), {"all": part}, DIGITS)


ENTRIES = (
    Entry(
        "mnist",
        ImageSet,
        "handwritten digits, 28x28 grey",
        "60,000 train, 10,000 test",
        "CC BY-SA 3.0, as it is commonly given",
        "LeCun, Cortes, Burges; from github.com/rasbt/mnist-pngs",
        "Complete and lossless; white digit on black, in the order of the source's numbers.",
        (
            Folder(_grey("train", "test"), ("mnist.npz",)),
            Hub(
                _hub("L", DIGITS),
                "ylecun/mnist",
                {"train": "mnist/train", "test": "mnist/test"},
                {"x": "image", "y": "label"},
            ),
        ),
    ),
    Entry(
        "cifar10",
        ImageSet,
        "photographs of ten kinds of things, 32x32 colour, with labels by people",
        "50,000 train, 10,000 test",
        "free for research (CIFAR-10); CIFAR-10H CC BY-NC-SA 4.0; CIFAR-10N CC BY-NC 4.0",
        "Krizhevsky, Nair, Hinton; from github.com/cyizhuo/CIFAR-10-dataset, jcpeterson/cifar-10h and "
        "UCSC-REAL/cifar-10-100n",
        "Lossy: re-encoded as WebP quality 90, mean absolute error about 3 of 255 a channel. Complete and in "
        "the original order. Fields of test: cifar10h_counts (votes of people a class); of train: noisy "
        "labels cifar10n_aggre_label, _worse_label, _random_label1..3.",
        (
            Folder(_cifar10, ("train.npz", "test.npz", "human_labels.npz")),
            Hub(
                _hub("RGB"),
                "uoft-cs/cifar10",
                {"train": "plain_text/train", "test": "plain_text/test"},
                {"x": "img", "y": "label"},
                "lossless; without the labels by people",
            ),
        ),
    ),
    Entry(
        "cifar100",
        ImageSet,
        "photographs of a hundred kinds of things, 32x32 colour",
        "10,000 train, 2,000 test",
        "free for research",
        "Krizhevsky; from github.com/cyizhuo/CIFAR-100-dataset",
        "Partial: a balanced random fifth, 100 train and 20 test images a class. Lossy: WebP quality 90, mean "
        "absolute error about 3 of 255. Field coarse: one of 20 groups of classes.",
        (
            Folder(_cifar100, ("train.npz", "test.npz")),
            Hub(
                _hub("RGB", coarse=True),
                "uoft-cs/cifar100",
                {"train": "cifar100/train", "test": "cifar100/test"},
                {"x": "img", "y": "fine_label", "coarse": "coarse_label"},
                "complete (50,000 train, 10,000 test) and lossless",
            ),
        ),
    ),
    Entry(
        "notmnist",
        ImageSet,
        "letters A to J from fonts of every kind, 28x28 grey",
        "10,000 test",
        "MIT (repository), posted with the permission of the author",
        "Bulatov; from github.com/davidflanagan/notMNIST-to-MNIST",
        "Partial: the test part only. Noisy as published: some images are solid blocks or wrongly labelled, "
        "196 repeat an earlier one.",
        (Folder(_grey("test", classes=tuple("ABCDEFGHIJ")), ("notmnist.npz",)),),
    ),
    Entry(
        "usps",
        ImageSet,
        "handwritten digits from envelopes, 16x16 grey",
        "7,291 train, 2,007 test",
        "none stated",
        "Hull, LeCun et al.; from github.com/niuers/Learning-From-Data-A-Short-Course",
        "Complete; grey values were rounded to 0..255.",
        (
            Folder(_grey("train", "test"), ("usps.npz",)),
            Hub(
                _hub("L", DIGITS),
                "flwrlabs/usps",
                {"train": "default/train", "test": "default/test"},
                {"x": "image", "y": "label"},
            ),
        ),
    ),
    Entry(
        "omniglot",
        ImageSet,
        "handwritten characters of 8 alphabets, 105x105, 1 = ink",
        "4,840 images of 242 characters by 20 drawers",
        "MIT",
        "Lake, Salakhutdinov, Tenenbaum; from github.com/brendenlake/omniglot",
        "Partial: the two small background sets joined, 242 of 1,623 characters. No official split: divide by "
        "character or alphabet. Fields: alphabet, drawer (1..20).",
        (Folder(_omniglot, ("omniglot.npz",)),),
    ),
    Entry(
        "imagenet_samples",
        ImageSet,
        "one photograph of each ImageNet class, 64x64 colour",
        "1,000 images",
        "non-commercial research; the photographs belong to their authors",
        "ImageNet; from github.com/EliSchwartz/imagenet-sample-images",
        "Partial: one image a class trains no classifier. Lossy: central square, resized, WebP quality 90. "
        "Two names occur twice, so use the field wnid (a WordNet 3.0 id) as the key; field grey: 23 were grey.",
        (Folder(_imagenet, ("imagenet_samples.npz",)),),
    ),
    Entry(
        "digits",
        ImageSet,
        "handwritten digits, 8x8 grey, values 0..16",
        "1,797 images",
        "CC BY 4.0 (UCI)",
        "Alpaydin, Kaynak; inside scikit-learn",
        "The test part of the UCI set. No official split: use .holdout().",
        (Bundled(_digits),),
    ),
)
