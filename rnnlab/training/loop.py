"""The training loop by itself: forward, loss, gradient, update. It remembers nothing of the steps before."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from rnnlab.config.phases import Phase, active, optimiser_start
from rnnlab.config.training import TextConfig
from rnnlab.errors import TrainingError
from rnnlab.nn.models import network
from rnnlab.tasks import Batch, Task
from rnnlab.training.flat_network import FlatNetwork, ForwardPass
from rnnlab.training.optimisers import Optimiser, clip
from rnnlab.training.schedules import lr_at


class StepRecord(NamedTuple):
    """One step as it was, before its update.

    Attributes:
        step: Counted from 1.
        batch: What was read and asked.
        weights: Flat; the loop changes them after this step was shown.
        run: The forward pass.
        loss: Mean cross-entropy in nats, or mean squared error.
        clipped: The gradient's norm where it was clipped, else 0.
    """

    step: int
    batch: Batch
    weights: Tensor
    run: ForwardPass
    loss: float
    clipped: float


class Loop:
    """A network, its optimiser, and how many steps they have taken.

    Args:
        task: What is learned.
        phases: Of the run, oldest first; the first begins at 0.

    Attributes:
        network, optimiser, config: As after `step` steps.
        step: Steps taken.
        last: The gradient of the step before, or its norm, or None if that is not known; told when the run fails.
    """

    def __init__(self, task: Task, phases: Sequence[Phase]) -> None:
        self.task, self.phases = task, phases
        self.step, self.config = 0, phases[0].config
        self.network = FlatNetwork(network(self.config, task), self.config.cell, last_only=task.kind == "number")
        self.optimiser = Optimiser(self.config.optimiser, len(self.network.weights))
        self.last: Tensor | float | None = None
        self._fixed = task.batch(1) if isinstance(self.config, TextConfig) else None
        self._enter_phases()

    def load(self, step: int, weights: Tensor, moments: Sequence[Tensor]) -> None:
        """Be as after `step` steps, when weights and the optimiser's moments were these."""
        self.step, self.config, self.last = step, active(self.phases, step), None
        self.network.weights.copy_(weights)
        self.optimiser = Optimiser(self.config.optimiser, len(weights))
        self.optimiser.steps = step - optimiser_start(self.phases, step)
        for mine, given in zip(self.optimiser.moments.values(), moments, strict=False):
            mine.copy_(given)

    def save(self) -> tuple[int, Tensor, list[Tensor]]:
        """What `load` takes; the tensors are the loop's own."""
        return self.step, self.network.weights, list(self.optimiser.moments.values())

    def forward(self, batch: Batch) -> tuple[ForwardPass, Tensor]:
        """A forward pass over a batch, and its loss; nothing changes."""
        run = self.network.forward(batch.inputs)
        if self.task.kind == "number":
            return run, F.mse_loss(run.output.view(-1), batch.targets)
        return run, F.cross_entropy(run.output.view(-1, run.output.size(-1)), batch.targets.view(-1))

    def batch(self, step: int) -> Batch:
        """What a step, counted from 1, learns from; the very same object where that is always the same."""
        return self._fixed or self.task.batch(step)

    def advance(self, show: Callable[[StepRecord], object] | None = None) -> float:
        """Take one step; `show` is called with it before the weights change.

        Returns:
            The loss before the update.

        Raises:
            TrainingError: The loss is no number, or `lr` does not fit float32; nothing has changed then.
        """
        network, config, step = self.network, self.config, self.step + 1
        batch, run, loss, value = self.check()
        gradient = network.gradient(loss)
        clipped = clip(gradient, network.parts(gradient), config.clip) if config.clip else 0.0
        if show is not None:
            show(StepRecord(step, batch, network.weights, run, value, clipped))
        self.optimiser.step(network.weights, gradient, lr_at(config, step))
        self.step, self.last = step, gradient
        if len(self.phases) > 1:
            self._enter_phases()
        return value

    def check(self) -> tuple[Batch, ForwardPass, Tensor, float]:
        """What the next step would learn from, its forward pass and its loss; nothing changes.

        Raises:
            TrainingError: The step cannot be taken.
        """
        step = self.step + 1
        try:
            self.optimiser.check(lr_at(self.config, step))
        except TrainingError as error:
            raise TrainingError(f"{error} in epoch {step}") from None
        batch = self.batch(step)
        run, loss = self.forward(batch)
        value = loss.item()
        if not math.isfinite(value):
            raise TrainingError(f"loss must be finite, got {value} in epoch {step}: {self._failure_facts()}")
        return batch, run, loss, value

    def gradient_norm(self) -> float | None:
        """The norm of the gradient of the step before, None if that is not known."""
        return torch.linalg.vector_norm(self.last).item() if isinstance(self.last, Tensor) else self.last

    def _enter_phases(self) -> None:
        """Enter the phases that begin here."""
        for phase in self.phases:
            if phase.start == self.step:
                if phase.config.optimiser != self.config.optimiser:
                    self.optimiser = Optimiser(phase.config.optimiser, len(self.network.weights))
                self.network.load(phase.weights)
                self.config = phase.config

    def _failure_facts(self) -> str:
        """What the network had come to; facts, of which the loss is the outcome."""
        largest = self.network.weights.abs().max().item()
        words = f"the largest weight had become {largest:.3g} with lr {lr_at(self.config, max(1, self.step)):g}"
        norm = self.gradient_norm()
        return words if norm is None else f"{words}, and the gradient just before had norm {norm:.3g}"
