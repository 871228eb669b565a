"""What a run was told on its way: a list of legs, each with its own settings, since a fork may change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from rnnlab.config import TaskConfig, TextConfig
from rnnlab.errors import ConfigError

if TYPE_CHECKING:
    from torch import Tensor

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


def told(legs: Sequence[Leg], done: int) -> list[dict[str, Any]]:
    """What a recording's header says of a fork, as `changes`; empty if nothing was changed up to `done`.

    Returns:
        Of each change its `step`, the settings `before` and `after` as far as they differ, and the names of the
        `weights` that were set.
    """
    found = []
    for old, new in pairwise(legs):
        if new.start <= done:
            before, after = old.settings(), new.settings()
            names = [name for name in CHANGEABLE if before[name] != after[name]]
            change = {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}
            found.append({"step": new.start, **change, "weights": sorted(new.weights)})
    return found


def retold(config: Config, changes: Any) -> tuple[Leg, ...]:
    """The legs that `told` was called on, from a recording's header.

    Args:
        config: The run's config, as its last leg has it.
        changes: Whatever the header holds.

    Raises:
        ConfigError: It does not describe a fork, or weights were set by hand, which a header does not hold.
    """
    legs = []
    try:
        for change in reversed(changes[:MOST_LEGS]):
            if type(change["step"]) is not int or any(name not in CHANGEABLE for name in change["before"]):
                raise TypeError
            if change["weights"]:
                raise ConfigError("run must be one whose weights were not set by hand, got a fork that set some")
            legs.append(Leg(change["step"], config, {}))
            config = changed(config, change["before"])
    except (TypeError, LookupError, AttributeError):
        raise ConfigError("changes must say what a fork changed, got something else") from None
    return (Leg(0, config, {}), *reversed(legs))
