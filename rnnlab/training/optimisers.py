"""`Optimiser`: SGD, momentum, Adam, AdamW and RMSprop on weights that lie in one flat vector.

One vector means one call per operation instead of one per weight matrix, which is where small networks spend their
time. The operations and their order are those of `torch.optim` 2.13 on the CPU, so the bits are too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from rnnlab.config.choices import OptimiserName
from rnnlab.errors import TrainingError

# What each optimiser remembers of the gradients, each as large as the weights.
MOMENTS: dict[OptimiserName, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("velocity",),
    "adam": ("m", "v"),
    "adamw": ("m", "v"),
    "rmsprop": ("v",),
}
MOMENTUM = 0.9
BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
DECAY = 0.01  # of AdamW, as in torch
ALPHA = 0.99  # of RMSprop
_LARGEST = torch.finfo(torch.float32).max

Rule = Callable[[Tensor, Tensor, float, int, list[Tensor]], None]


class Optimiser:
    """One of the five optimisers, as `torch.optim` computes it.

    Args:
        name: Which.
        size: Number of weights.

    Attributes:
        name: As given.
        moments: What it remembers, under the names of `MOMENTS`, each (size,).
        steps: How many it has taken.
    """

    def __init__(self, name: OptimiserName, size: int) -> None:
        self.name = name
        self.moments = {moment: torch.zeros(size, dtype=torch.float32) for moment in MOMENTS[name]}
        self.steps = 0
        self._rule = _RULES[name]

    def check(self, lr: float) -> None:
        """Whether the next step can be taken with this learning rate.

        Raises:
            TrainingError: It is too long for float32.
        """
        # Adam's first steps are longer than lr
        length = lr / (1 - BETA1 ** (self.steps + 1)) if self.name in ("adam", "adamw") else lr
        if length > _LARGEST:
            raise TrainingError.must_be("lr", "small enough for float32", got=lr)

    def step(self, weights: Tensor, gradient: Tensor, lr: float) -> None:
        """Change `weights` in place.

        Args:
            weights: (size,), changed.
            gradient: (size,), read.
            lr: Learning rate of this step, as `check` allows it.
        """
        self.steps += 1
        self._rule(weights, gradient, lr, self.steps, list(self.moments.values()))


def clip(gradient: Tensor, parts: Sequence[Tensor], max_norm: float) -> float:
    """Shorten a gradient as `torch.nn.utils.clip_grad_norm_` does.

    Args:
        gradient: (size,), changed.
        parts: Views of it, one per weight that is trained.
        max_norm: The longest that it may be.

    Returns:
        The norm before, if it was clipped; 0 if not.
    """
    norm = torch.nn.utils.get_total_norm(parts)
    share = (max_norm / (norm + 1e-6)).clamp(max=1.0)
    gradient.mul_(share)
    return 0.0 if share.item() == 1.0 else norm.item()


def _sgd(weights: Tensor, gradient: Tensor, lr: float, steps: int, moments: list[Tensor]) -> None:
    weights.add_(gradient, alpha=-lr)


def _momentum(weights: Tensor, gradient: Tensor, lr: float, steps: int, moments: list[Tensor]) -> None:
    (velocity,) = moments
    velocity.mul_(MOMENTUM).add_(gradient)
    weights.add_(velocity, alpha=-lr)


def _adam(weights: Tensor, gradient: Tensor, lr: float, steps: int, moments: list[Tensor]) -> None:
    """Source: Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization"."""
    m, v = moments
    m.lerp_(gradient, 1 - BETA1)
    v.mul_(BETA2).addcmul_(gradient, gradient, value=1 - BETA2)
    spread = (v.sqrt() / (1 - BETA2**steps) ** 0.5).add_(EPS)
    weights.addcdiv_(m, spread, value=-(lr / (1 - BETA1**steps)))


def _adamw(weights: Tensor, gradient: Tensor, lr: float, steps: int, moments: list[Tensor]) -> None:
    """Source: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization"."""
    weights.mul_(1 - lr * DECAY)
    _adam(weights, gradient, lr, steps, moments)


def _rmsprop(weights: Tensor, gradient: Tensor, lr: float, steps: int, moments: list[Tensor]) -> None:
    """Source: Tieleman and Hinton 2012, "Lecture 6.5: rmsprop"."""
    (v,) = moments
    v.mul_(ALPHA).addcmul_(gradient, gradient, value=1 - ALPHA)
    weights.addcdiv_(gradient, v.sqrt().add_(EPS), value=-lr)


_RULES: dict[OptimiserName, Rule] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "adam": _adam,
    "adamw": _adamw,
    "rmsprop": _rmsprop,
}
