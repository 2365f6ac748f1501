"""Does likeness to a good model's relative space tell how good a model is? Graph networks on Cora."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import spearmanr
from torch import nn

from reprise import data
from reprise.compose import RelativeTransformer, select_anchors
from reprise.graphs import GCN, normalized_adjacency
from reprise.report import Progress, Row
from reprise.train import seeded
from reprise.vectors import linear_cka, spearman_rows


@dataclass(frozen=True)
class Proxy:
    """Configurations are drawn at random; their accuracies differ mostly because some are trained too little."""

    configurations: int = 60
    epochs: int = 60
    anchors: int = 300
    bootstrap: int = 2000
    seeds: int = 3


def proxy_rows(settings: Proxy, seed: int, progress: Progress) -> Iterator[Row]:
    """Spearman correlation of similarity to the best model (by validation, left out) with test accuracy."""
    graph = data.load("planetoid", graph="cora")
    x = _sparse(graph.x)
    adjacency = normalized_adjacency(graph.edge_index, graph.nodes)
    y = torch.from_numpy(graph.y)
    rng = np.random.default_rng(seed)
    hidden, accuracies, validation = [], [], []
    for _ in progress.track(range(settings.configurations), "graph networks"):
        width = int(rng.choice([16, 32, 64]))
        dropout = float(rng.uniform(0, 0.8))
        rate = float(10 ** rng.uniform(-3, -1.3))
        decay = float(10 ** rng.uniform(-5, -2))
        epochs = int(rng.integers(1, settings.epochs + 1))
        with seeded(int(rng.integers(2**31))):
            net = GCN(x.shape[1], width, graph.classes, dropout)
            optimizer = torch.optim.Adam(net.parameters(), rate, weight_decay=decay)
            for _ in range(epochs):
                optimizer.zero_grad()
                nn.functional.cross_entropy(net(x, adjacency)[graph.train], y[graph.train]).backward()
                optimizer.step()
        with torch.no_grad():
            net.eval()
            right = (net(x, adjacency).argmax(1) == y).numpy()
            hidden.append(net.embed(x, adjacency).numpy())
        accuracies.append(right[graph.test].mean())
        validation.append(right[graph.validation].mean())
    accuracy = np.array(accuracies)
    best = int(np.argmax(validation))
    rest = np.array([i for i in range(len(hidden)) if i != best])
    chosen = select_anchors(hidden[best], settings.anchors, seed=seed)

    def relative(h: np.ndarray) -> np.ndarray:
        shifted = h + 1e-6  # nodes whose hidden units are all silent have no direction otherwise
        r = RelativeTransformer().fit_anchors(shifted[chosen]).transform(shifted)
        return r / np.linalg.norm(r, axis=1, keepdims=True)

    reference = relative(hidden[best])
    proxies = {
        "relative": [float((relative(hidden[i]) * reference).sum(1).mean()) for i in rest],
        "absolute CKA": [
            linear_cka(hidden[i] + rng.normal(size=hidden[i].shape) * 1e-9, hidden[best]) for i in rest
        ],
    }
    yield Row("all configurations", "range of accuracy", float(np.ptp(accuracy)), seed, "cora")
    draws = rng.integers(len(rest), size=(settings.bootstrap, len(rest)))
    for method, values in proxies.items():
        yield Row(method, "spearman", spearmanr(values, accuracy[rest]).statistic, seed, "cora")
        low = float(np.quantile(spearman_rows(np.array(values)[draws], accuracy[rest][draws]), 0.025))
        yield Row(method, "lower end of the bootstrap interval", low, seed, "cora")


def _sparse(x: object) -> torch.Tensor:
    coo = x.tocoo()  # type: ignore[attr-defined]
    index = torch.from_numpy(np.stack([coo.row, coo.col]).astype(np.int64))
    rows = np.maximum(np.bincount(coo.row, minlength=coo.shape[0]), 1)
    values = torch.from_numpy(
        (coo.data / rows[coo.row]).astype(np.float32)
    )  # rows sum to one, as is usual on Cora
    return torch.sparse_coo_tensor(index, values, coo.shape, check_invariants=True).coalesce()
