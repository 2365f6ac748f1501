"""Networks of finite width, trained by gradient descent, beside the kernel regression they tend to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from reprise.analysis import DIRICHLET_PROBLEMS, Cosines, FiniteNet, InfiniteDepthClassifier, empirical_ntk
from reprise.papers.optimal_classifiers.kernels import deep
from reprise.report import Progress, Row
from reprise.train import TensorBatches, fit

TRAIN, TEST = 4, 5
MOMENTUM = 0.95


@dataclass(frozen=True)
class FiniteNets:
    """Widths and depths of networks on one mixture."""

    dimension: int = 2
    width: int = 2048
    depths: tuple[int, ...] = (1, 2, 3, 5, 10)
    train: int = 200
    test: int = 1000
    steps: int = 5000
    activations: tuple[str, ...] = ("erf", "relu")


def finite_rows(nets: FiniteNets, seed: int, progress: Progress) -> Iterator[Row]:
    """Accuracy of trained networks, and the share of test points on which the infinitely wide one agrees."""
    problem = DIRICHLET_PROBLEMS[nets.dimension]
    x, y = problem.sample(nets.train, (seed, TRAIN))
    queries, truth = problem.sample(nets.test, (seed, TEST))
    cosines = Cosines.between(queries, x)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    inputs, targets = torch.from_numpy(x).float().to(device), torch.from_numpy(2.0 * y - 1).float().to(device)
    for name in nets.activations:
        for depth in nets.depths:
            kernel = deep(name, depth)
            wide = InfiniteDepthClassifier(kernel.dual, "ntk", depth, zonal=kernel).fit(x, y).label(cosines)
            net = FiniteNet(kernel.dual, x.shape[1], nets.width, depth, seed=seed, zero_start=True).to(device)
            descend(net, inputs, targets, nets.steps, seed, progress, f"{name}, {depth} layers")
            with torch.no_grad():
                labels = (net(torch.from_numpy(queries).float().to(device))[:, 0] > 0).long().cpu().numpy()
                error = float((net(inputs)[:, 0] - targets).square().mean())
            setting = f"width={nets.width} L={depth}"
            yield Row(f"{name}, finite", "accuracy", float((labels == truth).mean()), seed, setting)
            yield Row(f"{name}, finite", "training MSE", error, seed, setting)
            yield Row(
                f"{name}, finite",
                "agreement with infinite width",
                float((labels == wide).mean()),
                seed,
                setting,
            )
            yield Row(f"{name}, infinitely wide", "accuracy", float((wide == truth).mean()), seed, setting)


def descend(
    net: FiniteNet, x: Tensor, y: Tensor, steps: int, seed: int, progress: Progress, name: str
) -> None:
    """Full-batch descent on the square loss; the rate is the inverse of its curvature, which the tangent kernel gives."""
    curvature = float(torch.linalg.eigvalsh(empirical_ntk(net, x))[-1]) / len(x)
    optimizer = torch.optim.SGD(
        [p for p in net.parameters() if p.requires_grad], lr=0.5 / curvature, momentum=MOMENTUM, nesterov=True
    )

    def loss(model: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        inputs, targets = batch
        return (model(inputs)[:, 0] - targets).square().mean() / 2

    batches = TensorBatches(x, y, batch_size=len(x), shuffle=False)
    fit(net, loss, batches, optimizer, epochs=steps, seed=seed, progress=progress, name=name)
