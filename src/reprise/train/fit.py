"""One training loop, on Accelerate: CPU, one GPU, or many under ``accelerate launch``.

A run is a function of its seed: at every optimiser step the global generators are set from (seed, step,
process), so that dropout and augmentation do not depend on what happened before, and a resumed run
reaches the same weights, bit for bit, as one that was never interrupted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from reprise.report.progress import Progress
from reprise.train.batches import TensorBatches
from reprise.train.checkpoint import Checkpoints
from reprise.train.interruption import deferred_interrupt
from reprise.train.schedules import Schedule

LossFunction = Callable[[nn.Module, Any], Tensor]
CHECK_EVERY = {"cpu": 1}  # reading a loss back stalls an accelerator; there it is looked at less often
CHECK_ELSEWHERE = 50


@dataclass
class Fit:
    """What happened in a run, and the state that a checkpoint keeps.

    ``history`` has one dict an epoch: ``epoch``, ``step``, ``loss`` (mean over the epoch's optimiser
    steps), ``lr``, and whatever ``validate`` returned. ``stopped`` says why the run ended.
    """

    step: int = 0
    epoch: int = 0
    batch: int = 0
    stopped: str = ""
    history: list[dict[str, float]] = field(default_factory=list)
    loss_sum: float = 0.0
    loss_count: int = 0

    def state_dict(self) -> dict[str, Any]:
        return {**vars(self), "history": [dict(entry) for entry in self.history]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        vars(self).update(state)


class Callback:
    """Hooks into :func:`fit`; return True to stop the run.

    A callback that carries state between epochs offers ``state_dict`` and ``load_state_dict``: both are
    then part of the checkpoint.
    """

    def on_step(self, fit: Fit, model: nn.Module) -> bool | None:
        """After every optimiser step."""
        return None

    def on_epoch(self, fit: Fit, model: nn.Module) -> bool | None:
        """After every epoch, when its entry stands at the end of ``fit.history``."""
        return None

    def on_end(self, fit: Fit, model: nn.Module) -> None:
        """Once, however the run ended."""


class EarlyStopping(Callback):
    """Stop when a metric has not improved for ``patience`` epochs; the best weights are put back.

    Args:
        metric: a key of the history's entries.
        patience: epochs without improvement, at least 1.
        mode: ``"min"`` or ``"max"``.
        least: an improvement smaller than this does not count.
    """

    def __init__(self, metric: str, patience: int = 3, mode: str = "min", least: float = 0.0) -> None:
        if mode not in ("min", "max"):
            raise ValueError(f'mode must be "min" or "max", got {mode!r}')
        if patience < 1:
            raise ValueError(f"patience must be at least 1 epoch, got {patience}")
        self.metric, self.patience, self.sign, self.least = (
            metric,
            patience,
            1.0 if mode == "min" else -1.0,
            least,
        )
        self.best = math.inf
        self.waited = 0
        self.weights: dict[str, Tensor] = {}

    def on_epoch(self, fit: Fit, model: nn.Module) -> bool | None:
        entry = fit.history[-1]
        if self.metric not in entry:
            raise ValueError(f"early stopping on {self.metric!r}, but an epoch has only {sorted(entry)}")
        value = self.sign * entry[self.metric]
        if value < self.best - self.least:
            self.best, self.waited = value, 0
            self.weights = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
            return False
        self.waited += 1
        return self.waited >= self.patience

    def on_end(self, fit: Fit, model: nn.Module) -> None:
        if self.weights:
            model.load_state_dict(self.weights)

    def state_dict(self) -> dict[str, Any]:
        return {"best": self.best, "waited": self.waited, "weights": self.weights}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.best, self.waited, self.weights = state["best"], state["waited"], state["weights"]


def fit(
    model: nn.Module,
    loss: LossFunction,
    batches: TensorBatches | DataLoader[Any],
    optimizer: torch.optim.Optimizer,
    *,
    epochs: int,
    schedule: Schedule | None = None,
    clip: float | None = None,
    accumulate: int = 1,
    mixed_precision: str = "no",
    validate: Callable[[nn.Module], dict[str, float]] | None = None,
    callbacks: Sequence[Callback] = (),
    checkpoints: Checkpoints | None = None,
    seed: int = 0,
    cpu: bool | None = None,
    progress: Progress | None = None,
    name: str = "training",
) -> Fit:
    """Train ``model`` in place; takes up the latest checkpoint when there is one.

    Args:
        model: on any device; it is moved to Accelerate's.
        loss: ``loss(model, batch)`` gives a scalar; a batch is a tuple of tensors or what the loader yields.
        batches: :class:`TensorBatches`, or a ``DataLoader`` (its shuffling is then seeded by Accelerate; random
            augmentation belongs into ``loss``, where it is reproducible).
        optimizer: over the model's parameters; its learning rates are the schedule's base.
        epochs: passes over the data, counted from the start of the run, not from a resume.
        schedule: (step, total steps) to a factor of the learning rate.
        clip: largest norm of the whole gradient; None leaves it alone.
        accumulate: batches whose gradients are averaged into one optimiser step.
        mixed_precision: ``"no"``, ``"fp16"`` or ``"bf16"``.
        validate: called after each epoch, in eval mode and without gradients; its numbers join the history.
        callbacks: see :class:`Callback`.
        checkpoints: where and how often to save. An interrupted run (Ctrl-C too) goes on from there.
        seed: of everything random in the run.
        cpu: stay off accelerators; by default when the model is on the CPU and there is none.
        progress: told after every step.
        name: what the progress says.

    Raises:
        FloatingPointError: the loss is not finite; says at which step, and what the last checkpoint is.
        ValueError: settings that cannot be.
    """
    from accelerate import Accelerator
    from accelerate.utils import DataLoaderConfiguration

    for what, value in (("epochs", epochs), ("accumulate", accumulate)):
        if value < 1:
            raise ValueError(f"{what} must be at least 1, got {value}")
    if clip is not None and clip <= 0:
        raise ValueError(f"clip must be a positive norm, got {clip}")
    accelerator = Accelerator(
        cpu=bool(cpu),
        mixed_precision=mixed_precision,
        dataloader_config=DataLoaderConfiguration(use_seedable_sampler=True, data_seed=seed),
    )
    wrapped, optimizer = accelerator.prepare(model, optimizer)
    if isinstance(batches, DataLoader):
        batches = accelerator.prepare_data_loader(batches)
    run = Fit()
    stateful = [callback for callback in callbacks if hasattr(callback, "state_dict")]
    accelerator.register_for_checkpointing(run, *stateful)
    steps_per_epoch = -(-len(batches) // accumulate)
    total = epochs * steps_per_epoch
    if checkpoints is not None:
        checkpoints.load(accelerator)
    for group in optimizer.param_groups:
        group.setdefault("initial_lr", group["lr"])

    def save() -> None:
        if checkpoints is not None:
            checkpoints.save(accelerator, run.step)

    check_every = CHECK_EVERY.get(accelerator.device.type, CHECK_ELSEWHERE)
    progress = progress or Progress()
    pending: list[Tensor] = []
    micro = 0

    def drain() -> None:
        """Read the losses back, in one transfer."""
        if not pending:
            return
        values = torch.stack(pending).double().cpu()
        pending.clear()
        if not torch.isfinite(values).all():
            where = (
                f"step {run.step}"
                if len(values) == 1
                else f"steps {run.step - len(values) + 1} to {run.step}"
            )
            last = checkpoints.latest() if checkpoints is not None else None
            raise FloatingPointError(
                f"the loss is not finite at {where} (epoch {run.epoch}); lower the learning rate or clip the "
                f"gradient. Last checkpoint: {last or 'none'}"
            )
        run.loss_sum += float(values.sum())
        run.loss_count += len(values)

    wrapped.train()
    ended = run.stopped != ""
    try:
        with deferred_interrupt() if checkpoints is not None else nullcontext(False) as interrupted:
            while run.epoch < epochs and not ended:
                stream = _stream(batches, run, accelerator)
                collected: Tensor | None = None
                message = f"{name}, epoch {run.epoch + 1} of {epochs}"
                for batch in progress.track(stream, message, len(batches) - run.batch):
                    if micro == 0:
                        _seed_step(seed, run.step, accelerator.process_index)
                        window = min(accumulate, len(batches) - run.batch)
                        factor = schedule(run.step, total) if schedule is not None else 1.0
                        for group in optimizer.param_groups:
                            group["lr"] = group["initial_lr"] * factor
                        optimizer.zero_grad()
                        collected = None
                    with accelerator.autocast():
                        scaled = loss(wrapped, batch) / window
                    accelerator.backward(scaled)
                    detached = scaled.detach()
                    collected = detached if collected is None else collected + detached
                    micro += 1
                    run.batch += 1
                    if micro < window:
                        continue
                    micro = 0
                    pending.append(collected)
                    if len(pending) >= check_every:
                        drain()
                    if clip is not None:
                        accelerator.clip_grad_norm_(wrapped.parameters(), clip)
                    optimizer.step()
                    run.step += 1
                    stops = [
                        callback.on_step(run, accelerator.unwrap_model(wrapped)) for callback in callbacks
                    ]
                    if any(stops):
                        ended, run.stopped = True, "a callback"
                    if ended or interrupted or _due(checkpoints, run.step):
                        drain()
                        save()
                    if interrupted:
                        raise KeyboardInterrupt
                    if ended:
                        break
                drain()
                if ended:
                    break
                _close_epoch(run, wrapped, optimizer, validate)
                stops = [callback.on_epoch(run, accelerator.unwrap_model(wrapped)) for callback in callbacks]
                if any(stops):
                    ended, run.stopped = True, "a callback"
                if checkpoints is not None and (
                    checkpoints.every is None or ended or run.epoch == epochs or interrupted
                ):
                    save()
                if interrupted:
                    raise KeyboardInterrupt
    finally:
        for callback in callbacks:
            callback.on_end(run, accelerator.unwrap_model(wrapped))
    run.stopped = run.stopped or "all epochs done"
    return run


def _due(checkpoints: Checkpoints | None, step: int) -> bool:
    return checkpoints is not None and checkpoints.every is not None and step % checkpoints.every == 0


def _seed_step(seed: int, step: int, process: int) -> None:
    mixed = (seed * 1_000_003 + step * 97 + process) % 2**63
    # torch.manual_seed also reaches accelerators that are not in use, through a queue that only grows.
    torch.default_generator.manual_seed(mixed)
    if torch.cuda.is_initialized():
        torch.cuda.manual_seed_all(mixed)


def _stream(batches: Any, run: Fit, accelerator: Any) -> Iterator[Any]:
    if isinstance(batches, TensorBatches):
        shard = batches.epoch(run.epoch, run.batch, accelerator.process_index, accelerator.num_processes)
        device = accelerator.device
        return (tuple(tensor.to(device, non_blocking=True) for tensor in batch) for batch in shard)
    if hasattr(batches, "set_epoch"):
        batches.set_epoch(run.epoch)
    return iter(accelerator.skip_first_batches(batches, run.batch) if run.batch else batches)


def _close_epoch(
    run: Fit, model: nn.Module, optimizer: Any, validate: Callable[[nn.Module], dict[str, float]] | None
) -> None:
    run.epoch += 1
    run.batch = 0
    entry = {
        "epoch": float(run.epoch),
        "step": float(run.step),
        "loss": run.loss_sum / max(1, run.loss_count),
        "lr": float(optimizer.param_groups[0]["lr"]),
    }
    run.loss_sum, run.loss_count = 0.0, 0
    if validate is not None:
        model.eval()
        with torch.no_grad():
            entry.update(validate(model))
        model.train()
    run.history.append(entry)
