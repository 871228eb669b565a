"""`tidy`: one quantity of a recording as a pandas table, a row per number, columns named as on screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

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

    layers = layer_arrays(arrays, name)
    if not layers and name not in arrays:
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

    index = np.indices(array.shape).reshape(array.ndim, array.size)
    columns: dict[str, Array | int | str] = {}
    if epochs is not None:
        columns["epoch"] = epochs[index[0]]
        columns["step"] = index[1] + 1
    else:
        columns["batch"] = index[1]
        columns["step"] = index[0] + 1
    columns |= {"layer": layer, "direction": direction, "unit": index[-1], "value": array.reshape(-1)}
    return pd.DataFrame(columns)


def _indexed(array: Array) -> pd.DataFrame:
    import pandas as pd

    index = np.indices(array.shape).reshape(array.ndim, array.size)
    return pd.DataFrame({f"dim{i}": row for i, row in enumerate(index)} | {"value": array.reshape(-1)})
