"""Two processes under ``accelerate launch`` reach the weights of one."""

from __future__ import annotations

import subprocess
import sys

import torch
from safetensors.torch import load_file

SCRIPT = """
import sys, torch
from torch import nn
from accelerate import PartialState
from safetensors.torch import save_file
from reprise.train import TensorBatches, fit, seeded

x = torch.randn(64, 5, generator=torch.Generator().manual_seed(0))
with seeded(1):
    model = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 1))
loss = lambda model, batch: nn.functional.mse_loss(model(batch[0]), batch[1])
batches = TensorBatches(x, x.sum(1, keepdim=True), batch_size=16, seed=2)
report = fit(model, loss, batches, torch.optim.SGD(model.parameters(), 0.1), epochs=2, clip=1.0, cpu=True)
assert report.step == 8
if PartialState().is_main_process:
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, sys.argv[1])
"""


def test_two_processes_equal_one(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    launch = [
        sys.executable,
        "-m",
        "accelerate.commands.launch",
        "--cpu",
        "--num_processes",
        "2",
        "--main_process_port",
        "0",
    ]
    for prefix, name in (([sys.executable], "one"), (launch, "two")):
        done = subprocess.run(
            [*prefix, str(script), str(tmp_path / name)], capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
    one, two = load_file(tmp_path / "one"), load_file(tmp_path / "two")
    for key, value in one.items():
        torch.testing.assert_close(two[key], value, rtol=1e-5, atol=1e-6)
