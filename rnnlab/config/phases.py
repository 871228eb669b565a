"""What a run was told on its way: a list of legs, each with its own settings, since a fork may change them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.errors import ConfigError

if TYPE_CHECKING:
    from torch import Tensor

Config: TypeAlias = TextConfig | TaskConfig

# What may change on the way; all else is the network or the task.
CHANGEABLE = ("lr", "optimiser", "schedule", "clip", "epochs")
MOST_LEGS = 64  # forks of forks
MOST_VALUES = 500  # that a program sets one by one

Value: TypeAlias = tuple[str, tuple[int, ...], float]  # a weight's name, where in it, and the number that was put there

_WEIGHT = re.compile(r"(emb|fc)\.(weight|bias)|rnn\.(weight|bias)_[ih]h_l\d{1,4}")


@dataclass(frozen=True)
class Leg:
    """Settings that hold from a step on.

    Attributes:
        start: Steps taken before.
        config: The run's config from there on.
        weights: Set by hand at the start, by name; empty if they just go on.
        values: Where these differ from what was there before; None if that is not known, or too much to list.
    """

    start: int
    config: Config
    weights: dict[str, Tensor]
    values: tuple[Value, ...] | None = ()

    def settings(self) -> dict[str, Any]:
        """What this leg says about the changeable settings."""
        return {name: getattr(self.config, name) for name in CHANGEABLE}


def changed(config: Config, settings: dict[str, Any]) -> Config:
    """The config with some of its changeable settings replaced.

    Raises:
        ConfigError: A value is not usable.
    """
    return replace(config, **settings)


def differing(before: Mapping[str, Tensor], after: Mapping[str, Tensor]) -> tuple[Value, ...] | None:
    """Where weights differ from those that were there before, by name and in order; None if in too many places."""
    places = [(name, index) for name in sorted(after) for index in (after[name] != before[name]).nonzero().tolist()]
    if len(places) > MOST_VALUES:
        return None
    return tuple((name, tuple(index), float(after[name][tuple(index)])) for name, index in places)


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
        Of each change its `step`, the settings `before` and `after` as far as they differ, the names of the `weights`
        that were set, and the `values` in them that were changed, unless they are too many.
    """
    found = []
    for old, new in pairwise(legs):
        if new.start <= done:
            before, after = old.settings(), new.settings()
            names = [name for name in CHANGEABLE if before[name] != after[name]]
            change = {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}
            by_hand = {"values": listed(new.values)} if new.weights else {}
            found.append({"step": new.start, **change, "weights": sorted(new.weights), **by_hand})
    return found


def listed(values: Sequence[Value] | None) -> list[Any] | None:
    """Values as a header holds them."""
    return None if values is None else [[name, list(index), number] for name, index, number in values]


def unlisted(said: Any) -> tuple[Value, ...] | None:
    """What `listed` was called on.

    Raises:
        TypeError: It is something else.
    """
    if said is None:
        return None
    if not isinstance(said, list) or len(said) > MOST_VALUES:
        raise TypeError
    return tuple(_value(*value) for value in said)


def _value(name: Any, index: Any, number: Any) -> Value:
    whole = isinstance(index, list) and len(index) <= 2 and all(type(i) is int and i >= 0 for i in index)
    if not (isinstance(name, str) and _WEIGHT.fullmatch(name) and whole):
        raise TypeError
    if type(number) not in (int, float) or not math.isfinite(number):
        raise TypeError
    return name, tuple(index), float(number)


def retold(config: Config, changes: Any) -> tuple[Leg, ...]:
    """The legs that `told` was called on, from a recording's header.

    Args:
        config: The run's config, as its last leg has it.
        changes: Whatever the header holds.

    Raises:
        ConfigError: It does not describe a fork, or one that set more weights than a header lists.
    """
    legs = []
    try:
        for change in reversed(changes[:MOST_LEGS]):
            if type(change["step"]) is not int or any(name not in CHANGEABLE for name in change["before"]):
                raise TypeError
            values = unlisted(change.get("values", None if change["weights"] else []))
            if values is None:
                rule = f"run must be one in which a fork set at most {MOST_VALUES} weights by hand"
                raise ConfigError(f"{rule}, got one that set more")
            legs.append(Leg(change["step"], config, {}, values))
            config = changed(config, change["before"])
    except (TypeError, LookupError, AttributeError):
        raise ConfigError("changes must say what a fork changed, got something else") from None
    return (Leg(0, config, {}), *reversed(legs))
