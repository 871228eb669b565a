"""`NetworkTraining`: a network trained for a page that only uses it, then kept for all sessions."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from rnnlab.errors import TrainingError
from rnnlab.ui.live import budget
from rnnlab.ui.live.cache import RecordingCache
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.live.turns import TURNS

if TYPE_CHECKING:
    from rnnlab.config.origin import Origin
    from rnnlab.config.training import TextConfig
    from rnnlab.recording.recording import Recording

_CACHE = RecordingCache(max_bytes=32_000_000)


def remember(recording: Recording, origin: Origin) -> None:
    """Keep a run of another page, so that the same network need not be trained again.

    Args:
        recording: Of kind "training".
        origin: The settings and the epoch that it is the run of.
    """
    _CACHE.get((origin.config, origin.epoch), lambda: recording)


class NetworkTraining:
    """A network that is trained up to its last epoch or an earlier one, in turn with all other training.

    Args:
        config: What is trained.
        epoch: The epoch after which it stops; 0 for the last one. The epochs before are the same in both cases.

    Attributes:
        config: As given.
        until: The epoch at which it stops.
        recording: The run when it has stopped, else None. Its newest frame is that of the last epoch trained.
        problem: One sentence if the run stopped before its end, else empty; the recording is then of what it reached.
    """

    def __init__(self, config: TextConfig, epoch: int = 0) -> None:
        from rnnlab.training.trainer import Trainer

        self.config = config
        self.until = min(epoch, config.epochs) or config.epochs
        self.recording: Recording | None = _CACHE.peek((config, self.until))
        self._trainer = Trainer(config)
        self.problem = self._failure()
        if self.recording is None:
            self._go_on(budget.PATIENCE, budget.BURST)

    @property
    def epochs_done(self) -> int:
        """Epochs trained so far."""
        return self._trainer.epochs_done if self.recording is None else int(self.recording.header["epochs_done"])

    def next_tick(self) -> float:
        """Reserve the time of the next slice: seconds until then."""
        return TURNS.reserve(budget.SLICE)

    def tick(self, give_up: Callable[[], bool] | None = None) -> None:
        """Train one slice if it is this session's turn soon.

        Args:
            give_up: Asked while others train, and after each epoch: True ends the tick.
        """
        self._go_on(budget.TICK_PATIENCE, budget.SLICE, give_up)

    def _go_on(self, patience: float, seconds: float, give_up: Callable[[], bool] | None = None) -> None:
        if self.recording is not None:
            return
        with TRAINING_LOCK.turn(patience, give_up) as acquired:
            if not acquired:
                return
            stopped = self._train(time.perf_counter() + seconds, give_up)
        if stopped or self._trainer.epochs_done == self.until:
            key = (self.config, self.until)
            self.recording = _CACHE.get(key, lambda: self._trainer.recording(budget.REST_BYTES))
            self.problem = self._failure()

    def _train(self, deadline: float, give_up: Callable[[], bool] | None) -> bool:
        """Train until then or to the end; whether an error keeps it from going on."""
        try:
            while self._trainer.epochs_done < self.until and time.perf_counter() < deadline:
                next(self._trainer)
                if give_up is not None and give_up():
                    break
        except TrainingError:
            return True
        return False

    def _failure(self) -> str:
        """The sentence of a run that did not reach its end; a recording that another session made has it too."""
        failure = self.recording.header.get("failure") if self.recording is not None else None
        return f"{failure}." if failure and self.epochs_done < self.until else ""
