"""`for_player`: the part of a `Recording` that a browser is sent: one batch item, or of a big one the drawn arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnnlab.config.choices import WEIGHT_NAMES
from rnnlab.recording.recording import Recording
from rnnlab.recording.selection import second_run, select_batch, unit_detail

PLAYER_BYTES = 2_000_000  # size up to which everything is sent
_ABLATION_ARRAYS = (
    *("source", "target", "losses", "step_losses", "predicted", "held"),
    *("probabilities", "probabilities_ablated"),
)


def for_player(
    recording: Recording,
    batch_item: int = 0,
    detail: Mapping[str, Any] | None = None,
    max_bytes: int = PLAYER_BYTES,
) -> Recording:
    """The part of a recording that the browser is sent: one batch item, and if that is too big, only what is drawn.

    Args:
        recording: As for `select_batch`.
        batch_item: Counted from 0.
        detail: The selected unit as {"layer", "reverse", "unit"}, or None.
        max_bytes: Size up to which everything of the item is sent. What is drawn is sent at any size.

    Returns:
        Everything of the batch item; or x, h_0, c_0 and every layer's h and c, and, for a selected unit, what
        `unit_detail` gives and `header["view"]["detail"]`. Of kind "generation" also `read`, `said`, `probabilities`
        and `logits` of both runs, their h and its distance, and all recurrent weights, whatever is selected.

    Raises:
        RecordingError: There is no such batch item or unit.
    """
    item = select_batch(recording, batch_item)
    if item.nbytes <= max_bytes:
        return item
    arrays = {name: item[name] for name in item if _is_drawn(recording.kind, name)}
    header = dict(item.header)
    if detail is not None:
        where = {"layer": detail["layer"], "reverse": detail["reverse"], "unit": detail["unit"]}
        arrays |= unit_detail(item, **where)
        header["view"] = {**header.get("view", {}), "detail": where}
    return Recording(arrays, header)


def pair_for_player(
    recording: Recording, detail: Mapping[str, Any] | None = None, max_bytes: int = PLAYER_BYTES
) -> Recording:
    """The part of an ablation that the browser is sent, with both of its runs.

    Args:
        recording: Of kind "ablation".
        detail: The selected unit as {"layer", "unit"}, or None.
        max_bytes: Size up to which everything is sent. What is drawn is sent at any size.

    Returns:
        Everything; or the texts, losses, predictions, probabilities, x and every layer's h of both runs, and, for a
        unit, what `unit_detail` gives of both and `header["view"]["detail"]`.

    Raises:
        RecordingError: The recording holds no second run, or not that unit.
    """
    if recording.nbytes <= max_bytes:
        return recording
    where = None if detail is None else {"layer": detail["layer"], "reverse": False, "unit": detail["unit"]}
    runs = (for_player(run, 0, where, 0) for run in (recording, second_run(recording)))
    arrays = {name: recording[name] for name in _ABLATION_ARRAYS if name in recording}
    for suffix, run in zip(("", "_ablated"), runs, strict=True):
        kept = {name: array for name, array in run.items() if name == "x" or name.endswith(".h") or "detail." in name}
        arrays |= {f"{name}{suffix}": array for name, array in kept.items()}
        header = run.header
    return Recording(arrays, header)


def _is_drawn(kind: str, name: str) -> bool:
    if name in ("x", "h_0", "c_0") or name.endswith((".h", ".c")):
        return True
    own = ("read", "said", "probabilities", "logits")
    return kind == "generation" and (
        name.removesuffix("_forced") in own
        or name.startswith(WEIGHT_NAMES)
        or name.endswith((".h_forced", ".distance"))
    )
