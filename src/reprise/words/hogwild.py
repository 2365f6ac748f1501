"""Lock-free training: threads that share their matrices, one clock, one learning rate (Niu et al. 2011, arXiv 1106.5730).

Text is cut into chunks of whole lines. Every epoch deals the chunks in a new order to the threads, in rounds; between two
rounds nothing runs, so that the state there can be saved and taken up again. The learning rate falls in a straight
line with the words that are done, whichever thread did them.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import no_type_check

import numba
import numpy as np
from jaxtyping import Int, Int64

from reprise.words.sampling import CACHE_LINE, random_bits
from reprise.words.vocabulary import BOUNDARY

CHUNK = 10_000  # tokens
ROUND = 4_000_000  # tokens between two points where the work can be saved
REFRESH = 1000  # tokens between two looks at the clock


@dataclass(frozen=True)
class Pace:
    """How far a training is: ``done`` of ``total`` words (all epochs), after ``seconds``."""

    done: int
    total: int
    seconds: float
    first: int = 0

    @property
    def words_per_second(self) -> float:
        return (self.done - self.first) / max(self.seconds, 1e-9)

    @property
    def seconds_left(self) -> float:
        return (self.total - self.done) / max(self.words_per_second, 1e-9)

    def __str__(self) -> str:
        return (
            f"{self.done / max(self.total, 1):.0%} of {self.total:,} words, "
            f"{self.words_per_second:,.0f} words/s, {self.seconds_left:.0f} s left"
        )


Step = Callable[[int, Int64[np.ndarray, "chunks 2"], Int64[np.ndarray, "slots 8"]], None]


def thread_count(threads: int | None) -> int:
    """``threads``, or as many as this process may use cores."""
    if threads is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if threads < 1:
        raise ValueError(f"threads must be at least 1, got {threads}")
    return threads


def chunk_bounds(tokens: Int[np.ndarray, " tokens"], size: int = CHUNK) -> Int64[np.ndarray, "chunks 2"]:
    """Begin and end of pieces of whole lines, of about ``size`` tokens each. Every line ends with a boundary."""
    ends: list[np.ndarray] = []
    for start in range(0, len(tokens), 2**24):
        part = np.flatnonzero(np.asarray(tokens[start : start + 2**24]) == BOUNDARY)
        ends.append(part + start + 1)
    line_ends = np.concatenate(ends) if ends else np.zeros(0, dtype=np.int64)
    if len(line_ends) == 0 or line_ends[-1] != len(tokens):
        raise ValueError(
            "encoded text must end with a boundary; make it with Vocabulary.encode or read_corpus"
        )
    # The last line end before each multiple of the size, and the very last.
    marks = np.arange(size, len(tokens) + size, size)
    places = np.unique(np.maximum(np.searchsorted(line_ends, marks, side="right") - 1, 0))
    places = np.unique(np.append(places, len(line_ends) - 1))
    stops = line_ends[places]
    return np.stack([np.concatenate([[0], stops[:-1]]), stops], axis=1).astype(np.int64)


class Hogwild:
    """Runs a compiled step over chunks in threads.

    Args:
        tokens: encoded text, a boundary after each line.
        epochs: passes over it.
        threads: how many; one makes the result the same in every run.
        seed: of the order of chunks.

    A step gets its thread's number, its chunks and the clock, an int64 array: row t counts the tokens thread t has
    done (first column), and the last row asks everybody to stop when its first number is not 0.
    """

    def __init__(self, tokens: Int[np.ndarray, " tokens"], epochs: int, threads: int, seed: int) -> None:
        self._start(chunk_bounds(tokens), epochs, threads, seed)

    @classmethod
    def over(cls, items: int, size: int, epochs: int, threads: int, seed: int) -> Hogwild:
        """The same over ``items`` of anything, in chunks of ``size``."""
        run = cls.__new__(cls)
        starts = np.arange(0, items, size)
        run._start(np.stack([starts, np.minimum(starts + size, items)], axis=1), epochs, threads, seed)
        return run

    def _start(self, chunks: Int64[np.ndarray, "chunks 2"], epochs: int, threads: int, seed: int) -> None:
        self.chunks = chunks
        self.epochs, self.threads, self.seed = epochs, threads, seed
        self.total = int((chunks[:, 1] - chunks[:, 0]).sum()) * epochs
        self.clock = np.zeros((threads + 1, CACHE_LINE), dtype=np.int64)
        self.rounds_done = self.epoch = 0

    def rounds(self) -> Iterator[Int64[np.ndarray, "chunks 2"]]:
        """The chunks of each round that is still to do."""
        number = 0
        sizes = self.chunks[:, 1] - self.chunks[:, 0]
        for epoch in range(self.epochs):
            order = np.random.default_rng([self.seed, epoch]).permutation(len(self.chunks))
            share = np.cumsum(sizes[order]) // ROUND
            for one in np.unique(share):
                if number >= self.rounds_done:
                    self.epoch = epoch
                    yield self.chunks[order[share == one]]
                number += 1

    def run(
        self,
        step: Step,
        progress: Callable[[Pace], object] | None = None,
        between: Callable[[], object] | None = None,
        every: float = 0.5,
    ) -> None:
        """Work off the rounds.

        Args:
            step: trains on chunks; called in threads.
            progress: hears of the pace every ``every`` seconds and at the end.
            between: called after each round, when no thread runs.

        An exception in a step, or an interruption, stops all threads and is raised here.
        """
        began, first = time.monotonic(), int(self.clock[:-1, 0].sum())

        def tell() -> None:
            if progress is not None:
                done = int(self.clock[:-1, 0].sum())
                progress(Pace(min(done, self.total), self.total, time.monotonic() - began, first))

        told = began
        for chunks in self.rounds():
            failures: list[BaseException] = []

            def work(thread: int, part: np.ndarray, failures: list[BaseException] = failures) -> None:
                try:
                    step(thread, part, self.clock)
                except BaseException as failure:
                    failures.append(failure)
                    self.clock[-1, 0] = 1

            workers = [
                threading.Thread(
                    target=work, args=(t, np.ascontiguousarray(chunks[t :: self.threads])), daemon=True
                )
                for t in range(self.threads)
            ]
            try:
                for worker in workers:
                    worker.start()
                for worker in workers:
                    while worker.is_alive():
                        worker.join(every)
                        if time.monotonic() - told >= every:
                            told = time.monotonic()
                            tell()
            except BaseException:
                self.clock[-1, 0] = 1
                for worker in workers:
                    worker.join()
                raise
            if failures:
                raise failures[0]
            self.rounds_done += 1
            if between is not None:
                between()
        tell()


@numba.njit(nogil=True, cache=True, boundscheck=False)
@no_type_check
def falling_rate(clock, total, first, last):
    """``first`` at the beginning, ``last`` when all words are done."""
    done = 0
    for thread in range(len(clock) - 1):
        done += clock[thread, 0]
    return np.float32(first + (last - first) * min(done / total, 1.0))


@numba.njit(nogil=True, cache=True, boundscheck=False)
@no_type_check
def next_line(tokens, place, keep, state, line):
    """Read the line that begins at ``place`` without its sub-sampled words into ``line``.

    Returns:
        where the next line begins, and how many words were kept.
    """
    size = 0
    while tokens[place] != BOUNDARY:
        word = tokens[place]
        if keep[word] >= np.float32(1.0) or (random_bits(state) >> np.uint64(40)) < keep[word] * np.float32(
            16777216.0
        ):
            line[size] = word
            size += 1
        place += 1
    return place + 1, size
