"""Learning rate schedules in closed form, so that no step needs the ones before it."""

from __future__ import annotations

import math

from rnnlab.config.choices import ScheduleName
from rnnlab.config.training import RunConfig


def factor(schedule: ScheduleName, step: int, epochs: int) -> float:
    """What `lr` is multiplied by in one step.

    "constant" is 1 throughout; "cosine" falls from 1 along half a cosine and would be 0 one step after the last;
    "step" halves after each quarter of the run.

    Args:
        schedule: Which of these.
        step: The optimiser step, counted from 1.
        epochs: Steps of the whole run.

    Returns:
        In [0, 1], unitless; what `torch.optim.lr_scheduler.LambdaLR` takes for `lambda before: factor(schedule,
        before + 1, epochs)`.

    Source: Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts", for the cosine.

    >>> [round(factor("cosine", step, 4), 3) for step in (1, 2, 3, 4)]
    [1.0, 0.854, 0.5, 0.146]
    >>> [factor("step", step, 8) for step in (1, 2, 3, 8)]
    [1.0, 1.0, 0.5, 0.125]
    """
    if schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * (step - 1) / epochs))
    if schedule == "step":
        return float(0.5 ** (4 * (step - 1) // epochs))
    return 1.0


def lr_at(config: RunConfig, step: int) -> float:
    """The learning rate of one step, counted from 1.

    >>> lr_at(RunConfig(lr=0.1, schedule="step", epochs=8), 3)
    0.05
    """
    return config.lr * factor(config.schedule, step, config.epochs)
