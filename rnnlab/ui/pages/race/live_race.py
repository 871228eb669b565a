"""`RaceRun`: the race of one browser session, trained in slices, in turn with all other sessions.

As in `rnnlab.ui.pages.training.live_run`, nothing trains unless a page asks for a slice: when the tab is closed or
another page is open, the race waits.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from rnnlab.config.choices import CellType
from rnnlab.config.training import TaskConfig
from rnnlab.ui.forms.limits import HELD_OUT_SEQUENCES
from rnnlab.ui.live.budget import BURST, GATE, LIVE_BYTES, PATIENCE, REST_BYTES
from rnnlab.ui.pages.race.snapshot import RaceState, frames_of, snapshot

if TYPE_CHECKING:
    from rnnlab.recording.recording import Recording
    from rnnlab.training.run import Frames

SLICE = 0.18  # seconds of training between two looks at the person's wishes, the last turn's end included
LONGEST_VISIT = 0.4  # seconds that computing an epoch's states again may take; beyond that the nearest kept are shown
KEPT_BYTES = 32_000_000  # of all lanes together
_SHARE = 0.1  # of the training's time that looking at held-out sequences may take
_POINTS = 40  # of the held-out curve, at most
_NICE = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000)


def held_out_every(config: TaskConfig) -> int:
    """Epochs from one held-out loss to the next; it depends on the config alone, so it is the same in every race."""
    least = max(config.epochs / _POINTS, HELD_OUT_SEQUENCES / config.batch_size / _SHARE)
    return next((n for n in _NICE if n >= least), _NICE[-1])


class RaceRun:
    """One race of one person.

    Args:
        config: The task, the training, and the network that the lanes are matched to; making the run trains epoch 1.
        cells: Which cells take part.
        epoch: Epochs that a link says were trained; the run goes there, at once if that is quick.

    Attributes:
        config, cells: As given.
        race: The lanes and their trainers.
        parameters: Of each cell, the numbers that training may change.
        held_out: Of each cell, `(epoch, loss)` on what is held out, with the weights after that epoch.
    """

    def __init__(self, config: TaskConfig, cells: Sequence[CellType], epoch: int = 1) -> None:
        from rnnlab.nn.models import count_parameters
        from rnnlab.training.race import Race

        self.config, self.cells = config, tuple(cells)
        self.race = Race(config, cells, max_bytes=KEPT_BYTES // len(cells))
        self.parameters = {cell: count_parameters(trainer.model()) for cell, trainer in self.race.trainers.items()}
        self.held_out: dict[CellType, list[tuple[int, float]]] = {cell: [] for cell in cells}
        self._visited = 0  # the epoch that somebody asked to see last
        self._recomputed: dict[CellType, Frames] = {}  # its frames, of the lanes that do not keep them
        self._wanted: int | None = None  # an epoch that is to be visited as soon as the turn comes
        self._every = held_out_every(config)
        self._due: list[CellType] = []  # lanes whose held-out loss is still to be computed
        self._until = 1
        self._pace = 0.0  # seconds of a turn
        self._snapshot: Recording | None = None  # of this very state, so that a rerun costs nothing
        self._advance(0.0)
        self.go_on(min(epoch, config.epochs))

    @property
    def epochs_done(self) -> int:
        """Turns taken."""
        return self.race.epochs_done

    @property
    def running(self) -> bool:
        """Whether there is more to train before the race pauses or ends."""
        return self.epochs_done < self._until

    @property
    def has_work(self) -> bool:
        """Whether a tick would do anything: train, or visit an epoch for which the turn has not come yet."""
        return self.running or self._wanted is not None

    @property
    def status(self) -> str:
        """ "running", "paused" or "done"; a race of which no cell can go on is done."""
        over = self.epochs_done >= self.config.epochs or len(self.failures) == len(self.cells)
        return "running" if self.running else "done" if over else "paused"

    @property
    def failures(self) -> dict[CellType, str]:
        """Why cells could not go on, those that could not."""
        found = {cell: trainer.failure for cell, trainer in self.race.trainers.items()}
        return {cell: f"{error}." for cell, error in found.items() if error is not None}

    def go_on(self, until: int | None = None) -> None:
        """Train up to an epoch (the last one if not given); all of it at once when that takes about a second."""
        self._until = self.config.epochs if until is None else until
        if not self.running:
            return
        started, first = time.perf_counter(), self.epochs_done
        self.tick()
        pace = (time.perf_counter() - started) / max(1, self.epochs_done - first)
        if self.running and (self._until - self.epochs_done) * pace <= BURST:
            with GATE.turn(BURST) as mine:
                if mine:
                    self._advance(2 * BURST)  # the pace was an estimate; what is left after this is ticked

    def pause(self) -> None:
        """Stop after the turn at hand."""
        self._until = self.epochs_done
        self._snapshot = None

    def step(self) -> None:
        """Train one epoch of each cell."""
        self._until = min(self.epochs_done + 1, self.config.epochs)
        if self.running:
            self._advance(0.0)

    def tick(self) -> None:
        """Train one slice if it is this session's turn soon; shorter slices when others wait too."""
        with GATE.turn(PATIENCE) as mine:
            if mine and self._wanted is not None:
                self._recompute(self._wanted)
            if mine and self.running:
                self._advance(SLICE / GATE.waiting)

    def visit(self, epoch: object) -> None:
        """Have the frames of an epoch in the snapshots from now on, computed again if that is quick.

        Where the turn to compute them does not come soon, a later tick does it.

        Args:
            epoch: What a browser says; anything but an epoch done is passed over.
        """
        if type(epoch) is not int or not 1 <= epoch <= self.epochs_done or epoch == self._visited:
            return
        steps = max(self._steps_back(epoch).values())
        if steps == 0 or steps * self._pace > LONGEST_VISIT:
            self._set_visited(epoch, {})
            return
        self._wanted = epoch
        with GATE.turn(PATIENCE) as mine:
            if mine:
                self._recompute(epoch)

    def _steps_back(self, epoch: int) -> dict[CellType, int]:
        """Of each lane that got so far, the steps to be computed again for an epoch; 0 where its frame is kept."""
        from rnnlab.training.run import way_back

        trainers = self.race.trainers.items()
        return {cell: way_back(trainer, epoch) for cell, trainer in trainers if trainer.epochs_done >= epoch}

    def _recompute(self, epoch: int) -> None:
        """Compute an epoch's frames again in the lanes that do not keep them; to be called in turn."""
        found = {
            cell: self.race.trainers[cell].recording(0, around=epoch)
            for cell, steps in self._steps_back(epoch).items()
            if steps
        }
        self._set_visited(epoch, {cell: frames_of(recording, epoch) for cell, recording in found.items()})

    def _set_visited(self, epoch: int, recomputed: dict[CellType, Frames]) -> None:
        self._visited, self._recomputed = epoch, recomputed
        self._wanted = self._snapshot = None

    @property
    def state(self) -> RaceState:
        """The race as it stands now."""
        return RaceState(
            config=self.config,
            race=self.race,
            parameters=self.parameters,
            held_out=self.held_out,
            failures=self.failures,
            status=self.status,
            visited=self._visited,
            recomputed=self._recomputed,
        )

    def snapshot(self) -> Recording:
        """What to show now: small while it trains, with more of its epochs when it rests."""
        if self._snapshot is None:
            self._snapshot = snapshot(self.state, LIVE_BYTES if self.running else REST_BYTES)
        return self._snapshot

    def _advance(self, seconds: float) -> None:
        """Train until another turn would not fit the time or the goal is reached, and one step at least."""
        deadline = time.perf_counter() + seconds
        self._snapshot = None
        while True:
            if self._due:
                self._measure_held_out(self._due.pop())
            elif not self.running or not self._turn():
                return
            if time.perf_counter() + self._pace > deadline and (self.running or not self._due):
                return

    def _turn(self) -> bool:
        """One epoch of each cell; whether any could go on."""
        started = time.perf_counter()
        if next(self.race, None) is None:
            self._until = self.epochs_done
            return False
        taken = time.perf_counter() - started
        self._pace = taken if not self._pace else 0.9 * self._pace + 0.1 * taken
        done = self.epochs_done
        if done == 1 or done % self._every == 0 or done == self.config.epochs:
            self._due = [cell for cell in reversed(self.cells) if cell not in self.failures]
        return True

    def _measure_held_out(self, cell: CellType) -> None:
        """Append a lane's loss on what is held out, if it is a finite number."""
        with suppress(ArithmeticError):
            loss = self.race.trainers[cell].held_out_loss()
            if loss is not None and math.isfinite(loss):
                self.held_out[cell].append((self.race.trainers[cell].epochs_done, loss))
