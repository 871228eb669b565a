"""`snapshot`: a session's runs as the player is sent them: the selected one, and the loss curves of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.ui.pages.training.live_run import LiveRun
from rnnlab.ui.pages.training.run_set import RunSet

if TYPE_CHECKING:
    from rnnlab.training.forks import Run


def snapshot(runs: RunSet, share: float = 1.0) -> Recording:
    """The selected run, and of every other one `run{key}.losses` and, where it is long, `run{key}.epochs`.

    Args:
        runs: All of them.
        share: As for `LiveRun.snapshot`.
    """
    arrays: dict[str, Array] = {}
    for run in runs:
        if run.key != runs.selected:
            epochs, losses = runs[run].curve(*([runs.cursor] if runs.cursor else []))
            arrays[f"run{run.key}.losses"] = losses
            if len(epochs) < runs[run].epochs_done:
                arrays[f"run{run.key}.epochs"] = epochs
    recording = runs.run.snapshot(share)
    return Recording({**recording, **arrays}, recording.header) if arrays else recording


def to_view(runs: RunSet) -> dict[str, Any]:
    """The runs as the player's view holds them, for JSON."""
    return {
        "set": runs.number,
        "stage": runs.selected,
        "cursor": runs.cursor,
        "runs": [_run_to_view(run, runs[run]) for run in runs],
        "back": runs.undo_name,
    }


def _run_to_view(run: Run, live: LiveRun) -> dict[str, Any]:
    return {
        "key": run.key,
        "born": live.number,
        "name": run.name,
        "colour": run.colour,
        "step": run.step,
        "done": live.epochs_done,
        "total": live.config.epochs,
        "status": "failed" if live.problem else live.status,
    }
