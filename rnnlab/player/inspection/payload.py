"""`inspection`: a part of a call as a browser is sent it: an overview of all steps, and a window of them in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rnnlab.player.inspection.blocks import in_blocks
from rnnlab.player.inspection.checks import checked_calls
from rnnlab.player.inspection.operands import all_operands, operands
from rnnlab.player.inspection.part import Part
from rnnlab.player.inspection.results import Extent, Results, extent_of, results_of
from rnnlab.player.inspection.words import health_view, token_text
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.recording.selection import check_batch_item

_NUMBERS = 260_000  # of the overview, and of the window
_NUMBERS_ALONE = 4_000_000  # where no finer window can be asked for
_MOST_COLUMNS = 1024
_LEAST_COLUMNS = 64
_MOST_TOKENS = 4096  # steps of a window up to which their tokens are sent
_MOST_POINTS = 2000  # of a trajectory


@dataclass(frozen=True)
class Looked:
    """What a person looks at within a part.

    Attributes:
        window: First and last step that are wanted in full, from 0; None for the first ones.
        unit: The unit whose arithmetic is wanted, and the step, from 0; None for none.
    """

    window: tuple[int, int] | None = None
    unit: tuple[int, int] | None = None

    def within(self, part: Part) -> Looked:
        """The same, without what the part does not have."""
        last = part.steps - 1
        window = self.window and (min(self.window[0], last), min(self.window[1], last))
        has_unit = self.unit is not None and self.unit[0] < part.values.shape[1] and self.unit[1] <= last
        return replace(self, window=window, unit=self.unit if has_unit else None)


def inspection_alone(recording: Recording, batch_item: int) -> tuple[Recording, dict[str, Any]]:
    """The first call of a recording for a page on which nobody can be asked: the top layer's h, and all operands.

    Raises:
        RecordingError: Of `checked_calls`, or there is no such batch item.
    """
    call = checked_calls(recording)[0]
    check_batch_item(batch_item, call.batch_size)
    part = Part(call=call, item=batch_item, layer=call.num_layers - 1, reverse=False, quantity="h")
    view = {"alone": True, "id": [call.title, 1, batch_item], "shows": [part.layer, False, "h"], "found": None}
    columns = max(_LEAST_COLUMNS, _NUMBERS_ALONE // part.values.shape[1])
    shown = inspection(part, extent_of(part), results_of(part, "index"), Looked(), columns=columns, **view)
    arrays = {**shown, **_plain(all_operands(part))}
    return Recording(arrays, shown.header), dict(shown.header["view"])


def inspection(
    part: Part,
    extent: Extent,
    results: Results | None,
    looked: Looked,
    *,
    columns: int | None = None,
    **view: Any,
) -> Recording:
    """What the player is sent.

    Args:
        part: The part of a call.
        extent: Of the part.
        results: Of the part; None while they are computed.
        looked: What is looked at.
        columns: Of the overview, and of the window, at most; by default so many that they are sent at every look.
        view: More entries of the header's view.

    Returns:
        Of kind "inspection". `overview` (columns, units): all steps, see `in_blocks`; `window`: the same of the window,
        if the overview has several steps in a column; `order` (units,); and of the results `time_constants` (units,),
        `reach.h`, `reach.c` (columns,), `plane` (points, 2); and `operands` of a unit. Steps in the header are from 0.
    """
    looked, values = looked.within(part), part.values
    columns = columns or min(_MOST_COLUMNS, max(_LEAST_COLUMNS, _NUMBERS // values.shape[1]))
    overview = in_blocks(values, 0, part.steps - 1, columns)
    arrays: dict[str, Array] = {"overview": overview.values}
    header = {**_header(part, extent), "overview": {"per": overview.per}}
    window = looked.window or (0, min(part.steps, columns) - 1)
    if overview.per > 1:
        shown = in_blocks(values, window[0], window[1], columns)
        arrays["window"] = shown.values
        header["window"] = {"first": shown.first, "per": shown.per, "last": window[1]}
    header["tokens"] = _tokens(part, window)
    arrays |= _computed(part, results, columns, header)
    if looked.unit is not None:
        arrays |= _unit(part, *looked.unit, header)
    return Recording(_plain(arrays), {"kind": "inspection", "view": header | view})


def _header(part: Part, extent: Extent) -> dict[str, Any]:
    """What the view is told of the part itself."""
    return {
        "name": "inspect",
        "cell": part.call.cell,
        "nonlinearity": part.call.nonlinearity,
        "quantity": part.quantity,
        "layer": part.layer,
        "reverse": part.reverse,
        "directions": len(part.call.directions),
        "steps": part.steps,
        "units": list(part.call.units) if part.call.units else None,
        "largest": extent.largest,
        "not_finite": extent.not_finite,
    }


def _tokens(part: Part, window: tuple[int, int]) -> dict[str, Any] | None:
    """The tokens of all steps if they are few, else of the window if it is short."""
    tokens = part.tokens
    if tokens is None:
        return None
    first, last = (0, part.steps - 1) if part.steps <= _MOST_TOKENS else window
    shown = tokens[first : last + 1] if last - first < _MOST_TOKENS else []
    return {"first": first, "texts": [token_text(token) for token in shown]}


def _computed(part: Part, results: Results | None, columns: int, header: dict[str, Any]) -> dict[str, Array]:
    """The arrays of the results; what is said of them goes into the header."""
    header["computed"] = results is not None
    if results is None:
        return {"order": np.arange(part.values.shape[1])}
    arrays: dict[str, Array] = {"order": results.order, "time_constants": results.health.time_constants.steps}
    for name, reach in results.reaches.items():
        arrays[f"reach.{name}"] = in_blocks(reach.norms[: part.steps, None], 0, part.steps - 1, columns).values[:, 0]
    header["reach"] = [
        {"name": name, "below": reach.below, "sentence": reach.sentence} for name, reach in results.reaches.items()
    ]
    every = -(-part.steps // _MOST_POINTS)
    arrays["plane"] = results.plane.points[::every]
    header["plane"] = {"variance": results.plane.variance.tolist(), "every": every}
    header["health"] = health_view(results.health)
    return arrays


def _unit(part: Part, unit: int, step: int, header: dict[str, Any]) -> Mapping[str, Array]:
    """The operands of a unit, and its recorded h; a sentence in the header if there are none."""
    found = operands(part, unit, step)
    if isinstance(found, str):
        header["detail"] = {"unit": unit, "problem": found}
        return {}
    arrays, first = found
    header["detail"] = {"unit": unit, "first": first}
    rows = slice(first, first + len(arrays.get("detail.x", arrays.get("detail.cells", ()))))
    arrays["detail.torch"] = part.of("h")[: part.steps, part.item][rows]
    return arrays


def _plain(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The arrays in types that a recording holds: float64 stays, half precision and whole numbers are converted."""
    kept = (np.float32, np.float64)
    return {
        name: np.ascontiguousarray(a if a.dtype in kept else a.astype(np.int32 if a.dtype.kind in "iu" else np.float32))
        for name, a in arrays.items()
    }
