"""A real server: what a connection that broke finds again, and what closed tabs leave behind."""

import asyncio
import time
from pathlib import Path

from benchmarks.client import Tab
from tests.browser.helpers import Server, running_app

KEY = "training-player"


def held(server: Server) -> int:
    """Descriptors that a server's process holds."""
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def epochs(tab: Tab) -> int:
    done: int = tab.page.pictures[KEY].recording().header["epochs_done"]
    return done


def test_a_tab_whose_connection_broke_finds_its_run_again():
    async def run(url: str) -> None:
        tab = await Tab(url, "training").open()
        await tab.settle()
        await tab.event(KEY, {"type": "step"})
        assert await tab.wait(lambda: epochs(tab) == 2)
        session = tab.session
        await tab.cut()
        tab.page.pictures.clear()
        await tab.open()
        assert await tab.wait(lambda: KEY in tab.page.pictures and epochs(tab) == 2)
        assert tab.session == session
        await tab.close()

    with running_app() as server:
        asyncio.run(run(server.url))


def test_a_tab_whose_session_a_late_attempt_has_taken_connects_again():
    """An attempt to connect again that was given up may arrive after the one that succeeded, and end at once."""

    async def run(url: str) -> None:
        tab = await Tab(url, "training").open()
        assert await tab.settle()
        late = Tab(url, "training", session=tab.session)
        await late.open()
        assert await late.wait(lambda: late.messages)
        await late.cut()
        assert await tab.wait(lambda: tab.is_closed)
        assert tab.socket.close_code == 1012
        session = tab.session
        await tab.open()
        assert await tab.settle()
        await tab.event(KEY, {"type": "step"})
        assert await tab.wait(lambda: epochs(tab) == 2)
        assert tab.session == session
        await tab.close()

    with running_app() as server:
        asyncio.run(run(server.url))
        assert "Traceback" not in "".join(server.log)


def test_tabs_leave_nothing_behind_once_nobody_can_return_to_them():
    async def run(server: Server) -> None:
        async with Tab(server.url, "cell") as first:
            await first.settle()
        before = held(server)
        tabs = await asyncio.gather(*(Tab(server.url, "cell").open() for _ in range(6)))
        assert all(await asyncio.gather(*(tab.settle() for tab in tabs)))
        assert held(server) >= before + 6
        for tab in tabs[:3]:
            await tab.close()
        for tab in tabs[3:]:
            await tab.cut()
        until = time.monotonic() + 60
        while held(server) > before and time.monotonic() < until:
            await asyncio.sleep(0.1)
        assert held(server) <= before

    with running_app(options=["--server.address=127.0.0.1", "--server.disconnectedSessionTTL=2"]) as server:
        asyncio.run(run(server))
