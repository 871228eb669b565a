"""Benchmarks of one person behind a slow line: how soon a pause is seen; that nothing is lost or done twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

from benchmarks.client import Tab
from benchmarks.people.person import Person
from benchmarks.proxy import SlowLine, slow_line
from benchmarks.table import Row
from rnnlab import train_text
from tests.browser.helpers import running_app

RATES = (50, 300, 1000)  # kB/s
LATENCY = 0.15  # seconds in each direction, 300 ms there and back
MINUTES = 1.0  # for which a run is streamed
CUTS = (30.0,)  # seconds for which the connection is cut
STREAMED = "training?seed=9&epochs=50000"
SHORT = "training?seed=9&epochs=40"
ROUNDS = 3


def person(line: SlowLine, address: str) -> Person:
    """Somebody behind a line, not yet at this address of the app."""
    page, _, query = address.partition("?")
    return Person(Tab(f"http://127.0.0.1:{line.port}", page, query))


async def pauses(line: SlowLine) -> tuple[list[float], list[float]]:
    """Seconds from each pause of a streamed run until it is seen, and what it may take."""
    taken, allowed = [], []
    async with person(line, STREAMED) as somebody:
        for _ in range(ROUNDS):
            await somebody.ask("train")
            await asyncio.sleep(5)
            start = time.monotonic()
            await somebody.ask("pause")
            assert somebody.picture.header["status"] == "paused"
            taken.append(time.monotonic() - start)
            allowed.append(line.round_trip + 0.25 + len(somebody.picture.data) / line.rate)
    return taken, allowed


async def streamed(line: SlowLine) -> tuple[int, int]:
    """How often the connection was lost while a run was streamed, and the epochs that were trained meanwhile."""
    async with person(line, STREAMED) as somebody:
        await somebody.ask("train")
        await asyncio.sleep(60 * MINUTES)
        await somebody.ask("pause")
        return somebody.lost, somebody.epochs


async def steps(line: SlowLine) -> bool:
    """Step, five times in a hurry."""
    async with person(line, SHORT) as somebody:
        await asyncio.gather(*(somebody.ask("step") for _ in range(5)))
        return somebody.epochs == 6 and somebody.has_losses(losses(epochs=6))


async def fork(line: SlowLine) -> bool:
    """Train, pause, and fork: one more run, which begins where it was asked to."""
    async with person(line, SHORT) as somebody:
        await somebody.ask("step")
        run = somebody.picture.header["view"]["runs"][0]["key"]
        await somebody.ask("fork", run=run, epoch=2, lr="0.02")
        return len(somebody.picture.header["view"]["runs"]) == 2


async def new_seed(line: SlowLine) -> bool:
    """New seed, and Train at once: what is trained is the new seed's run, to its end."""
    async with person(line, SHORT) as somebody:
        await asyncio.gather(somebody.ask("new_seed"), somebody.ask("train"))
        done = await somebody.until("done", 120)
        seed = somebody.picture.header["config"]["seed"]
        return done and seed != 9 and somebody.has_losses(losses(seed=seed))


async def other_page(line: SlowLine) -> bool:
    """Another page in the middle of a run, and back: it goes on to its end."""
    async with person(line, f"{SHORT}0") as somebody:
        await somebody.ask("train")
        await somebody.tab.go("cell")
        await somebody.tab.settle()
        await somebody.tab.go("training", f"seed=9&epochs={40}0")
        await somebody.arrived()
        if somebody.picture.header["status"] == "paused":
            await somebody.ask("train")
        return await somebody.until("done", 120) and somebody.has_losses(losses(epochs=400))


async def reload(line: SlowLine) -> bool:
    """A reload of a finished run shows it again."""
    async with person(line, SHORT) as somebody:
        await somebody.ask("train")
        await somebody.until("done", 120)
        await somebody.tab.settle()
        link = f"training?{somebody.tab.query}"
    async with person(line, link) as again:
        if again.picture.header["status"] == "paused":
            await again.ask("train")
        return await again.until("done", 120) and again.has_losses(losses())


def cut(seconds: float) -> Callable[[SlowLine], Awaitable[bool]]:
    """The connection is cut in the middle of a run for so long: it goes on in the same session, to the same end."""

    async def after(line: SlowLine) -> bool:
        async with person(line, f"{SHORT}00") as somebody:
            await somebody.ask("train")
            await asyncio.sleep(2)
            session, epochs = somebody.tab.session, somebody.epochs
            line.silent = True
            line.cut()
            await asyncio.sleep(seconds)
            line.silent = False
            done = await somebody.until("done", 300)
            same = somebody.tab.session == session and somebody.lost >= 1
            return done and same and 1 < epochs < 4000 and somebody.has_losses(losses(epochs=4000))

    return after


def losses(*, epochs: int = 40, seed: int = 9) -> list[float]:
    """Those of the run that a page trains."""
    return list(train_text(epochs=epochs, seed=seed).losses)


DEEDS: dict[str, Callable[[SlowLine], Awaitable[bool]]] = {
    "Step ×5": steps,
    "Fork": fork,
    "New seed then Train": new_seed,
    "another page in mid-run": other_page,
    "reload": reload,
}


async def at_rate(url: str, rate: int) -> list[Row]:
    async with slow_line(url, rate=rate * 1000, latency=LATENCY) as line:
        taken, allowed = await pauses(line)
        lost, epochs = await streamed(line)
        deeds = {**DEEDS, **{f"connection cut for {seconds:.0f} s": cut(seconds) for seconds in CUTS}}
        failed = [name for name, deed in deeds.items() if not await deed(line)]
    worst = max(range(ROUNDS), key=lambda index: taken[index] - allowed[index])
    where = f"{rate} kB/s, {1000 * 2 * LATENCY:.0f} ms"
    return [
        Row(
            what=f"{where}: pause of a streamed run is seen",
            reference="–",
            ours=f"slowest of {ROUNDS}: {taken[worst]:.2f} s",
            measured=f"{taken[worst] - allowed[worst] + 0.25:+.2f} s above round trip and picture",
            reach=f"≤ {allowed[worst]:.2f} s",
            ok=taken[worst] <= allowed[worst],
        ),
        Row(
            what=f"{where}: a run is streamed for {MINUTES:g} minutes",
            reference="–",
            ours=f"{epochs} epochs",
            measured=f"{lost} times dropped",
            reach="none",
            ok=lost == 0 and epochs > 1,
        ),
        Row(
            what=f"{where}: {', '.join(deeds)}",
            reference="–",
            ours=f"{len(deeds) - len(failed)} of {len(deeds)}",
            measured=f"lost or twice: {', '.join(failed) or 'nothing'}",
            reach="nothing lost, nothing twice",
            ok=not failed,
        ),
    ]


def rows() -> Iterator[Row]:
    with running_app() as server:
        for rate in RATES:
            yield from asyncio.run(at_rate(server.url, rate))
