"""One optimiser step on a network whose weights lie in one flat vector.

One vector means one call per operation instead of one per weight matrix, which is where small networks spend their
time. The operations and their order are those of `torch.optim`, so the bits are too.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

from rnnlab.errors import TrainingError

_LARGEST = torch.finfo(torch.float32).max


class Optimiser(Protocol):
    """What a Trainer asks of an optimiser."""

    def step(self, weights: Tensor, gradient: Tensor) -> None:
        """Change `weights` in place; both are flat, (parameters,)."""

    def state(self) -> dict[str, Tensor]:
        """Everything it remembers from step to step, by name, as flat tensors; `steps` is how many were taken."""


class Adam:
    """Adam, as `torch.optim.Adam` computes it on the CPU.

    Args:
        size: Number of weights.
        lr: Learning rate.
        state: What `state()` gave, to go on from there.

    Source: Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization"; `torch.optim.adam`, torch 2.13.
    """

    BETA1, BETA2, EPS = 0.9, 0.999, 1e-8

    def __init__(self, size: int, lr: float, state: dict[str, Tensor] | None = None) -> None:
        self.lr = lr
        zeros = torch.zeros(size, dtype=torch.float32)
        state = state or {"m": zeros, "v": zeros, "steps": torch.zeros(1, dtype=torch.int64)}
        self._m, self._v = state["m"].clone(), state["v"].clone()
        self._steps = int(state["steps"])

    def step(self, weights: Tensor, gradient: Tensor) -> None:
        """Change `weights` in place.

        Args:
            weights: (parameters,), changed.
            gradient: (parameters,), read.

        Raises:
            TrainingError: The step is too long for float32.
        """
        steps = self._steps + 1
        length = self.lr / (1 - self.BETA1**steps)
        if length > _LARGEST:
            raise TrainingError(f"lr must be small enough for float32, got {self.lr!r}")
        self._m.lerp_(gradient, 1 - self.BETA1)
        self._v.mul_(self.BETA2).addcmul_(gradient, gradient, value=1 - self.BETA2)
        spread = (self._v.sqrt() / (1 - self.BETA2**steps) ** 0.5).add_(self.EPS)
        weights.addcdiv_(self._m, spread, value=-length)
        self._steps = steps

    def state(self) -> dict[str, Tensor]:
        """Both moments and the number of steps taken; copies, so later steps don't change them."""
        return {"m": self._m.clone(), "v": self._v.clone(), "steps": torch.tensor([self._steps])}
