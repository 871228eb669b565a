"""`plan_of`: what a caller asks to be held in a module, checked; a `Plan` says what that is in each of its calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

from rnnlab.config.checks import check_flag
from rnnlab.errors import ConfigError
from rnnlab.nn.held import Held, Steps, check_index, check_value, chosen, quantity_of
from rnnlab.nn.module_names import cell_of
from rnnlab.recording.array_names import layer_array
from rnnlab.recording.recording import Recording
from rnnlab.tracing.call import Call
from rnnlab.watching.turns import Turn, Turns

Numbers = frozenset[int] | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """What is held in every call of a module; the attributes that `Held` has, too, are the same there.

    Attributes:
        title: How sentences name the module.
        is_cell: Whether it makes one step at a time.
        name: Of the caller's argument that the amount comes from.
        steps, calls: Counted from 1; None if all.
        amount: Or one for each call, by its number.
    """

    title: str
    is_cell: bool
    layer: int
    reverse: bool
    quantity: str
    units: Tensor
    steps: Numbers
    calls: Numbers
    name: str
    how: Literal["set", "add"]
    amount: float | Tensor | dict[int, Tensor]

    def applies(self, turn: Turn) -> bool:
        """Whether something is held in that forward."""
        in_call = self.calls is None or turn.number in self.calls
        return in_call and (not self.is_cell or self.steps is None or turn.step in self.steps)

    def held(self, call: Call, turn: Turn) -> Held:
        """What is held in a call.

        Raises:
            ConfigError: It has fewer steps than the plan names, or a shape that the amounts do not have.
        """
        seq_len = len(call.x)
        if self.is_cell or self.steps is None:
            steps = frozenset(range(1, seq_len + 1))
        elif max(self.steps) > seq_len:
            raise self._too_late(max(self.steps), f"call {turn.number} of {self.title}", seq_len)
        else:
            steps = self.steps
        return Held(
            layer=self.layer,
            reverse=self.reverse,
            quantity=self.quantity,
            units=self.units.to(call.x.device),
            steps=steps,
            how=self.how,
            amount=self._amount(call, turn),
        )

    def check_reached(self, turns: Turns) -> None:
        """Raise a ConfigError if the block ends and a call or a cell's step that the plan names has not come."""
        if not turns.calls:
            return
        if self.calls is not None and max(self.calls) > turns.calls:
            rule = "at most {most}, the number of calls of {module} in the block"
            raise ConfigError.must_be("calls", rule, got=max(self.calls), most=turns.calls, module=self.title)
        if self.is_cell and self.steps is not None and max(self.steps) > turns.most_steps:
            raise self._too_late(max(self.steps), f"{self.title}'s longest sequence in the block", turns.most_steps)

    def _too_late(self, step: int, where: str, seq_len: int) -> ConfigError:
        return ConfigError.must_be(
            "steps", "at most {seq_len}, the steps of {where}", got=step, seq_len=seq_len, where=where
        )

    def _amount(self, call: Call, turn: Turn) -> float | Tensor:
        amount = self.amount
        if isinstance(amount, dict):
            if turn.number not in amount:
                known = ", ".join(map(str, amount))
                rule = "a recording that holds call {number} of {module}"
                raise ConfigError.must_be(
                    "patch", rule, words=f"one of call {known}", number=turn.number, module=self.title
                )
            amount = amount[turn.number]
        if not isinstance(amount, Tensor):
            return amount
        seq_len, batch_size = (turn.step if self.is_cell else len(call.x)), call.x.shape[1]
        fits = len(amount) >= seq_len if self.is_cell else len(amount) == seq_len
        if not (len(amount) == 1 or fits) or amount.shape[1] not in (1, batch_size):
            rule = "of shape ({seq_len} or 1, {batch_size} or 1, {size}) for call {number} of {module}"
            sizes: dict[str, Any] = {"seq_len": seq_len, "batch_size": batch_size, "size": amount.shape[2]}
            raise ConfigError.must_be(
                self.name, rule, got=tuple(amount.shape), number=turn.number, module=self.title, **sizes
            )
        amount = amount[seq_len - 1 : seq_len] if self.is_cell and len(amount) > 1 else amount
        return amount.to(call.x.device)


def plan_of(hold: Any, path: str, module: Any) -> Plan | None:
    """What is held in a module; None if nothing would change.

    Args:
        hold: A `Hold`.
        path: Of the module.
        module: Recurrent.

    Raises:
        ConfigError: The module has no such unit, layer, direction or gate, or a value is not usable.
    """
    cell, is_cell = cell_of(module), isinstance(module, nn.RNNCellBase)
    assert cell is not None
    check_index("layer", hold.layer, 1 if is_cell else module.num_layers)
    check_flag("reverse", hold.reverse)
    if hold.reverse and (is_cell or not module.bidirectional):
        raise ConfigError.must_be("reverse", "false for a module that reads in one direction", got=True)
    quantity = quantity_of(cell, None if hold.gate == "h" else hold.gate)
    size = (getattr(module, "proj_size", 0) if quantity == "h" else 0) or module.hidden_size
    units = _units(hold.unit, size)
    name, given = _given(hold)
    dtype = next(module.parameters()).dtype
    if isinstance(given, Recording):
        array = layer_array(hold.layer, quantity, reverse=hold.reverse)
        amount: Any = {
            number: _amount("patch", found, dtype, units) for number, found in _recorded(given, path, array).items()
        }
    else:
        amount = _amount(name, given, dtype, units)
    if name == "add" and isinstance(amount, float) and amount == 0:
        return None
    return Plan(
        title=path or "the model",
        is_cell=is_cell,
        layer=hold.layer,
        reverse=hold.reverse,
        quantity=quantity,
        units=units,
        steps=_numbers("steps", hold.steps),
        calls=_numbers("calls", hold.calls),
        name=name,
        how="add" if name == "add" else "set",
        amount=amount,
    )


def _units(unit: object, size: int) -> Tensor:
    several: list[Any] = list(range(size)) if unit is None else chosen(unit)
    if not several:
        raise ConfigError.must_be("unit", "a whole number from 0 to {most}", most=size - 1, words="none")
    for one in several:
        check_index("unit", one, size)
    mask = torch.zeros(size, dtype=torch.bool, device="cpu")
    mask[several] = True
    return mask


def _numbers(name: str, given: Steps) -> Numbers:
    if given is None:
        return None
    rule = "whole numbers from 1"
    if not (several := chosen(given)):
        raise ConfigError.must_be(name, rule, words="none")
    for one in several:
        if type(one) is not int or one < 1:
            raise ConfigError.must_be(name, rule, got=one)
    return frozenset(several)  # type: ignore[arg-type]


def _given(hold: Any) -> tuple[str, Any]:
    """The one of value, add and patch that the caller gives, and its name; 0 if it is none of them."""
    given = {name: getattr(hold, name) for name in ("value", "add", "patch") if getattr(hold, name) is not None}
    if len(given) > 1:
        raise ConfigError.must_be("value", "the only one of value, add and patch", words=" and ".join(given))
    return next(iter(given.items()), ("value", 0.0))


def _amount(name: str, given: Any, dtype: torch.dtype, units: Tensor) -> float | Tensor:
    """A number, or an array as a tensor of its own, (seq_len or 1, batch_size or 1, size)."""
    if name == "value" or (name == "add" and type(given) in (int, float)):
        check_value(given, dtype, name)
        return float(given)
    size = len(units)
    rule = "numbers of shape (seq_len or 1, batch_size or 1, {size})"
    try:
        tensor = given.clone() if isinstance(given, Tensor) else torch.from_numpy(np.array(given))
    except (TypeError, ValueError):
        raise ConfigError.must_be(name, rule, got=given, size=size) from None
    if tensor.dim() != 3 or tensor.shape[2] != size or 0 in tensor.shape or tensor.is_complex():
        raise ConfigError.must_be(name, rule, words=f"shape {tuple(tensor.shape)}", size=size)
    tensor = tensor.to(dtype)
    if not tensor[..., units.to(tensor.device)].isfinite().all():
        raise ConfigError.must_be(name, "finite numbers", words="NaN or infinity")
    return tensor


def _recorded(recording: Recording, path: str, array: str) -> dict[int, Any]:
    """That array of every recorded call of a module, by the call's number."""
    calls = recording.header.get("calls", []) if recording.header.get("kind") == "watched" else []
    of_module = [(number, call) for number, call in enumerate(calls) if call["module"] == path]
    names = {call["number"]: f"{number}.{array}" for number, call in of_module}
    found = {number: recording[name] for number, name in names.items() if name in recording}
    if not found:
        rule = "a recording of rnnlab.watch that holds {array} of {module}"
        raise ConfigError.must_be("patch", rule, words="another", array=array, module=path or "the model")
    return found
