"""`Turns`: when each training of the process may have its next slice, one after the other."""

from __future__ import annotations

import time
from threading import Lock

_SHARE = 0.7  # of a slice's time that is reserved
_REMEMBERED = 0.8  # share of the usual time that outlives one more slice


class Turns:
    """Reserves times for slices of training, each after the one before.

    A browser is told how long to wait before it asks for its next picture: a class that trains at once then asks as
    often as the processor can answer, and not all at the same time.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._free_at = 0.0  # seconds, time.monotonic()
        self._usual: float | None = None  # seconds that a slice took lately

    def reserve(self, seconds: float) -> float:
        """Reserve the next free time, somewhat early: some should always wait for the one at work.

        Args:
            seconds: How long the slice will take, at most.

        Returns:
            Seconds from now until its beginning.
        """
        with self._lock:
            now = time.monotonic()
            begin = max(now, self._free_at)
            self._free_at = begin + _SHARE * min(seconds, seconds if self._usual is None else self._usual)
        return begin - now

    def took(self, seconds: float) -> None:
        """A slice took so long: others will take about as much."""
        with self._lock:
            before = seconds if self._usual is None else self._usual
            self._usual = _REMEMBERED * before + (1 - _REMEMBERED) * seconds


TURNS = Turns()  # one for the process: all sessions share its cores
