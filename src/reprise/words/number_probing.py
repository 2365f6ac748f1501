"""Can simple networks compute with a code of numbers, also beyond the numbers they were trained on?

The probes of Wallace et al. 2019 (arXiv 1909.07940): which of five numbers is the largest, what is the number, what is
the sum of two. A probe is a network of two hidden layers on the code; each number of a list is scored by the same
network. Numbers are 0 to 999, split at random (interpolation), or trained below 500 and tested on 500 to 999
("extrapolation") and on 1000 to 9999 ("far"). All encoders and seeds train at once, as one batched matrix product, on the
same draws.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from reprise.words.digit_lstm import DigitLSTM, digits
from reprise.words.number_encoder import NumberEncoder

TASKS = {"maximum": 5, "value": 1, "sum": 2}  # how many numbers an example has
SPLITS = ("interpolation", "extrapolation")
TOKENS, DIGIT_LSTM = "token", "digit LSTM"
LEARNED = (TOKENS, DIGIT_LSTM)
NUMBERS = 10_000


@dataclass(frozen=True)
class Probe:
    """How a probe is trained: the same for all encoders but for the learning rate.

    Args:
        width: codes are padded with zeros to so many coordinates; learned codes have so many.
        hidden: units of both hidden layers.
        batch: examples a step.
        lr: first learning rate of Adam, falling to 0 along a half cosine.
        tests: examples that are tested; single numbers all once where they are no more.
    """

    width: int = 64
    hidden: int = 64
    steps: int = 1000
    batch: int = 128
    lr: float = 3e-3
    tests: int = 2000


def log_mae(found: Float[np.ndarray, "*n"], true: Float[np.ndarray, "*n"]) -> float:
    """Mean |log10(1 + |found|) - log10(1 + |true|)|."""
    return float(np.abs(np.log10(1 + np.abs(found)) - np.log10(1 + np.abs(true))).mean())


def number_splits(
    split: str, seed: int
) -> tuple[Int[np.ndarray, " train"], dict[str, Int[np.ndarray, " test"]]]:
    """Numbers to train on, and those of each test."""
    if split not in SPLITS:
        raise ValueError(f"split must be one of {', '.join(SPLITS)}, got {split!r}")
    if split == "extrapolation":
        return np.arange(500), {"extrapolation": np.arange(500, 1000), "far": np.arange(1000, 10_000)}
    order = np.random.default_rng(seed).permutation(1000)
    return np.sort(order[:800]), {"interpolation": np.sort(order[800:])}


def numeracy_probe(
    encoders: Mapping[str, NumberEncoder],
    task: str,
    split: str,
    seeds: Sequence[int],
    probe: Probe | None = None,
    learned: Sequence[str] = LEARNED,
) -> dict[tuple[str, int, str], float]:
    """Train probes on all encoders and seeds, and test them.

    Args:
        encoders: by name; their codes are standardised by the training numbers' mean and spread.
        task: ``"maximum"`` (scored by accuracy), ``"value"`` or ``"sum"`` (scored by :func:`log_mae`).
        split: ``"interpolation"`` or ``"extrapolation"``, which is tested near and far.
        seeds: of split, first weights and draws.
        learned: codes trained with the probe: ``"token"``, a free vector for each number, and ``"digit LSTM"``.

    Returns:
        (encoder, seed, test) -> score.
    """
    probe = probe or Probe()
    if task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(TASKS)}, got {task!r}")
    wide = [name for name, encoder in encoders.items() if encoder.dim > probe.width]
    if wide:
        raise ValueError(
            f"{wide[0]!r} has {encoders[wide[0]].dim} coordinates, more than the probe's {probe.width}"
        )
    unknown = [name for name in learned if name not in LEARNED]
    if unknown:
        raise ValueError(f"learned codes are {', '.join(LEARNED)}, got {unknown[0]!r}")
    splits = [number_splits(split, seed) for seed in seeds]
    trains = [train for train, _ in splits]
    scores: dict[tuple[str, int, str], float] = {}
    groups = [list(encoders)] if encoders else []
    for names in [*groups, *([name] for name in learned)]:
        codes = _codes(names, encoders, seeds, trains, probe)
        run = _Run(task, len(names), seeds, trains, probe, codes)
        run.train()
        for test in splits[0][1]:
            found = iter(run.test([tests[test] for _, tests in splits]))
            scores.update({(name, int(seed), test): next(found) for name in names for seed in seeds})
    return scores


def _generators(seeds: Sequence[int]) -> list[torch.Generator]:
    """One a seed, so that a seed's first weights do not depend on what else is in the batch."""
    return [torch.Generator().manual_seed(int(seed)) for seed in seeds]


class _Fixed(nn.Module):
    """Looks codes up, one table a replica."""

    tables: Tensor

    def __init__(self, tables: Float[Tensor, "replicas numbers width"]) -> None:
        super().__init__()
        self.register_buffer("tables", tables)

    def forward(self, numbers: Int[Tensor, "replicas batch"]) -> Float[Tensor, "replicas batch width"]:
        return _look_up(self.tables, numbers)


class _Tokens(nn.Module):
    """A free vector for each number; those of 1000 and more never occur in training and stay as they began."""

    beyond: Tensor

    def __init__(self, seeds: Sequence[int], width: int) -> None:
        super().__init__()
        first = torch.stack([torch.randn(NUMBERS, width, generator=g) for g in _generators(seeds)])
        self.learned = nn.Parameter(first[:, :1000].clone())
        self.register_buffer("beyond", first[:, 1000:].clone())

    def forward(self, numbers: Int[Tensor, "replicas batch"]) -> Float[Tensor, "replicas batch width"]:
        far = bool((numbers >= 1000).any())
        return _look_up(torch.cat([self.learned, self.beyond], 1) if far else self.learned, numbers)


class _Digits(nn.Module):
    read: Tensor

    def __init__(self, seeds: Sequence[int], width: int) -> None:
        super().__init__()
        self.lstm = DigitLSTM(width, len(seeds))
        singles = [DigitLSTM(width, 1, g) for g in _generators(seeds)]
        with torch.no_grad():
            for own, *each in zip(self.lstm.parameters(), *(s.parameters() for s in singles), strict=True):
                own.copy_(torch.cat(each))
        self.register_buffer("read", digits(range(NUMBERS)))

    def forward(self, numbers: Int[Tensor, "replicas batch"]) -> Float[Tensor, "replicas batch width"]:
        read = self.read[numbers]
        longest = int((read >= 0).flatten(0, 1).any(dim=0).sum())
        codes: Tensor = self.lstm(read[:, :, :longest])
        return codes


def _look_up(tables: Tensor, numbers: Tensor) -> Tensor:
    return tables.gather(1, numbers.unsqueeze(-1).expand(-1, -1, tables.shape[2]))


def _codes(
    names: list[str],
    encoders: Mapping[str, NumberEncoder],
    seeds: Sequence[int],
    trains: list[np.ndarray],
    probe: Probe,
) -> nn.Module:
    if names == [TOKENS]:
        return _Tokens(seeds, probe.width)
    if names == [DIGIT_LSTM]:
        return _Digits(seeds, probe.width)
    tables = np.zeros((len(names) * len(trains), NUMBERS, probe.width), np.float32)
    for i, name in enumerate(names):
        code = encoders[name].encode(np.arange(float(NUMBERS)))
        for j, train in enumerate(trains):
            spread = code[train].std(axis=0)
            scaled = (code - code[train].mean(axis=0)) / np.where(spread > 1e-9, spread, 1)
            tables[i * len(trains) + j, :, : code.shape[1]] = scaled
    return _Fixed(torch.from_numpy(tables))


class _Heads(nn.Module):
    """Networks of two hidden layers, one a replica; a seed's begin alike for all encoders."""

    def __init__(self, encoders: int, seeds: Sequence[int], probe: Probe, parts: int) -> None:
        super().__init__()
        sizes = (parts * probe.width, probe.hidden, probe.hidden, 1)
        self.weights = nn.ParameterList()
        self.biases = nn.ParameterList()
        generators = _generators(seeds)
        for n, m in itertools.pairwise(sizes):
            first = torch.stack([torch.randn(n, m, generator=g) for g in generators]) * math.sqrt(2 / n)
            self.weights.append(nn.Parameter(first.repeat(encoders, 1, 1)))
            self.biases.append(nn.Parameter(torch.zeros(encoders * len(seeds), 1, m)))

    def forward(self, x: Float[Tensor, "replicas batch width"]) -> Float[Tensor, "replicas batch"]:
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = torch.baddbmm(bias, x if layer == 0 else x.relu(), weight)
        return x.squeeze(-1)


class _Run:
    """The probes of some encoders and all seeds: replica i * seeds + j has encoder i and seed j."""

    def __init__(
        self,
        task: str,
        encoders: int,
        seeds: Sequence[int],
        trains: list[np.ndarray],
        probe: Probe,
        codes: nn.Module,
    ) -> None:
        self.items, self.ranked = TASKS[task], task == "maximum"
        self.encoders, self.seeds, self.trains, self.probe, self.codes = encoders, seeds, trains, probe, codes
        self.heads = _Heads(encoders, seeds, probe, 1 if self.ranked else self.items)
        # Answers other than the maximum are sums of independent draws; probes answer in their standard scale.
        mean = [self.items * train.mean() for train in trains] * encoders
        spread = [math.sqrt(self.items) * train.std() for train in trains] * encoders
        self.mean, self.spread = (torch.tensor(v, dtype=torch.float32)[:, None] for v in (mean, spread))

    def draw(self, pools: list[np.ndarray], rngs: list[np.random.Generator], count: int) -> Tensor:
        """Numbers [replicas, count, items]; all encoders of a seed get the same."""
        size = (count, self.items)
        drawn = [pool[rng.integers(len(pool), size=size)] for pool, rng in zip(pools, rngs, strict=True)]
        return torch.from_numpy(np.tile(np.stack(drawn), (self.encoders, 1, 1)))

    def answer(self, numbers: Tensor) -> Tensor:
        """Scores [replicas, count, items] for the maximum, else answers [replicas, count]."""
        replicas, count, items = numbers.shape
        code = self.codes(numbers.reshape(replicas, count * items))
        if self.ranked:
            scores: Tensor = self.heads(code).reshape(replicas, count, items)
            return scores
        answers: Tensor = self.heads(code.reshape(replicas, count, -1))
        return answers

    def train(self) -> None:
        parameters = [
            p for module in (self.codes, self.heads) for p in module.parameters() if p.requires_grad
        ]
        optimizer = torch.optim.Adam(parameters, self.probe.lr)
        decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, self.probe.steps)
        rngs = [np.random.default_rng([seed, 1]) for seed in self.seeds]
        for _ in range(self.probe.steps):
            numbers = self.draw(self.trains, rngs, self.probe.batch)
            answer = self.answer(numbers)
            if self.ranked:
                largest = numbers.argmax(-1).flatten()
                loss = nn.functional.cross_entropy(answer.flatten(0, 1), largest, reduction="sum")
            else:
                loss = (answer - (numbers.sum(-1) - self.mean) / self.spread).square().sum()
            optimizer.zero_grad()
            (loss / self.probe.batch).backward()  # replicas share no weight, so each has its own mean loss
            optimizer.step()
            decay.step()

    @torch.no_grad()
    def test(self, pools: list[np.ndarray]) -> list[float]:
        """A score a replica."""
        if self.items == 1 and len(pools[0]) <= self.probe.tests:  # every number once
            numbers = torch.from_numpy(np.tile(np.stack(pools)[:, :, None], (self.encoders, 1, 1)))
        else:
            rngs = [np.random.default_rng([seed, 2]) for seed in self.seeds]
            numbers = self.draw(pools, rngs, self.probe.tests)
        answer = self.answer(numbers)
        if self.ranked:  # of equal numbers any is the largest
            chosen = numbers.gather(-1, answer.argmax(-1, keepdim=True)).squeeze(-1)
            right: list[float] = (chosen == numbers.amax(-1)).double().mean(1).tolist()
            return right
        found = (answer * self.spread + self.mean).double().numpy()
        return [log_mae(f, t) for f, t in zip(found, numbers.sum(-1).double().numpy(), strict=True)]
