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

    @property
    def last(self) -> dict[str, Tensor]:
        """What `of` has returned last."""
        return self._copies

    def of(self, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The copies, by name: the same dictionary as before if all weights are what they were."""
        found = {name: (weight, _version(weight)) for name, weight in weights.items()}
        if found.keys() != self._from.keys() or not all(self._is_same(name, weight) for name, weight in found.items()):
            self._copies = {name: copied(weight) for name, weight in weights.items()}
        self._from = found
        return self._copies

    def _is_same(self, name: str, found: tuple[Tensor, int | None]) -> bool:
        """Whether a weight has the numbers of its copy: it is the same tensor, unchanged, or was computed anew."""
        (weight, version), (before, before_version) = found, self._from[name]
        if weight is before and version is not None:
            return version == before_version
        copy = self._copies[name]
        return weight.shape == copy.shape and weight.dtype == copy.dtype and torch.equal(weight, copy)


def _version(weight: Tensor) -> int | None:
    """How often a tensor was changed in place; None where torch does not count it."""
    return None if weight.is_inference() else weight._version
