"""`Line`: how large the pictures of a run may be, so that they do not take seconds on a slow line."""

from __future__ import annotations

import time

_SLOW, _QUICK = 1.0, 0.8  # seconds until the browser asks again, from which on pictures get smaller, or larger again
_LEAST = 1 / 16


class Line:
    """Watches how soon a browser asks for the next picture.

    Attributes:
        share: Fraction of the usual bytes that a picture may have.
    """

    def __init__(self) -> None:
        self.share = 1.0
        self._expected: float | None = None  # time.monotonic() from which on the next picture is waited for

    def sent(self, next_seconds: float) -> None:
        """A picture was sent, with so many seconds until the next one is to be asked for."""
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
            self.share = max(_LEAST, self.share / 2)
        elif late < _QUICK:
            self.share = min(1.0, self.share * 1.5)
