"""`Turns`: which call of a module, and which step of a cell's sequence, comes next."""

from __future__ import annotations

from threading import Lock, local
from typing import Any, NamedTuple

from torch import Tensor

from rnnlab.watching.copies import copied
from rnnlab.watching.seen import goes_on


class Turn(NamedTuple):
    """One forward of a module.

    Attributes:
        number: Which call of the module it belongs to, from 1; of a cell, which sequence.
        step: Which step of a cell's sequence it is, from 1; of other modules 1.
    """

    number: int
    step: int


class Turns:
    """Counts the calls of a module from the beginning of a block on.

    A cell's sequence begins where the state that goes in is not the one that came out of its step before, in the same
    thread: the rule of `rnnlab.watch`.

    Args:
        is_cell: Whether the module makes one step at a time.
    """

    def __init__(self, *, is_cell: bool) -> None:
        self._is_cell, self._lock, self._local = is_cell, Lock(), local()
        self.calls, self.most_steps = 0, 0

    def next(self, hx: Any) -> Turn:
        """What a call with the state hx would be."""
        last: tuple[Turn, tuple[Tensor, ...]] | None = getattr(self._local, "last", None)
        if last is not None and goes_on(hx, last[1]):
            return Turn(last[0].number, last[0].step + 1)
        return Turn(self.calls + 1, 1)

    def begin(self, hx: Any) -> Turn:
        """A call begins."""
        with self._lock:
            turn = self.next(hx)
            self.calls, self.most_steps = max(self.calls, turn.number), max(self.most_steps, turn.step)
        return turn

    def end(self, turn: Turn, result: Any) -> None:
        """A call has ended with a result of the module's forward."""
        if self._is_cell:
            self._local.last = turn, copied(result if isinstance(result, tuple) else (result,))
