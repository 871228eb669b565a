"""`Line`: how large the pictures of a run may be, so that they do not take seconds on a slow line."""

from __future__ import annotations

import time

_SLOW, _QUICK = 0.7, 0.5  # seconds until the browser asks again, from which on pictures get smaller, or larger again
_FIRST, _LEAST = 1 / 4, 1 / 16


class Line:
    """Watches how soon a browser asks for the next picture.

    Attributes:
        share: Fraction of the usual bytes that a picture may have while a run trains. It begins small, and grows from
            picture to picture on a line that carries more.
        is_slow: Whether it has ever carried less.
    """

    def __init__(self) -> None:
        self.share = _FIRST
        self.is_slow = False
        self._expected: float | None = None  # time.monotonic() from which on the next picture is waited for

    @property
    def rest_share(self) -> float:
        """Fraction of the usual bytes that a picture may have while nothing trains."""
        return self.share if self.is_slow else 1.0

    def sent(self, next_seconds: float) -> None:
        """A picture was sent, with so many seconds until the next one is to be asked for."""
        if self._expected is None:
            self._expected = time.monotonic() + next_seconds

    def ready(self) -> None:
        """From now on another request would be answered at once."""
        if self._expected is not None:
            self._expected = max(self._expected, time.monotonic())

    def asked(self) -> None:
        """The next picture was asked for."""
        if self._expected is None:
            return
        late, self._expected = time.monotonic() - self._expected, None
        if late > _SLOW:
            self.is_slow = True
            self.share = max(_LEAST, self.share * _SLOW / late / 2)
        elif late < _QUICK:
            self.share = min(1.0, self.share * 1.5)
