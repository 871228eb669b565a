"""A run that goes forward: one optimiser step at a time, with what is kept of each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from rnnlab.analysis.downsampling import min_max_places
from rnnlab.config.choices import num_gates
from rnnlab.config.phases import Config, Phase
from rnnlab.config.training import TaskConfig
from rnnlab.errors import ConfigError, TrainingError
from rnnlab.nn.determinism import is_plain, one_thread, plain
from rnnlab.nn.models import Network, network
from rnnlab.recording.array_names import Array, layer_array
from rnnlab.tasks import Task
from rnnlab.text import decode
from rnnlab.training.flat_network import by_name
from rnnlab.training.history import MOST_STEPS, History, layout_of
from rnnlab.training.loop import Loop

Frames = dict[str, Array]  # "epoch" (K,), and what stands beside each


@dataclass(frozen=True)
class Step:
    """One epoch of training.

    Attributes:
        epoch: Counted from 1.
        loss: Before the update; mean cross-entropy in nats, or mean squared error where a number is asked.
        predicted: The likeliest symbol at every step, or the number; before the update, of the batch's first sequence.
    """

    epoch: int
    loss: float
    predicted: str


_MOST_NUMBERS = 1 << 27  # of one epoch's states: half a gigabyte


def check_room(config: Config, task: Task) -> None:
    """Raise a ConfigError if one epoch would take more memory than a computer that others use, too, can spare."""
    if isinstance(config, TaskConfig):
        step = num_gates(config.cell) * config.num_layers * config.hidden_size + task.output_size
        for name, each in (("seq_len", step), ("batch_size", step * config.seq_len)):
            most = max(1, _MOST_NUMBERS // each)
            if getattr(config, name) > most:
                rule = f"{name} must be at most {most} with these sizes"
                raise ConfigError(f"{rule}, got {getattr(config, name)}", field=name)


class TrainingRun(Iterator[Step]):
    """What a `Trainer` is while it only goes forward.

    Args:
        task: What is learned.
        phases: Of the run, oldest first; the first begins at 0.
        max_bytes: As for a `Trainer`.

    Raises:
        ConfigError: There are more than a million epochs.
    """

    def __init__(self, task: Task, phases: tuple[Phase, ...], max_bytes: int) -> None:
        config = phases[-1].config
        check_room(config, task)
        if config.epochs > MOST_STEPS:
            raise ConfigError(f"epochs must be at most {MOST_STEPS}, got {config.epochs}", field="epochs")
        self.config: Config = config
        self.failure: TrainingError | None = None
        self._task, self._phases, self._max_bytes = task, phases, max_bytes
        self._loop = Loop(task, phases)
        own = sum(weight.nbytes for phase in phases for weight in phase.weights.values())
        self._history = History(layout_of(self._loop), config.epochs, max_bytes - own)
        self._own = own
        self._seen: tuple[Array, Array] | None = None  # steps and frames that were computed again last
        self._history.add_checkpoint(self._loop)

    @property
    def epochs_done(self) -> int:
        """Optimiser steps taken."""
        return self._loop.step

    @property
    def task(self) -> Task:
        """What is learned."""
        return self._task

    @property
    def first_config(self) -> Config:
        """As before any fork changed it."""
        return self._phases[0].config

    @property
    def most_epochs(self) -> int:
        """The most epochs that it was ever to have, before or after a fork."""
        return max(phase.config.epochs for phase in self._phases)

    @property
    def can_be_scripted(self) -> bool:
        """Whether a script can repeat the run: not if a fork set so many weights that they are not listed."""
        return all(phase.edits is not None for phase in self._phases)

    @property
    def checkpoint_interval(self) -> int:
        """Steps from one checkpoint to the next."""
        return self._history.checkpoints.stride

    @property
    def kept_epochs(self) -> Array:
        """Epochs whose frames are kept, ascending, int64."""
        return self._history.frames.steps

    @property
    def clipped_epochs(self) -> Array:
        """Epochs whose gradient was clipped, ascending, int64."""
        return np.flatnonzero(np.array(self._history.clipped, np.float32)).astype(np.int64) + 1

    def steps_to_recompute(self, epoch: int) -> int:
        """Optimiser steps that `recording(around=epoch)` takes again, for an epoch from 1 to `epochs_done`.

        0 if the epoch's frame is kept.
        """
        return self._history.steps_to_recompute(epoch, self.epochs_done)

    def frames(self, epochs: Array) -> Frames:
        """Some of the kept frames: states before the update of their epoch, of the first sequence of their batch.

        Args:
            epochs: Which; each must be kept.

        Returns:
            `epoch` (K,); `h` (K, seq_len, hidden_size), the top layer's hidden states, in [-1, 1]; `probabilities` (K,
            seq_len, vocab_size) in [0, 1], or `output` (K, 1) where a number is asked; and what was read and asked, if
            it differs from epoch to epoch, `inputs` and `targets`.
        """
        rows = self._history.frames
        found = rows.values[np.searchsorted(rows.steps, epochs)]
        names = {"h": layer_array(self.config.num_layers - 1, "h"), "inputs": "inputs", "targets": "targets"}
        arrays = {ours: found[theirs] for ours, theirs in names.items() if theirs in (rows.dtype.names or ())}
        output = np.array(found["output"], order="C")
        if output.ndim == 2:
            arrays["output"] = output
        else:
            arrays["probabilities"] = torch.softmax(torch.from_numpy(output), dim=-1).numpy()
        return {"epoch": np.asarray(epochs, np.int64)} | {
            name: np.array(values, order="C") for name, values in arrays.items()
        }

    def loss_curve(self, done: int, points: int, *steps: int) -> tuple[Array, Array]:
        """The losses of the first epochs, or as many of them as draw the same curve.

        Args:
            done: How many epochs, up to `epochs_done`.
            points: About how many losses at most.
            steps: Epochs that are wanted in any case.

        Returns:
            Epochs, ascending, (K,), and their losses, (K,).
        """
        losses = np.array(self._history.losses[:done], np.float32)
        kept = min_max_places(losses, points, np.array([step for step in steps if 1 <= step <= done], np.int64) - 1)
        return kept + 1, losses[kept]

    @property
    def nbytes(self) -> int:
        """Bytes set aside for what is kept, also of the epochs to come."""
        return self._history.nbytes + self._own

    def __next__(self) -> Step:
        """Train one epoch.

        Raises:
            StopIteration: All epochs are done.
            TrainingError: The loss became NaN or infinite, or `lr` does not fit float32; everything up to there is
                kept, and the network is as it was before this epoch.
        """
        if self.failure is not None:
            raise self.failure
        if self.epochs_done >= self.config.epochs:
            raise StopIteration
        if not is_plain():
            with plain():
                return self.__next__()
        # Not `with one_thread()`: its few microseconds are a twentieth of a small epoch.
        threads = torch.get_num_threads()
        if threads == 1:
            return self._train()
        torch.set_num_threads(1)
        try:
            return self._train()
        finally:
            torch.set_num_threads(threads)

    def _train(self) -> Step:
        history = self._history
        try:
            with torch.enable_grad():  # a caller may be inside no_grad
                loss = self._loop.advance(history.add)
        except TrainingError as error:
            self.failure = error
            raise
        history.add_checkpoint(self._loop)
        return Step(self._loop.step, loss, self._text(history.answer))

    def _text(self, answer: Array) -> str:
        return decode(answer.tolist(), self._task.vocab) if self._task.vocab else f"{float(answer):.3f}"

    def run_for(self, seconds: float) -> int:
        """Train until the time is over or all epochs are done; at least one epoch if one is left.

        Args:
            seconds: Wall time; an epoch that has begun is finished.

        Returns:
            Epochs trained.

        Raises:
            TrainingError: As `next()` does.
        """
        deadline = time.perf_counter() + seconds
        before = self.epochs_done
        for _ in self:
            if time.perf_counter() >= deadline:
                break
        return self.epochs_done - before

    @plain()
    def model(self) -> Network:
        """The network as a plain module with the present weights; a copy."""
        model = network(self.config, self._task)
        with torch.no_grad():
            for name, weight in by_name(self._loop.network.weights, self._loop.network.slots).items():
                model.get_parameter(name).copy_(weight)
        return model

    @plain()
    @torch.no_grad()
    def held_out_loss(self) -> float | None:
        """The loss on what is held out, with the present weights; None if the task holds nothing out."""
        batch = self._task.held_out()
        if batch is None:
            return None
        with one_thread():
            return self._loop.forward(batch)[1].item()
