"""`LiveRun`: one run of one session, trained in slices, with snapshots of it at any epoch."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from rnnlab.config.choices import num_gates
from rnnlab.errors import TrainingError
from rnnlab.ui.live import budget
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.live.paced import PacedTraining
from rnnlab.ui.pages.training.refusals import busy, too_long

if TYPE_CHECKING:
    from rnnlab.config.training import TextConfig
    from rnnlab.recording.array_names import Array
    from rnnlab.recording.recording import Recording
    from rnnlab.training.trainer import Trainer

WEIGHT_PREFIXES = ("emb.", "rnn.", "fc.")  # of the names of a network's weights
_NUMBER = count(1)
_REST_CURVE = 1 / 8  # fraction of a curve's points that a paused run keeps, however slow the line is
_PAUSE = 0.1  # seconds between two looks whether anybody trains


class LiveRun(PacedTraining):
    """One run of one person.

    Args:
        trainer: Of a text, new or from a fork or a file.
        shown: Epochs of it that the person has had trained.

    Attributes:
        config: Of the trainer.
        problem: One sentence if the run cannot go on, else empty.
        number: Tells this run from every other of the process.
    """

    def __init__(self, trainer: Trainer, shown: int) -> None:
        super().__init__(trainer.config.epochs, max(1, shown))
        self.config: TextConfig = trainer.config  # type: ignore[assignment]  # this page trains texts only
        self.number = next(_NUMBER)
        failed = trainer.failure is not None and shown == trainer.epochs_done
        self.problem = f"{trainer.failure}." if failed else ""
        self._trainer = trainer  # may be ahead of what is shown
        self._shown = shown
        self._visited: int | None = None
        self._forget_snapshots()

    @classmethod
    def begin(cls, config: TextConfig, epoch: int = 1) -> LiveRun:
        """A new run, with epoch 1 trained: its forward pass is the untrained network's.

        Args:
            config: What is trained.
            epoch: As for `start`.
        """
        from rnnlab.training.trainer import Trainer

        run = cls(Trainer(config), 0)
        run.start(epoch)
        return run

    def continued(self, trainer: Trainer) -> LiveRun:
        """The same run, trained by another trainer that has come as far; it goes on if this one did."""
        other = LiveRun(trainer, self._shown)
        other.number, other._measured = self.number, self._measured
        if self.running:
            other.go_on()
        return other

    def copy(self) -> LiveRun:
        """The same run on its own, paused: going on with either leaves the other as it is."""
        with self.lock:
            other = LiveRun(self._trainer.at(self._shown), self._shown)
        other._measured = self._measured
        return other

    def start(self, epoch: int = 1) -> None:
        """Train epoch 1, then to the epoch of a link; all of it before this returns if that takes about a second."""
        self.step()
        self.go_on(min(epoch, self.config.epochs))

    def _forget_snapshots(self) -> None:
        self._snapshot: Recording | None = None
        self._whole: Recording | None = None

    @property
    def epochs_done(self) -> int:
        """Epochs that the person has had trained, at least 1 unless the very first one failed."""
        return self._shown

    @property
    def stopped(self) -> bool:
        """Whether an error keeps it from going on."""
        return bool(self.problem)

    @property
    def _slice(self) -> float:
        sent = self._snapshot.nbytes if self._snapshot is not None else 0
        return budget.SLICE * budget.LIGHT_BYTES / max(budget.LIGHT_BYTES, sent)

    def _work(self) -> bool:
        """Show another epoch, trained now unless it was trained before."""
        trains = self._trainer.epochs_done == self._shown
        try:
            if trains:
                next(self._trainer)
        except TrainingError as error:
            self.problem = f"{error}."
            self._pause_at = self._shown
            return False
        self._shown += 1
        return trains

    def prefetch(self, give_up: Callable[[], bool] = bool) -> None:
        """Train for a short time beyond what is shown, while the run is paused and as soon as nobody trains.

        A short run is then ready when Train is pressed. Its numbers are the same: they depend on the config only.

        Args:
            give_up: Asked during the wait and after each epoch: True ends it.
        """
        # By the size: the pace that was measured is too slow where a whole class has just opened the page.
        if self.running or self.stopped or self._trainer.checkpoint_interval * self._guessed_pace > budget.BURST / 4:
            return
        until = time.monotonic() + budget.PREFETCH_PATIENCE
        while not give_up():
            # Who has pressed Train waits in a queue; this one does not, so that nobody waits for it.
            with TRAINING_LOCK.turn(0.0) as acquired:
                if acquired:
                    return self._train_ahead(give_up)
            if time.monotonic() > until:
                return
            time.sleep(_PAUSE)

    def _train_ahead(self, give_up: Callable[[], bool]) -> None:
        began, first = time.thread_time(), self._trainer.epochs_done  # what other threads do meanwhile does not count
        with self.lock:
            with suppress(TrainingError):  # raised again, and shown, when the run gets to that epoch
                for step in self._trainer:
                    taken = time.thread_time() - began
                    slow = taken >= budget.SLOW_EPOCH and step.epoch <= self._shown + 1
                    if slow or taken >= budget.PREFETCH or give_up():
                        break
            self._measure(self._trainer.epochs_done - first, time.thread_time() - began)

    def snapshot(self, share: float = 1.0) -> Recording:
        """The recording for a picture now: small while it trains, with more of its epochs while it is paused.

        Args:
            share: Fraction of the usual bytes that it may have, if it has to be made.
        """
        with self.lock:
            if self._snapshot is None:
                points = int(budget.CURVE_POINTS * (share if self.running else max(share, _REST_CURVE)))
                points_kept = points if (self.running or share < 1) and self._shown > points else None
                plain = points_kept is None and self._visited is None and share == 1
                self._snapshot = self.whole() if plain else self._record(self._visited, points_kept, share)
            return self._snapshot

    def whole(self) -> Recording:
        """The run so far with every loss and prediction: for tables and scripts."""
        with self.lock:
            if self._whole is None:
                self._whole = self._record(None, None, 1.0)
            return self._whole

    @property
    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shapes of the network's weights, by name."""
        found = self.whole()
        return {name: array.shape[1:] for name, array in found.items() if name.startswith(WEIGHT_PREFIXES)}

    def _record(self, around: int | None, points: int | None, share: float) -> Recording:
        size = int(share * (budget.LIVE_BYTES if self.running or share < 1 else budget.REST_BYTES))
        recording = self._trainer.recording(size, epochs=self._shown, around=around, points=points)
        return recording.with_header(status=self.status)

    def curve(self, *epochs: int) -> tuple[Array, Array]:
        """Epochs (K,) and their losses (K,), thinned to the points of a curve beside others; those given are kept."""
        with self.lock:
            return self._trainer.loss_curve(self._shown, budget.CURVE_POINTS, *epochs)

    @property
    def trainer(self) -> Trainer:
        """What trains it; it may be ahead of what is shown."""
        return self._trainer

    def rewind(self) -> Trainer:
        """The trainer, taken back to the epoch that is shown if it was ahead."""
        with self.lock:
            if self._trainer.epochs_done != self._shown:
                self._trainer = self._trainer.at(self._shown)
            return self._trainer

    @property
    def pace(self) -> float:
        """Seconds per epoch: measured, or guessed by the network's size before anything was trained here."""
        return self._guessed_pace if self._measured is None else self._measured

    @property
    def _guessed_pace(self) -> float:
        c = self.config
        return 0.001 + 2e-9 * c.num_layers * num_gates(c.cell) * c.hidden_size**2 * len(c.source)

    def seconds_to_recompute(self, epoch: int) -> float:
        """Seconds that it takes, about, to compute an epoch again."""
        return self._trainer.steps_to_recompute(epoch) * self.pace

    def visit(self, epoch: int) -> str:
        """Include an epoch's states and weights in the snapshots from now on.

        Args:
            epoch: Which, from 1 to `epochs_done`.

        Returns:
            Why that is not possible, in one sentence, or "".
        """
        seconds = self.seconds_to_recompute(epoch)
        if seconds > budget.LONGEST_VISIT:
            return too_long(epoch, seconds)
        with TRAINING_LOCK.turn(budget.BURST) as acquired:
            if not acquired:
                return busy(epoch)
            self._visited, self._snapshot = epoch, None
            self.snapshot()
        return ""

    def end_visit(self) -> None:
        """Leave the visited epoch out of the snapshots from now on."""
        if self._visited is not None:
            self._visited, self._snapshot = None, None
