"""`Line`: how large the pictures of a run may be, so that on a slow line they do not hold up what a person does."""

from __future__ import annotations

import time

_SLOW, _QUICK = 0.16, 0.08  # seconds that a picture may take, from which on pictures get smaller, or larger again
_TARGET = 0.12  # seconds that a smaller one is to take
_LATENCY = 0.32  # seconds: of the wait for a small picture, more than this is put down to its size
_LEAST = 1 / 64  # a picture of which takes about as long as none
_LARGER = 1.5  # times as many bytes as the picture before, where that took hardly any time


class Line:
    """Watches how soon a browser asks for the next picture.

    Attributes:
        share: Fraction of the usual bytes that a picture may have while a run trains. It begins small, which shows how
            long the way there and back takes, and grows from picture to picture on a line that carries more.
        is_slow: Whether there was a picture so large that it took long.
    """

    def __init__(self) -> None:
        self.share = _LEAST
        self.is_slow = False
        self._expected: float | None = None  # time.monotonic() from which on the next picture is waited for
        self._latency = _LATENCY  # the least wait so far, in seconds

    @property
    def rest_share(self) -> float:
        """Fraction of the usual bytes that a picture may have while nothing trains."""
        return self.share if self.is_slow else 1.0

    def sent(self, next_seconds: float | None) -> None:
        """A picture was sent, with so many seconds until the next one is to be asked for; None if it is the last."""
        if next_seconds is None:
            self._expected = None
        elif self._expected is None:
            self._expected = time.monotonic() + next_seconds

    def ready(self) -> None:
        """From now on another request would be answered at once."""
        if self._expected is not None:
            self._expected = max(self._expected, time.monotonic())

    def asked(self) -> None:
        """The next picture was asked for."""
        if self._expected is None:
            return
        waited, self._expected = time.monotonic() - self._expected, None
        self._latency = max(0.0, min(self._latency, waited))
        taken = waited - self._latency
        self.is_slow = self.is_slow or taken > _QUICK
        if taken > _SLOW:
            self.share = max(_LEAST, self.share * _TARGET / taken)
        elif taken < _QUICK:
            self.share = min(1.0, self.share * _LARGER)
