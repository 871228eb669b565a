"""`Runs`: up to six runs, an original and its forks, with one cursor through all of them and one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rnnlab.config.checks import check_type, checked_name
from rnnlab.errors import ConfigError, RecordingError, RnnlabError, TrainingError
from rnnlab.i18n.messages import t
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording, load
from rnnlab.training.state import read_entries
from rnnlab.training.trainer import Trainer

MOST_RUNS = 6
MOST_REMOVED = 6  # that can be brought back
_KIND = "runs"
_FILE_BYTES = 16_000_000  # of all runs' rows in a file; steps that are left out are computed again when they are shown


@dataclass(frozen=True)
class Run:
    """One of several runs.

    Attributes:
        key: Identifies it; no other run has had it.
        name: What people call it.
        colour: 0 to 5; no other run shows it at the same time.
        trainer: The run itself.
        parent: Key of the run that it was forked from, or None.
        step: The step of the fork, or 0.
    """

    key: int
    name: str
    colour: int
    trainer: Trainer
    parent: int | None = None
    step: int = 0


class Runs:
    """Up to six runs, one cursor through them all, and removals that can be undone.

    Args:
        trainer: The first run.
        name: What it is called.

    Raises:
        ConfigError: The name is empty, too long, or holds what cannot be shown in a line.

    >>> from rnnlab.config.training import TextConfig
    >>> runs = Runs(Trainer(TextConfig(epochs=30)), name="Adam")
    >>> _ = runs[0].trainer.run_for(60)
    >>> slow = runs.fork(0, 10, name="slower", lr=0.001)
    >>> _ = slow.trainer.run_for(60)
    >>> runs.cursor = 10
    >>> again = Runs.from_bytes(runs.to_bytes())
    >>> [(run.name, run.colour, run.trainer.epochs_done) for run in again], again.cursor
    ([('Adam', 0, 30), ('slower', 1, 30)], 10)
    >>> again.remove(1)
    >>> len(again), again.undo().name, len(again)
    (1, 'slower', 2)
    """

    def __init__(self, trainer: Trainer, *, name: str = "run 1") -> None:
        check_type("trainer", trainer, Trainer)
        self._runs = [Run(0, checked_name(name), 0, trainer)]
        self._removed: list[tuple[int, Run]] = []  # with their indices among the runs; the last removed comes last
        self._next = 1
        self._cursor = 0

    def __iter__(self) -> Iterator[Run]:
        return iter(tuple(self._runs))

    def __len__(self) -> int:
        return len(self._runs)

    def __getitem__(self, key: int) -> Run:
        """The run with a key.

        Raises:
            ConfigError: There is none.
        """
        return self._runs[self._index(key)]

    def _index(self, key: int) -> int:
        keys = [run.key for run in self._runs]
        if type(key) is not int or key not in keys:
            raise ConfigError.must_be("key", "one of {keys}", got=key, keys=", ".join(map(str, keys)))
        return keys.index(key)

    @property
    def longest(self) -> int:
        """Epochs done by the run that went furthest."""
        return max(run.trainer.epochs_done for run in self._runs)

    @property
    def cursor(self) -> int:
        """The step that is shown of all runs, 0 to `longest`; a run that is shorter shows its last.

        Raises:
            ConfigError: Set to something else.
        """
        return min(self._cursor, self.longest)

    @cursor.setter
    def cursor(self, step: int) -> None:
        if type(step) is not int or not 0 <= step <= self.longest:
            raise ConfigError.must_be("cursor", "a whole number from 0 to {longest}", got=step, longest=self.longest)
        self._cursor = step

    @property
    def nbytes(self) -> int:
        """Bytes set aside for what all runs keep, those among them that were removed and can come back."""
        return sum(run.trainer.nbytes for run in (*self._runs, *self.removed))

    @property
    def removed(self) -> tuple[Run, ...]:
        """The runs that `undo` can bring back, at most six, the last removed last."""
        return tuple(run for _, run in self._removed)

    @property
    def can_undo(self) -> bool:
        """Whether a removal can be taken back now."""
        return bool(self._removed) and len(self) < MOST_RUNS

    def fork(self, key: int, step: int, *, name: str | None = None, **changes: Any) -> Run:
        """Add a fork of one of the runs.

        Args:
            key: Which.
            step, changes: As for `Trainer.fork`.
            name: What it is called; "run 2" and so on by default.

        Raises:
            ConfigError: As for `Trainer.fork`, or the name cannot be used.
            TrainingError: There are six runs already.
        """
        parent = self[key]
        self._check_count()
        name = checked_name(f"run {self._next + 1}" if name is None else name)
        run = Run(self._next, name, self._free_colour(), parent.trainer.fork(step, **changes), key, step)
        self._runs.append(run)
        self._next += 1
        return run

    def rename(self, key: int, name: str) -> Run:
        """Give a run another name.

        Raises:
            ConfigError: There is no such run, or the name cannot be used.
        """
        index = self._index(key)
        self._runs[index] = replace(self._runs[index], name=checked_name(name))
        return self._runs[index]

    def put(self, key: int, trainer: Trainer) -> Run:
        """Replace a run's trainer by the same one at another step, as `Trainer.at` returns it.

        Raises:
            ConfigError: There is no such run.
        """
        index = self._index(key)
        check_type("trainer", trainer, Trainer)
        self._runs[index] = replace(self._runs[index], trainer=trainer)
        return self._runs[index]

    def remove(self, key: int) -> None:
        """Take a run away; `undo` brings it back, with all that it keeps.

        Raises:
            ConfigError: There is no such run.
            TrainingError: It is the only one.
        """
        index = self._index(key)
        if len(self) == 1:
            raise TrainingError(t("runs must be at least one, so the last one stays"))
        self._removed.append((index, self._runs.pop(index)))
        del self._removed[:-MOST_REMOVED]

    def undo(self) -> Run:
        """Bring back the run that was removed last, at its index and, if no other run has it now, in its colour.

        Raises:
            TrainingError: Nothing was removed, or there are six runs already.
        """
        if not self._removed:
            raise TrainingError(t("a run must have been removed before it can come back"))
        self._check_count()
        index, run = self._removed.pop()
        if run.colour in {other.colour for other in self._runs}:
            run = replace(run, colour=self._free_colour())
        self._runs.insert(index, run)
        return run

    def copy(self, trainers: Mapping[int, Trainer]) -> Runs:
        """The same runs, the removed ones too, with other trainers by the runs' keys; one without is left out."""
        other = copy(self)
        other._runs = [replace(run, trainer=trainers[run.key]) for run in self._runs if run.key in trainers]
        removed = [(index, run) for index, run in self._removed if run.key in trainers]
        other._removed = [(index, replace(run, trainer=trainers[run.key])) for index, run in removed]
        return other

    def _check_count(self) -> None:
        if len(self) >= MOST_RUNS:
            raise TrainingError(t("runs must be at most {most}: remove one first", most=MOST_RUNS))

    def _free_colour(self) -> int:
        return min(set(range(MOST_RUNS)) - {run.colour for run in self._runs})

    def recording(self) -> Recording:
        """All runs but the removed ones as one recording of kind "runs", for `of`.

        Returns:
            The arrays of each `Trainer.state` under "run0.", "run1." and so on; the header says each run's name,
            colour, parent and state, and the cursor.
        """
        arrays: dict[str, Array] = {}
        entries = []
        for number, run in enumerate(self._runs):
            state = run.trainer.state(max_bytes=_FILE_BYTES // max(2, len(self)))
            arrays |= {f"run{number}.{name}": values for name, values in state.items()}
            own = {name: getattr(run, name) for name in ("key", "name", "colour", "parent", "step")}
            entries.append({**own, "state": dict(state.header)})
        return Recording(arrays, {"kind": _KIND, "cursor": self.cursor, "runs": entries})

    def to_bytes(self) -> bytes:
        """All runs as the bytes of one file."""
        return self.recording().to_bytes()

    def save(self, path: str | Path) -> None:
        """Write all runs to one file; `.rnnlab` is the usual ending."""
        Path(path).write_bytes(self.to_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> Runs:
        """The runs that `to_bytes` was called on.

        Raises:
            RecordingError: The bytes are cut short, are no file of runs, or do not fit together.
        """
        return cls.of(Recording.from_bytes(data))

    @classmethod
    def load(cls, path: str | Path) -> Runs:
        """The runs that were saved with `save`.

        Raises:
            RecordingError: The file cannot be read, or as for `from_bytes`.
        """
        return cls.of(load(path))

    @classmethod
    def of(cls, recording: Recording) -> Runs:
        """The runs that `recording` was called on.

        Raises:
            RecordingError: It is of another kind, or does not fit together.
        """
        if not isinstance(recording, Recording) or recording.kind != _KIND:
            words = type(recording).__name__
            if isinstance(recording, Recording):
                words = t('a recording of kind "{kind}"', kind=recording.kind)
            raise RecordingError.must("file", "hold runs", words=words)
        try:
            entries = recording.header["runs"]
            if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_RUNS:
                raise ValueError(f"runs must be 1 to {MOST_RUNS}")
            # Every run's entries are checked before anything is built.
            kept = [read_entries(run, MOST_RUNS) for run in entries]
            for name in ("key", "colour"):
                if len({run[name] for run in kept}) < len(kept):
                    raise ValueError(f"{name} must differ from run to run")
            built = [
                Run(trainer=_trainer(recording, number, entries[number]["state"]), **run)
                for number, run in enumerate(kept)
            ]
            runs = cls.__new__(cls)
            runs._runs, runs._removed, runs._next = built, [], max(run.key for run in built) + 1
            runs.cursor = recording.header["cursor"]
        except (RnnlabError, LookupError, TypeError, ValueError) as error:
            words = t("others ({problem})", problem=error)
            raise RecordingError.must("file", "hold runs that fit together", words=words) from None
        return runs


def _trainer(recording: Recording, number: int, header: Mapping[str, Any]) -> Trainer:
    if not isinstance(header, dict):
        raise TypeError("a run must have a state")
    prefix = f"run{number}."
    arrays = {name.removeprefix(prefix): values for name, values in recording.items() if name.startswith(prefix)}
    return Trainer.from_state(Recording(arrays, header))
