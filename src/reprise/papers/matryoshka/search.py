"""Search by prefixes: the funnel on classes, and a text encoder fine-tuned with and without nesting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from reprise import data
from reprise.elastic import MatryoshkaLoss, PCATruncation, nested_dims
from reprise.losses import info_nce
from reprise.papers.matryoshka.arenas import Split
from reprise.report import Progress, Row
from reprise.retrieval import FunnelIndex, funnel_schedule, label_map, label_precision_recall
from reprise.text.encoders import MINILM, encoder_path
from reprise.train import generator, linear, seeded
from reprise.vectors import nearest

K = 10

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def funnel_rows(
    name: str, vectors: Mapping[str, Mapping[str, np.ndarray]], split: Split, seed: int
) -> Iterator[Row]:
    """1-nearest neighbour and mAP@10 by exact search and by funnel, for nested, plain and rotated vectors."""
    labels, wanted = split.train.y.numpy(), split.test.y.numpy()
    for method, parts in vectors.items():
        database, queries = (parts[part].astype(np.float32) for part in ("train", "test"))
        count, width = database.shape
        dims, shortlists = funnel_schedule(8 if width > 32 else 4, width, min(200, count // 5), K)
        index = FunnelIndex(dims, shortlists, dims[0] // 2).fit(database)
        exact = nearest(queries, database, K)[1]
        cost = index.cost_per_query() / (count * width)
        for way, found, relative in (("exact", exact, 1.0), ("funnel", index.search(queries, K)[1], cost)):
            right = float((labels[found[:, 0]] == wanted).mean())
            yield Row(f"{method} {way}", "knn1 accuracy by search", right, seed, name)
            yield Row(f"{method} {way}", "mAP@10", label_map(found, labels, wanted), seed, name)
            precise, recalled = label_precision_recall(found, labels, wanted)
            yield Row(f"{method} {way}", "precision@10", precise, seed, name)
            yield Row(f"{method} {way}", "recall@10", recalled, seed, name)
            yield Row(f"{method} {way}", "cost relative to exact", relative, seed, name)


def _embed(model: SentenceTransformer, texts: list[str], device: str) -> torch.Tensor:
    """Vectors with their gradient; ``encode`` would give none."""
    features = {
        key: value.to(device) for key, value in model.preprocess(texts).items() if torch.is_tensor(value)
    }
    vectors: torch.Tensor = model(features)["sentence_embedding"]
    return vectors


@dataclass(frozen=True)
class TextSearch:
    """MiniLM fine-tuned on title and abstract pairs; queries are titles that it has not seen."""

    documents: int = 20_000
    held_out: int = 1000
    epochs: int = 1
    batch: int = 128
    rate: float = 2e-5
    smallest: int = 12
    seeds: int = 3


def text_search(settings: TextSearch, seed: int, progress: Progress) -> Iterator[Row]:
    """Mean reciprocal rank at 10 of prefixes, trained plain and nested, beside PCA of the plain vectors."""
    from sentence_transformers import SentenceTransformer

    device = "cuda" if torch.cuda.is_available() else "cpu"
    papers = [p for p in data.load("papers-acl").papers if p.title and p.abstract]
    order = torch.randperm(len(papers), generator=generator(seed)).tolist()[: settings.documents]
    titles, abstracts = [papers[i].title for i in order], [papers[i].abstract for i in order]
    split = settings.documents - settings.held_out
    encoded: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for method in ("plain", "mrl"):
        with seeded(seed):
            model = SentenceTransformer(encoder_path(MINILM), device=device)
        width = model.encode(["x"]).shape[1]
        dims = nested_dims(width, settings.smallest)
        loss = MatryoshkaLoss(info_nce, dims if method == "mrl" else (width,), normalize=True)
        optimizer = torch.optim.AdamW(model.parameters(), lr=settings.rate)
        steps = settings.epochs * (split // settings.batch)
        schedule = linear(0.1)
        model.train()
        for step in progress.track(range(steps), f"MiniLM, {method}"):
            place = step * settings.batch % (split - settings.batch + 1)
            rows = slice(place, place + settings.batch)
            for group in optimizer.param_groups:
                group["lr"] = settings.rate * schedule(step, steps)
            with seeded(seed + 1000 * step):  # dropout
                pair = [_embed(model, texts[rows], device) for texts in (titles, abstracts)]
            optimizer.zero_grad()
            value = loss(*pair)
            assert isinstance(value, torch.Tensor)
            value.backward()
            optimizer.step()
        model.eval()
        encoded[method] = (model.encode(titles[split:]), model.encode(abstracts))
    rotate = PCATruncation().fit(encoded["plain"][1])
    encoded["pca"] = (rotate.transform(encoded["plain"][0]), rotate.transform(encoded["plain"][1]))
    for method, (queries, documents) in encoded.items():
        for dim in dims:
            found = nearest(queries[:, :dim], documents[:, :dim], K)[1]
            hit = found == np.arange(split, settings.documents)[:, None]
            reciprocal = float((hit / np.arange(1, K + 1)).sum(1).mean())
            yield Row(method, "MRR@10", reciprocal, seed, f"papers-acl d={dim}")
