"""`Seen`: one call of a recurrent module as it happened, before anything is computed from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from rnnlab.nn.held import Held
from rnnlab.watching.copies import copied, nbytes


@dataclass(kw_only=True, eq=False)
class Pass:
    """One forward of a module: arguments, results and, after a backward pass, the gradients at the results.

    Attributes:
        input, hx: As the module's own forward was given them.
        output: What it returned: of a cell, the new hidden state.
        h_n, c_n: The final states; c_n is None unless LSTM. Of a cell they are the new states.
        gradients: The loss's gradient at "output", "h_n" and "c_n", as autograd delivered it, summed over the backward
            passes; what got none is left out.
        held: What `rnnlab.hold` held in it.
    """

    input: Tensor | PackedSequence
    hx: Any
    output: Tensor | PackedSequence
    h_n: Tensor
    c_n: Tensor | None
    gradients: dict[str, Tensor] = field(default_factory=dict)
    held: tuple[Held, ...] = ()

    def deliver(self, name: str, gradient: Tensor | None) -> None:
        """A backward pass has come to the results; None for one that the loss does not depend on."""
        if gradient is None:
            return
        before = self.gradients.get(name)
        self.gradients[name] = copied(gradient) if before is None else before + gradient.detach()

    @property
    def states(self) -> tuple[Tensor, ...]:
        """The final states: h and, of an LSTM, c."""
        return (self.h_n,) if self.c_n is None else (self.h_n, self.c_n)

    @property
    def nbytes(self) -> int:
        """Bytes held, without the gradients."""
        return sum(map(nbytes, (self.input, self.hx, self.output, self.h_n, self.c_n)))


@dataclass(kw_only=True, eq=False)
class Seen:
    """One call of an `nn.RNN`, `nn.LSTM` or `nn.GRU`; or all steps of a sequence that a cell was called for.

    Attributes:
        path: Dotted, within the model; "" for the model itself.
        number: Which call of that module, from 1.
        module: What was called.
        passes: One; of a cell, one per step.
        weights: Copies by torch's names, as the call used them.
        training: Whether it was in training mode.
        random: State of torch's random numbers before the call, where dropout draws from them; else None.
        autocast: The dtype of autocast, or None where it was off.
        tokens: Of each sequence, the token of each step; None if there are none.
    """

    path: str
    number: int
    module: Any
    passes: list[Pass]
    weights: dict[str, Tensor]
    training: bool
    random: Tensor | None
    autocast: torch.dtype | None
    tokens: list[list[str]] | None = None

    @property
    def is_cell(self) -> bool:
        """Whether it is of a cell module."""
        return isinstance(self.module, nn.RNNCellBase)

    @property
    def nbytes(self) -> int:
        """Bytes held, without the gradients and the weights."""
        return sum(each.nbytes for each in self.passes)

    @property
    def title(self) -> str:
        """How sentences name it."""
        return f"call {self.number} of {self.path or 'the model'}"

    def continues(self, hx: Any, weights: dict[str, Tensor]) -> bool:
        """Whether a cell's next step belongs to this sequence: it begins in the states of the last one."""
        return weights is self.weights and goes_on(hx, self.passes[-1].states)


def goes_on(hx: Any, last: tuple[Tensor, ...]) -> bool:
    """Whether a cell's step belongs to the sequence of the step before: what goes in is what came out of that.

    Args:
        hx: As the cell is given it.
        last: h and, of an LSTM, c after the step before.
    """
    given = hx if isinstance(hx, tuple | list) else (hx,)
    return len(given) == len(last) and all(
        isinstance(one, Tensor) and one.shape == state.shape and torch.equal(one, state)
        for one, state in zip(given, last, strict=True)
    )
