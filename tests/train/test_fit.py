"""The loop against a hand-written one, and exact resumption."""

from __future__ import annotations

import os
import signal

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from reprise.train import Callback, Checkpoints, EarlyStopping, Fit, TensorBatches, cosine, fit, seeded


def make_model(dropout: float = 0.0) -> nn.Module:
    with seeded(3):
        return nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Dropout(dropout), nn.Linear(8, 1))


def make_data(rows: int = 37) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(rows, 5, generator=generator)
    return x, x.sum(1, keepdim=True).sin()


def mse(model: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    return nn.functional.mse_loss(model(batch[0]), batch[1])


def run(
    model: nn.Module, callbacks: tuple[Callback, ...] = (), checkpoints: Checkpoints | None = None, **options
) -> Fit:
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    batches = TensorBatches(*make_data(), batch_size=8, seed=5)
    options = {"epochs": 4, "schedule": cosine(0.1), "seed": 11, **options}
    return fit(
        model, mse, batches, optimizer, callbacks=callbacks, checkpoints=checkpoints, cpu=True, **options
    )


def same(left: nn.Module, right: nn.Module) -> bool:
    return all(
        torch.equal(a, b)
        for a, b in zip(left.state_dict().values(), right.state_dict().values(), strict=True)
    )


def test_equals_a_loop_written_by_hand():
    ours, theirs = make_model(), make_model()
    report = run(ours, schedule=None, clip=0.5)
    optimizer = torch.optim.AdamW(theirs.parameters(), lr=0.01)
    batches = TensorBatches(*make_data(), batch_size=8, seed=5)
    losses = []
    for epoch in range(4):
        for batch in batches.epoch(epoch):
            optimizer.zero_grad()
            loss = mse(theirs, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(theirs.parameters(), 0.5)
            optimizer.step()
            losses.append(loss.item())
    assert same(ours, theirs)
    assert report.step == len(losses) == 20
    assert report.history[-1]["loss"] == pytest.approx(sum(losses[-5:]) / 5, rel=1e-6)
    assert report.stopped == "all epochs done"


def test_accumulation_equals_the_larger_batch():
    whole, parts = make_model(), make_model()
    x, y = make_data(32)
    for model, size, accumulate in ((whole, 16, 1), (parts, 4, 4)):
        batches = TensorBatches(x, y, batch_size=size, shuffle=False)
        report = fit(
            model,
            mse,
            batches,
            torch.optim.SGD(model.parameters(), lr=0.1),
            epochs=2,
            accumulate=accumulate,
            cpu=True,
        )
        assert report.step == 4
    for a, b in zip(whole.parameters(), parts.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-5, atol=1e-6)


class InterruptAt(Callback):
    def __init__(self, step: int) -> None:
        self.step = step

    def on_step(self, fit: Fit, model: nn.Module) -> None:
        if fit.step == self.step:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("step", [3, 5, 12])
@pytest.mark.parametrize("every", [None, 2])
def test_resumes_to_equal_weights_after_an_interrupt(tmp_path, step, every):
    straight = make_model(dropout=0.3)
    expected = run(straight)
    resumed = make_model(dropout=0.3)
    with pytest.raises(KeyboardInterrupt):
        run(resumed, (InterruptAt(step),), Checkpoints(tmp_path, every))
    again = make_model(dropout=0.3)
    report = run(again, checkpoints=Checkpoints(tmp_path, every))
    assert same(straight, again)
    assert report.history == expected.history


def test_an_interrupt_during_validation_is_not_lost(tmp_path):
    def validate(model: nn.Module) -> dict[str, float]:
        if len(list(tmp_path.glob("step-*"))) == 1:
            os.kill(os.getpid(), signal.SIGINT)
        return {"score": 0.0}

    model = make_model(dropout=0.3)
    with pytest.raises(KeyboardInterrupt):
        run(model, checkpoints=Checkpoints(tmp_path), validate=validate, epochs=2)


def test_resumes_a_data_loader(tmp_path):
    x, y = make_data()

    def train(
        model: nn.Module, callbacks: tuple[Callback, ...] = (), checkpoints: Checkpoints | None = None
    ) -> Fit:
        loader = DataLoader(TensorDataset(x, y), batch_size=8, shuffle=True)
        optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
        return fit(
            model,
            mse,
            loader,
            optimizer,
            epochs=3,
            seed=2,
            callbacks=callbacks,
            checkpoints=checkpoints,
            cpu=True,
        )

    straight, again = make_model(0.2), make_model(0.2)
    train(straight)
    with pytest.raises(KeyboardInterrupt):
        train(make_model(0.2), (InterruptAt(8),), Checkpoints(tmp_path))
    train(again, checkpoints=Checkpoints(tmp_path))
    assert same(straight, again)


class Scripted(Callback):
    """Plays a list of validation values, so that stopping does not hang on a training run."""

    def __init__(self, values: list[float]) -> None:
        self.values = iter(values)

    def __call__(self, model: nn.Module) -> dict[str, float]:
        return {"score": next(self.values)}


def test_early_stopping_puts_the_best_weights_back():
    seen: list[dict[str, torch.Tensor]] = []

    class Keep(Callback):
        def on_epoch(self, fit: Fit, model: nn.Module) -> None:
            seen.append({k: v.clone() for k, v in model.state_dict().items()})

    model = make_model()
    report = run(
        model,
        (Keep(), EarlyStopping("score", patience=2, mode="max")),
        epochs=10,
        validate=Scripted([0.1, 0.5, 0.4, 0.5, 0.9]),
    )
    assert report.epoch == 4
    assert report.stopped == "a callback"
    assert all(torch.equal(model.state_dict()[k], v) for k, v in seen[1].items())


def test_a_loss_that_is_not_finite_stops_with_its_step():
    def explode(model: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
        explode.calls += 1
        return mse(model, batch) * (float("nan") if explode.calls == 7 else 1.0)

    explode.calls = 0
    model = make_model()
    batches = TensorBatches(*make_data(), batch_size=8)
    with pytest.raises(FloatingPointError, match=r"step 6 \(epoch 1\).*Last checkpoint: none"):
        fit(model, explode, batches, torch.optim.SGD(model.parameters(), lr=0.1), epochs=3, cpu=True)
    assert all(torch.isfinite(p).all() for p in model.parameters())


@pytest.mark.parametrize(
    ("options", "message"),
    [({"epochs": 0}, "epochs"), ({"accumulate": 0}, "accumulate"), ({"clip": -1.0}, "clip")],
)
def test_refuses_settings_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        run(make_model(), **options)


def test_early_stopping_names_an_unknown_metric():
    with pytest.raises(ValueError, match=r"'accuracy'.*\['epoch', 'loss', 'lr', 'step'\]"):
        run(make_model(), (EarlyStopping("accuracy"),))
