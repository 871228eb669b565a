"""Copies of tensors as they are now: a call's arguments and results, and weights that several calls share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence


def copied(value: Any) -> Any:
    """A tensor, packed sequence, or tuple of tensors with the same numbers and nothing else in common; None is None."""
    if isinstance(value, PackedSequence):
        return value._replace(data=copied(value.data))
    if isinstance(value, tuple | list):
        return tuple(map(copied, value))
    if value is None:
        return None
    with torch.inference_mode(False), torch.no_grad():  # a tensor of inference mode takes part in no backward pass
        return value.detach().clone()


def nbytes(value: Any) -> int:
    """Bytes of a tensor, a packed sequence, or a tuple of tensors."""
    if isinstance(value, PackedSequence):
        return nbytes(value.data)
    if isinstance(value, tuple | list):
        return sum(map(nbytes, value))
    return 0 if value is None else value.numel() * value.element_size()


class WeightCopies:
    """Copies of a module's weights; one copy serves all calls between which no weight was changed."""

    def __init__(self) -> None:
        self._from: dict[str, tuple[Tensor, int | None]] = {}
        self._copies: dict[str, Tensor] = {}

    def of(self, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The copies, by name: the same dictionary as before if all weights are what they were."""
        found = {name: (weight, _version(weight)) for name, weight in weights.items()}
        same = found.keys() == self._from.keys() and all(_same(found[name], self._from[name]) for name in found)
        if not same:
            self._from, self._copies = found, {name: copied(weight) for name, weight in weights.items()}
        return self._copies


def _version(weight: Tensor) -> int | None:
    """How often a tensor was changed in place; None where torch does not count it."""
    return None if weight.is_inference() else weight._version


def _same(one: tuple[Tensor, int | None], other: tuple[Tensor, int | None]) -> bool:
    return one[0] is other[0] and one[1] is not None and one[1] == other[1]
