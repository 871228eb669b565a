"""Benchmarks of a model that is watched, beside the same model alone: an LSTM of 2 layers of 256 units, 200 steps."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import torch
from torch import nn

from benchmarks.table import Row
from rnnlab import hold, watch

ROUNDS = 7
STEPS, BATCH, SIZE = 200, 32, 256


def ratio(ours: Callable[[], object], reference: Callable[[], object]) -> tuple[float, float, float]:
    """Median seconds of both, run in turn, and of the ratios of each turn."""
    reference()
    ours()
    pairs = [(timed(ours), timed(reference)) for _ in range(ROUNDS)]
    medians = [statistics.median(column) for column in zip(*pairs, strict=True)]
    return medians[0], medians[1], statistics.median(a / b for a, b in pairs)


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def rows() -> Iterator[Row]:
    torch.manual_seed(0)
    model, x = nn.LSTM(SIZE, SIZE, num_layers=2), torch.randn(STEPS, BATCH, SIZE)

    def backward() -> None:
        model.zero_grad()
        model(x)[0].sum().backward()

    def forward() -> None:
        with torch.no_grad():
            model(x)

    for what, run, reach in (("forward and backward", backward, 2.0), ("forward only, no_grad", forward, 1.6)):
        with watch(model, calls=1) as watcher:
            run()
        start = time.perf_counter()
        recording = watcher.recording
        taken = time.perf_counter() - start

        def watched(run: Callable[[], object] = run) -> None:
            with watch(model, calls=1):
                run()

        ours, alone, measured = ratio(watched, run)
        yield Row(
            what=f"watch, LSTM 2×{SIZE}, T={STEPS}, batch {BATCH}: {what}",
            reference=f"without it: {1000 * alone:.0f} ms",
            ours=f"{1000 * ours:.0f} ms; the gates, {recording.nbytes / 1e6:.0f} MB, when asked for in {taken:.2f} s",
            measured=f"{measured:.2f}×",
            reach=f"≤ {reach}×",
            ok=measured <= reach,
        )

    def held() -> None:
        with hold(model):
            forward()

    ours, alone, measured = ratio(held, forward)
    yield Row(
        what="hold nothing",
        reference=f"without it: {1000 * alone:.0f} ms",
        ours=f"{1000 * ours:.0f} ms",
        measured=f"{measured:.2f}×",
        reach="≤ 1.05×",
        ok=measured <= 1.05,
    )
