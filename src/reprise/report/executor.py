"""Where seeds run: in local processes, or on a Ray cluster."""

from __future__ import annotations

import concurrent.futures
import importlib
import multiprocessing
from collections.abc import Iterator, Sequence
from typing import Any, cast

from reprise.report.performance import Experiment, SeedRun, perform_seed
from reprise.report.row import Scale


def _remote(module: str, scale: Scale, seed: int) -> SeedRun:
    return perform_seed(cast(Experiment, importlib.import_module(module)), scale, seed)


class LocalProcesses:
    """Runs seeds in ``workers`` processes of this machine.

    Seeds that run beside each other share its cores: never for experiments that measure time.
    """

    def __init__(self, workers: int) -> None:
        if workers < 1:
            raise ValueError(f"the number of workers must be at least 1, got {workers}")
        self.workers = workers

    def run(self, module: str, scale: Scale, seeds: Sequence[int]) -> Iterator[SeedRun]:
        """Yield the seeds as they end."""
        context = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(self.workers, mp_context=context) as pool:
            futures = [pool.submit(_remote, module, scale, seed) for seed in seeds]
            try:
                for future in concurrent.futures.as_completed(futures):
                    yield future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


class RayCluster:
    """Runs seeds as tasks of a Ray cluster.

    Args:
        address: as ``ray.init`` takes it, e.g. ``"auto"`` or ``"ray://host:10001"``. Every node needs this
            package and the data.
        cpus, gpus: what each task asks for.
    """

    def __init__(self, address: str, cpus: float = 1, gpus: float = 0) -> None:
        try:
            self._ray: Any = importlib.import_module("ray")
        except ImportError as error:
            raise ModuleNotFoundError(
                "running on a cluster needs Ray: pip install 'ray[default]'", name="ray"
            ) from error
        if not self._ray.is_initialized():
            self._ray.init(address=address)
        self._task = self._ray.remote(num_cpus=cpus, num_gpus=gpus)(_remote)

    def run(self, module: str, scale: Scale, seeds: Sequence[int]) -> Iterator[SeedRun]:
        """Yield the seeds as they end."""
        waiting = [self._task.remote(module, scale, seed) for seed in seeds]
        while waiting:
            ended, waiting = self._ray.wait(waiting, num_returns=1)
            yield cast(SeedRun, self._ray.get(ended[0]))
