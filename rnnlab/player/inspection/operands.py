"""`operands`: what the arithmetic of one unit needs over a stretch of steps: its inputs, its weights, its results."""

from __future__ import annotations

import numpy as np

from rnnlab.config.choices import GATES, WEIGHT_NAMES, num_gates
from rnnlab.errors import RecordingError
from rnnlab.i18n.messages import t
from rnnlab.player.inspection.part import Part
from rnnlab.recording.array_names import Array

_BYTES = 1_000_000  # of what a unit reads in all steps that are sent
_CLOSE = 1e-3  # between a recorded gate and the one computed here from float32 numbers

Operands = dict[str, Array]


class _NoArithmeticError(Exception):
    """Why a unit has no arithmetic, in one sentence."""


def operands(part: Part, unit: int, step: int) -> tuple[Operands, int] | str:
    """The operands of a unit around a step.

    Args:
        part: The layer, direction and batch item; its quantity matters in a projected LSTM only, where h has other
            units than the cells.
        unit: From 0.
        step: From 0; as many steps around it are returned as may be sent at once.

    Returns:
        The arrays, and the first step that they are of. `detail.x` (n, input_size) and `detail.h` (n, state_size), read
        at each step; of an LSTM `detail.c` (n,), the cell before it, and of a projected one `detail.cell` (n,), that
        after it; `detail.weight_ih` (gates, input_size) and so on; for a unit of h of a projected LSTM in their place
        `detail.cells` (n, hidden_size), o · tanh(c), and `detail.weight_hr` (hidden_size,). Or a sentence, if the
        recording does not hold them.
    """
    projection = part.weight("weight_hr")
    try:
        if part.call.units is not None:
            raise _NoArithmeticError(t("Only some units were recorded; the arithmetic of one needs all that it reads."))
        if projection is not None and part.quantity.removesuffix(".grad") == "h":
            return _projected(part, projection, unit, step)
        return _of_cell(part, unit, step, projected=projection is not None)
    except _NoArithmeticError as error:
        return str(error)


def all_operands(part: Part) -> Operands:
    """The operands of every unit at every step, for a page on which nobody can be asked; empty if there are none.

    Args:
        part: Of quantity h and the forward direction, of a layer without projection.

    Returns:
        `all.x` (steps, input_size), `all.h` (steps + 1, units), before the first step and after each; of an LSTM
        `all.c` (steps, units), before each step; `all.weight_ih` (gates · hidden_size, input_size) and so on.
    """
    call = part.call
    if isinstance(operands(part, 0, 0), str) or call.hidden_size != part.values.shape[1]:
        return {}
    found = {"all.x": _read(part), "all.h": np.concatenate([_before(part, "h"), part.values[-1:]])}
    if call.cell == "lstm":
        found["all.c"] = _before(part, "c")
    for name in WEIGHT_NAMES:
        whole = part.weight(name)
        if whole is not None:
            found[f"all.{name}"] = whole
    return found


def _of_cell(part: Part, unit: int, step: int, *, projected: bool) -> tuple[Operands, int]:
    """The operands of a cell's gates and state."""
    read, before = _read(part), _before(part, "h")
    found = _weights(part, unit, read.shape[1], before.shape[1])
    rows = _around(part, step, read.shape[1] + before.shape[1])
    found |= {"detail.x": read[rows], "detail.h": before[rows]}
    if part.call.cell == "lstm":
        found["detail.c"] = _before(part, "c")[rows, unit]
    if projected:
        found["detail.cell"] = _of(part, "c")[rows, unit]
    if not _fits(part, unit, rows, found):
        raise _NoArithmeticError(
            t("The recorded gates do not follow from the recorded inputs and weights: dropout, or a held value.")
        )
    return found, rows.start


def _projected(part: Part, weights: Array, unit: int, step: int) -> tuple[Operands, int]:
    """The operands of a unit of h in a projected LSTM: h = W_hr · (o · tanh(c))."""
    o, c = _of(part, "o"), _of(part, "c")
    if weights.shape != (part.values.shape[1], c.shape[1]):
        raise _missing()
    rows = _around(part, step, c.shape[1])
    return {"detail.cells": o[rows] * np.tanh(c[rows]), "detail.weight_hr": weights[unit]}, rows.start


def _around(part: Part, step: int, numbers: int) -> slice:
    """The steps around one that may be sent at once, of so many float32 numbers each."""
    most = max(1, _BYTES // (4 * numbers))
    first = max(0, min(step - most // 2, part.steps - most))
    return slice(first, min(part.steps, first + most))


def _weights(part: Part, unit: int, input_size: int, state_size: int) -> Operands:
    """The rows of the weights that are this unit's, one for each gate."""
    gates, hidden = num_gates(part.call.cell), part.call.hidden_size
    all_rows = gates * hidden
    shapes: dict[str, tuple[int, ...]] = {"weight_ih": (all_rows, input_size), "weight_hh": (all_rows, state_size)}
    shapes |= dict.fromkeys(("bias_ih", "bias_hh"), (all_rows,))
    rows, found = [gate * hidden + unit for gate in range(gates)], {}
    for name, shape in shapes.items():
        whole = part.weight(name)
        if whole is not None and whole.shape == shape and unit < hidden:
            found[f"detail.{name}"] = whole[rows]
        elif whole is not None or name.startswith("weight"):
            raise _missing()
    return found


def _of(part: Part, name: str) -> Array:
    """A quantity of the batch item, (steps, units)."""
    if name not in part.call.quantities:
        raise _missing()
    return part.of(name)[: part.steps, part.item]


def _before(part: Part, name: str) -> Array:
    """The state before each step, (steps, units)."""
    states, starts = _of(part, name), part.call.arrays.get(f"{name}_0")
    directions = len(part.call.directions)
    at = part.layer * directions + part.reverse
    if starts is None or starts.shape != (part.call.num_layers * directions, part.call.batch_size, states.shape[1]):
        raise _missing()
    start = starts[at, part.item][None]
    return np.concatenate([states[1:], start] if part.reverse else [start, states[:-1]])


def _read(part: Part) -> Array:
    """What the layer reads at each step, (steps, input_size): x, or the layer below, both directions joined."""
    call = part.call
    if part.layer == 0:
        try:
            return call.x[: part.steps, part.item]
        except (KeyError, RecordingError):
            raise _missing() from None
    below = [call.array("h", part.layer - 1, way)[: part.steps, part.item] for way in call.directions]
    return np.concatenate(below, axis=1)


def _fits(part: Part, unit: int, rows: slice, found: Operands) -> bool:
    """Whether the first gate, or h of a plain RNN, follows from the operands."""
    names = GATES[part.call.cell]
    gate = names[0] if names else "h"
    if gate not in part.call.quantities:
        return True
    ih, hh = (found[f"detail.weight_{name}"][0].astype(np.float64) for name in ("ih", "hh"))
    bias = sum(float(found[name][0]) for name in ("detail.bias_ih", "detail.bias_hh") if name in found)
    with np.errstate(all="ignore"):
        pre = found["detail.x"] @ ih + found["detail.h"] @ hh + bias
        if names:
            made = 1 / (1 + np.exp(-pre))
        else:
            made = np.maximum(pre, 0) if part.call.nonlinearity == "relu" else np.tanh(pre)
        wrong = np.abs(made - _of(part, gate)[rows, unit])
        return not bool((wrong > _CLOSE * np.maximum(1, np.abs(made))).any())


def _missing() -> _NoArithmeticError:
    return _NoArithmeticError(t("The recording does not hold all that this unit reads, so there is no arithmetic."))
