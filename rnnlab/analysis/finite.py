"""`finite_rows`: the states of a layer as one table, without padding and without steps that are no finite numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.errors import ConfigError
from rnnlab.recording.array_names import Array


@dataclass(frozen=True)
class FiniteRows:
    """What can be computed with.

    Attributes:
        rows: (n, units), finite: a row for each kept step of each batch item, step by step. The column of a unit that
            is finite nowhere is zero.
        kept: (seq_len, batch_size), whether that step has a row.
        known: (units,), whether the unit has a finite value at any step.
        not_finite: (units,), at how many steps (padding left out) the unit is NaN or infinite.
    """

    rows: Array
    kept: Array
    known: Array
    not_finite: Array


def check_has(states: Mapping[str, Array], name: str) -> None:
    """Raise a ConfigError unless the states have an array of this quantity."""
    if name not in states:
        raise ConfigError.must("states", "have the array {name}", words=", ".join(states) or "none", name=name)


def check_item(item: object, batch_size: int) -> None:
    """Raise a ConfigError unless there is such a batch item, counted from 0."""
    if type(item) is not int or not 0 <= item < batch_size:
        raise ConfigError.must_be("item", "from 0 to {most}", got=item, most=batch_size - 1)


def checked_states(name: str, values: Array) -> Array:
    """Values as a floating array of three axes, float32 or float64; half precision and whole numbers are converted.

    Raises:
        ConfigError: They are no numbers of shape (seq_len, batch_size, units), or one of the sizes is 0.
    """
    values = np.asarray(values)
    if values.ndim != 3 or not values.size or values.dtype.kind not in "fiub":
        rule, got = "numbers of shape (seq_len, batch_size, units)", f"{values.dtype} {values.shape}"
        raise ConfigError.must_be(name, rule, words=got)
    return values if values.dtype in (np.float32, np.float64) else values.astype(np.float32)


def real_steps(shape: tuple[int, ...], lengths: Sequence[int] | None) -> Array:
    """Which steps are of a sequence and not padding after it.

    Args:
        shape: Of the padded array, (seq_len, batch_size, …).
        lengths: Steps of each sequence, (batch_size,); all steps by default.

    Returns:
        (seq_len, batch_size), bool.

    Raises:
        ConfigError: There is not one length for each sequence, or one is not from 0 to seq_len.
    """
    seq_len, batch_size = shape[:2]
    if lengths is None:
        return np.ones((seq_len, batch_size), bool)
    steps = np.asarray(lengths)
    if steps.shape != (batch_size,) or steps.dtype.kind not in "iu" or not ((steps >= 0) & (steps <= seq_len)).all():
        rule = "{batch} whole numbers from 0 to {seq_len}"
        raise ConfigError.must_be("lengths", rule, got=lengths, batch=batch_size, seq_len=seq_len)
    return np.arange(seq_len)[:, None] < steps


def finite_rows(states: Array, lengths: Sequence[int] | None = None) -> FiniteRows:
    """The steps at which every unit is a finite number; a unit that is finite nowhere does not count.

    Args:
        states: (seq_len, batch_size, units).
        lengths: Steps of each sequence, (batch_size,).

    Returns:
        Table and counts. Nothing is copied if all steps are kept.

    Raises:
        ConfigError: Of `checked_states` and `real_steps`.
    """
    states = checked_states("states", states)
    units = states.shape[2]
    real = real_steps(states.shape, lengths)
    finite = np.isfinite(states)
    if finite.all() and real.all():
        return FiniteRows(states.reshape(-1, units), real, np.ones(units, bool), np.zeros(units, int))
    not_finite = (~finite & real[:, :, None]).sum((0, 1))
    known = not_finite < real.sum()
    kept = real & (finite | ~known).all(2) & known.any()
    rows = states[kept]
    rows[:, ~known] = 0
    return FiniteRows(rows, kept, known, not_finite)
