"""Which modules can be traced, and what to do about one that cannot."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from rnnlab.config.choices import CellType
from rnnlab.errors import TraceError
from rnnlab.nn.module_names import cell_of, class_name, places

_KINDS = "an nn.RNN, nn.LSTM, nn.GRU, nn.RNNCell, nn.LSTMCell or nn.GRUCell that runs torch's own forward"


def checked_cell(module: object) -> CellType:
    """Whose equations a module computes.

    Raises:
        TraceError: It cannot be told, since the module is of another kind.
    """
    if (cell := cell_of(module)) is None:
        raise TraceError(f"module must be {_KINDS}, got {_found(module)}")
    return cell


def _found(module: object) -> str:
    """What was given instead of a recurrent module, and what to do about it."""
    name = class_name(module)
    if not isinstance(module, nn.Module):
        return name
    if isinstance(module, torch.jit.ScriptModule):
        return f"{name} of {module.original_name}: trace the module that it was made from"
    if name.startswith("torch.ao.") and "quant" in name:
        return f"{name}: trace the module that it was made from, whose weights are numbers"
    if isinstance(module, nn.RNNBase | nn.RNNCellBase):
        return f"{name} with a forward of its own: trace one of torch's with the same weights, on what it is given"
    held = places("module", module, lambda part: cell_of(part) is not None)
    return f"{name}, which holds one: trace {held}, on what it is given" if held else name


def check_dropout(module: Any) -> None:
    """Raise a TraceError if the module's next call drops units."""
    dropout = getattr(module, "dropout", 0.0)
    if dropout > 0 and module.training and module.num_layers > 1:
        raise TraceError(
            "module must be in evaluation mode, since dropout draws at random between its layers, got "
            f"dropout={dropout} in training mode: call module.eval() first"
        )
