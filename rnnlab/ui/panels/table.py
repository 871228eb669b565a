"""A pandas table in the form that the browser is sent: its first rows as arrays, and all rows as parts of a CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from rnnlab.recording.array_names import Array
    from rnnlab.recording.recording import Recording

SHOWN_ROWS = 5_000  # of a table on the page
PART_ROWS = 200_000  # of a CSV in one message: some megabytes
_INT32 = np.iinfo(np.int32)


def table_of(recording: Recording, name: str) -> pd.DataFrame:
    """A tidy table of one quantity; the losses of a training come with their epochs and predictions."""
    import pandas as pd

    if name != "losses":
        return recording.to_frame(name)
    predicted_at = dict(zip(recording.prediction_epochs, recording.predictions, strict=True))
    epochs = pd.Series(recording.loss_epochs, dtype="int64")
    predicted = epochs.map(predicted_at).astype("object")
    return pd.DataFrame({"epoch": epochs, "loss": recording["losses"], "predicted": predicted})


def first_rows(frame: pd.DataFrame) -> tuple[dict[str, Array], list[dict[str, Any]]]:
    """The rows that the page shows.

    Args:
        frame: Columns of numbers, texts or flags.

    Returns:
        The arrays "column0", "column1" …, (rows,), of the columns that hold numbers; "missing0" …, (rows,) of uint8, of
        those that lack some, 1 there; and of every column its name, and its texts if it holds no numbers ("" where a
        value is missing).
    """
    arrays: dict[str, Array] = {}
    columns: list[dict[str, Any]] = []
    for i, name in enumerate(frame.columns):
        column = frame[name].head(SHOWN_ROWS)
        if column.dtype.kind in "iuf":
            arrays |= _numbers(column, i)
            columns.append({"name": str(name)})
        else:
            texts = ["" if missing else str(value) for value, missing in zip(column, column.isna(), strict=True)]
            columns.append({"name": str(name), "text": texts})
    return arrays, columns


def _numbers(column: pd.Series, i: int) -> dict[str, Array]:
    """The arrays of column `i`, which holds numbers; only a nullable type tells a missing one from NaN."""
    if isinstance(column.dtype, np.dtype):
        return {f"column{i}": _for_browser(column.to_numpy())}
    missing = column.isna().to_numpy()
    arrays = {f"column{i}": _for_browser(column.fillna(0).to_numpy())}
    if missing.any():
        arrays[f"missing{i}"] = missing.astype(np.uint8)
    return arrays


def _for_browser(array: Array) -> Array:
    """The numbers in a type that JavaScript reads at once: int32 where they fit, not int64; float32, not float16."""
    if array.dtype.kind == "f":
        return array if array.dtype.itemsize >= 4 else array.astype(np.float32)
    fits = not array.size or (array.min() >= _INT32.min and array.max() <= _INT32.max)
    return array.astype(np.int32 if fits else np.int64)


def parts_of(frame: pd.DataFrame) -> int:
    """How many parts the CSV of a table has."""
    return max(1, -(-len(frame) // PART_ROWS))


def csv_part(frame: pd.DataFrame, part: int) -> Array:
    """One part of the CSV as UTF-8, (bytes,) of uint8; all parts, joined, are the file."""
    rows = frame.iloc[part * PART_ROWS : (part + 1) * PART_ROWS]
    return np.frombuffer(rows.to_csv(index=False, header=part == 0).encode(), np.uint8)
