"""What a caller of `ablate` and `rank_units` may ask to be held, and what their losses must be."""

from __future__ import annotations

import math

from rnnlab.errors import ConfigError
from rnnlab.nn.held import Held, Steps, chosen


def steps_of(steps: Steps, seq_len: int) -> frozenset[int]:
    """The steps that a caller's `steps` names, counted from 1: one, several, or all if it is None.

    Raises:
        ConfigError: A step lies outside the sequence, or there is no step.
    """
    if steps is None:
        return frozenset(range(1, seq_len + 1))
    rule = "whole numbers from 1 to {seq_len}, the number of the source's symbols"
    if not (several := chosen(steps)):
        raise ConfigError.must_be("steps", rule, seq_len=seq_len, words="none")
    found = set()
    for step in several:
        if type(step) is not int or not 1 <= step <= seq_len:
            raise ConfigError.must_be("steps", rule, seq_len=seq_len, got=step)
        found.add(step)
    return frozenset(found)


def check_loss(loss: float, held: Held | None) -> None:
    """Raise a ConfigError if the loss of a run in which something may be held is NaN or infinite."""
    if math.isfinite(loss):
        return
    if held is None:
        raise ConfigError.must("model", "have a finite loss on this text", got=loss)
    raise ConfigError.must_be("value", "small enough for a finite loss", got=held.amount)
