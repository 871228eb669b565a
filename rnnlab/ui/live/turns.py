"""`Turns`: when each training of the process may have its next slice, one after the other."""

from __future__ import annotations

import time
from threading import Lock


class Turns:
    """Reserves times for slices of training, each after the one before.

    A browser is told how long to wait before it asks for its next picture: a class that trains at once then asks as
    often as the processor can answer, and not all at the same time.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._free_at = 0.0  # seconds, time.monotonic()

    def reserve(self, seconds: float) -> float:
        """Reserve the next free time.

        Args:
            seconds: How long the slice will take.

        Returns:
            Seconds from now until its beginning.
        """
        with self._lock:
            now = time.monotonic()
            begin = max(now, self._free_at)
            self._free_at = begin + seconds
        return begin - now


TURNS = Turns()  # one for the process: all sessions share its cores
