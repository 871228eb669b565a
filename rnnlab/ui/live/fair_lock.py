"""A fair gate: whoever asks first is let in first, and nobody waits for ever. No streamlit here."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class FairGate:
    """Lets one thread in at a time, in the order in which they came.

    `threading.Lock` promises no order, so one busy session could keep another out.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._queue: deque[Event] = deque()  # the first one is inside

    @property
    def waiting(self) -> int:
        """How many are inside or in line."""
        with self._lock:
            return len(self._queue)

    @contextmanager
    def turn(self, timeout: float) -> Iterator[bool]:
        """Wait for a turn, and give it back at the end.

        Args:
            timeout: The longest wait, in seconds.

        Yields:
            Whether the turn came; if not, the caller must not do the work.
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
