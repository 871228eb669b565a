"""A run and its forks for one browser session: one is on stage, several may train. Plain state; no streamlit here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import TYPE_CHECKING

from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError, TrainingError
from rnnlab.ui.forms.fields import short
from rnnlab.ui.live.budget import BURST, BUSY, GATE, LONGEST_LOOK, too_long
from rnnlab.ui.pages.training.fork_request import Wish, replaced
from rnnlab.ui.pages.training.live_run import LiveRun

if TYPE_CHECKING:
    from rnnlab.training.forks import Run, Runs

_NUMBER = count(1)


class LiveRuns:
    """Up to six runs that share their beginning, and which of them is on stage.

    Args:
        config: Of the first run.
        epoch: As for a `LiveRun`.

    Attributes:
        config: Of the first run, before any fork: what the page's form and its link say.
        number: Tells these runs from others of the process.
        stage: Key of the run whose letters, states and weights are shown.
        cursor: The epoch at which the picture is to open, or None.
        rest: The epoch at which the person has come to rest since, for the file; or None.
    """

    def __init__(self, config: TextConfig, epoch: int = 1) -> None:
        from rnnlab.training.forks import Runs

        live = LiveRun(config, epoch)
        self._begin(config, Runs(live.trainer), [live])

    @classmethod
    def of(cls, config: TextConfig, runs: Runs, *, stage: object) -> LiveRuns:
        """Runs that come from a file, as they were saved.

        Args:
            config: Of the first run, before any fork.
            runs: All of them.
            stage: Key of the one on stage; the first is, if there is no such one.
        """
        found = cls.__new__(cls)
        found._begin(config, runs, [LiveRun.of(run.trainer, run.trainer.epochs_done) for run in runs])
        found.cursor = max(1, runs.cursor)
        if type(stage) is int and stage in found._lives:
            found.stage = stage
        return found

    def _begin(self, config: TextConfig, runs: Runs, lives: list[LiveRun]) -> None:
        self.config, self.number = config, next(_NUMBER)
        self.cursor: int | None = None
        self.rest: int | None = None
        self._runs = runs
        self._lives = {run.key: live for run, live in zip(runs, lives, strict=True)}
        self.stage = next(iter(runs)).key
        self._removed: list[Run] = []  # those that may come back, the last one last
        self._ticks = 0
        self._first: LiveRun | None = next((self[run] for run in runs if run.parent is None), None)

    def __iter__(self) -> Iterator[Run]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    def __getitem__(self, run: Run) -> LiveRun:
        """What trains one of the runs."""
        return self._lives[run.key]

    @property
    def run(self) -> LiveRun:
        """The run on stage."""
        return self._lives[self.stage]

    @property
    def running(self) -> bool:
        """Whether any run has more to train before it pauses or ends."""
        return any(self[run].running for run in self)

    @property
    def link_epoch(self) -> int:
        """Epochs that the first run has done, also after it was removed; 1 if a file did not hold it."""
        return max(1, self._first.epochs_done) if self._first else 1

    @property
    def can_come_back(self) -> str:
        """The name of the run that `undo` would bring back, or "" if there is none or no room."""
        return self._removed[-1].name if self._removed and self._runs.can_undo else ""

    @property
    def longest(self) -> int:
        """Epochs done by the run that went furthest."""
        return max(self[run].epochs_done for run in self)

    def tick(self) -> None:
        """Train one slice of one of the runs that train, in turns."""
        going = [self[run] for run in self if self[run].running]
        if going:
            self._ticks += 1
            going[self._ticks % len(going)].tick()

    def show(self, key: object) -> None:
        """Put another run on stage.

        Raises:
            ConfigError: There is no such run.
        """
        run = self.find(key)
        if run.key != self.stage:
            self.run.look(None)
            self.stage = run.key

    def look(self, epoch: object) -> str:
        """Have an epoch of the run on stage in its pictures; as `LiveRun.look`.

        Raises:
            ConfigError: There is no such epoch.
        """
        rule = f"a whole number from 1 to {self.longest}, the epochs done"
        if type(epoch) is not int or not 1 <= epoch <= self.longest:
            raise ConfigError(f"epoch must be {rule}, got {short(epoch)}")
        self.cursor = epoch
        return self.run.look(min(epoch, self.run.epochs_done)) if self.run.epochs_done else ""

    def fork(self, key: object, wish: Wish) -> None:
        """Add a fork, put it on stage, and train it on.

        Raises:
            ConfigError, TrainingError: There is no such run, no room for one, or the wish cannot be met.
        """
        parent = self.find(key)
        live = self[parent]
        with _alone(live, wish.epoch, max(1, wish.epoch - 1)):
            weights = replaced(live.trainer.recording(1, around=wish.epoch), wish) if wish.weights else None
            run = self._runs.fork(parent.key, wish.epoch - 1, name=wish.name, weights=weights, **wish.changes)
        self._lives[run.key] = LiveRun.of(run.trainer, wish.epoch - 1)
        self.show(run.key)
        self.cursor = wish.epoch
        self.run.step()
        self.run.go_on()

    def restart(self) -> None:
        """Take the run on stage back to its beginning: a fork to where it was forked.

        Raises:
            ConfigError, TrainingError: That would take too long, or the computer is busy.
        """
        run = self._runs[self.stage]
        with _alone(self.run, *([run.step] if run.step else [])):
            trainer = self.run.trainer.at(run.step)
        self._runs.put(run.key, trainer)
        first = self._first is self.run
        self._lives[run.key] = live = LiveRun.of(trainer, run.step)
        if first:
            self._first = live
        self.cursor = None
        live.step()

    def rename(self, key: object, name: object) -> None:
        """Give a run another name.

        Raises:
            ConfigError: There is no such run, or the name cannot be used.
        """
        self._runs.rename(self.find(key).key, name.strip() if isinstance(name, str) else name)  # type: ignore[arg-type]

    def remove(self, key: object) -> None:
        """Take a run away until `undo`; where it was on stage, the run that it was forked from takes its place.

        Raises:
            ConfigError, TrainingError: There is no such run, or it is the only one.
        """
        from rnnlab.training.forks import MOST_REMOVED

        run = self.find(key)
        self._runs.remove(run.key)
        self[run].pause()
        self[run].look(None)
        self._removed = [*self._removed, run][-MOST_REMOVED:]
        left = {other.key for other in self}
        if run.key == self.stage:
            self.stage = run.parent if run.parent in left else next(iter(self)).key
        known = left | {other.key for other in self._removed}
        self._lives = {key: live for key, live in self._lives.items() if key in known}

    def undo(self) -> None:
        """Bring back the run that was removed last, and put it on stage.

        Raises:
            TrainingError: Nothing was removed, or there are six runs already.
        """
        run = self._runs.undo()
        self._removed.pop()
        self.show(run.key)

    def pause(self) -> None:
        """Stop every run after the epoch at hand."""
        for run in self:
            self[run].pause()

    def to_bytes(self) -> bytes:
        """All runs as one file, each at the epoch that is shown; removed ones stay behind."""
        with ExitStack() as held:
            for run in self:
                held.enter_context(self[run].lock)
                self._runs.put(run.key, self[run].come_back())
            self._runs.cursor = min(self.rest or self.cursor or self.run.epochs_done, self.longest)
            recording = self._runs.recording()
        return recording.with_header(stage=self.stage).to_bytes()

    def find(self, key: object) -> Run:
        """The run with a key that came from a browser.

        Raises:
            ConfigError: There is none.
        """
        return self._runs[key]  # type: ignore[index]  # it looks at the type itself


@contextmanager
def _alone(live: LiveRun, *epochs: int) -> Iterator[None]:
    """A turn for computing epochs of a run again.

    Raises:
        ConfigError: That would take too long.
        TrainingError: The turn did not come.
    """
    seconds = sum(map(live.cost, epochs))
    if seconds > LONGEST_LOOK:
        raise ConfigError(too_long(epochs[0], seconds))
    with GATE.turn(BURST) as mine, live.lock:
        if not mine:
            raise TrainingError(f"{BUSY} Ask again in a moment")
        yield
