"""`unit_order`: in which order a heatmap shows units: by index, by similarity, or by time constant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np

from rnnlab.analysis.covariance import moments
from rnnlab.analysis.finite import check_has, finite_rows
from rnnlab.analysis.unit_health.time_constants import time_constants
from rnnlab.config.checks import check_choice
from rnnlab.config.choices import CellType
from rnnlab.errors import ConfigError
from rnnlab.recording.array_names import Array

UnitOrder = Literal["index", "similarity", "time"]


def unit_order(
    states: Mapping[str, Array],
    by: UnitOrder,
    cell: CellType,
    quantity: str = "h",
    lengths: Sequence[int] | None = None,
) -> Array:
    """The units of one layer and direction in the order in which to draw them.

    Args:
        states: Arrays by quantity, each (seq_len, batch_size, units).
        by: "index": as they are numbered. "similarity": next to each unit the one, of those left, that correlates most
            with it; the first is the one that correlates least with the lowest-numbered. "time": the fastest first.
        cell: "rnn", "gru" or "lstm"; it says how a time constant is computed.
        quantity: The array whose units are ordered.
        lengths: Steps of each sequence, (batch_size,).

    Returns:
        A permutation of the units, (units,), int; the same for the same states. Units about which nothing is known
        (constant, or nowhere finite) come last, by index.

    Raises:
        ConfigError: A choice is unknown, an array is missing or has a wrong shape, or the time constants are of another
            number of units (those of a projected LSTM are of its cells, and not of its h).

    Source: similarity: the nearest-neighbour rule of Rosenkrantz, Stearns & Lewis 1977, "An Analysis of Several
        Heuristics for the Traveling Salesman Problem", with 1 - correlation as the distance.
    """
    check_choice("by", by, get_args(UnitOrder))
    check_has(states, quantity)
    units = np.shape(states[quantity])[-1]
    if by == "time":
        steps = time_constants(states, cell, lengths).steps
        if len(steps) != units:
            raise ConfigError.must_be("quantity", "an array of {units} units", got=quantity, units=len(steps))
        return np.argsort(steps, kind="stable")  # NaN comes last
    return np.arange(units) if by == "index" else _by_similarity(finite_rows(states[quantity], lengths).rows)


def _by_similarity(rows: Array) -> Array:
    """Units in a chain of nearest neighbours, (units,)."""
    correlation = moments(rows).correlation
    left = correlation.diagonal() > 0.5  # 0 of a unit that does not vary
    constant, varying = np.flatnonzero(~left), np.flatnonzero(left)
    chain: list[int] = []
    near = -correlation[varying[0]] if len(varying) else correlation  # the first of the chain is the least like it
    for _ in varying:
        chain.append(int(np.where(left, near, -np.inf).argmax()))
        left[chain[-1]] = False
        near = correlation[chain[-1]]
    return np.array([*chain, *constant.tolist()])
