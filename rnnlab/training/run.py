"""`TrainingRun`: the loop of a run and the history of its steps, with the methods that read or copy them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rnnlab.analysis.downsampling import min_max_indices
from rnnlab.config.checks import checked_bytes, checked_seconds
from rnnlab.config.phases import Config, Phase, active
from rnnlab.errors import TrainingError
from rnnlab.nn.determinism import is_plain, one_thread, plain
from rnnlab.nn.models import Network, network
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.tasks import Task
from rnnlab.text import decode
from rnnlab.training.flat_network import by_name
from rnnlab.training.history import History, layout_of
from rnnlab.training.limits import check_held_out, check_limits
from rnnlab.training.loop import Loop, Step
from rnnlab.training.state import restore, state_arrays
from rnnlab.training.to_recording import Frames, recording_arrays, top_layer_frames


class TrainingRun(Iterator[Step]):
    """One run: each `next()` takes one optimiser step, of which it keeps what there is room for.

    Args:
        task: What is learned.
        phases: Hyperparameters of the run by step, oldest first; the first phase begins at 0.
        max_bytes: As for a `Trainer`.

    Attributes:
        task, phases, max_bytes: As given.
        config: Of the last phase.
        failure: Why the run cannot go on, or None.

    Raises:
        ConfigError: There are more than a million epochs, an epoch takes too much memory, no memory holds the network,
            or `max_bytes` is no whole number.
    """

    def __init__(self, task: Task, phases: tuple[Phase, ...], max_bytes: int) -> None:
        config = phases[-1].config
        max_bytes = checked_bytes("max_bytes", max_bytes)
        check_limits(config, task)
        self.config: Config = config
        self.failure: TrainingError | None = None
        self.task, self.phases, self.max_bytes = task, phases, max_bytes
        self._loop = Loop(task, phases)
        own = sum(weight.nbytes for phase in phases for weight in phase.weights.values())
        self._history = History(layout_of(self._loop), config.epochs, max_bytes - own)
        self._own = own
        self._history.add_checkpoint(self._loop)

    @property
    def epochs_done(self) -> int:
        """Optimiser steps taken."""
        return self._loop.step

    @property
    def first_config(self) -> Config:
        """As before any fork changed it."""
        return self.phases[0].config

    @property
    def most_epochs(self) -> int:
        """The most epochs that it was ever to have, before or after a fork."""
        return max(phase.config.epochs for phase in self.phases)

    @property
    def can_be_scripted(self) -> bool:
        """Whether a script can repeat the run: not if a fork set so many weights that they are not listed."""
        return all(phase.edits is not None for phase in self.phases)

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
            As `top_layer_frames`.
        """
        rows = self._history.frames
        return top_layer_frames(epochs, rows.values[np.searchsorted(rows.steps, epochs)], self.config)

    def loss_curve(self, done: int, points: int, *steps: int) -> tuple[Array, Array]:
        """The losses of the first epochs, or as many of them as draw the same curve.

        Args:
            done: How many epochs, up to `epochs_done`.
            points: About how many losses at most.
            steps: Epochs that are always included.

        Returns:
            Epochs, ascending, (K,), and their losses, (K,).
        """
        losses = np.array(self._history.losses[:done], np.float32)
        kept = min_max_indices(losses, points, np.array([step for step in steps if 1 <= step <= done], np.int64) - 1)
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
        return decode(answer.tolist(), self.task.vocab) if self.task.vocab else f"{float(answer):.3f}"

    def run_for(self, seconds: float) -> int:
        """Train until the time is over or all epochs are done; at least one epoch if one is left.

        Args:
            seconds: Wall time; an epoch that has begun is finished.

        Returns:
            Epochs trained.

        Raises:
            TrainingError: As `next()` does.
            ConfigError: `seconds` is no number.
        """
        deadline = time.perf_counter() + checked_seconds(seconds)
        before = self.epochs_done
        for _ in self:
            if time.perf_counter() >= deadline:
                break
        return self.epochs_done - before

    @plain()
    def model(self) -> Network:
        """The network as a plain module with the present weights; a copy."""
        model = network(self.config, self.task)
        with torch.no_grad():
            for name, weight in self.weights.items():
                model.get_parameter(name).copy_(weight)
        return model

    @plain()
    @torch.no_grad()
    def held_out_loss(self) -> float | None:
        """The loss on what is held out, with the present weights; None if the task holds nothing out.

        Raises:
            ConfigError: No memory holds these sequences in one forward pass.
        """
        check_held_out(self.config, self.task)
        batch = self.task.held_out()
        if batch is None:
            return None
        with one_thread():
            return self._loop.forward(batch)[1].item()

    @property
    def weights(self) -> dict[str, Tensor]:
        """The present weights by their names in `model()`; copies."""
        return by_name(self._loop.network.weights, self._loop.network.slots)

    def checked_weights(self, weights: Mapping[str, Any]) -> dict[str, Tensor]:
        """Weights that somebody gave by name, as float32 tensors.

        Raises:
            ConfigError: One does not fit the network.
        """
        return self._loop.network.checked_weights(weights)

    def copy_until(self, other: TrainingRun, step: int) -> None:
        """Become another run as it was after some of its steps; what is not kept is computed again.

        Args:
            other: A run with the same phases.
            step: Optimiser steps, 0 to `other.epochs_done`.
        """
        if step == other.epochs_done:
            self._history.copy_until(other._history, step)
            self._loop.load(*other._loop.save())
            self._loop.last_gradient, self.failure = other._loop.last_gradient, other.failure
            return
        before = max(0, step - 1)
        self._history.copy_until(other._history, before)
        with one_thread():
            self._history.advance_to(self._loop, before)
            if step:
                self._train()  # with its frame: what a recording shows as the newest

    def branch_from(self, other: TrainingRun) -> None:
        """Begin this run's last phase where another run has come to.

        Args:
            other: A run with the phases before the last, at the step at which the last one starts.
        """
        phase, step = self.phases[-1], other.epochs_done
        self._history.copy_until(other._history, step)
        self._history.checkpoints.copy_until(other._history.checkpoints, step - 1)
        _, weights, moments = other._loop.save()
        same = phase.config.optimiser == active(other.phases, step).optimiser
        self._loop.load(step, weights, moments if same else ())
        self._loop.network.load(phase.weights)
        self._history.add_checkpoint(self._loop)

    def recording_arrays(
        self, done: int, max_bytes: int | None, *, around: int | None, points: int | None
    ) -> dict[str, Array]:
        """The arrays of a recording of the first `done` epochs; arguments as for `Trainer.recording`."""
        with one_thread():
            extra = None
            if around is not None:
                extra = self._history.frames_around(Loop(self.task, self.phases), around, done)
            return recording_arrays(self._history, self._loop, done, max_bytes, extra, points=points)

    def state_arrays(self, *, frames: bool, max_bytes: int | None) -> tuple[dict[str, Array], dict[str, Any]]:
        """The arrays of a state and its own entries of the header; arguments as for `Trainer.state`."""
        return state_arrays(self._history, self._loop, frames=frames, max_bytes=max_bytes)

    def restore(self, state: Recording) -> None:
        """Come to where a state was made; this run has its task and phases, and has taken no step.

        Raises:
            RnnlabError, LookupError, ArithmeticError, TypeError, ValueError, RuntimeError: The arrays do not fit.
        """
        restore(state, self._history, self._loop)
        if "failure" not in state.header or self.epochs_done >= self.config.epochs:
            return
        try:  # the failure is computed again instead of trusting the file
            with one_thread(), torch.enable_grad():
                self._loop.check()
        except TrainingError as error:
            self.failure = error
