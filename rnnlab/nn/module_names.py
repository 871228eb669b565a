"""Which module a caller gave: its class in full, whether its forward is torch's, and where it holds others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

from rnnlab.config.choices import CellType, Nonlinearity
from rnnlab.nn.held import held_forward

_CELLS: dict[type[nn.Module], CellType] = {
    nn.RNN: "rnn",
    nn.LSTM: "lstm",
    nn.GRU: "gru",
    nn.RNNCell: "rnn",
    nn.LSTMCell: "lstm",
    nn.GRUCell: "gru",
}
_MOST_NAMED = 3  # places named in one sentence


def class_name(value: object) -> str:
    """The class of a value with the module that defines it, which tells `__main__.RNN` from torch's.

    >>> class_name(nn.LSTM(2, 3)), class_name(3), class_name(nn.LSTM)
    ('torch.nn.modules.rnn.LSTM', 'int', 'the class torch.nn.modules.rnn.LSTM')
    """
    kind = value if isinstance(value, type) else type(value)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"the class {name}" if isinstance(value, type) else name


def runs_forward_of(module: object, kind: type[nn.Module], *, or_held: bool = False) -> bool:
    """Whether a module is of a class and runs the forward written with it, which nobody has replaced on the way.

    It could be replaced in a subclass, in the module itself, or in the class, by a program that patches torch.

    Args:
        module: Of any kind.
        kind: The class.
        or_held: Whether a module in which `rnnlab.hold` holds something counts.
    """
    if not isinstance(module, kind):
        return False
    if "forward" in vars(module) and not (or_held and held_forward(module)):
        return False
    same = type(module).forward is kind.forward and type(module).__call__ is kind.__call__
    return same and getattr(kind.forward, "__module__", "") == kind.__module__


def cell_of(module: object) -> CellType | None:
    """Whose equations a module computes; None unless it is recurrent and runs torch's own forward.

    Another forward may do anything, so what it computes cannot be told from its weights. In a module that `rnnlab.hold`
    holds the equations are the same, but for what is held.
    """
    return next((cell for kind, cell in _CELLS.items() if runs_forward_of(module, kind, or_held=True)), None)


def nonlinearity_of(module: Any) -> Nonlinearity:
    """The activation of an RNN's h, which an `nn.RNN` knows as its mode; of no meaning for the other cells."""
    name = module.mode if isinstance(module, nn.RNNBase) else getattr(module, "nonlinearity", "tanh")
    return "relu" if name in ("relu", "RNN_RELU") else "tanh"


def places(name: str, module: nn.Module, accepts: Callable[[nn.Module], bool]) -> str:
    """Where a module holds others, as a program would write it: "module.rnn", "module[0] or module['up']".

    Args:
        name: What the module is called.
        module: Searched in depth, itself left out.
        accepts: Whether a part is one of those looked for.

    Returns:
        The first three places, or "" if there is none.
    """
    paths = [path for path, part in module.named_modules() if path and accepts(part)]
    found = [_place(name, module, path) for path in paths[:_MOST_NAMED]]
    listed = " or ".join([", ".join(found[:-1]), *found[-1:]] if len(found) > 1 else found)
    return listed + (" …" if len(paths) > _MOST_NAMED else "")


def _place(name: str, module: nn.Module, path: str) -> str:
    for step in path.split("."):
        if isinstance(module, nn.Sequential | nn.ModuleList):
            name += f"[{step}]"
        else:
            name += f"[{step!r}]" if isinstance(module, nn.ModuleDict) else f".{step}"
        module = module.get_submodule(step)
    return name
