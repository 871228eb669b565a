"""Training for one browser session: in turns with everybody else's, and only while somebody looks. No streamlit here.

A run is plain state that lives in the session. Nothing trains unless a page asks for a slice, so a closed tab or
another page means that the run waits where it is.
"""

from __future__ import annotations

import time
from itertools import count
from threading import RLock
from typing import TYPE_CHECKING

from rnnlab.config.choices import GATES
from rnnlab.errors import TrainingError
from rnnlab.ui.live.budget import BURST, BUSY, GATE, LIVE_BYTES, LONGEST_LOOK, PATIENCE, REST_BYTES, SLICE, too_long

if TYPE_CHECKING:
    from rnnlab.config.training import TextConfig
    from rnnlab.recording.array_names import Array
    from rnnlab.recording.recording import Recording
    from rnnlab.training.trainer import Trainer

AHEAD = 0.06  # seconds that a resting page may train ahead of what it shows
SLOW = 0.005  # seconds of an epoch that is not worth it
LIGHT = 1_500_000  # bytes of a snapshot beyond which slices get shorter: a browser needs its time, too
POINTS = 4000  # losses of one curve in a snapshot while it trains, about


_BORN = count(1)


class LiveRun:
    """One run of one person.

    Args:
        config: What is trained; making the run trains epoch 1, whose forward pass is the untrained network's.
        epoch: Epochs that a link says were trained; the run goes there, at once if that is quick.

    Attributes:
        config: As given.
        problem: One sentence if the run cannot go on, else empty.
        born: Tells this run from every other of the process.
        lock: Held by whoever uses the trainer: a file is written by another thread than the one that trains.
    """

    def __init__(self, config: TextConfig, epoch: int = 1) -> None:
        from rnnlab.training.trainer import Trainer

        self._begin(Trainer(config), 0)
        self._advance(0.0)
        self.go_on(min(epoch, config.epochs))

    @classmethod
    def of(cls, trainer: Trainer, shown: int) -> LiveRun:
        """A run that has come from elsewhere: from a fork or a file.

        Args:
            trainer: Of a text.
            shown: Epochs of it that the person has had trained.
        """
        run = cls.__new__(cls)
        run._begin(trainer, shown)
        if trainer.failure is not None and shown == trainer.epochs_done:
            run.problem = f"{trainer.failure}."
        return run

    def _begin(self, trainer: Trainer, shown: int) -> None:
        self.config: TextConfig = trainer.config  # type: ignore[assignment]  # this page trains texts only
        self.problem = ""
        self.born = next(_BORN)
        self.lock = RLock()
        self._trainer = trainer  # may be ahead of what is shown
        self._shown = shown
        self._until = max(1, shown)
        self._look: int | None = None
        self._pace: float | None = None  # seconds per epoch
        self._forget()

    def _forget(self) -> None:
        # The snapshots of this very state, so that a rerun costs nothing.
        self._seen: Recording | None = None
        self._whole: Recording | None = None

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
        self._forget()

    def step(self) -> None:
        """Train one epoch."""
        self._until = min(self.epochs_done + 1, self.config.epochs)
        if self.running:
            self._advance(0.0)

    def tick(self) -> None:
        """Train one slice if it is this session's turn soon; shorter slices when others wait too."""
        sent = self._seen.nbytes if self._seen is not None else 0
        with GATE.turn(PATIENCE) as mine:
            if mine and self.running:
                self._advance(SLICE * LIGHT / max(LIGHT, sent) / GATE.waiting)

    def look_ahead(self) -> None:
        """Train a moment ahead of what is shown, for a page that has drawn everything and rests.

        A short run is then there when Train is pressed. Its numbers are the same: they depend on the config only.
        """
        with GATE.turn(0.0) as mine, self.lock:
            if mine and not self.running and not self.problem and self._trainer.stride * self.pace <= BURST / 4:
                began = time.perf_counter()
                try:
                    for step in self._trainer:
                        taken = time.perf_counter() - began
                        if taken >= AHEAD or (taken >= SLOW and step.epoch <= self._shown + 1):
                            break  # nothing is gained where one epoch takes long
                except TrainingError:
                    pass  # told when the run gets there

    def snapshot(self) -> Recording:
        """What a picture shows now: small while it trains, with more of its epochs when it rests."""
        with self.lock:
            if self._seen is None:
                points = POINTS if self.running and self._shown > POINTS else None
                self._seen = self.whole() if (points, self._look) == (None, None) else self._record(self._look, points)
            return self._seen

    def whole(self) -> Recording:
        """The run so far with every loss and prediction: for tables and programs."""
        with self.lock:
            if self._whole is None:
                self._whole = self._record(None, None)
            return self._whole

    def _record(self, look: int | None, points: int | None) -> Recording:
        size = LIVE_BYTES if self.running else REST_BYTES
        recording = self._trainer.recording(size, epochs=self._shown, around=look, points=points)
        return recording.with_header(status=self.status)

    def curve(self, *epochs: int) -> tuple[Array, Array]:
        """Epochs and their losses, as many as a curve beside others needs, those of these epochs among them."""
        with self.lock:
            return self._trainer.curve(self._shown, POINTS, *epochs)

    @property
    def trainer(self) -> Trainer:
        """What trains it; it may be ahead of what is shown."""
        return self._trainer

    def come_back(self) -> Trainer:
        """The trainer at the very epoch that is shown; it is never far ahead."""
        with self.lock:
            if self._trainer.epochs_done != self._shown:
                self._trainer = self._trainer.at(self._shown)
            return self._trainer

    @property
    def pace(self) -> float:
        """Seconds per epoch: measured, or guessed by the network's size before anything was trained here."""
        if self._pace is None:
            c = self.config
            numbers = c.num_layers * max(1, len(GATES[c.cell])) * c.hidden_size**2 * len(c.source)
            return 0.001 + 2e-9 * numbers
        return self._pace

    def cost(self, epoch: int) -> float:
        """Seconds that it takes, about, to compute an epoch again."""
        return self._trainer.away(epoch) * self.pace

    def look(self, epoch: int | None) -> str:
        """Have an epoch's own states and weights in the snapshots from now on.

        Args:
            epoch: Which, from 1 to `epochs_done`; None for no special one.

        Returns:
            Why that is not possible, in one sentence, or "".
        """
        if epoch is None:
            if self._look is not None:
                self._look, self._seen = None, None
            return ""
        seconds = self.cost(epoch)
        if seconds > LONGEST_LOOK:
            return too_long(epoch, seconds)
        with GATE.turn(BURST) as mine:
            if not mine:
                return f"{BUSY} Epoch {epoch} is not kept: move on, and come back to try again."
            self._look, self._seen = epoch, None
            self.snapshot()
        return ""

    @property
    def status(self) -> str:
        """ "running", "paused" or "done"."""
        return "running" if self.running else "done" if self.done else "paused"

    def _advance(self, seconds: float) -> None:
        """Train until another epoch would not fit the time or the goal is reached, at least one."""
        with self.lock:
            began, before = time.perf_counter(), self._trainer.epochs_done
            self._go(began + seconds)
            trained = self._trainer.epochs_done - before
            if trained:
                pace = (time.perf_counter() - began) / trained
                self._pace = pace if self._pace is None else 0.7 * self._pace + 0.3 * pace

    def _go(self, deadline: float) -> None:
        self._forget()
        try:
            while True:
                if self._trainer.epochs_done == self._shown:
                    next(self._trainer)
                self._shown += 1
                if self.epochs_done >= self._until or time.perf_counter() + (self._pace or 0.0) >= deadline:
                    return
        except TrainingError as error:
            self.problem = f"{error}."
            self._until = self.epochs_done
