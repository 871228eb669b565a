"""What a run was told on its way: a list of legs, each with its own settings, since a fork may change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

from torch import Tensor

from rnnlab.config import TaskConfig, TextConfig

Config: TypeAlias = TextConfig | TaskConfig

# What may change on the way; all else is the network or the task.
CHANGEABLE = ("lr", "optimiser", "schedule", "clip", "epochs")
MOST_LEGS = 64  # forks of forks


@dataclass(frozen=True)
class Leg:
    """Settings that hold from a step on.

    Attributes:
        start: Steps taken before.
        config: The run's config from there on.
        weights: Set by hand at the start, by name; empty if they just go on.
    """

    start: int
    config: Config
    weights: dict[str, Tensor]

    def settings(self) -> dict[str, Any]:
        """What this leg says about the changeable settings."""
        return {name: getattr(self.config, name) for name in CHANGEABLE}


def changed(config: Config, settings: dict[str, Any]) -> Config:
    """The config with some of its changeable settings replaced.

    Raises:
        ConfigError: A value is not usable.
    """
    return replace(config, **settings)


def optimiser_start(legs: Sequence[Leg], step: int) -> int:
    """The step at which the optimiser that is at work after `step` steps began, with nothing to remember."""
    start = 0
    for before, leg in pairwise(legs):
        if leg.start <= step and leg.config.optimiser != before.config.optimiser:
            start = leg.start
    return start


def active(legs: Sequence[Leg], step: int) -> Config:
    """The config that the step after `step` goes by."""
    return [leg for leg in legs if leg.start <= step][-1].config
