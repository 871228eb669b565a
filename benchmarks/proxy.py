"""`slow_line`: a line of little bandwidth and much latency before a server on this machine, which can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_PIECE = 4096  # bytes that are passed on at once
_BUFFER = 65_536  # bytes that the line itself holds, so that the server feels how slow it is
_LOOK = 0.02  # seconds between two looks at a line that is cut


@dataclass
class SlowLine:
    """A line; all connections over it share its bandwidth.

    Attributes:
        port: Where it listens, on 127.0.0.1.
        rate: Bytes per second in each direction.
        latency: Seconds that each byte takes more, in each direction.
        silent: While this is set nothing passes, and nobody is told.
        passed: Bytes that have come to the browser.
    """

    port: int
    rate: float
    latency: float
    silent: bool = False
    passed: int = 0
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def round_trip(self) -> float:
        """Seconds until an answer of no length is there."""
        return 2 * self.latency

    def cut(self) -> None:
        """Break all connections, as a network that changes does."""
        for end in list(self._ends):
            end.transport.abort()


@asynccontextmanager
async def slow_line(url: str, *, rate: float, latency: float) -> AsyncIterator[SlowLine]:
    """A line to a server, for the length of a block.

    Args:
        url: The server's, on this machine.
        rate, latency: See `SlowLine`.
    """
    target = int(url.rpartition(":")[2])
    line = SlowLine(0, rate, latency)
    free = {"up": 0.0, "down": 0.0}  # time.monotonic() from which on each direction has room

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner = socket.socket()
        inner.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        inner.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(inner, ("127.0.0.1", target))
        except OSError:
            inner.close()
            return writer.transport.abort()
        far_reader, far_writer = await asyncio.open_connection(sock=inner, limit=_PIECE)
        line._ends.update((writer, far_writer))
        for way, from_end, to_end in (("up", reader, far_writer), ("down", far_reader, writer)):
            task = asyncio.create_task(_carry(line, free, way, from_end, to_end))
            line._tasks.add(task)
            task.add_done_callback(line._tasks.discard)

    server = await asyncio.start_server(connect, "127.0.0.1", 0, limit=_PIECE)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        line.cut()
        for task in list(line._tasks):
            task.cancel()
        await asyncio.gather(*line._tasks, return_exceptions=True)


async def _carry(
    line: SlowLine, free: dict[str, float], way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Carry one direction of one connection until it ends."""
    room = (_BUFFER + line.rate * line.latency) / _PIECE  # what is under way, and what waits before the line
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(int(room))

    async def take_in() -> None:
        while data := await reader.read(_PIECE):
            await _while_silent(line)
            free[way] = max(free[way], time.monotonic()) + len(data) / line.rate
            await asyncio.sleep(free[way] - time.monotonic())
            await under_way.put((time.monotonic() + line.latency, data))
        await under_way.put((0.0, b""))

    async def deliver() -> None:
        while True:
            due, data = await under_way.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await _while_silent(line)
            if not data:
                return
            writer.write(data)
            await writer.drain()
            line.passed += len(data) * (way == "down")

    try:
        with contextlib.suppress(OSError, ExceptionGroup):
            async with asyncio.TaskGroup() as group:
                group.create_task(take_in())
                group.create_task(deliver())
    finally:
        line._ends.discard(writer)
        writer.close()


async def _while_silent(line: SlowLine) -> None:
    while line.silent:
        await asyncio.sleep(_LOOK)
