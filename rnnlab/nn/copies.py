"""Deep copies of what holds computed tensors, which `copy.deepcopy` refuses: only leaves of a graph can be copied."""

from __future__ import annotations

import copy
from dataclasses import fields, is_dataclass, replace
from typing import Any

from torch import Tensor


def deep_copy(self: Any, memo: dict[int, Any]) -> Any:
    """The `__deepcopy__` of a dataclass or NamedTuple that holds tensors: the same numbers without their graph.

    A computed tensor becomes a leaf that requires no gradient. Parameters, and inputs that ask for one, stay such.
    """
    if is_dataclass(self):
        return replace(self, **{part.name: _copied(getattr(self, part.name), memo) for part in fields(self)})  # type: ignore[type-var]
    return type(self)(*(_copied(part, memo) for part in self))


def _copied(value: Any, memo: dict[int, Any]) -> Any:
    if isinstance(value, Tensor) and not value.is_leaf:
        if id(value) not in memo:
            memo[id(value)] = copy.deepcopy(value.detach(), memo)
        return memo[id(value)]
    if type(value) is dict:
        return {name: _copied(part, memo) for name, part in value.items()}
    if isinstance(value, tuple):
        parts = [_copied(part, memo) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return copy.deepcopy(value, memo)
