"""Training for one browser session: in turns with everybody else's, and only while somebody looks. No streamlit here.

A run is plain state that lives in the session. Nothing trains unless a page asks for a slice, so a closed tab or
another page means that the run waits where it is.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rnnlab.errors import TrainingError
from rnnlab.ui.gate import FairGate

if TYPE_CHECKING:
    from rnnlab.config import TextConfig
    from rnnlab.recording import Recording
    from rnnlab.training import Trainer

SLICE = 0.1  # seconds of training between two looks at the person's wishes
PATIENCE = 0.12  # seconds to wait for a turn; with SLICE it keeps a pause within 250 ms
AHEAD = 0.06  # seconds that a resting page may train ahead of what it shows
SLOW = 0.005  # seconds of an epoch that is not worth it
BURST = 1.0  # a run that ends within this time is trained at once and played afterwards
LIVE_BYTES = 400_000  # of one snapshot while it trains: several are sent per second
REST_BYTES = 2_000_000  # of one snapshot while it rests

GATE = FairGate()  # one for the process: all sessions share its cores


class LiveRun:
    """One run of one person.

    Args:
        config: What is trained; making the run trains epoch 1, whose forward pass is the untrained network's.
        epoch: Epochs that a link says were trained; the run goes there, at once if that is quick.

    Attributes:
        config: As given.
        problem: One sentence if the run cannot go on, else empty.
    """

    def __init__(self, config: TextConfig, epoch: int = 1) -> None:
        from rnnlab.training import Trainer

        self.config = config
        self.problem = ""
        self._trainer: Trainer = Trainer(config)  # may be ahead of what is shown
        self._shown = 0
        self._until = 1
        self._seen: Recording | None = None  # the snapshot of this very state, so that a rerun costs nothing
        self._advance(0.0)
        self.go_on(min(epoch, config.epochs))

    @property
    def epochs_done(self) -> int:
        """Epochs that the person has had trained, at least 1 unless the very first one failed."""
        return self._shown

    @property
    def running(self) -> bool:
        """Whether there is more to train before the run pauses or ends."""
        return self.epochs_done < self._until and not self.problem

    @property
    def done(self) -> bool:
        """Whether every epoch was trained."""
        return self.epochs_done >= self.config.epochs

    def go_on(self, until: int | None = None) -> None:
        """Train up to an epoch (the last one if not given); all of it at once when that takes about a second."""
        self._until = self.config.epochs if until is None else until
        if not self.running:
            return
        started, first = time.perf_counter(), self.epochs_done
        self.tick()
        pace = (time.perf_counter() - started) / max(1, self.epochs_done - first)  # seconds per epoch
        if self.running and (self._until - self.epochs_done) * pace <= BURST:
            with GATE.turn(BURST) as mine:
                if mine:
                    self._advance(2 * BURST)  # the pace was an estimate; what is left after this is ticked

    def pause(self) -> None:
        """Stop after the epoch at hand."""
        self._until = self.epochs_done
        self._seen = None

    def step(self) -> None:
        """Train one epoch."""
        self._until = min(self.epochs_done + 1, self.config.epochs)
        if self.running:
            self._advance(0.0)

    def tick(self) -> None:
        """Train one slice if it is this session's turn soon; shorter slices when others wait too."""
        with GATE.turn(PATIENCE) as mine:
            if mine and self.running:
                self._advance(SLICE / GATE.waiting)

    def look_ahead(self) -> None:
        """Train a moment ahead of what is shown, for a page that has drawn everything and rests.

        A short run is then there when Train is pressed. Its numbers are the same: they depend on the config only.
        """
        with GATE.turn(0.0) as mine:
            if mine and not self.running and not self.problem:
                began = time.perf_counter()
                try:
                    for step in self._trainer:
                        taken = time.perf_counter() - began
                        if taken >= AHEAD or (taken >= SLOW and step.epoch <= self._shown + 1):
                            break  # nothing is gained where one epoch takes long
                except TrainingError:
                    pass  # told when the run gets there

    def snapshot(self) -> Recording:
        """What to show now: small while it trains, with more of its epochs when it rests."""
        if self._seen is None:
            size = LIVE_BYTES if self.running else REST_BYTES
            self._seen = self._trainer.recording(size, epochs=self._shown).with_header(status=self.status)
        return self._seen

    @property
    def status(self) -> str:
        """ "running", "paused" or "done"."""
        return "running" if self.running else "done" if self.done else "paused"

    def _advance(self, seconds: float) -> None:
        """Train until the time is over or the goal is reached, at least one epoch."""
        deadline = time.perf_counter() + seconds
        self._seen = None
        try:
            while True:
                if self._trainer.epochs_done == self._shown:
                    next(self._trainer)
                self._shown += 1
                if self.epochs_done >= self._until or time.perf_counter() >= deadline:
                    return
        except TrainingError as error:
            self.problem = f"{error}."
            self._until = self.epochs_done
