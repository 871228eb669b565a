"""`Phase`: settings of a training run from a step on. A fork starts one; a recording's header lists what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from rnnlab.config import edits as edit_lists
from rnnlab.config.edits import MOST_EDITS, Edit
from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.errors import ConfigError, EditError

if TYPE_CHECKING:
    from torch import Tensor

Config: TypeAlias = TextConfig | TaskConfig

# Settings that a fork may change; all others are of the network or the task.
CHANGEABLE = ("lr", "optimiser", "schedule", "clip", "epochs")
MOST_PHASES = 64  # of one run: a fork of a fork has three


@dataclass(frozen=True)
class Phase:
    """Settings that hold from a step on.

    Attributes:
        start: Optimiser steps taken before.
        config: The run's config from there on.
        weights: Weights set by hand at the start, whole arrays by name; empty if none were.
        edits: The numbers of `weights` that differ from those before; None if that is not known, or if they are too
            many to list.
    """

    start: int
    config: Config
    weights: dict[str, Tensor]
    edits: tuple[Edit, ...] | None = ()

    def settings(self) -> dict[str, Any]:
        """This phase's values of the settings that a fork may change."""
        return {name: getattr(self.config, name) for name in CHANGEABLE}


def changed(config: Config, settings: dict[str, Any]) -> Config:
    """The config with some of its changeable settings replaced.

    Raises:
        ConfigError: A value is not usable.
    """
    return replace(config, **settings)


def differing(before: Mapping[str, Tensor], after: Mapping[str, Tensor]) -> tuple[Edit, ...] | None:
    """The numbers that differ from those before, sorted by name and index; None if more than MOST_EDITS."""
    changed_at = [(name, index) for name in sorted(after) for index in (after[name] != before[name]).nonzero().tolist()]
    if len(changed_at) > MOST_EDITS:
        return None
    return tuple(Edit(name, tuple(index), float(after[name][tuple(index)])) for name, index in changed_at)


def optimiser_start(phases: Sequence[Phase], step: int) -> int:
    """The step at which the optimiser in use after `step` steps began, with moments of zero."""
    start = 0
    for before, phase in pairwise(phases):
        if phase.start <= step and phase.config.optimiser != before.config.optimiser:
            start = phase.start
    return start


def active(phases: Sequence[Phase], step: int) -> Config:
    """The config in force after `step` steps, for the next one."""
    return [phase for phase in phases if phase.start <= step][-1].config


def to_header(phases: Sequence[Phase], done: int) -> list[dict[str, Any]]:
    """A fork's changes, as a recording's header holds them under `changes`; empty if nothing was changed up to `done`.

    Returns:
        Of each change its `step`, the settings that differ, `before` and `after`, the names of the `weights` that were
        set by hand, and their edits as `values`, None if those are too many to list.
    """
    found = []
    for old, new in pairwise(phases):
        if new.start <= done:
            before, after = old.settings(), new.settings()
            names = [name for name in CHANGEABLE if before[name] != after[name]]
            change = {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}
            by_hand = {"values": edits_to_header(new.edits)} if new.weights else {}
            found.append({"step": new.start, **change, "weights": sorted(new.weights), **by_hand})
    return found


def edits_to_header(edits: Sequence[Edit] | None) -> list[Any] | None:
    """A phase's edits as a header holds them: [name, index, value] each; None stays None."""
    return None if edits is None else edit_lists.to_header(edits)


def edits_from_header(listed: object) -> tuple[Edit, ...] | None:
    """The edits that `edits_to_header` listed.

    Raises:
        EditError: It has another format, or lists more than MOST_EDITS.
    """
    if listed is None:
        return None
    if isinstance(listed, list) and len(listed) > MOST_EDITS:
        raise EditError.must_be("edits", "at most {most}", got=len(listed), most=MOST_EDITS)
    edits = edit_lists.from_header(listed)
    for edit in edits:
        if not edit.of_training:
            raise EditError.must_be("edits", "of a weight of a network that is trained", words=str(edit))
    return edits


def from_header(config: Config, changes: Any) -> tuple[Phase, ...]:
    """The phases that `to_header` listed, without their weights.

    Args:
        config: The run's config in its last phase.
        changes: The header's entry, unchecked.

    Raises:
        ConfigError: It does not describe a fork, or one that set more weights than a header lists.
    """
    phases = []
    try:
        for change in reversed(changes[:MOST_PHASES]):
            if type(change["step"]) is not int or any(name not in CHANGEABLE for name in change["before"]):
                raise TypeError
            edits = edits_from_header(change.get("values", None if change["weights"] else []))
            if edits is None:
                rule = "one in which a fork set at most {most} weights by hand"
                raise ConfigError.must_be("run", rule, words="one that set more", field=None, most=MOST_EDITS)
            phases.append(Phase(change["step"], config, {}, edits))
            config = changed(config, change["before"])
    except (TypeError, LookupError, AttributeError, EditError):
        raise ConfigError.must("changes", "say what a fork changed", words="something else", field=None) from None
    return (Phase(0, config, {}), *reversed(phases))
