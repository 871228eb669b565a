"""`enter` and `leave`: a module's forward replaced while a block holds something in it, and put back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock, local
from typing import Any

from torch import nn

from rnnlab.nn.held import Held, HeldForward, held_forward
from rnnlab.nn.module_weights import read_weights
from rnnlab.tracing.call import Call, call_of
from rnnlab.tracing.pre_hooks import forward_arguments
from rnnlab.tracing.results import run_held
from rnnlab.watching.plans import Plan
from rnnlab.watching.turns import Turn, Turns

_LOCK = Lock()  # of what stands in the modules


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """What one `with` block holds in one module.

    Attributes:
        plans: In the order in which they are applied.
        turns: The module's calls since the block began.
    """

    plans: tuple[Plan, ...]
    turns: Turns

    def held(self, call: Call, turn: Turn) -> tuple[Held, ...]:
        """What is held in a call."""
        return tuple(plan.held(call, turn) for plan in self.plans if plan.applies(turn))

    def applies(self, turn: Turn) -> bool:
        """Whether anything is held in that forward."""
        return any(plan.applies(turn) for plan in self.plans)


class _Forward(HeldForward):
    """The forward of a module that blocks hold something in; those entered first are applied first."""

    def __init__(self, module: Any) -> None:
        self._module, self._local = module, local()
        self.blocks: tuple[Block, ...] = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._local.held = ()
        input, hx = forward_arguments(args, kwargs)
        turns = [(block, block.turns.begin(hx)) for block in self.blocks]
        if any(block.applies(turn) for block, turn in turns):
            result = self._run(input, hx, turns)
        else:
            result = type(self._module).forward(self._module, *args, **kwargs)
        for block, turn in turns:
            block.turns.end(turn, result)
        return result

    def _run(self, input: Any, hx: Any, turns: list[tuple[Block, Turn]]) -> Any:
        module = self._module
        call = call_of(module, read_weights(module), input, hx)
        held = tuple(one for block, turn in turns for one in block.held(call, turn))
        self._local.held = tuple(one.detached() for one in held)
        return run_held(replace(call, held=held), getattr(module, "dropout", 0.0) if module.training else 0.0)

    def held_next(self, call: Call, hx: Any) -> tuple[Held, ...]:
        """See `HeldForward`."""
        return tuple(one for block in self.blocks for one in block.held(call, block.turns.next(hx)))

    def held_last(self) -> tuple[Held, ...]:
        """See `HeldForward`."""
        return getattr(self._local, "held", ())

    def __reduce__(self) -> Any:
        return _Forward, (self._module,)  # in a copy of the module, which no block will put back, nothing is held


def enter(module: nn.Module, block: Block) -> None:
    """From now on the block's plans are held in the module."""
    with _LOCK:
        forward = held_forward(module)
        if not isinstance(forward, _Forward):
            forward = _Forward(module)
        forward.blocks = (*forward.blocks, block)
        vars(module)["forward"] = forward


def leave(module: nn.Module, block: Block) -> None:
    """The block's plans are held no longer; after the last block the module's own forward is back."""
    with _LOCK:
        forward = held_forward(module)
        if isinstance(forward, _Forward):
            forward.blocks = tuple(one for one in forward.blocks if one is not block)
            if not forward.blocks:
                del vars(module)["forward"]
