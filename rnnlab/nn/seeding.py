"""Weights drawn from a generator that belongs to the caller, bit for bit as torch draws them after `manual_seed`.

Torch's process-wide generator is shared by every browser session, so nothing here reads or advances it: modules are
made without values and filled from the given generator, in the order and from the distributions of the module's own
`reset_parameters`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch import Generator, nn
from torch.overrides import TorchFunctionMode

Module = TypeVar("Module", bound=nn.Module)


def generator(seed: int) -> Generator:
    """A CPU generator in the state that `torch.manual_seed(seed)` gives the process-wide one."""
    return torch.Generator("cpu").manual_seed(seed)


def build_seeded(make: Callable[..., Module], draws: Generator, /, **kwargs: Any) -> Module:
    """Make a module with the weights that its own constructor would have drawn from `draws`.

    Args:
        make: A module class of `torch.nn` (Embedding, Linear, RNN, GRU, LSTM or their cells), or one that is made of
            these in the order of their construction and takes `device`.
        draws: Advanced by exactly the numbers that were drawn.
        kwargs: Given to `make`.

    Returns:
        The module, on the CPU, in float32.
    """
    with _Blank():
        module = make(**kwargs, device="cpu")
    if any(weight.dtype != torch.float32 for weight in module.parameters()):
        module = module.to(torch.float32)  # the default dtype is the process's, and any thread may change it
    with torch.no_grad():
        for part in module.modules():
            _reset(part, draws)
    return module


class _Blank(TorchFunctionMode):
    """Modules made inside, in this thread, are not filled: their constructors would draw from the process's generator.

    Making them on the meta device does the same, at three times the cost.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Pass over what fills a tensor; call everything else."""
        if func in _FILLING:
            return kwargs["tensor"] if kwargs and "tensor" in kwargs else args[0]
        return func(*args, **(kwargs or {}))


_FILLING = frozenset({nn.init.uniform_, nn.init.normal_, nn.init.kaiming_uniform_})


def _reset(part: nn.Module, draws: Generator) -> None:
    """What `part.reset_parameters()` does, from another generator. Source: torch.nn.modules, torch 2.13."""
    if isinstance(part, nn.Embedding):
        nn.init.normal_(part.weight, generator=draws)
    elif isinstance(part, nn.RNNBase | nn.RNNCellBase):
        bound = 1 / math.sqrt(part.hidden_size)
        for weight in part.parameters():
            nn.init.uniform_(weight, -bound, bound, generator=draws)
    elif isinstance(part, nn.Linear):
        nn.init.kaiming_uniform_(part.weight, a=math.sqrt(5), generator=draws)
        bound = 1 / math.sqrt(part.in_features)
        nn.init.uniform_(part.bias, -bound, bound, generator=draws)
