"""`Held`: units of a layer whose numbers are replaced while the layer runs, and at which steps.

All that holds a unit in the lab goes through here: ablation, the ranking of units, and `rnnlab.hold` in any module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from torch import Tensor

from rnnlab.config.checks import check_choice
from rnnlab.config.choices import GATES, CellType
from rnnlab.errors import ConfigError
from rnnlab.nn.cells import Clamp, untouched

Steps = int | Iterable[int] | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Held:
    """Units of one layer and direction whose quantity is replaced or added to.

    Attributes:
        layer: Counted from 0.
        reverse: Whether it is the direction that reads from the last step to the first.
        quantity: "h", "c" or a gate.
        units: True where the quantity is held, (size) or (batch_size, size).
        steps: Counted from 1, in the order of time in both directions.
        how: Whether the amount takes the place of what was computed, or is added to it.
        amount: A finite number, or one for each unit: (seq_len or 1, batch_size or 1, size).
    """

    layer: int
    reverse: bool = False
    quantity: str
    units: Tensor
    steps: frozenset[int]
    how: Literal["set", "add"] = "set"
    amount: float | Tensor

    def replace(self, step: int, name: str, values: Tensor) -> Tensor:
        """The values of a quantity that the rest of the step uses, (..., size)."""
        if name != self.quantity:
            return values
        amount = self._amount_at(step)
        if self.how == "add":
            return torch.where(self.units, values + amount, values)
        if isinstance(amount, Tensor):
            return torch.where(self.units, amount.to(values.dtype), values)
        return values.masked_fill(self.units, amount)

    def detached(self) -> Held:
        """The same, its amount without the graph that computed it."""
        return replace(self, amount=self.amount.detach()) if isinstance(self.amount, Tensor) else self

    def _amount_at(self, step: int) -> float | Tensor:
        if not isinstance(self.amount, Tensor):
            return self.amount
        return self.amount[step - 1 if len(self.amount) > 1 else 0]


def clamp_at(held: Sequence[Held], step: int, layer: int = 0, *, reverse: bool = False) -> Clamp:
    """The clamp of one step of a layer and direction; `untouched` if nothing is held there.

    Args:
        held: Applied one after the other.
        step: Counted from 1.
        layer, reverse: Which.
    """
    here = [one for one in held if one.layer == layer and one.reverse == reverse and step in one.steps]
    if not here:
        return untouched

    def clamp(name: str, values: Tensor) -> Tensor:
        for one in here:
            values = one.replace(step, name, values)
        return values

    return clamp


def clamp_of_all(clamps: Sequence[Clamp]) -> Clamp:
    """The clamp of all steps at once, for values (seq_len, ...); `untouched` if every one of them is."""
    if all(clamp is untouched for clamp in clamps):
        return untouched

    def clamp(name: str, values: Tensor) -> Tensor:
        return torch.stack([one(name, row) for one, row in zip(clamps, values, strict=True)])

    return clamp


def passed_on(clamp: Clamp, name: str, like: Tensor) -> Tensor:
    """How much of a gradient at clamped values goes on to those before the clamp: 1, or 0 where it sets them."""
    # What is set is finite; what is only added to stays NaN.
    return clamp(name, torch.full_like(like, torch.nan)).isnan().to(like.dtype)


def quantity_of(cell: CellType, gate: object) -> str:
    """The quantity that a caller's `gate` names: a gate, the cell state "c", or h if it is None.

    Raises:
        ConfigError: The cell has no such gate.
    """
    if gate is None:
        return "h"
    gates = (*GATES[cell], *(("c",) if cell == "lstm" else ()))
    if not gates:
        raise ConfigError.must_be("gate", "left out with a plain RNN, which has none", got=gate)
    check_choice("gate", gate, gates)
    return str(gate)


def chosen(several: object) -> list[object]:
    """What a caller gave as one or several."""
    is_row = isinstance(several, Iterable) and not isinstance(several, str | bytes)
    return list(several) if is_row else [several]  # type: ignore[call-overload]


def check_index(name: str, value: object, size: int) -> None:
    """Raise a ConfigError unless the value is an int from 0 to below the size."""
    if type(value) is not int or not 0 <= value < size:
        raise ConfigError.must_be(name, "a whole number from 0 to {most}", most=size - 1, got=value)


def check_value(value: object, dtype: torch.dtype, name: str = "value") -> None:
    """Raise a ConfigError unless the value is a number that the type can hold."""
    if type(value) not in (int, float) or not abs(value) <= torch.finfo(dtype).max:  # type: ignore[arg-type]
        raise ConfigError.must_be(name, "a finite number", got=value)


class HeldForward:
    """What stands in a module for torch's own forward while something in it is held.

    It computes what that forward computes, but for what is held, so that all who read a module's equations from its
    class may go on doing so once they ask it what is held.
    """

    def held_next(self, call: Any, hx: Any) -> tuple[Held, ...]:
        """What is held in the module's next call.

        Args:
            call: Its `rnnlab.tracing.call.Call`.
            hx: The states that go in, as the caller gives them.
        """
        raise NotImplementedError

    def held_last(self) -> tuple[Held, ...]:
        """What was held in the last call of the module by this thread, detached."""
        raise NotImplementedError


def held_forward(module: object) -> HeldForward | None:
    """What stands for a module's forward; None if nothing does."""
    forward = vars(module).get("forward")
    return forward if isinstance(forward, HeldForward) else None
