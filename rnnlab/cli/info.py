"""`as_text` and `as_json`: what a recording holds, for a terminal and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rnnlab.errors import RecordingError, one_line
from rnnlab.i18n.messages import t
from rnnlab.recording.calls import RecordedCall, calls_of
from rnnlab.recording.recording import Recording
from rnnlab.recording.summary import ArraySummary, not_finite, summary
from rnnlab.text import visible

_WIDEST = 60  # characters of a name in a terminal
_SHOWN_CALLS = 20  # in a terminal; JSON has all
_COLUMNS = ("array", "type", "shape", "from", "to", "NaN", "infinite")


def as_json(recording: Recording) -> str:
    """Kind, versions, calls and arrays as JSON in ASCII: what a name holds cannot reach a terminal as itself."""
    arrays = summary(recording)
    nan, infinite = not_finite(arrays)
    found = {
        "kind": recording.kind,
        "versions": recording.header.get("versions", {}),
        "bytes": recording.nbytes,
        "nan": nan,
        "infinite": infinite,
        "calls": [_call_entry(call) for call in _calls(recording)],
        "arrays": [{**vars(array), "shape": list(array.shape)} for array in arrays],
    }
    return json.dumps(found, indent=2, allow_nan=False)


def as_text(recording: Recording) -> str:
    """The same as lines: of names, control and bidirectional characters are written as their code points."""
    arrays, calls = summary(recording), _calls(recording)
    nan, infinite = not_finite(arrays)
    lines = [
        t("kind: {kind}", kind=_name(recording.kind)),
        t("made with: {versions}", versions=_versions(recording)),
        t("size: {count} bytes in {arrays} arrays", count=recording.nbytes, arrays=len(arrays)),
        t("not finite: {nan} NaN, {infinite} infinite", nan=nan, infinite=infinite),
        *(_call_line(call) for call in calls[:_SHOWN_CALLS]),
    ]
    if len(calls) > _SHOWN_CALLS:
        lines.append(t("and {count} more calls", count=len(calls) - _SHOWN_CALLS))
    return "\n".join([*lines, "", *_table([_COLUMNS, *map(_row, arrays)])])


def _calls(recording: Recording) -> tuple[RecordedCall, ...]:
    """The calls of a recording; none of a kind without states."""
    try:
        return calls_of(recording)
    except RecordingError:
        return ()


def _call_entry(call: RecordedCall) -> dict[str, Any]:
    names = ("title", "cell", "seq_len", "batch_size", "input_size", "hidden_size", "num_layers", "bidirectional")
    return {name: getattr(call, name) for name in names} | {"quantities": list(call.quantities)}


def _call_line(call: RecordedCall) -> str:
    return t(
        "{title}: {cell}, {layers} × {units} units{both}, {steps} steps, batch of {batch}; {quantities}",
        title=_name(call.title),
        cell=call.cell.upper(),
        layers=call.num_layers,
        units=call.hidden_size,
        both=t(" in both directions") if call.bidirectional else "",
        steps=call.seq_len,
        batch=call.batch_size,
        quantities=", ".join(call.quantities),
    )


def _versions(recording: Recording) -> str:
    versions = recording.header.get("versions")
    if not isinstance(versions, dict) or not versions:
        return t("an unknown version")
    return ", ".join(_name(f"{name} {version}") for name, version in versions.items())


def _row(array: ArraySummary) -> tuple[str, ...]:
    ends = ("–" if end is None else f"{end:.6g}" for end in (array.low, array.high))
    shape = " × ".join(map(str, array.shape)) or t("one number")
    return _name(array.name), array.dtype, shape, *ends, str(array.nan), str(array.infinite)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _name(text: str) -> str:
    return one_line(visible(text), _WIDEST)
