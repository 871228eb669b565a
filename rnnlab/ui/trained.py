"""Networks trained for pages that only use them: in turns with everybody else's training, then kept for all sessions.

No streamlit here.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rnnlab.errors import TrainingError
from rnnlab.ui.cache import RecordingCache
from rnnlab.ui.live import BURST, GATE, PATIENCE, REST_BYTES, SLICE

if TYPE_CHECKING:
    from rnnlab.config import TextConfig
    from rnnlab.recording import Recording

_CACHE = RecordingCache(max_bytes=32_000_000)


class Training:
    """A network on its way to its last epoch.

    Args:
        config: What is trained.

    Attributes:
        config: As given.
        problem: One sentence if the run stopped before its end, else empty; the recording is then of what it reached.
    """

    def __init__(self, config: TextConfig) -> None:
        from rnnlab.training import Trainer

        self.config = config
        self.problem = ""
        self.recording: Recording | None = _CACHE.peek(config)
        self._trainer = Trainer(config)
        if self.recording is None:
            self._go_on(BURST, BURST)

    @property
    def epochs_done(self) -> int:
        """Epochs trained so far."""
        return self.config.epochs if self.recording is not None and not self.problem else self._trainer.epochs_done

    def tick(self) -> None:
        """Train one slice if it is this session's turn soon."""
        self._go_on(PATIENCE, SLICE)

    def _go_on(self, patience: float, seconds: float) -> None:
        if self.recording is not None:
            return
        with GATE.turn(patience) as mine:
            if not mine:
                return
            deadline = time.perf_counter() + seconds / GATE.waiting
            try:
                for _ in self._trainer:
                    if time.perf_counter() >= deadline:
                        break
            except TrainingError as error:
                self.problem = f"{error}."
        if self.problem or self._trainer.epochs_done == self.config.epochs:
            self.recording = _CACHE.get(self.config, lambda: self._trainer.recording(REST_BYTES))
