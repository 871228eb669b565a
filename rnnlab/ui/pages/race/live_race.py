"""`RaceRun`: the race of one session, trained in slices, with held-out losses and the frames of a visited epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from itertools import count
from threading import RLock
from typing import TYPE_CHECKING

from rnnlab.config.choices import CellType
from rnnlab.config.training import TaskConfig
from rnnlab.errors import ConfigError
from rnnlab.ui.forms.limits import HELD_OUT_SEQUENCES
from rnnlab.ui.live import budget
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.live.paced import PacedTraining
from rnnlab.ui.live.ticks import Ticks
from rnnlab.ui.pages.race.snapshot import RaceState, frame_of, snapshot

if TYPE_CHECKING:
    from rnnlab.recording.recording import Recording
    from rnnlab.training.to_recording import Frames
    from rnnlab.ui.pages.race.form import RaceSettings

_SHARE = 0.1  # fraction of the training's time that held-out losses may take
_NUMBER = count(1)
_POINTS = 40  # of the held-out curve, at most
_ROUND = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000)


def held_out_every(config: TaskConfig) -> int:
    """Epochs from one held-out loss to the next; it depends on the config alone, so it is the same in every race."""
    least = max(config.epochs / _POINTS, HELD_OUT_SEQUENCES / config.batch_size / _SHARE)
    return next((n for n in _ROUND if n >= least), _ROUND[-1])


class RaceRun(PacedTraining):
    """One race of one person.

    Args:
        config: The task, the training, and the network that the lanes are matched to; making the run trains epoch 1.
        cells: Which cells take part.
        epoch: The epoch of a link, to which it trains; before this returns if that takes about a second.

    Attributes:
        config, cells: As given.
        race: The lanes and their trainers.
        parameters: Of each cell, the numbers that training may change.
        number: Tells this race from every other of the process.
        held_out: Of each cell, `(epoch, loss)` on what is held out, with the weights after that epoch.
        ticks: The browser's requests for the next picture.
        settings: Those of the form that it belongs to; None before the page has said them.
    """

    def __init__(self, config: TaskConfig, cells: Sequence[CellType], epoch: int = 1) -> None:
        from rnnlab.nn.models import count_parameters
        from rnnlab.training.race import Race

        super().__init__(config.epochs, 1)
        self.config, self.cells = config, tuple(cells)
        self.race = Race(config, cells, max_bytes=budget.RACE_BYTES // len(cells))
        self.parameters = {cell: count_parameters(trainer.model()) for cell, trainer in self.race.trainers.items()}
        self.held_out: dict[CellType, list[tuple[int, float]]] = {cell: [] for cell in cells}
        self.ticks = Ticks()
        self.number = next(_NUMBER)
        self.settings: RaceSettings | None = None
        self._every = held_out_every(config)
        self._due: list[CellType] = []  # lanes whose held-out loss is still to be computed
        self._resting: tuple[int, dict[CellType, list[tuple[int, float]]]] = (
            0,
            {},
        )  # an epoch, and losses at rest there
        self._visited = 0  # the epoch that was asked for last, 0 if none was
        self._visited_frames: dict[CellType, Frames] = {}  # its frames, of the lanes that have trained it
        self._pending_visit: int | None = None  # an epoch to visit at the next tick that gets its turn
        self._forget_snapshots()
        self._advance(0.0)
        self.go_on(min(epoch, config.epochs))

    def _forget_snapshots(self) -> None:
        self._snapshot: Recording | None = None

    @property
    def epochs_done(self) -> int:
        """Epochs that the cells have trained, of the one that went furthest."""
        return self.race.epochs_done

    @property
    def failures(self) -> dict[CellType, str]:
        """Cells that cannot go on → one sentence that says why."""
        found = {cell: trainer.failure for cell, trainer in self.race.trainers.items()}
        return {cell: f"{error}." for cell, error in found.items() if error is not None}

    @property
    def stopped(self) -> bool:
        """Whether no cell can go on."""
        return all(trainer.failure is not None for trainer in self.race.trainers.values())

    @property
    def done(self) -> bool:
        """Whether every epoch was trained, or no cell can go on."""
        return super().done or self.stopped

    @property
    def has_work(self) -> bool:
        """Whether a tick would do anything: train, or visit an epoch for which the turn has not come yet."""
        return self.running or self._pending_visit is not None

    @property
    def _slice(self) -> float:
        return budget.RACE_SLICE

    def _has_piece(self) -> bool:
        return self.has_work or bool(self._due)

    def _may_stop(self) -> bool:
        return self.running or not self._due

    def _work(self) -> bool:
        """Visit an epoch, compute one lane's held-out loss, or train an epoch of each cell."""
        if self._pending_visit is not None:
            self._visit_in_turn(self._pending_visit)
        elif self._due:
            self._measure_held_out(self._due.pop())
        else:
            return self._train_epoch()
        return False

    def _train_epoch(self) -> bool:
        """Train one epoch of each cell; whether any could go on."""
        if next(self.race, None) is None:
            self._pause_at = self.epochs_done
            return False
        done = self.epochs_done
        if done == 1 or done % self._every == 0 or done == self.config.epochs:
            self._due = [cell for cell in reversed(self.cells) if cell not in self.failures]
        return True

    def _measure_held_out(self, cell: CellType) -> None:
        """Append a lane's loss on what is held out, if it is a finite number."""
        self.held_out[cell] += self._held_out_now(cell)

    def _held_out_now(self, cell: CellType) -> list[tuple[int, float]]:
        """The epoch, and a lane's loss on what is held out with its present weights; empty if it is not finite."""
        trainer = self.race.trainers[cell]
        with suppress(ArithmeticError):
            loss = trainer.held_out_loss()
            if loss is not None and math.isfinite(loss):
                return [(trainer.epochs_done, loss)]
        return []

    def _held_out_at_rest(self) -> Mapping[CellType, Sequence[tuple[int, float]]]:
        """The held-out losses; of a race that rests also those with the present weights, which are on no curve."""
        if self.running:
            return self.held_out
        done = self.epochs_done
        missing = [cell for cell, points in self.held_out.items() if not points or points[-1][0] != done]
        with self.lock:
            if self._resting[0] != done:
                resting = [cell for cell in missing if cell not in self.failures]
                self._resting = done, {cell: self._held_out_now(cell) for cell in resting}
        return self.held_out | {cell: [*self.held_out[cell], *self._resting[1].get(cell, [])] for cell in missing}

    def visit(self, epoch: object) -> None:
        """Include the frames of an epoch in the snapshots from now on, computed again if that is quick.

        If other sessions train, a later tick computes them.

        Args:
            epoch: From a browser's event; anything but an epoch done is ignored.
        """
        if type(epoch) is not int or not 1 <= epoch <= self.epochs_done or epoch == self._visited:
            return
        lanes = [trainer for trainer in self.race.trainers.values() if trainer.epochs_done >= epoch]
        steps = max(trainer.steps_to_recompute(epoch) for trainer in lanes)
        if steps * self.pace > budget.LONGEST_RACE_VISIT:
            self._set_visited(epoch, {})
        elif steps == 0:
            self._visit_in_turn(epoch)
        else:
            self._pending_visit = epoch
            with TRAINING_LOCK.turn(budget.PATIENCE) as acquired:
                if acquired:
                    self._visit_in_turn(epoch)

    def _visit_in_turn(self, epoch: int) -> None:
        """Include the frames of an epoch; to be called with the training lock if some must be computed again."""
        lanes = self.race.trainers.items()
        self._set_visited(epoch, {cell: frame_of(lane, epoch) for cell, lane in lanes if lane.epochs_done >= epoch})

    def _set_visited(self, epoch: int, frames: dict[CellType, Frames]) -> None:
        self._visited, self._visited_frames = epoch, frames
        self._pending_visit = self._snapshot = None

    @property
    def is_trained(self) -> bool:
        """Whether more was trained than epoch 1, with which each race begins."""
        return self.epochs_done > 1

    def holds_more_than(self, other: RaceRun) -> bool:
        """Whether anything was trained here that another race does not hold."""
        same = (self.config, self.cells) == (other.config, other.cells)
        return not same or self.epochs_done > other.epochs_done

    def copy(self) -> RaceRun:
        """The same race on its own, paused: going on with either leaves the other as it is."""
        with self.lock:
            other = copy(self)
            other.lock, other.ticks, other.number = RLock(), Ticks(), next(_NUMBER)
            other.race, other._due, other._pending_visit = self.race.copy(), self._due[:], None
            other.held_out = {cell: points[:] for cell, points in self.held_out.items()}
        other.pause()
        return other

    def prolong(self, config: TaskConfig) -> bool:
        """Give the race another last epoch, if that is all in which a config differs from its own.

        Returns:
            Whether it was done: not if the race has come further, or its learning rate goes by the number of epochs.
        """
        if replace(self.config, epochs=config.epochs) != config:
            return False
        try:
            self.race = self.race.prolonged(config.epochs)
        except ConfigError:
            return False
        running = self.running
        self.config, self._epochs, self._every = config, config.epochs, held_out_every(config)
        self._forget_snapshots()
        if running:
            self.go_on()
        return True

    @property
    def shown_around(self) -> tuple[int, int]:
        """What the page around the player shows of the race; it is drawn again if that has changed."""
        return self.number, self.epochs_done

    @property
    def link_epoch(self) -> int:
        """The epoch that a link to the page says; 1 if no cell has trained one."""
        return max(1, self.epochs_done)

    @property
    def state(self) -> RaceState:
        """The present state of the race, for its snapshot."""
        return RaceState(
            config=self.config,
            race=self.race,
            parameters=self.parameters,
            held_out=self._held_out_at_rest(),
            failures=self.failures,
            status=self.status,
            visited=self._visited,
            visited_frames=self._visited_frames,
        )

    def network(self, cell: CellType) -> Recording:
        """The newest recording, of kind "training", of one lane."""
        with self.lock:
            return self.race.trainers[cell].recording(budget.REST_BYTES)

    def snapshot(self) -> Recording:
        """The recording for a picture now: small while it trains, with more of its epochs while it is paused."""
        if self._snapshot is None:
            share = self.ticks.line.share if self.running else self.ticks.line.rest_share
            size = budget.LIVE_BYTES if self.running or share < 1 else budget.REST_BYTES
            self._snapshot = snapshot(self.state, int(size * share))
        return self._snapshot
