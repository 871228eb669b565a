"""`Loop`: forward pass, loss, gradient and update, one step after the other; it keeps no history."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from rnnlab.config.phases import Phase, active, optimiser_start
from rnnlab.config.training import TextConfig
from rnnlab.errors import TrainingError
from rnnlab.i18n.messages import t
from rnnlab.nn.models import network
from rnnlab.tasks import Batch, Task
from rnnlab.training.flat_network import FlatNetwork, ForwardPass
from rnnlab.training.optimisers import Optimiser, clip
from rnnlab.training.schedules import lr_at


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


class StepRecord(NamedTuple):
    """One step of training, before its update.

    Attributes:
        step: Counted from 1.
        batch: Its inputs and targets.
        weights: The flat vector itself, which the update changes in place.
        forward: The forward pass.
        loss: Mean cross-entropy in nats, or mean squared error.
        clipped: The gradient's norm where it was clipped, else 0.
    """

    step: int
    batch: Batch
    weights: Tensor
    forward: ForwardPass
    loss: float
    clipped: float


class Loop:
    """A network, its optimiser, and how many steps they have taken.

    Args:
        task: What is learned.
        phases: Hyperparameters of the run by step, oldest first; the first begins at 0.

    Attributes:
        network, optimiser, config: As after `step` steps.
        step: Steps taken.
        last_gradient: Of the step before, or its norm, or None if that is not known; part of the sentence when a run
            fails.
    """

    def __init__(self, task: Task, phases: Sequence[Phase]) -> None:
        self.task, self.phases = task, phases
        self.step, self.config = 0, phases[0].config
        self.network = FlatNetwork(network(self.config, task), self.config.cell, last_only=task.kind == "number")
        self.optimiser = Optimiser(self.config.optimiser, len(self.network.weights))
        self.last_gradient: Tensor | float | None = None
        self._fixed = task.batch(1) if isinstance(self.config, TextConfig) else None
        self._enter_phases()

    def load(self, step: int, weights: Tensor, moments: Sequence[Tensor]) -> None:
        """Go to where `step` steps were taken, with the weights and the optimiser's moments that were there then."""
        self.step, self.config, self.last_gradient = step, active(self.phases, step), None
        self.network.weights.copy_(weights)
        self.optimiser = Optimiser(self.config.optimiser, len(weights))
        self.optimiser.steps = step - optimiser_start(self.phases, step)
        for mine, given in zip(self.optimiser.moments.values(), moments, strict=False):
            mine.copy_(given)

    def save(self) -> tuple[int, Tensor, list[Tensor]]:
        """What `load` takes; the tensors are the loop's own."""
        return self.step, self.network.weights, list(self.optimiser.moments.values())

    def forward(self, batch: Batch) -> tuple[ForwardPass, Tensor]:
        """A forward pass over a batch, and its loss; the weights stay as they are."""
        run = self.network.forward(batch.inputs)
        if self.task.kind == "number":
            return run, F.mse_loss(run.output.view(-1), batch.targets)
        return run, F.cross_entropy(run.output.view(-1, run.output.size(-1)), batch.targets.view(-1))

    def batch(self, step: int) -> Batch:
        """Inputs and targets of a step, counted from 1; the very same object where they are the same in every step."""
        return self._fixed or self.task.batch(step)

    def advance(self, on_step: Callable[[StepRecord], object] | None = None) -> float:
        """Take one step; `on_step` is called with its record before the weights change.

        Returns:
            The loss before the update.

        Raises:
            TrainingError: The loss is no number, or `lr` does not fit float32; nothing has changed then.
        """
        network, config, step = self.network, self.config, self.step + 1
        batch, run, loss, value = self.check()
        gradient = network.gradient(loss)
        clipped = clip(gradient, network.parts(gradient), config.clip) if config.clip else 0.0
        if on_step is not None:
            on_step(StepRecord(step, batch, network.weights, run, value, clipped))
        self.optimiser.step(network.weights, gradient, lr_at(config, step))
        self.step, self.last_gradient = step, gradient
        if len(self.phases) > 1:
            self._enter_phases()
        return value

    def check(self) -> tuple[Batch, ForwardPass, Tensor, float]:
        """The next step as far as its loss: its batch, forward pass and loss, and the loss as a float; nothing changes.

        Raises:
            TrainingError: The step cannot be taken.
        """
        step = self.step + 1
        try:
            self.optimiser.check(lr_at(self.config, step))
        except TrainingError as error:
            raise TrainingError(t("{problem} in epoch {step}", problem=error, step=step)) from None
        batch = self.batch(step)
        run, loss = self.forward(batch)
        value = loss.item()
        if not math.isfinite(value):
            sentence = "loss must be finite, got {value} in epoch {step}: {facts}"
            raise TrainingError(t(sentence, value=value, step=step, facts=self._failure_facts()))
        return batch, run, loss, value

    def gradient_norm(self) -> float | None:
        """The norm of the gradient of the step before, None if that is not known."""
        return (
            torch.linalg.vector_norm(self.last_gradient).item()
            if isinstance(self.last_gradient, Tensor)
            else self.last_gradient
        )

    def _enter_phases(self) -> None:
        """Apply the optimiser, weights and config of every phase that starts at this step."""
        for phase in self.phases:
            if phase.start == self.step:
                if phase.config.optimiser != self.config.optimiser:
                    self.optimiser = Optimiser(phase.config.optimiser, len(self.network.weights))
                self.network.load(phase.weights)
                self.config = phase.config

    def _failure_facts(self) -> str:
        """Largest weight, learning rate and last gradient norm, for the sentence of a failure."""
        largest = self.network.weights.abs().max().item()
        lr, norm = lr_at(self.config, max(1, self.step)), self.gradient_norm()
        if norm is None:
            return t("the largest weight had become {largest:.3g} with lr {lr:g}", largest=largest, lr=lr)
        return t(
            "the largest weight had become {largest:.3g} with lr {lr:g}, and the gradient just before had norm "
            "{norm:.3g}",
            largest=largest,
            lr=lr,
            norm=norm,
        )
