"""`Row`: one line of the table of benchmarks; and `interleaved`, which times two things in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        reference: With what it is compared, and its time.
        ours: The time of this project.
        measured: The ratio, or more about the measurement.
        reach: The limit that is to be reached.
        ok: Whether it is.
    """

    what: str
    reference: str
    ours: str
    measured: str
    reach: str
    ok: bool


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def interleaved(reference: Callable[[], float], ours: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Median seconds of two measurements taken in turns, after one unrecorded turn each.

    Every other round takes ours first, so that a machine that grows slower or faster favours neither.
    """
    reference(), ours()
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for index in (0, 1) if number % 2 == 0 else (1, 0):
            times[index].append((reference, ours)[index]())
    return statistics.median(times[0]), statistics.median(times[1])


def ratio_row(
    what: str, times: tuple[float, float], reach: float, *, reference: str, also: str = "", fits: bool = True
) -> Row:
    ratio = times[1] / times[0]
    return Row(
        what=what,
        reference=f"{reference}: {_time(times[0])}",
        ours=_time(times[1]),
        measured=f"{ratio:.2f}×",
        reach=f"≤ {reach}×{also}",
        ok=ratio <= reach and fits,
    )


def _time(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def show(rows: Iterable[Row]) -> bool:
    """Print the rows as a Markdown table, each as soon as it is known; True if all reach their limits."""
    print("| what | reference | ours | measured | reach | |\n| --- | --- | --- | --- | --- | --- |", flush=True)
    all_ok = True
    for row in rows:
        cells = (row.what, row.reference, row.ours, row.measured, row.reach, "yes" if row.ok else "NO")
        print("| " + " | ".join(cells) + " |", flush=True)
        all_ok &= row.ok
    return all_ok
