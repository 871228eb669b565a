"""`hold`: units and gates inside a model's recurrent modules set, added to or patched, while the block lasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from types import TracebackType
from typing import Any

from torch import Tensor, nn

from rnnlab.config.checks import check_choice, check_type
from rnnlab.errors import ConfigError, TraceError
from rnnlab.nn.held import Steps
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.watching.held_forward import Block, enter, leave
from rnnlab.watching.modules import recurrent_parts
from rnnlab.watching.plans import Plan, plan_of
from rnnlab.watching.turns import Turns


@dataclass(frozen=True, eq=False)
class Hold:
    """What is held, where, and when; checked by `hold`.

    At most one of `value`, `add` and `patch` is given; if none is, the units are held at 0. Arrays have the shape of
    those in a recording, (seq_len, batch_size, size): the numbers of the chosen units and steps are taken from there.
    seq_len and batch_size may be 1, for all steps or all sequences.

    Attributes:
        module: Dotted path of the recurrent module, "" for the model itself; may be left out where there is only one.
        unit: From 0: one, several, or all if None.
        layer: From 0.
        reverse: Hold the direction that reads from the last step to the first.
        gate: Hold this part of the units rather than h: "i", "f", "g", "o" or the cell state "c" of an LSTM; "r", "z"
            or "n" of a GRU. h then follows from it.
        steps: Counted from 1, in the order of time in both directions: one, several, or all if None. The steps of a
            cell in a loop are those of a sequence, which begins where the state that goes in is not the one that came
            out of the step before.
        calls: Which calls of the module in the block, counted from 1: one, several, or all if None. Of a cell, a
            sequence is a call; of another module that a loop calls for one step at a time, every step is.
        value: Takes the place of what was computed, finite.
        add: Is added to it: a finite number, or an array.
        patch: Takes its place: an array; or a recording of `rnnlab.watch`, whose call of the same module and number is
            taken. Gradients flow to a tensor that asks for them.
    """

    module: str | None = None
    _: KW_ONLY
    unit: int | Iterable[int] | None = None
    layer: int = 0
    reverse: bool = False
    gate: str | None = None
    steps: Steps = None
    calls: Steps = None
    value: float | None = None
    add: float | Array | Tensor | None = None
    patch: Array | Tensor | Recording | None = None


class Holder:
    """Holds what `hold` was asked for, in its `with` block.

    Args:
        plans: With the module that each is for.
    """

    def __init__(self, plans: Sequence[tuple[nn.Module, Plan]]) -> None:
        self._modules = {id(module): module for module, _ in plans}
        self._plans = plans
        self._blocks: list[tuple[nn.Module, Block]] | None = None

    def __enter__(self) -> Holder:
        if self._blocks is not None:
            raise TraceError("hold must be entered once at a time, got a second time: call rnnlab.hold again")
        self._blocks = []
        for module in self._modules.values():
            plans = tuple(plan for other, plan in self._plans if other is module)
            block = Block(plans=plans, turns=Turns(is_cell=isinstance(module, nn.RNNCellBase)))
            self._blocks.append((module, block))
            enter(module, block)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        blocks, self._blocks = self._blocks or [], None
        for module, block in blocks:
            leave(module, block)
        if kind is None:
            for _, block in blocks:
                for plan in block.plans:
                    plan.check_reached(block.turns)


def hold(model: nn.Module, *holds: Hold | str, **one: Any) -> Holder:
    """Change what happens inside a model's recurrent modules, while the block lasts.

    The numbers given take the place of those computed, or are added to them: later steps, layers above, the model's
    outputs and its gradients follow, with the equations of `rnnlab.nn.cells`. A module in which nothing is held, and a
    call in which nothing is, runs torch's own kernel. What is held is so in calls from every thread. Blocks may lie in
    one another, the outer one's holds come first; in `rnnlab.watch`, outside or inside, and in `rnnlab.trace` the held
    states are the recorded ones, and each call's entry in the recording's header says under "held" what was.

    Args:
        model: Any module that holds an `nn.RNN`, `nn.LSTM`, `nn.GRU` or their cells, as for `rnnlab.watch`.
        holds: Applied one after the other. None holds nothing.
        one: The arguments of one more `Hold`; a path in place of the holds is its `module`.

    Returns:
        A context manager. As the block ends it raises a ConfigError if a call, or a step of a cell, that is named was
        not reached.

    Raises:
        TraceError: The model holds no module that can be recorded; or, at a call, it runs under autocast.
        ConfigError: An argument is out of range; or, at a call, a step lies beyond it or an array does not fit it.
            `field` names it.

    Example:
        >>> import rnnlab, torch
        >>> model, x = torch.nn.LSTM(3, 4), torch.ones(5, 1, 3)
        >>> with rnnlab.hold(model, unit=2, gate="o"), rnnlab.watch(model) as watcher:
        ...     output, _ = model(x)
        >>> output[:, 0, 2].abs().tolist(), watcher.recording["0.layer0.o"][:, 0, 2].tolist()
        ([0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0])
        >>> with rnnlab.hold(model, rnnlab.Hold(unit=[0, 1], steps=3, add=0.5), rnnlab.Hold(unit=3, steps=[4, 5])):
        ...     model(x)[0][:, 0, 3].ne(0).tolist()
        [True, True, True, False, False]
    """
    asked: list[Any] = [*holds, *([Hold(**one)] if one else [])]
    if holds and isinstance(holds[0], str):
        asked = [Hold(holds[0], **one), *holds[1:]]
    parts = recurrent_parts(model)
    plans = []
    for wanted in asked:
        check_type("holds", wanted, Hold)
        path = _path(model, parts, wanted.module)
        plan = plan_of(wanted, path, parts[path])
        if plan is not None:
            plans.append((parts[path], plan))
    return Holder(plans)


def _path(model: nn.Module, parts: dict[str, nn.Module], wanted: object) -> str:
    """The path by which `recurrent_parts` knows a module that a caller names by any of its paths."""
    if wanted is None and len(parts) == 1:
        return next(iter(parts))
    if list(parts) == [""] and wanted != "":
        raise ConfigError.must_be("module", "left out with a model that is itself recurrent", got=wanted)
    if type(wanted) is str:
        named = next((part for path, part in model.named_modules(remove_duplicate=False) if path == wanted), None)
        for path, part in parts.items():
            if part is named:
                return path
    check_choice("module", wanted, tuple(parts))
    raise AssertionError  # every path of the parts was found
