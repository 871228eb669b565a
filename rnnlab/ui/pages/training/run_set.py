"""`RunSet`: a run and its forks in one session; one of them is selected, several may train. No streamlit here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError, TrainingError
from rnnlab.i18n.messages import t
from rnnlab.ui.forms.fields import short
from rnnlab.ui.live import budget
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.pages.training.fork_request import ForkRequest, edited_weights
from rnnlab.ui.pages.training.live_run import LiveRun
from rnnlab.ui.pages.training.refusals import too_long

if TYPE_CHECKING:
    from rnnlab.training.forks import Run, Runs

_NUMBER = count(1)


class RunSet:
    """Up to six runs that share their beginning, and which of them is selected.

    Args:
        config: Of the first run, before any fork.
        runs: All of them, as they were saved or just begun.
        selected: Key of the selected one; the first is, if there is no such one.

    Attributes:
        config: As given: the config of the page's form and of its link.
        number: Identifies the set within the process.
        selected: Key of the run whose letters, states and weights are shown.
        cursor: The epoch at which the picture is to open, or None.
        rest: The epoch that the player has shown since, once it stands still; written into the file; or None.
    """

    def __init__(self, config: TextConfig, runs: Runs, *, selected: object = None) -> None:
        self.config, self.number = config, next(_NUMBER)
        self.cursor: int | None = max(1, runs.cursor)
        self.rest: int | None = None
        self._runs = runs
        self._live = {run.key: LiveRun(run.trainer, run.trainer.epochs_done) for run in runs}
        self.selected = selected if type(selected) is int and selected in self._live else next(iter(runs)).key
        self._ticks = 0
        self._first: LiveRun | None = next((self[run] for run in runs if run.parent is None), None)

    @classmethod
    def begin(cls, config: TextConfig, epoch: int = 1) -> RunSet:
        """One new run of a config, trained up to an epoch as `LiveRun.start` does."""
        from rnnlab.training.forks import Runs
        from rnnlab.training.trainer import Trainer

        found = cls(config, Runs(Trainer(config)))
        found.cursor = None
        found.run.start(epoch)
        return found

    def __iter__(self) -> Iterator[Run]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    def __getitem__(self, run: Run) -> LiveRun:
        """What trains one of the runs."""
        return self._live[run.key]

    @property
    def run(self) -> LiveRun:
        """The selected run."""
        return self._live[self.selected]

    @property
    def running(self) -> bool:
        """Whether any run has more to train before it pauses or ends."""
        return any(self[run].running for run in self)

    @property
    def link_epoch(self) -> int:
        """Epochs done by the first run, also after it was removed; 1 if a file did not hold it."""
        return max(1, self._first.epochs_done) if self._first else 1

    @property
    def undo_name(self) -> str:
        """The name of the run that `undo` would bring back, or "" if there is none or no room."""
        return self._runs.removed[-1].name if self._runs.can_undo else ""

    @property
    def longest(self) -> int:
        """Epochs done by the run that went furthest."""
        return max(self[run].epochs_done for run in self)

    @property
    def is_trained(self) -> bool:
        """Whether there is more than one run with its epoch 1, with which each begins."""
        return len(self) > 1 or bool(self.undo_name) or self.longest > 1

    def holds_more_than(self, other: RunSet) -> bool:
        """Whether there is anything trained that another set does not hold, if that one is of a link."""
        first, *forks = self
        more = bool(forks) or bool(self.undo_name) or first.parent is not None
        return more or self.config != other.config or self.longest > other.longest

    def copy(self) -> RunSet:
        """The same runs as a set of its own, paused, and those that were removed with them.

        Going on with either set leaves the other as it is.
        """
        live = {key: run.copy() for key, run in tuple(self._live.items())}
        runs = self._runs.copy({key: run.trainer for key, run in live.items()})
        other = RunSet(self.config, runs, selected=self.selected)
        other._first = next((live[key] for key, run in self._live.items() if run is self._first), self._first)
        other._live, other.cursor = live, self.rest or self.cursor
        return other

    def next_tick(self, *, trains: bool) -> float | None:
        """As `PacedTraining.next_tick`; None if no run trains."""
        running = self._training()
        return running[0].next_tick(trains=trains) if running else None

    def tick(self, give_up: Callable[[], bool] | None = None) -> None:
        """Train one slice of one run; at each call of another one of those that train.

        Args:
            give_up: As for `PacedTraining.tick`.
        """
        running = self._training()
        if running:
            self._ticks += 1
            running[self._ticks % len(running)].tick(give_up)

    def _training(self) -> list[LiveRun]:
        return [self[run] for run in self if self[run].running]

    def select(self, key: object) -> None:
        """Select another run.

        Raises:
            ConfigError: There is no such run.
        """
        run = self.find(key)
        if run.key != self.selected:
            self.run.end_visit()
            self.selected = run.key

    def visit(self, epoch: object) -> str:
        """Include an epoch of the selected run in its snapshots, as `LiveRun.visit` does.

        Raises:
            ConfigError: There is no such epoch.
        """
        if type(epoch) is not int or not 1 <= epoch <= self.longest:
            rule = "a whole number from 1 to {most}, the epochs done"
            raise ConfigError.must_be("epoch", rule, words=short(epoch), most=self.longest)
        self.cursor = epoch
        return self.run.visit(min(epoch, self.run.epochs_done)) if self.run.epochs_done else ""

    def fork(self, key: object, request: ForkRequest) -> None:
        """Add a fork, select it, and train it on.

        Raises:
            ConfigError, TrainingError: There is no such run, no room for one, or its values cannot be used.
        """
        parent = self.find(key)
        live = self[parent]
        with _turn_to_recompute(live, request.epoch, max(1, request.epoch - 1)):
            frames = live.trainer.recording(1, around=request.epoch) if request.weights else None
            weights = edited_weights(frames, request) if frames is not None else None
            run = self._runs.fork(parent.key, request.epoch - 1, name=request.name, weights=weights, **request.changes)
        self._live[run.key] = LiveRun(run.trainer, request.epoch - 1)
        self.select(run.key)
        self.cursor = request.epoch
        self.run.step()
        self.run.go_on()

    def restart(self) -> RunSet | None:
        """Take the selected run back to its first epoch, or a fork to the epoch from which it was forked.

        Returns:
            The runs as they were before; None if the selected one had not come further.

        Raises:
            ConfigError, TrainingError: That would take too long, or the computer is busy.
        """
        run = self._runs[self.selected]
        before = self.copy() if self.run.epochs_done > run.step + 1 else None
        with _turn_to_recompute(self.run, *([run.step] if run.step else [])):
            trainer = self.run.trainer.at(run.step)
        self._runs.put(run.key, trainer)
        first = self._first is self.run
        self._live[run.key] = live = LiveRun(trainer, run.step)
        if first:
            self._first = live
        self.cursor = None
        live.step()
        return before

    def prolong(self, config: TextConfig) -> bool:
        """Give the first run another last epoch, if that is all in which a config differs from its own.

        Returns:
            Whether it was done: not if the run has come further, or its learning rate goes by the number of epochs.
        """
        first = next((run for run in self if run.parent is None), None)
        if first is None or replace(self.config, epochs=config.epochs) != config:
            return False
        before = self[first]
        try:
            trainer = before.rewind().prolonged(config.epochs)
        except ConfigError:
            return False
        self._runs.put(first.key, trainer)
        self._live[first.key] = self._first = before.continued(trainer)
        self.config = config
        return True

    def rename(self, key: object, name: object) -> None:
        """Give a run another name.

        Raises:
            ConfigError: There is no such run, or the name cannot be used.
        """
        self._runs.rename(self.find(key).key, name.strip() if isinstance(name, str) else name)  # type: ignore[arg-type]

    def remove(self, key: object) -> None:
        """Remove a run until `undo`; if it was selected, the run from which it was forked becomes selected.

        Raises:
            ConfigError, TrainingError: There is no such run, or it is the only one.
        """
        run = self.find(key)
        self._runs.remove(run.key)
        self[run].pause()
        self[run].end_visit()
        left = {other.key for other in self}
        if run.key == self.selected:
            self.selected = run.parent if run.parent in left else next(iter(self)).key
        known = left | {other.key for other in self._runs.removed}
        self._live = {key: live for key, live in self._live.items() if key in known}

    def undo(self) -> None:
        """Bring back the run that was removed last, and select it.

        Raises:
            TrainingError: Nothing was removed, or there are six runs already.
        """
        self.select(self._runs.undo().key)

    def pause(self) -> None:
        """Stop every run after the epoch at hand."""
        for run in self:
            self[run].pause()

    def to_bytes(self) -> bytes:
        """All runs as one file, each at the epoch that is shown; removed ones are left out."""
        with ExitStack() as locks:
            for run in self:
                locks.enter_context(self[run].lock)
                self._runs.put(run.key, self[run].rewind())
            self._runs.cursor = min(self.rest or self.cursor or self.run.epochs_done, self.longest)
            recording = self._runs.recording()
        return recording.with_header(stage=self.selected).to_bytes()

    def find(self, key: object) -> Run:
        """The run with a key that came from a browser.

        Raises:
            ConfigError: There is none.
        """
        return self._runs[key]  # type: ignore[index]  # `Runs` checks the type


@contextmanager
def _turn_to_recompute(live: LiveRun, *epochs: int) -> Iterator[None]:
    """Hold the training lock while epochs of a run are computed again.

    Raises:
        ConfigError: That would take too long.
        TrainingError: Other sessions train.
    """
    seconds = sum(map(live.seconds_to_recompute, epochs))
    if seconds > budget.LONGEST_VISIT:
        raise ConfigError(too_long(epochs[0], seconds))
    with TRAINING_LOCK.turn(budget.BURST) as acquired, live.lock:
        if not acquired:
            raise TrainingError(t("Others are training just now. Ask again in a moment"))
        yield
