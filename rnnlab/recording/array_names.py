"""Names of arrays in a recording: "layer0.h", "layer0.reverse.h" and so on for what each layer holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]

_LAYER_ARRAY = re.compile(r"layer(\d+)\.(reverse\.)?(\w+)")


def layer_arrays(arrays: Mapping[str, Array], quantity: str) -> dict[tuple[int, str], Array]:
    """The arrays of one quantity, by (layer, direction); direction is "forward" or "reverse"."""
    found = {}
    for name, array in arrays.items():
        match = _LAYER_ARRAY.fullmatch(name)
        if match and match[3] == quantity:
            found[int(match[1]), "reverse" if match[2] else "forward"] = array
    return dict(sorted(found.items()))
