"""`History`: losses, predictions, frames and checkpoints of a run in bounded memory; the rest is computed again."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from rnnlab.recording.array_names import layer_array
from rnnlab.training.loop import Loop, StepRecord
from rnnlab.training.optimisers import MOMENTS
from rnnlab.training.thinned_rows import Array, ThinnedRows

MAX_BYTES = 32_000_000
_MOST_CHECKPOINTS = 2048  # one every 64 steps of 100 000
_MIN_INTERVAL = 16  # steps from one checkpoint to the next
_NEIGHBOURS = 2  # frames before and after one that is computed again
_CHEAP = 1_000_000  # weights × steps × sequences; such an epoch takes some milliseconds


@dataclass(frozen=True)
class HistoryLayout:
    """Sizes of what is kept.

    Attributes:
        weights: Numbers in the flat vector.
        seq_len, batch_size, hidden_size, num_layers: As in the config; only the first sequence of a batch is kept.
        output: Shape of its output: (seq_len, output_size), or (output_size,) where one answer is asked at the end.
        inputs, targets: Shape and type of its inputs and targets, if these differ from step to step, else None.
        moments: Vectors that the run's optimisers remember, at most.
    """

    weights: int
    seq_len: int
    batch_size: int
    hidden_size: int
    num_layers: int
    output: tuple[int, ...]
    inputs: np.dtype[Any] | None
    targets: np.dtype[Any] | None
    moments: int

    def frame(self) -> np.dtype[Any]:
        """Type of a frame, one forward pass with its weights: weights, layer0.h …, output, and inputs and targets."""
        states = (self.seq_len, self.hidden_size)
        fields: list[Any] = [("weights", np.float32, self.weights)]
        fields += [(layer_array(layer, "h"), np.float32, states) for layer in range(self.num_layers)]
        fields += [("output", np.float32, self.output)]
        if self.inputs is not None:
            fields += [("inputs", self.inputs), ("targets", self.targets)]
        return np.dtype(fields, align=True)

    def answer(self) -> np.dtype[Any]:
        """Type of a prediction: ids, or one number."""
        symbols = len(self.output) == 2
        return np.dtype([("predicted", np.uint16, self.seq_len) if symbols else ("predicted", np.float32)])

    def checkpoint(self) -> np.dtype[Any]:
        """Type of a checkpoint: the weights and what the optimiser remembers."""
        names = ["weights", *(f"moment{i}" for i in range(self.moments))]
        return np.dtype([(name, np.float32, self.weights) for name in names])


class History:
    """Losses of all steps; predictions, frames and checkpoints of as many as there is room for.

    Args:
        layout: Sizes.
        epochs: Steps of the whole run.
        max_bytes: What all of it may take; but never less than two rows of each kind and 8 bytes per step.

    Attributes:
        losses: Of every step.
        clipped: Of every step the gradient's norm where it was clipped, else 0.
        answer: What was predicted last, for the first sequence of its batch: ids (seq_len,), or one number.
        answers, frames, checkpoints: See `HistoryLayout`. A checkpoint's step is the number of steps taken before it.
    """

    def __init__(self, layout: HistoryLayout, epochs: int, max_bytes: int) -> None:
        self.layout, self.epochs = layout, epochs
        self.losses, self.clipped = array("f"), array("f")
        self.answer: Array = np.empty(0)
        self._recomputed: tuple[Array, Array] | None = None  # steps and frames of the last `frames_around`
        room = max(0, max_bytes - 8 * epochs)
        self.answers = _rows(layout.answer(), room // 4, epochs)
        marks = min(_MOST_CHECKPOINTS, epochs // _MIN_INTERVAL + 1)
        self.checkpoints = _rows(layout.checkpoint(), room // 2, marks, first=0, stride=_MIN_INTERVAL)
        room -= self.answers.nbytes + self.checkpoints.nbytes
        self.frames = _rows(layout.frame(), room, epochs)

    @property
    def nbytes(self) -> int:
        """Bytes set aside, those for the steps to come among them."""
        return 8 * self.epochs + self.answers.nbytes + self.frames.nbytes + self.checkpoints.nbytes

    def add(self, record: StepRecord) -> None:
        """Keep a step's loss, prediction and frame."""
        row = frame_row(record, self.layout)
        output = row[self.layout.num_layers + 1]
        self.answer = output.argmax(-1) if output.ndim == 2 else output[0]
        self.losses.append(record.loss)
        self.clipped.append(record.clipped)
        self.answers.add(record.step, (self.answer,))
        self.frames.add(record.step, row)

    def add_checkpoint(self, loop: Loop) -> None:
        """Keep a checkpoint if one is due."""
        if self.checkpoints.on_grid(loop.step):
            self.checkpoints.add(loop.step, checkpoint_row(loop, self.layout))

    def advance_to(self, loop: Loop, step: int) -> None:
        """Move a loop to a step, from the last checkpoint at or before it."""
        before = int(np.searchsorted(self.checkpoints.steps, step, side="right")) - 1
        if before >= 0:
            row = self.checkpoints.values[before]
            names = [f"moment{i}" for i in range(self.layout.moments)]
            loop.load(
                int(self.checkpoints.steps[before]),
                torch.from_numpy(row["weights"].copy()),
                [torch.from_numpy(row[name].copy()) for name in names],
            )
        with torch.enable_grad():
            while loop.step < step:
                loop.advance()

    def steps_to_recompute(self, step: int, done: int) -> int:
        """Steps that `frames_around` takes again, 0 if the step's frame is kept."""
        if self._kept(step) is not None:
            return 0
        around = self._around(step, done)
        before = self.checkpoints.steps
        return around[-1] - int(before[before < around[0]].max(initial=0))

    def _kept(self, step: int) -> int | None:
        """The index of a step's frame, if it is kept."""
        at = int(np.searchsorted(self.frames.steps, step))
        return at if at < len(self.frames.steps) and self.frames.steps[at] == step else None

    def frames_around(self, loop: Loop, step: int, done: int) -> tuple[Array, Array]:
        """The frames of a step and, where they cost little, of its neighbours up to the last step done.

        Those that were computed again last are remembered, since a visit of an epoch takes several recordings.

        Args:
            loop: Of this run; it is moved to these steps.
            step, done: Counted from 1.

        Returns:
            The steps, ascending, (K,); and their frames, rows of `HistoryLayout.frame`, (K,), which later steps leave
            as they are.
        """
        if self._recomputed is None or step not in self._recomputed[0]:
            at = self._kept(step)
            if at is None:
                self._recomputed = self._recompute(loop, self._around(step, done))
            else:
                self._recomputed = self.frames.steps[at : at + 1], self.frames.values[at : at + 1].copy()
        steps, frames = self._recomputed
        return steps[steps <= done], frames[steps <= done]

    def _recompute(self, loop: Loop, steps: range) -> tuple[Array, Array]:
        found = ThinnedRows(self.frames.dtype, len(steps) + 1, first=steps[0])
        self.advance_to(loop, steps[0] - 1)
        with torch.enable_grad():
            for _ in steps:
                loop.advance(lambda record: found.add(record.step, frame_row(record, self.layout)))
        return found.steps, found.values

    def _around(self, step: int, done: int) -> range:
        """A step that is not kept and, where they cost little, its neighbours."""
        beside = _NEIGHBOURS if self.layout.weights * self.layout.seq_len * self.layout.batch_size <= _CHEAP else 0
        return range(max(1, step - beside), min(done, step + beside) + 1)

    def copy_until(self, other: History, end: int) -> None:
        """Become a copy of another run's history up to a step."""
        self.losses, self.clipped = other.losses[:end], other.clipped[:end]
        for name in ("answers", "frames", "checkpoints"):
            getattr(self, name).copy_until(getattr(other, name), end)


def _rows(dtype: np.dtype[Any], max_bytes: int, most: int, *, first: int = 1, stride: int = 1) -> ThinnedRows:
    return ThinnedRows(dtype, min(max_bytes // dtype.itemsize, most + 1), first=first, stride=stride)


def frame_row(record: StepRecord, layout: HistoryLayout) -> tuple[Array, ...]:
    """The fields of `HistoryLayout.frame`, of the first sequence of the batch."""
    output = record.forward.output.detach()
    row = [record.weights.numpy(), *(states.detach().numpy()[:, 0] for states in record.forward.states)]
    row.append((output[0] if len(layout.output) == 1 else output[:, 0]).numpy())
    if layout.inputs is not None:
        targets = record.batch.targets
        row += [record.batch.inputs[:, 0].numpy(), (targets[:, 0] if targets.ndim == 2 else targets[0]).numpy()]
    return tuple(row)


def checkpoint_row(loop: Loop, layout: HistoryLayout) -> tuple[Array, ...]:
    """The fields of `HistoryLayout.checkpoint`."""
    row = [loop.network.weights.numpy(), *(moment.numpy() for moment in loop.optimiser.moments.values())]
    return (*row, *[np.zeros((), np.float32)] * (layout.moments + 1 - len(row)))


def layout_of(loop: Loop) -> HistoryLayout:
    """The sizes of a loop's run."""
    first, last_only = loop.batch(1), loop.task.kind == "number"
    seq_len, batch_size, config = first.inputs.size(0), first.inputs.size(1), loop.config
    varies = loop.batch(1) is not first
    number = np.int32 if loop.task.vocab else np.float32
    return HistoryLayout(
        weights=len(loop.network.weights),
        seq_len=seq_len,
        batch_size=batch_size,
        hidden_size=config.hidden_size,
        num_layers=config.num_layers,
        output=(loop.task.output_size,) if last_only else (seq_len, loop.task.output_size),
        inputs=np.dtype((number, tuple(first.inputs[:, 0].shape))) if varies else None,
        targets=np.dtype(np.float32 if last_only else (np.int32, seq_len)) if varies else None,
        moments=max(len(MOMENTS[phase.config.optimiser]) for phase in loop.phases),
    )
