"""`UnitClamp`: the numbers of a network that an ablation replaces by a value, and at which steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from rnnlab.config.checks import check_choice
from rnnlab.config.choices import GATES
from rnnlab.errors import ConfigError
from rnnlab.inference.text_model import TextModel
from rnnlab.nn.cells import Clamp, untouched

Steps = int | Iterable[int] | None


@dataclass(frozen=True, kw_only=True, eq=False)
class UnitClamp:
    """Units of one layer whose quantity is replaced by a value.

    Attributes:
        layer: Counted from 0.
        quantity: "h", "c" or a gate.
        units: True where the value replaces the computed one, (batch_size, hidden_size).
        steps: Counted from 1.
        value: Finite.
    """

    layer: int
    quantity: str
    units: Tensor
    steps: frozenset[int]
    value: float

    def at(self, step: int) -> Callable[[int], Clamp]:
        """The function from a layer to its clamp at this step, for `Stepper.read`."""
        return lambda layer: self._replace if layer == self.layer and step in self.steps else untouched

    def _replace(self, name: str, values: Tensor) -> Tensor:
        return values.masked_fill(self.units, self.value) if name == self.quantity else values


def quantity_of(model: TextModel, gate: object) -> str:
    """The quantity that a caller's `gate` names: a gate, the cell state "c", or h if it is None.

    Raises:
        ConfigError: The network's cell has no such gate.
    """
    if gate is None:
        return "h"
    gates = (*GATES[model.cell], *(("c",) if model.cell == "lstm" else ()))
    if not gates:
        raise ConfigError.must_be("gate", "left out with a plain RNN, which has none", got=gate)
    check_choice("gate", gate, gates)
    return str(gate)


def steps_of(steps: Steps, seq_len: int) -> frozenset[int]:
    """The steps that a caller's `steps` names, counted from 1: one, several, or all if it is None.

    Raises:
        ConfigError: A step lies outside the sequence, or there is no step.
    """
    if steps is None:
        return frozenset(range(1, seq_len + 1))
    several = isinstance(steps, Iterable) and not isinstance(steps, str | bytes)
    chosen: list[object] = list(steps) if several else [steps]  # type: ignore[arg-type]
    rule = "whole numbers from 1 to {seq_len}, the number of the source's symbols"
    if not chosen:
        raise ConfigError.must_be("steps", rule, seq_len=seq_len, words="none")
    found = set()
    for step in chosen:
        if type(step) is not int or not 1 <= step <= seq_len:
            raise ConfigError.must_be("steps", rule, seq_len=seq_len, got=step)
        found.add(step)
    return frozenset(found)


def check_index(name: str, value: object, size: int) -> None:
    """Raise a ConfigError unless the value is an int from 0 to below the size."""
    if type(value) is not int or not 0 <= value < size:
        raise ConfigError.must_be(name, "a whole number from 0 to {most}", most=size - 1, got=value)


def check_value(value: object, dtype: torch.dtype) -> None:
    """Raise a ConfigError unless the value is a number that the type can hold."""
    if type(value) not in (int, float) or not abs(value) <= torch.finfo(dtype).max:  # type: ignore[arg-type]
        raise ConfigError.must_be("value", "a finite number", got=value)


def check_loss(loss: float, clamp: UnitClamp | None) -> None:
    """Raise a ConfigError if the loss of a run under a clamp is NaN or infinite."""
    if math.isfinite(loss):
        return
    if clamp is None:
        raise ConfigError.must("model", "have a finite loss on this text", got=loss)
    raise ConfigError.must_be("value", "small enough for a finite loss", got=clamp.value)
