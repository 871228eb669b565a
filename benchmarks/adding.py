"""`python -m benchmarks.adding`: the adding problem at length 100, which a plain RNN does not learn and gated cells do.

Numbers after the command replace the seeds 0, 1 and 2. Prints a row per cell and seed as soon as it is known; the exit
status is 1 if a lane broke down, a plain RNN went clearly below the baseline or an LSTM did not. Takes minutes, so
`python -m benchmarks` leaves it out.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in the app

from rnnlab import TaskConfig
from rnnlab.training.race import Lane, Result, race

CONFIG = TaskConfig(
    task="adding",
    seq_len=100,
    batch_size=32,
    cell="lstm",  # whose hidden size the others are matched to
    hidden_size=32,
    num_layers=1,
    lr=0.01,
    clip=1.0,
    epochs=2000,
)
SEEDS = (0, 1, 2)
SOLVED, UNSOLVED = 0.1, 0.9  # fractions of the baseline: an LSTM must get below the first, an RNN stay above the other


def races(seeds: tuple[int, ...]) -> Iterator[tuple[int, Result, float]]:
    """Each seed with the result of its race and the seconds that it took."""
    for seed in seeds:
        start = time.perf_counter()
        result = race(replace(CONFIG, seed=seed))
        yield seed, result, time.perf_counter() - start


def best(lane: Lane, width: int = 100) -> float:
    """The lowest mean of `width` consecutive losses, in the task's unit: what the cell reached at any time.

    NaN if it took fewer steps.
    """
    blocks = lane.losses[: len(lane.losses) // width * width].reshape(-1, width)
    return float(blocks.mean(axis=1).min()) if len(blocks) else math.nan


def as_expected(lane: Lane, baseline: float) -> bool:
    """Whether a lane has trained to its end and, if it is an RNN or an LSTM, has a loss as published.

    Of a GRU no loss is expected here, but one that broke down is no result.
    """
    if lane.failure is not None or (lane.held_out is not None and not math.isfinite(lane.held_out)):
        return False
    if lane.cell == "rnn":
        return best(lane) > UNSOLVED * baseline
    return lane.cell != "lstm" or (lane.held_out is not None and lane.held_out < SOLVED * baseline)


def main(seeds: tuple[int, ...]) -> int:
    print("| seed | cell | hidden_size | parameters | best 100 steps | held out | baseline | as published |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    all_as_published = True
    for seed, result, seconds in races(seeds):
        for lane in result.lanes:
            good = as_expected(lane, result.baseline.loss)
            held_out = math.nan if lane.held_out is None else lane.held_out
            numbers = (f"{number:.4f}" for number in (best(lane), held_out, result.baseline.loss))
            cells = (seed, lane.cell, lane.hidden_size, lane.parameters, *numbers, "yes" if good else "NO")
            print(f"| {' | '.join(map(str, cells))} |", flush=True)
            if lane.failure is not None:
                print(f"seed {seed}, {lane.cell}: {lane.failure}", file=sys.stderr)
            all_as_published &= good
        print(f"seed {seed}: {seconds:.0f} s", file=sys.stderr)
    return 0 if all_as_published else 1


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SEEDS))
