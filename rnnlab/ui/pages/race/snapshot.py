"""`snapshot`: a `RaceState` → the recording from which the player, table and figure of a race are drawn.

With E epochs done and K frames that all lanes have, oldest first, `{cell}` being "rnn", "gru" or "lstm":

- `losses.{cell}` (E,), nats or mean squared error, of every step the cell has taken; `clipped.{cell}`, the epochs whose
  gradient was clipped;
- `held_out.epoch.{cell}` and `held_out.{cell}`: losses on what is held out, with the weights after those epochs;
- `epoch` (K,); `inputs` (K, seq_len), ids, or (K, seq_len, 2), numbers and marks; `targets` (K, seq_len), ids, -100
  where nothing is asked, or (K,), numbers: the first sequence of the epoch's batch, the same for all cells;
- `{cell}.h` (K, seq_len, hidden_size), states of the top layer; `{cell}.top` and `{cell}.chance` (K, seq_len, up to
  3), the likeliest symbols and their probabilities; `{cell}.right` (K, seq_len), the probability of the right one, 0
  where nothing is asked; or `{cell}.said` (K,), numbers. A cell that stopped has the frames up to there only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnlab.config.choices import CellType
from rnnlab.config.training import TaskConfig
from rnnlab.recording.array_names import Array, layer_array
from rnnlab.recording.recording import Recording

if TYPE_CHECKING:
    from rnnlab.training.race import Race
    from rnnlab.training.to_recording import Frames
    from rnnlab.training.trainer import Trainer

_LISTED = 3  # likeliest symbols of a step


@dataclass(frozen=True, kw_only=True)
class RaceState:
    """What the pictures of a race need of it.

    Attributes:
        config: The task, the training, and the network that the lanes are matched to.
        race: The lanes' trainers and their losses.
        parameters: Of each cell, the numbers that training may change.
        held_out: Of each cell, `(epoch, loss)` on what is held out, with the weights after that epoch; ascending.
        failures: Of each cell that cannot go on, one sentence that says why.
        status: "running", "paused" or "done".
        visited: The epoch whose frames were asked for last, 0 if none were.
        visited_frames: Of each lane that has trained it, its frame; empty if computing it again would take too long.
    """

    config: TaskConfig
    race: Race
    parameters: Mapping[CellType, int]
    held_out: Mapping[CellType, Sequence[tuple[int, float]]]
    failures: Mapping[CellType, str]
    status: str
    visited: int
    visited_frames: Mapping[CellType, Frames]


def snapshot(state: RaceState, max_bytes: int) -> Recording:
    """The race so far as a recording of kind "race".

    Args:
        state: The race.
        max_bytes: About how large it may get: frames are left out evenly until it fits.
    """
    frames = _chosen_frames(state, max_bytes)
    arrays: dict[str, Array] = {}
    for cell, trainer in state.race.trainers.items():
        arrays[f"losses.{cell}"] = state.race.losses(cell)
        arrays[f"clipped.{cell}"] = trainer.clipped_epochs
        epochs, losses = np.array(state.held_out[cell], np.float64).reshape(-1, 2).T
        arrays |= {f"held_out.epoch.{cell}": epochs.astype(np.int64), f"held_out.{cell}": losses.astype(np.float32)}
        arrays |= {f"{cell}.{name}": values for name, values in _lane_arrays(frames[cell]).items()}
    longest = max(frames.values(), key=lambda found: len(found["epoch"]))
    arrays |= {name: longest[name] for name in ("epoch", "inputs", "targets")}
    return Recording(arrays, _header(state))


def _chosen_frames(state: RaceState, max_bytes: int) -> dict[CellType, Frames]:
    """The frames of each lane: those of `_common_epochs` that fit the bytes, and the visited one."""
    epochs = _common_epochs(state)
    epochs = epochs[_fitting(len(epochs), state, max_bytes)]
    lanes = state.race.trainers.items()
    found = {cell: trainer.frames(epochs[epochs <= trainer.epochs_done]) for cell, trainer in lanes}
    if state.visited not in epochs:
        for cell, visited in state.visited_frames.items():
            found[cell] = _inserted(found[cell], visited)
    return found


def _inserted(frames: Frames, more: Frames) -> Frames:
    """Frames with one more, in the order of epochs."""
    place = int(np.searchsorted(frames["epoch"], more["epoch"][0]))
    return {name: np.insert(values, place, more[name][0], axis=0) for name, values in frames.items()}


def _common_epochs(state: RaceState) -> Array:
    """Epochs whose frames are kept by every lane that has trained them, ascending, int64."""
    trainers = state.race.trainers.values()
    epochs = np.unique(np.concatenate([trainer.kept_epochs for trainer in trainers]))
    for trainer in trainers:
        epochs = epochs[np.isin(epochs, trainer.kept_epochs) | (epochs > trainer.epochs_done)]
    return epochs


def _fitting(count: int, state: RaceState, max_bytes: int) -> list[int]:
    """Indices, evenly spread, of as many of `count` epochs as fit the bytes."""
    from rnnlab.training.to_recording import evenly_spaced

    numbers = sum(trainer.config.hidden_size + 3 * _LISTED + 1 for trainer in state.race.trainers.values()) + 4
    return evenly_spaced(count, max_bytes // (4 * state.config.seq_len * numbers))


def _lane_arrays(frames: Frames) -> dict[str, Array]:
    """The arrays of a lane's frames: `h`, and `said` where the answer is a number, else `top`, `chance`, `right`."""
    if "output" in frames:
        return {"h": frames["h"], "said": frames["output"][:, 0]}
    chances, targets = frames["probabilities"], frames["targets"]
    top = np.argsort(-chances, axis=-1, kind="stable")[..., :_LISTED]
    right = np.take_along_axis(chances, np.maximum(targets, 0)[..., None].astype(np.int64), axis=-1)[..., 0]
    return {
        "h": frames["h"],
        "top": top.astype(np.int32),
        "chance": np.take_along_axis(chances, top, axis=-1),
        "right": np.where(targets >= 0, right, np.float32(0)).astype(np.float32),
    }


def _header(state: RaceState) -> dict[str, Any]:
    from rnnlab.nn.determinism import versions

    task = state.race.task
    return {
        "kind": "race",
        "config": _config_header(state.config),
        "vocab": task.vocab or [],
        "versions": versions(),
        "lanes": _lanes_header(state),
        "baseline": {"loss": task.baseline.loss, "sentence": task.baseline.sentence},
        "status": state.status,
        "epochs_done": state.race.epochs_done,
        "looked_at": state.visited,
    }


def _lanes_header(state: RaceState) -> list[dict[str, Any]]:
    return [
        {
            "cell": cell,
            "hidden_size": trainer.config.hidden_size,
            "parameters": state.parameters[cell],
            "failure": state.failures.get(cell, ""),
        }
        for cell, trainer in state.race.trainers.items()
    ]


def _config_header(config: TaskConfig) -> dict[str, Any]:
    """The config with a hash in place of its text, which may be a megabyte."""
    text = config.text if config.task == "next" else ""
    return config.to_dict() | {"text": hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""}


def frame_of(trainer: Trainer, epoch: int) -> Frames:
    """The frame of one epoch, (1, ...), as `Trainer.frames` gives it; computed again if it is not kept."""
    if epoch in trainer.kept_epochs:
        return trainer.frames(np.array([epoch]))
    recording = trainer.recording(0, around=epoch)
    at = np.flatnonzero(recording["epoch"] == epoch)
    layer = layer_array(len(recording.layer_arrays("h")) - 1, "h")
    arrays = {"epoch": recording["epoch"][at], "h": recording[layer][at]}
    names = ("inputs", "targets", "output", "probabilities")
    return arrays | {name: recording[name][at] for name in names if name in recording}
