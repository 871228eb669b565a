"""`Person`: somebody who trains in a tab, with the pace and the patience of the player."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
from collections.abc import Sequence
from typing import Any

import websockets

from benchmarks.client import Picture, Tab

KEY = "training-player"
PATIENCE, MOST_PATIENCE = 5.0, 20.0  # seconds until a request is sent again, and the most after further ones
JITTER = 0.1  # fraction of its delay by which a tick comes later, at most
RECONNECT = 1.0  # seconds between two attempts


class Person:
    """Somebody who is on the training page.

    Requests are numbered and sent one at a time, each again until it is answered, and after every picture the next one
    is asked for when the server says; as in `assets/requests/channel.js`. A connection that breaks is opened again.

    Args:
        tab: The tab, not yet opened.

    Attributes:
        lost: How often the connection broke.
    """

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.lost = 0
        self._sender, self._serial = secrets.token_hex(4), 0
        self._asking = asyncio.Lock()
        self._waiting: dict[str, Any] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Person:
        await self.tab.open()
        await self.arrived()
        self._tasks = [asyncio.create_task(self._pace()), asyncio.create_task(self._stay())]
        return self

    async def __aexit__(self, *error: object) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if not self.tab.is_closed:
            await self.tab.close()

    async def arrived(self) -> None:
        """Wait for the page's picture."""
        if not await self.tab.wait(lambda: KEY in self.tab.page.pictures and self.tab.finished, 300):
            raise TimeoutError("no picture has come")

    @property
    def picture(self) -> Picture:
        return self.tab.page.pictures[KEY]

    @property
    def epochs(self) -> int:
        done: int = self.picture.header["epochs_done"]
        return done

    @property
    def losses(self) -> list[float]:
        """Those of the picture; of a long run on a slow line not all."""
        return self.picture.recording().losses

    def has_losses(self, expected: Sequence[float]) -> bool:
        """Whether the picture's losses are these, wherever it has one, and it has the last one."""
        recording = self.picture.recording()
        epochs = recording.loss_epochs
        return epochs[-1] == len(expected) and recording.losses == [expected[epoch - 1] for epoch in epochs]

    async def until(self, status: str, seconds: float = 600.0) -> bool:
        """Wait until the run is "running", "paused" or "done"."""
        return await self._wait(
            lambda: KEY in self.tab.page.pictures and self.picture.header["status"] == status, seconds
        )

    async def ask(self, kind: str, **fields: Any) -> None:
        """Send a request and wait until it is answered; one that is waited for already is answered first."""
        async with self._asking:
            await self._request({"type": kind, **fields})

    async def _request(self, event: dict[str, Any]) -> None:
        self._serial += 1
        request = self._waiting = {**event, "from": self._sender, "serial": self._serial}
        wait = PATIENCE
        while self._waiting is request and not self._answered(request):
            await self._post(request)
            await self._wait(lambda: self._waiting is not request or self._answered(request), wait)
            wait = min(2 * wait, MOST_PATIENCE)
        if self._waiting is request:
            self._waiting = None

    async def _post(self, request: dict[str, Any]) -> None:
        if not self.tab.is_closed and KEY in self.tab.page.players:
            with contextlib.suppress(websockets.ConnectionClosed):
                await self.tab.event(KEY, request)

    def _answered(self, request: dict[str, Any]) -> bool:
        if KEY not in self.tab.page.pictures:
            return False
        answer = self.picture.header["view"].get("answer") or {}
        return answer.get("from") == self._sender and answer.get("serial", 0) >= request["serial"]

    async def _wait(self, condition: Any, seconds: float) -> bool:
        """As `Tab.wait`, also while the connection is broken."""
        until = asyncio.get_running_loop().time() + seconds
        while not condition():
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            if self.tab.is_closed:
                await asyncio.sleep(min(0.05, left))
            else:
                await self.tab.wait(condition, min(left, 0.5))
        return True

    async def _pace(self) -> None:
        """Ask for the next picture after each one, while no other request is unanswered."""
        self._seen: Picture | None = None
        while True:
            await self._wait(self._is_new, 3600)
            seen = self._seen = self.picture
            wait = seen.header["view"].get("next")
            if wait is not None:
                await asyncio.sleep(wait * (1 + JITTER * random.random()))
                if self.picture is seen and not self._is_asking():
                    await self._request({"type": "tick"})

    def _is_new(self) -> bool:
        return self.tab.page.pictures.get(KEY) not in (None, self._seen) and not self._is_asking()

    def _is_asking(self) -> bool:
        return self._waiting is not None and not self._answered(self._waiting)

    async def _stay(self) -> None:
        while True:
            await self._wait(lambda: self.tab.is_closed, 3600)
            if not self.tab.is_closed:
                continue
            self.lost += 1
            while self.tab.is_closed:
                try:
                    await self.tab.open()
                except (OSError, TimeoutError, websockets.WebSocketException):
                    await asyncio.sleep(RECONNECT)
            if self._waiting is not None:
                await self._post(self._waiting)
