"""`FairLock`: a first-come, first-served lock with a timeout; and the one under which all sessions train."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock

_PAUSE = 0.2  # seconds between two questions whether to give up


class FairLock:
    """A first-come, first-served lock with a timeout.

    `threading.Lock` promises no order, so one busy session could keep another out.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._queue: deque[Event] = deque()  # the first one holds the lock

    @property
    def waiting(self) -> int:
        """Threads that hold the lock or wait for it."""
        with self._lock:
            return len(self._queue)

    @contextmanager
    def turn(self, timeout: float, give_up: Callable[[], bool] | None = None) -> Iterator[bool]:
        """Wait for the lock, and release it at the end.

        Args:
            timeout: The longest wait, in seconds.
            give_up: Asked several times a second during the wait; True ends it.

        Yields:
            Whether the lock was acquired; if not, the caller must not do the work.
        """
        ticket = Event()
        with self._lock:
            self._queue.append(ticket)
            if self._queue[0] is ticket:
                ticket.set()
        try:
            yield _wait(ticket, timeout, give_up)
        finally:
            self._leave(ticket)

    def _leave(self, ticket: Event) -> None:
        with self._lock:
            self._queue.remove(ticket)
            if self._queue:
                self._queue[0].set()


def _wait(ticket: Event, timeout: float, give_up: Callable[[], bool] | None) -> bool:
    """Whether the event was set in time."""
    if give_up is None:
        return ticket.wait(timeout)
    deadline = time.monotonic() + timeout
    while not ticket.wait(min(_PAUSE, max(0.0, deadline - time.monotonic()))):
        if give_up() or time.monotonic() >= deadline:
            return False
    return True


TRAINING_LOCK = FairLock()  # one for the process: all sessions share its cores
