"""Names of arrays in a recording: of a layer ("layer0.h", "layer0.reverse.h") and of a weight ("weight_ih_l0")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]

_LAYER_ARRAY = re.compile(r"layer([0-9]{1,9})\.(reverse\.)?(\w+(?:\.grad)?)")  # never so long that int() refuses it


def layer_array(layer: int, quantity: str = "", *, reverse: bool = False) -> str:
    """The name of one layer's array of a quantity.

    Args:
        layer: Counted from 0.
        quantity: "h", "c", a gate …; "" gives the prefix of all of the layer's names, which ends with a dot.
        reverse: Whether it is of the direction that reads the steps from the last to the first.

    >>> layer_array(0, "h"), layer_array(1, "c", reverse=True)
    ('layer0.h', 'layer1.reverse.c')
    """
    return f"layer{layer}.{'reverse.' if reverse else ''}{quantity}"


def layer_arrays(arrays: Mapping[str, Array], quantity: str) -> dict[tuple[int, str], Array]:
    """The arrays of one quantity, by (layer, direction), in order; direction is "forward" or "reverse"."""
    found = {}
    for name, array in arrays.items():
        match = _LAYER_ARRAY.fullmatch(name)
        if match and match[3] == quantity:
            found[int(match[1]), "reverse" if match[2] else "forward"] = array
    return dict(sorted(found.items()))


def layer_quantities(arrays: Mapping[str, Array]) -> set[str]:
    """The quantities that any layer has an array of."""
    return {match[3] for match in map(_LAYER_ARRAY.fullmatch, arrays) if match}


def weight_array(name: str, layer: int, *, reverse: bool = False) -> str:
    """The name of one layer's weight, as `torch.nn.RNN` has it.

    >>> weight_array("weight_ih", 0), weight_array("bias_hh", 1, reverse=True)
    ('weight_ih_l0', 'bias_hh_l1_reverse')
    """
    return f"{name}_l{layer}{'_reverse' if reverse else ''}"
