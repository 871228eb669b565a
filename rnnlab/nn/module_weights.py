"""The weights of a recurrent module of torch, as its forward reads them, and the shapes that its sizes ask for."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from rnnlab.config.choices import WEIGHT_NAMES, num_gates
from rnnlab.nn.cells import Weights
from rnnlab.nn.module_names import cell_of

Recurrent = nn.RNNBase | nn.RNNCellBase

_OURS = ("W_ih", "W_hh", "b_ih", "b_hh", "W_hr")
_TORCHS = (*WEIGHT_NAMES, "weight_hr")


def read_weights(module: Recurrent) -> dict[str, Tensor]:
    """Every weight by torch's name, read in the way and as often as the module's forward does.

    How often matters where a parametrization has a state or draws at random. Those of an RNN, LSTM or GRU are the list
    that it hands to its kernel, which also knows a weight whose attribute was deleted.
    """
    if isinstance(module, nn.RNNCellBase):
        found = {name: getattr(module, name) for name in WEIGHT_NAMES}
    else:
        module._update_flat_weights()  # as the first line of its forward
        found = dict(zip(module._flat_weights_names, module._flat_weights, strict=True))
    return {name: weight for name, weight in found.items() if weight is not None}


def misfit(module: Recurrent, weights: dict[str, Tensor], *, same_dtype: bool = True) -> str:
    """What is wrong with the weights of a module, in words for the end of a sentence; "" if nothing is.

    Args:
        module: Says the sizes.
        weights: As `read_weights` returned them.
        same_dtype: Whether they must have one dtype.
    """
    like = next(iter(weights.values()), None)
    for name, shape in _shapes(module, weights).items():
        weight: Any = weights.get(name)
        if not isinstance(weight, Tensor):
            return f"no tensor {name}"
        if tuple(weight.shape) != shape:
            return f"{name} of shape {tuple(weight.shape)} where its sizes ask for {shape}"
        for what in ("dtype", "device") if same_dtype else ("device",):
            if getattr(weight, what) != getattr(like, what):
                return f"{name} with {what} {getattr(weight, what)} beside {getattr(like, what)}"
    return ""


def weights_of(weights: dict[str, Tensor], suffix: str) -> Weights:
    """The weights of one layer and direction, or of a cell; those that it does not have are None.

    Args:
        weights: By torch's names.
        suffix: What ends the names: "_l0", "_l1_reverse" and so on; "" for a cell.
    """
    found = {ours: weights.get(theirs + suffix) for ours, theirs in zip(_OURS, _TORCHS, strict=True)}
    return Weights(**found)  # type: ignore[arg-type]  # W_ih and W_hh are always there


def _shapes(module: Any, weights: dict[str, Tensor]) -> dict[str, tuple[int, ...]]:
    """The shape of every weight that the module must have by its sizes, by torch's names."""
    is_cell = isinstance(module, nn.RNNCellBase)
    directions = ("", "_reverse") if not is_cell and module.bidirectional else ("",)
    hidden_size, state_size = module.hidden_size, getattr(module, "proj_size", 0) or module.hidden_size
    rows = hidden_size * num_gates(cell_of(module) or "rnn")
    found: dict[str, tuple[int, ...]] = {}
    for layer in range(1 if is_cell else module.num_layers):
        width = module.input_size if layer == 0 else state_size * len(directions)
        for direction in directions:
            suffix = "" if is_cell else f"_l{layer}{direction}"
            shapes = ((rows, width), (rows, state_size), (rows,), (rows,), (state_size, hidden_size))
            found |= {name + suffix: shape for name, shape in zip(_TORCHS, shapes, strict=True)}
    # a cell may have one bias without the other
    names = {"weight_ih", "weight_hh", *weights} if is_cell else module._flat_weights_names
    return {name: shape for name, shape in found.items() if name in names}
