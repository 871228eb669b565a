"""`with_values`: numbers that are known, with the gradient of a way to compute them that rounds otherwise."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def with_values(computed: Tensor, known: Tensor) -> Tensor:
    """The known numbers in their dtype, as if they had been computed as the others were.

    Args:
        computed: Gives the gradient, any number of times, forwards and backwards.
        known: Gives the numbers; of the same shape, and equal up to rounding.
    """
    found: Tensor = _Known.apply(computed, known.detach())  # type: ignore[no-untyped-call]
    return found


class _Known(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(computed: Tensor, known: Tensor) -> Tensor:
        """The known numbers, as a tensor of its own."""
        return known.clone()

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: Tensor) -> None:
        """Keep both dtypes."""
        ctx.dtypes = inputs[0].dtype, output.dtype

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        """The gradient goes to what was computed."""
        return gradient.to(ctx.dtypes[0]), None

    @staticmethod
    def jvp(ctx: Any, d_computed: Tensor, _: Any) -> Tensor:
        """Forwards the same."""
        return d_computed.to(ctx.dtypes[1])
