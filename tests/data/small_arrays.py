"""Tiny copies of the sets that hold pictures and arrays; each function fills a folder."""

import json

import numpy as np

from data.small_files import jsonl, noise, npz, text, webp


def digits(name, *splits, size=28, **more):
    def make(p):
        arrays = {}
        for i, split in enumerate(splits):
            arrays[f"x_{split}"] = noise(6, size, size, seed=i)
            arrays[f"y_{split}"] = np.arange(6, dtype=np.uint8)
        npz(p / f"{name}.npz", **arrays, **more)

    return make


def cifar10(p):
    for i, split in enumerate(("train", "test")):
        pictures = webp(noise(4, 32, 32, 3, seed=i))
        npz(
            p / f"{split}.npz",
            **pictures,
            label=np.array([0, 1, 1, 2], np.uint8),
            names=["cat", "dog", "eel"],
        )
    noisy = {f"cifar10n_{kind}_label": np.zeros(4, np.uint8) for kind in ("aggre", "worse")}
    noisy |= {f"cifar10n_random_label{i}": np.full(4, i, np.uint8) for i in (1, 2, 3)}
    npz(p / "human_labels.npz", cifar10h_counts=np.full((4, 3), 7, np.uint8), **noisy)


def cifar100(p):
    for i, split in enumerate(("train", "test")):
        labels = {"label": np.array([0, 1, 2], np.uint8), "coarse": np.array([1, 0, 1], np.uint8)}
        names = {"names": ["ant", "bee", "cod"], "coarse_names": ["fish", "insects"]}
        npz(p / f"{split}.npz", **webp(noise(3, 32, 32, 3, seed=i)), **labels, **names)


def omniglot(p):
    npz(
        p / "omniglot.npz",
        x=noise(4, 105, 105) % 2,
        char=np.array([0, 1, 2, 2], np.int16),
        alphabet=np.array([0, 0, 1, 1], np.uint8),
        drawer=np.array([1, 1, 1, 2], np.uint8),
        alphabet_names=["Greek", "Latin"],
    )


def imagenet(p):
    labels = {"wnid": ["n01", "n02"], "name": ["tench", "crane"], "grey": [False, True]}
    npz(p / "imagenet_samples.npz", **webp(noise(2, 64, 64, 3)), **labels)


def emoji(p):
    indices = {"group": [0, 0, -1], "subgroup": [0, 1, -1], "base": [0, 0, 2], "skin": [0, 3, 0]}
    arrays = {key: np.array(value, np.int16) for key, value in indices.items()}
    names = {"group_names": ["smileys"], "subgroup_names": ["happy", "sad"]}
    npz(p / "emoji.npz", **webp(noise(3, 64, 64, 4)), **arrays, flag=[False, False, True], **names)
    jsonl(
        p / "emoji.jsonl.gz",
        *({"char": c, "hex": h} for c, h in (("😀", "1F600"), ("👋", "1F44B"), ("#", "23"))),
    )
    words = {"name": ["grin", "wave", ""], "keywords": [["face"], ["hand", "hi"], []]}
    text(p / "names.json.gz", json.dumps({"en": words, "hu": words}))


def flickr8k(p):
    rows = {"train": [3, 0], "dev": [1], "test": [4]}
    names = [f"{i}.jpg" for i in range(6)]
    splits = {key: np.array(value, np.int32) for key, value in rows.items()}
    npz(p / "flickr8k.npz", **webp(noise(6, 64, 64, 3)), name=names, **splits)
    jsonl(p / "captions.jsonl.gz", *([f"caption {j} of {i}" for j in range(5)] for i in range(6)))


def camvid(p):
    for i, split in enumerate(("train", "val", "test")):
        frames = ["0001TP_1", "0016E5_2"]
        npz(
            p / f"{split}.npz",
            **webp(noise(2, 12, 16, 3, seed=i)),
            mask=noise(2, 12, 16, seed=i) % 4,
            frame=frames,
            names=["sky", "road", "car"],
        )


def kitchen(p):
    npz(
        p / "frames.npz",
        **webp(noise(4, 120, 160, 3)),
        depth=np.arange(4 * 120 * 160, dtype=np.uint16).reshape(4, 120, 160),
        frame=np.array([0, 4, 600, 700], np.int32),
        split=np.array([0, 0, 1, 2], np.uint8),
        pose=np.stack([np.eye(4, dtype=np.float32)] * 4),
        intrinsics=np.eye(3),
        intrinsics_full=2 * np.eye(3),
        gravity=np.array([0.0, 1.0, 0.0]),
    )


def kodak(p):
    npz(p / "kodak_half.npz", **{f"kodim{i:02}": noise(6, 8, 3, seed=i) for i in range(1, 10)})


def planetoid(p):
    for graph in ("cora", "citeseer"):
        features = {
            "x_indptr": [0, 1, 3, 3],
            "x_indices": [1, 0, 3],
            "x_data": [1.0, 1.0, 2.0],
            "x_shape": [3, 4],
        }
        arrays = {
            key: np.array(value, np.float32 if key == "x_data" else np.int32)
            for key, value in features.items()
        }
        labels = {"edge_index": [[0, 1], [1, 0]], "y": [0, 1, -1]}
        arrays |= {key: np.array(value, np.int32) for key, value in labels.items()}
        npz(
            p / f"{graph}.npz",
            **arrays,
            train_idx=np.array([0]),
            val_idx=np.array([1]),
            test_idx=np.array([1]),
        )


def tu_graphs(p):
    for graphs in ("mutag", "proteins", "nci1"):
        npz(
            p / f"{graphs}.npz",
            graph_label=np.array([-1, 1], np.int16),
            node_offset=np.array([0, 2, 5]),
            edge_offset=np.array([0, 2, 4]),
            edge_index=np.array([[0, 1, 0, 2], [1, 0, 2, 0]], np.int32),
            node_label=np.array([0, 1, 1, 1, 2], np.int16),
            fold=np.array([-1, 3], np.int8),
        )


def meshes(p):
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    faces = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], np.int32)
    for name in ("spot", "cow", "fandisk", "rocker_arm", "homer", "cheburashka", "bunny"):
        npz(p / f"{name}.npz", vertices=corners, faces=faces, watertight=name != "bunny")


def skeletons(p):
    npz(
        p / "msr_action3d.npz",
        xyz=np.arange(5 * 20 * 3, dtype=np.float32).reshape(5, 20, 3),
        frame=np.array([0, 1, 3, 0, 1], np.int16),
        confidence=noise(5, 20),
        offset=np.array([0, 3, 5], np.int32),
        action=np.array([0, 1], np.uint8),
        subject=np.array([1, 2], np.uint8),
        instance=np.array([1, 3], np.uint8),
        train=np.array([True, False]),
        names=["wave", "kick"],
        bones=np.array([[0, 1], [1, 2]], np.uint8),
    )


def v4(p):
    for session in ("190923", "201025", "210325", "210621"):
        single = {}
        if session == "210325":
            single["repeats"] = np.array([[[1, 3], [2, 0]], [[3, 5], [-1, -1]]], np.int8)
        npz(
            p / f"session_{session}.npz",
            **webp(noise(2, 64, 64, 3)),
            responses=np.array([[2, 4], [2, 0]], np.float32),
            n_repeats=np.array([2, 1], np.uint8),
            session=session,
            animal="PE",
            **single,
        )


def pde(p):
    darcy = {}
    for split, count, size in (("train", 3, 16), ("test", 2, 16), ("test_32", 2, 32)):
        darcy[f"x_{split}"] = noise(count, size, size) % 2
        darcy[f"y_{split}"] = noise(count, size, size).astype(np.float32)
    npz(p / "darcy.npz", **darcy)
    burgers = {}
    for split, count in (("train", 3), ("test", 2)):
        burgers[f"u_{split}"] = noise(count, 17, 16).astype(np.float32)
        burgers[f"x_{split}"] = burgers[f"u_{split}"][:, 0]
    npz(p / "burgers_16.npz", **burgers, viscosity=np.float32(0.01))


def unifont(p):
    for file in ("unifont.otf", "unifont_upper.otf"):
        (p / file).write_bytes(b"OTTO" + file.encode())
