"""`PacedTraining`: epochs trained for one session in short slices, in turn with all other sessions.

Nothing trains unless a page asks for a slice: when the tab is closed or another page is open, the training waits.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import RLock

from rnnlab.ui.live import budget
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.live.turns import TURNS

_LONGER = 1.5  # times as much as a slice, if the run ends with it
_REMEMBERED = 0.9  # share of the measured pace that outlives one more epoch


class PacedTraining(ABC):
    """Training up to an epoch at which it pauses; a subclass trains the epochs.

    Args:
        epochs: The last epoch.
        pause_at: The epoch at which it pauses; `go_on` and `step` change it.

    Attributes:
        lock: Held while the trainers are used: a file is written by another thread than the one that trains.
    """

    def __init__(self, epochs: int, pause_at: int) -> None:
        self.lock = RLock()
        self._epochs, self._pause_at = epochs, pause_at
        self._measured: float | None = None  # seconds per epoch

    @property
    @abstractmethod
    def epochs_done(self) -> int:
        """Epochs that the person has had trained."""

    @property
    @abstractmethod
    def stopped(self) -> bool:
        """Whether an error keeps it from going on."""

    @property
    @abstractmethod
    def _slice(self) -> float:
        """Seconds that a tick may train if no other session waits."""

    @abstractmethod
    def _forget_snapshots(self) -> None:
        """Drop the snapshots that are kept, since they show a state that is over."""

    @abstractmethod
    def _work(self) -> bool:
        """Do one piece of work that is not interrupted.

        Returns:
            Whether an epoch was trained.
        """

    @property
    def running(self) -> bool:
        """Whether there is more to train before it pauses or ends."""
        return self.epochs_done < self._pause_at and not self.stopped

    @property
    def done(self) -> bool:
        """Whether every epoch was trained."""
        return self.epochs_done >= self._epochs

    @property
    def status(self) -> str:
        """ "running", "paused" or "done"."""
        return "running" if self.running else "done" if self.done else "paused"

    @property
    def has_work(self) -> bool:
        """Whether a tick would do anything."""
        return self.running

    @property
    def pace(self) -> float:
        """Seconds per epoch, as measured; 0 before anything was trained."""
        return self._measured or 0.0

    def go_on(self, until: int | None = None) -> None:
        """Train up to an epoch (the last one if not given); all of it at once when that takes about a second."""
        self._pause_at = self._epochs if until is None else until
        if not self.running:
            return
        self._forget_snapshots()  # they say that it is paused
        began, first = time.perf_counter(), self.epochs_done
        with TRAINING_LOCK.turn(budget.PATIENCE) as acquired:
            if acquired:
                self._advance(self._slice)
        pace = (time.perf_counter() - began) / max(1, self.epochs_done - first)
        if self.running and self._left * pace <= budget.BURST:
            with TRAINING_LOCK.turn(budget.PATIENCE) as acquired:
                if acquired:
                    self._advance(2 * budget.BURST)  # the pace was an estimate; what is left after this is ticked

    def pause(self) -> None:
        """Stop after the epoch at hand."""
        self._pause_at = self.epochs_done
        self._forget_snapshots()

    def step(self) -> None:
        """Train one epoch."""
        self._pause_at = min(self.epochs_done + 1, self._epochs)
        if self.running:
            self._advance(0.0)

    def next_tick(self, *, trains: bool = False) -> float:
        """Seconds until the browser is to ask for the next picture: until the next slice, whose time is reserved.

        Args:
            trains: Whether a slice is trained now; if that will be the last one, the next picture shows the end.
        """
        left = self._left * self.pace
        if trains and 0 < left <= _LONGER * self._slice:
            return left
        # No more than a slice: one run alone then waits for nothing, and of several some always wait for their turn.
        return TURNS.reserve(min(self._slice, left or self._slice))

    def tick(self, give_up: Callable[[], bool] | None = None) -> None:
        """Train one slice if it is this session's turn soon.

        Args:
            give_up: Asked while others train, and after each epoch: True ends the tick.
        """
        with TRAINING_LOCK.turn(budget.TICK_PATIENCE, give_up) as acquired:
            if acquired and self.has_work:
                began = time.perf_counter()
                self._advance(self._slice, give_up)
                TURNS.took(time.perf_counter() - began)

    def _has_piece(self) -> bool:
        """Whether there is another piece of work."""
        return self.running

    def _may_stop(self) -> bool:
        """Whether the rest of the work can wait for another slice."""
        return True

    def _advance(self, seconds: float, give_up: Callable[[], bool] | None = None) -> None:
        """Work until another epoch would not fit the time or nothing is left; one piece at least.

        What is left after the time is done too, if both together take no longer than `_LONGER` times as much.
        """
        with self.lock:
            self._forget_snapshots()
            now = time.perf_counter()
            deadline, trained, spent = now + seconds, 0, 0.0
            while self._has_piece():
                before, was_epoch = now, self._work()
                now = time.perf_counter()
                if was_epoch:
                    trained, spent = trained + 1, spent + now - before
                pace = spent / trained if trained else self.pace
                late = now + pace >= deadline and self._left * pace > (_LONGER - 1) * seconds
                if self._may_stop() and (late or (give_up is not None and give_up())):
                    break
            self._measure(trained, spent)

    @property
    def _left(self) -> int:
        """Epochs until it pauses or ends."""
        return self._pause_at - self.epochs_done

    def _measure(self, epochs: int, seconds: float) -> None:
        """Let these epochs count towards the pace, later ones for more."""
        if epochs:
            old = _REMEMBERED**epochs if self._measured is not None else 0.0
            self._measured = old * (self._measured or 0.0) + (1 - old) * seconds / epochs
