"""`FairLock`: a first-come, first-served lock with a timeout; and the one under which all sessions train."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


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
    def turn(self, timeout: float) -> Iterator[bool]:
        """Wait for the lock, and release it at the end.

        Args:
            timeout: The longest wait, in seconds.

        Yields:
            Whether the lock was acquired; if not, the caller must not do the work.
        """
        ticket = Event()
        with self._lock:
            self._queue.append(ticket)
            if self._queue[0] is ticket:
                ticket.set()
        try:
            yield ticket.wait(timeout)
        finally:
            self._leave(ticket)

    def _leave(self, ticket: Event) -> None:
        with self._lock:
            self._queue.remove(ticket)
            if self._queue:
                self._queue[0].set()


TRAINING_LOCK = FairLock()  # one for the process: all sessions share its cores
