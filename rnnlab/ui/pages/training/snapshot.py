"""What the player is told of a session's runs: one on stage, whole, and the curves of the others. No streamlit here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.ui.pages.training.live_run import LiveRun
from rnnlab.ui.pages.training.run_set import LiveRuns

if TYPE_CHECKING:
    from rnnlab.training.forks import Run


def picture(runs: LiveRuns) -> Recording:
    """The run on stage, and of every other one `run{key}.losses` and, where it is long, `run{key}.epochs`."""
    arrays: dict[str, Array] = {}
    for run in runs:
        if run.key != runs.stage:
            epochs, losses = runs[run].curve(*([runs.cursor] if runs.cursor else []))
            arrays[f"run{run.key}.losses"] = losses
            if len(epochs) < runs[run].epochs_done:
                arrays[f"run{run.key}.epochs"] = epochs
    recording = runs.run.snapshot()
    return Recording({**recording, **arrays}, recording.header) if arrays else recording


def told(runs: LiveRuns) -> dict[str, Any]:
    """What stands in the player's view of the runs: part of JSON."""
    return {
        "set": runs.number,
        "stage": runs.stage,
        "cursor": runs.cursor,
        "runs": [_told(run, runs[run]) for run in runs],
        "back": runs.can_come_back,
    }


def _told(run: Run, live: LiveRun) -> dict[str, Any]:
    return {
        "key": run.key,
        "born": live.born,
        "name": run.name,
        "colour": run.colour,
        "step": run.step,
        "done": live.epochs_done,
        "total": live.config.epochs,
        "status": "failed" if live.problem else live.status,
    }
