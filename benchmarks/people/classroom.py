"""Benchmarks of a class: many sessions that press Train at once, that are open, and that are closed. Linux only."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.client import Tab
from benchmarks.people.person import Person
from benchmarks.server import resident
from benchmarks.table import Row
from rnnlab import train_text
from rnnlab.ui.serving.cluster import cluster, nginx_path
from tests.browser.helpers import free_port, running_app

PEOPLE = 60
EPOCHS = 300
OPEN = 100  # sessions with a finished run
REST = 15.0  # seconds after which closed tabs have given back what they held
CELL = "cell-player"
# The trainings alone, one after the other in a fresh process: prints how many seconds they took.
ALONE = """if True:
    import sys, time, torch
    torch.set_num_threads(1)
    from rnnlab import train_text
    train_text(epochs=2)
    start = time.perf_counter()
    for seed in range(int(sys.argv[1])): train_text(epochs=int(sys.argv[2]), seed=seed + 1)
    print(time.perf_counter() - start)
"""


def alone() -> float:
    """Seconds of all trainings one after the other, with nothing else."""
    command = [sys.executable, "-c", ALONE, str(PEOPLE), str(EPOCHS)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


class Watch:
    """What two others see meanwhile: one steps on the page RNNCell, and one after the other opens it anew."""

    def __init__(self, url: str) -> None:
        self.steps: list[float] = []
        self.arrivals: list[float] = []
        self._url = url

    async def __aenter__(self) -> Watch:
        self._tasks = [asyncio.create_task(self._step()), asyncio.create_task(self._arrive())]
        return self

    async def __aexit__(self, *error: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _step(self) -> None:
        async with Tab(self._url, "cell") as tab:
            await tab.settle()
            for seed in range(1000, 10_000):
                before, start = tab.page.pictures[CELL], time.monotonic()
                await tab.set("cell.seed", float(seed))
                await tab.wait(lambda before=before: tab.page.pictures[CELL] is not before)  # type: ignore[misc]
                self.steps.append(time.monotonic() - start)
                await asyncio.sleep(0.3)

    async def _arrive(self) -> None:
        while True:
            start = time.monotonic()
            async with Tab(self._url, "cell") as tab:
                await tab.wait(lambda: CELL in tab.page.pictures)
                self.arrivals.append(time.monotonic() - start)
            await asyncio.sleep(1)


async def trained(url: str, watch: Watch | None = None) -> tuple[float, int]:
    """Seconds from everybody's press of Train until all are done, and how many runs have other numbers than alone."""
    async with AsyncExitStack() as stack:
        people = [Person(Tab(url, "training", f"epochs={EPOCHS}&seed={seed + 1}")) for seed in range(PEOPLE)]
        await asyncio.gather(*(stack.enter_async_context(person) for person in people))
        if watch:
            await stack.enter_async_context(watch)
            await asyncio.sleep(2)
        start = time.monotonic()
        await asyncio.gather(*(person.ask("train") for person in people))
        await asyncio.gather(*(person.until("done") for person in people))
        taken = time.monotonic() - start
        found = [person.losses for person in people]
    wrong = sum(losses != list(train_text(epochs=EPOCHS, seed=seed + 1).losses) for seed, losses in enumerate(found))
    return taken, wrong


def train_rows() -> Iterator[Row]:
    reference = alone()
    with running_app() as server:
        watch = Watch(server.url)
        taken, wrong = asyncio.run(trained(server.url, watch))
    ratio = taken / reference
    yield Row(
        what=f"{PEOPLE} people press Train at once, {EPOCHS} epochs each",
        reference=f"one after the other, alone: {reference:.1f} s",
        ours=f"all done after {taken:.1f} s",
        measured=f"{ratio:.2f}×, {wrong} runs with other numbers",
        reach="≤ 1.3×, none",
        ok=ratio <= 1.3 and not wrong,
    )
    step = statistics.quantiles(watch.steps, n=20)[-1] if len(watch.steps) > 1 else float("inf")
    arrival = max(watch.arrivals, default=float("inf"))
    yield Row(
        what="meanwhile: a step of another one on RNNCell, and the first picture of a newcomer",
        reference="–",
        ours=f"p95 of {len(watch.steps)} steps {step * 1000:.0f} ms",
        measured=f"slowest of {len(watch.arrivals)} newcomers {arrival:.2f} s",
        reach="≤ 300 ms, ≤ 2 s",
        ok=step <= 0.3 and arrival <= 2,
    )


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def held(pid: int) -> tuple[float, int, int]:
    """Megabytes, threads and descriptors of a process."""
    return resident(pid) / 1e6, len(os.listdir(f"/proc/{pid}/task")), len(os.listdir(f"/proc/{pid}/fd"))


async def finished(url: str, count: int) -> AsyncExitStack:
    """Sessions that are open, each with a finished run."""
    stack = AsyncExitStack()
    for start in range(0, count, 10):
        people = [Person(Tab(url, "training", f"seed={seed + 1}")) for seed in range(start, min(start + 10, count))]
        await asyncio.gather(*(stack.enter_async_context(person) for person in people))
        await asyncio.gather(*(person.ask("train") for person in people))
        await asyncio.gather(*(person.until("done") for person in people))
    return stack


async def opened_and_closed(url: str, pid: int) -> tuple[float, list[tuple[float, int, int]]]:
    """Processor time per second while all are open; what the process held before, with all open, and after."""
    await (await finished(url, 10)).aclose()  # what the first sessions of a process need, stays
    await asyncio.sleep(REST)
    states = [held(pid)]
    stack = await finished(url, OPEN)
    await asyncio.sleep(3)
    before, start = processor_seconds(pid), time.monotonic()
    await asyncio.sleep(10)
    idle = (processor_seconds(pid) - before) / (time.monotonic() - start)
    states.append(held(pid))
    await stack.aclose()
    await asyncio.sleep(REST)
    return idle, [*states, held(pid)]


def open_rows() -> Iterator[Row]:
    with running_app() as server:
        idle, (before, during, after) = asyncio.run(opened_and_closed(server.url, server.process.pid))
    yield Row(
        what=f"{OPEN} sessions open, each with a finished run: processor at rest",
        reference="–",
        ours=f"{idle:.1%} of a core",
        measured=f"{during[0] - before[0]:.0f} MB, {during[1]} threads, {during[2]} descriptors",
        reach="≤ 2 %",
        ok=idle <= 0.02,
    )
    yield Row(
        what=f"all closed, {REST:.0f} s later: memory, threads and descriptors above those before",
        reference=f"{before[0]:.0f} MB, {before[1]} threads, {before[2]} descriptors",
        ours=f"{after[0]:.0f} MB, {after[1]} threads, {after[2]} descriptors",
        measured=f"{after[0] - before[0]:+.0f} MB, {after[1] - before[1]:+d}, {after[2] - before[2]:+d}",
        reach="≤ 20 MB, 0, 0",
        ok=after[0] - before[0] <= 20 and after[1] <= before[1] and after[2] <= before[2],
    )


def process_rows() -> Iterator[Row]:
    times = []
    for count in (1, 2):
        port = free_port()
        with cluster(count, address="127.0.0.1", port=port):
            times.append(asyncio.run(trained(f"http://127.0.0.1:{port}"))[0])
    yield Row(
        what=f"{PEOPLE} trainings at two processes behind nginx",
        reference=f"at one: {times[0]:.1f} s",
        ours=f"{times[1]:.1f} s",
        measured=f"{times[0] / times[1]:.2f}× as fast, with the clients on the same {os.cpu_count()} cores",
        reach="≥ 1.6× on two free cores",
        ok=times[0] / times[1] >= 1.6,
    )


def rows() -> Iterator[Row]:
    yield from train_rows()
    yield from open_rows()
    if nginx_path():
        yield from process_rows()
