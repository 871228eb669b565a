"""`Race`: one network per cell, with about equally many parameters, trained in turns on the same task.

>>> from rnnlab.config.training import TaskConfig
>>> config = TaskConfig(task="echo", seq_len=8, delay=2, hidden_size=24, epochs=3)
>>> matched_sizes(config, ("rnn", "gru", "lstm"))
{'rnn': 24, 'gru': 12, 'lstm': 10}
>>> result = race(config)
>>> [(lane.cell, lane.parameters, len(lane.losses)) for lane in result.lanes]
[('rnn', 1336, 3), ('gru', 1312, 3), ('lstm', 1336, 3)]
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from rnnlab.config.checks import checked_seconds
from rnnlab.config.choices import CellType
from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.errors import TrainingError
from rnnlab.nn.models import count_parameters
from rnnlab.recording.array_names import Array
from rnnlab.tasks import Baseline, Task, task_of
from rnnlab.training.history import MAX_BYTES
from rnnlab.training.limits import check_held_out, check_limits
from rnnlab.training.parameter_matching import CELLS, matched_sizes
from rnnlab.training.trainer import Trainer


@dataclass(frozen=True)
class Lane:
    """One cell's outcome.

    Attributes:
        cell: "rnn", "gru" or "lstm".
        hidden_size: Units per layer, chosen so that all lanes have about equally many parameters.
        parameters: Numbers that training may change.
        losses: Of every step taken, before its update, (epochs_done,); in nats or as mean squared error.
        held_out: The loss on what is held out, after the last step; None if the task holds nothing out.
        failure: Why this lane could not go on, or None.
    """

    cell: CellType
    hidden_size: int
    parameters: int
    losses: Array
    held_out: float | None
    failure: str | None


@dataclass(frozen=True)
class Result:
    """All outcomes of a race, or how it stands.

    Attributes:
        config: As given.
        lanes: One per cell, in the order given.
        baseline: The loss of the best guess without memory.
    """

    config: TextConfig | TaskConfig
    lanes: tuple[Lane, ...]
    baseline: Baseline


class Race(Iterator[int]):
    """Trains one network per cell; each `next()` is one optimiser step of every cell that can go on.

    All get the same batches and the same settings but for their hidden size. A cell whose loss becomes NaN or infinite
    stops, and the others go on.

    Args:
        config: The task and the network of `config.cell`, whose hidden size the others are matched to.
        cells: Which cells take part.
        max_bytes: Of each trainer, as for a `Trainer`.

    Attributes:
        trainers: By cell, in the order given.
        task: What all of them learn.

    Raises:
        ConfigError: A cell is unknown or comes twice, the cells cannot be given about equally many parameters, or no
            memory holds a lane.
    """

    def __init__(
        self, config: TextConfig | TaskConfig, cells: Sequence[CellType] = CELLS, *, max_bytes: int = MAX_BYTES
    ) -> None:
        self.config = config
        lanes = {
            cell: replace(config, cell=cell, hidden_size=size) for cell, size in matched_sizes(config, cells).items()
        }
        self.task: Task = task_of(config)
        for lane in lanes.values():
            check_limits(lane, self.task)
            check_held_out(lane, self.task)
        self.trainers = {cell: Trainer(lane, max_bytes=max_bytes) for cell, lane in lanes.items()}
        self._losses: dict[CellType, array[float]] = {cell: array("f") for cell in self.trainers}

    @property
    def epochs_done(self) -> int:
        """Turns taken."""
        return max(map(len, self._losses.values()))

    def prolonged(self, epochs: int) -> Race:
        """This race with another last epoch, as `Trainer.prolonged`.

        Raises:
            ConfigError: The race has come further, or its learning rate goes by the number of epochs.
        """
        other = self._with({cell: trainer.prolonged(epochs) for cell, trainer in self.trainers.items()})
        other.config = replace(self.config, epochs=epochs)
        return other

    def copy(self) -> Race:
        """The same race on its own: going on with either leaves the other as it is."""
        return self._with({cell: trainer.at(trainer.epochs_done) for cell, trainer in self.trainers.items()})

    def _with(self, trainers: dict[CellType, Trainer]) -> Race:
        other = copy(self)
        other.trainers = trainers
        other._losses = {cell: losses[:] for cell, losses in self._losses.items()}
        return other

    def losses(self, cell: CellType) -> Array:
        """Of every step that a cell has taken, before its update, (epochs_done,); a copy."""
        return np.array(self._losses[cell], np.float32)

    def __next__(self) -> int:
        """Train one epoch of each.

        Returns:
            Turns taken.

        Raises:
            StopIteration: None has an epoch left.
        """
        before = self.epochs_done
        for cell, trainer in self.trainers.items():
            with suppress(TrainingError):  # the trainer keeps it as its failure
                self._losses[cell].extend(step.loss for step in islice(trainer, 1))
        if self.epochs_done == before:
            raise StopIteration
        return self.epochs_done

    def run_for(self, seconds: float) -> int:
        """Train in turns until the time is over or none has an epoch left; at least one turn if there is one.

        Args:
            seconds: Wall time; a turn that has begun is finished.

        Returns:
            Turns taken.

        Raises:
            ConfigError: `seconds` is no number.
        """
        deadline, before = time.perf_counter() + checked_seconds(seconds), self.epochs_done
        for _ in self:
            if time.perf_counter() >= deadline:
                break
        return self.epochs_done - before

    def result(self) -> Result:
        """The outcomes so far."""
        lanes = tuple(
            Lane(
                cell=cell,
                hidden_size=trainer.config.hidden_size,
                parameters=count_parameters(trainer.model()),
                losses=self.losses(cell),
                held_out=trainer.held_out_loss(),
                failure=None if trainer.failure is None else str(trainer.failure),
            )
            for cell, trainer in self.trainers.items()
        )
        return Result(self.config, lanes, self.task.baseline)


def race(config: TextConfig | TaskConfig, cells: Sequence[CellType] = CELLS) -> Result:
    """Train one network per cell on the same task, with equally many parameters within 5 %, in turns.

    Args:
        config: The task, the training, and the network of `config.cell`; the hidden sizes of the other cells are
            chosen to match it.
        cells: Which cells take part; all three by default.

    Returns:
        Of each cell its size, its number of parameters, every loss and the loss on what is held out; and the baseline.

    Raises:
        ConfigError: A cell is unknown or comes twice, the cells cannot be given about equally many parameters, or no
            memory holds a lane.
    """
    contest = Race(config, cells)
    for _ in contest:
        pass
    return contest.result()
