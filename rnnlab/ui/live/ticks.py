"""`Ticks`: what one player has been sent of a training, and when a slice is trained that it has asked for."""

from __future__ import annotations

from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.live.line import Line


class Ticks:
    """The browser's requests for the next picture of one session's training.

    A slice is trained while a picture is on its way. Where others train too and nothing was trained since the last
    picture, it is trained first: that picture would show nothing new, and drawing it would take the others' time.

    Attributes:
        line: How soon the browser asks for the next picture.
        asked: Whether the browser has asked for one, and so for a slice of training that is still to come.
    """

    def __init__(self) -> None:
        self.line = Line()
        self.asked = False
        self._sent: object = None

    def ask(self) -> None:
        """The browser asks for the next picture."""
        self.asked = True
        self.line.asked()

    def sent(self, state: object, next_seconds: float | None) -> None:
        """A picture was sent.

        Args:
            state: What the picture shows; equal to that of another picture if that would look the same.
            next_seconds: As for `Line.sent`.
        """
        self._sent = state
        self.line.sent(next_seconds)

    def trains_first(self, state: object) -> bool:
        """Whether a slice is to be trained before the next picture, which would show this state."""
        return self.asked and state == self._sent and TRAINING_LOCK.waiting > 0

    def trained(self) -> None:
        """The slice that was asked for was trained, or given up."""
        self.asked = False
        self.line.ready()
