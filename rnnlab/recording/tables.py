"""`tidy`: one quantity of a recording as a pandas table, a row per number, columns named as on screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from rnnlab.config.memory import check_recording_memory
from rnnlab.errors import RecordingError
from rnnlab.recording.array_names import Array, layer_arrays

if TYPE_CHECKING:
    import pandas as pd


def tidy(arrays: Mapping[str, Array], kind: str, name: str) -> pd.DataFrame:
    """One quantity of a recording's arrays as a tidy table; see `Recording.to_frame`.

    Args:
        arrays: By name.
        kind: The recording's; of "training" the first axis counts epochs, of others steps.
        name: A quantity kept per layer ("h", "c", "i" …), or the name of one array.
    """
    import pandas as pd

    layers = layer_arrays(arrays, name) if isinstance(name, str) else {}
    if not layers and not (isinstance(name, str) and name in arrays):
        known = sorted({*arrays, "h"} if layer_arrays(arrays, "h") else arrays)
        raise RecordingError.must_be("name", "one of {names}", got=name, names=", ".join(known))
    if not layers:
        return _indexed(arrays[name])
    frames = [
        _of_layer(arrays.get("epoch") if kind == "training" else None, array, layer, direction)
        for (layer, direction), array in layers.items()
    ]
    table = pd.concat(frames, ignore_index=True)
    single = [column for column in ("batch", "direction") if column in table and table[column].nunique() <= 1]
    return table.drop(columns=single)


def _of_layer(epochs: Array | None, array: Array, layer: int, direction: str) -> pd.DataFrame:
    """Rows of one layer's array: (epochs, seq_len, units) in training, (seq_len, batch, units) elsewhere."""
    import pandas as pd

    if array.ndim != 3 or (epochs is not None and epochs.shape != array.shape[:1]):
        rule = "have three dimensions, of which the first fits the epochs"
        raise RecordingError.must("an array of a layer", rule, got=array.shape)
    first, second, unit = _indices(array)
    columns: dict[str, Array | int | str] = {}
    if epochs is not None:
        columns["epoch"] = epochs[first]
        columns["step"] = second + 1
    else:
        columns["batch"] = second
        columns["step"] = first + 1
    columns |= {"layer": layer, "direction": direction, "unit": unit, "value": array.reshape(-1)}
    return pd.DataFrame(columns)


def _indexed(array: Array) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({f"dim{i}": row for i, row in enumerate(_indices(array))} | {"value": array.reshape(-1)})


def _indices(array: Array) -> list[Array]:
    """Of each number of an array its index along every axis: a row per axis, (size,), int64.

    Not `numpy.indices`, which needs one dimension more than the array has, and NumPy has 64.

    Raises:
        RecordingError: They need more than the memory of this computer.
    """
    check_recording_memory((array.ndim + 1) * 8 * array.size)
    axes = np.ix_(*(np.arange(size, dtype=np.int64) for size in array.shape))
    return [np.broadcast_to(axis, array.shape).reshape(-1) for axis in axes]
