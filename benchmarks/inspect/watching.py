"""Benchmarks of a model that is watched, beside the same model alone: an LSTM of 2 layers of 256 units, 200 steps."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import torch
from torch import nn

from benchmarks.table import Row, seconds
from rnnlab import hold, watch

ROUNDS = 7
STEPS, BATCH, SIZE = 200, 32, 256


def rows() -> Iterator[Row]:
    torch.manual_seed(0)
    model, x = nn.LSTM(SIZE, SIZE, num_layers=2), torch.randn(STEPS, BATCH, SIZE)

    def backward() -> None:
        model.zero_grad()
        model(x)[0].sum().backward()

    def forward() -> None:
        with torch.no_grad():
            model(x)

    def held() -> None:
        with hold(model):
            forward()

    yield watched_row(model, "forward and backward", backward, 2.0)
    yield watched_row(model, "forward only, no_grad", forward, 1.6)
    yield turn_by_turn("hold nothing", held, forward, 1.05)


def watched_row(model: nn.Module, what: str, run: Callable[[], object], reach: float) -> Row:
    """A run that is watched, and how long its recording takes when it is asked for."""
    with watch(model, calls=1) as watcher:
        run()
    start = time.perf_counter()
    recording = watcher.recording
    taken = time.perf_counter() - start

    def watched() -> None:
        with watch(model, calls=1):
            run()

    also = f"; the gates, {recording.nbytes / 1e6:.0f} MB, when asked for in {taken:.2f} s"
    return turn_by_turn(f"watch, LSTM 2×{SIZE}, T={STEPS}, batch {BATCH}: {what}", watched, run, reach, also)


def turn_by_turn(
    what: str, ours: Callable[[], object], reference: Callable[[], object], reach: float, also: str = ""
) -> Row:
    """Both in turns, and the median of the ratios of each turn."""
    reference()
    ours()
    pairs = [(seconds(ours), seconds(reference)) for _ in range(ROUNDS)]
    watched, alone = (statistics.median(column) for column in zip(*pairs, strict=True))
    measured = statistics.median(a / b for a, b in pairs)
    return Row(
        what=what,
        reference=f"without it: {1000 * alone:.0f} ms",
        ours=f"{1000 * watched:.0f} ms{also}",
        measured=f"{measured:.2f}×",
        reach=f"≤ {reach}×",
        ok=measured <= reach,
    )
