"""A race as it stands → the one recording that its player, table and figure are drawn from. No streamlit here.

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
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnlab.config.training import TaskConfig
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording

if TYPE_CHECKING:
    from rnnlab.training.run import Frames
    from rnnlab.ui.pages.race.live_race import RaceRun

_LISTED = 3


def snapshot(run: RaceRun, max_bytes: int) -> Recording:
    """The race so far; frames are left out evenly until it is about as large as said."""
    trainers = run.race.trainers
    frames = _chosen(run, max_bytes)
    arrays: dict[str, Array] = {}
    for cell, trainer in trainers.items():
        from rnnlab.training.run import clipped

        arrays[f"losses.{cell}"] = run.race.losses(cell)
        arrays[f"clipped.{cell}"] = clipped(trainer, trainer.epochs_done)
        epochs, losses = np.array(run.held_out[cell], np.float64).reshape(-1, 2).T
        arrays |= {f"held_out.epoch.{cell}": epochs.astype(np.int64), f"held_out.{cell}": losses.astype(np.float32)}
        arrays |= {f"{cell}.{name}": values for name, values in _seen(frames[cell]).items()}
    longest = max(frames.values(), key=lambda found: len(found["epoch"]))
    arrays |= {name: longest[name] for name in ("epoch", "inputs", "targets")}
    return Recording(arrays, _header(run))


def _chosen(run: RaceRun, max_bytes: int) -> dict[str, Frames]:
    """Of each lane the frames of epochs that every lane has which got so far, and those that somebody asked to see."""
    from rnnlab.training.run import frames, kept
    from rnnlab.training.to_recording import thinned

    trainers = run.race.trainers
    epochs = np.unique(np.concatenate([kept(trainer) for trainer in trainers.values()]))
    for trainer in trainers.values():
        epochs = epochs[np.isin(epochs, kept(trainer)) | (epochs > trainer.epochs_done)]
    width = sum(trainer.config.hidden_size + 3 * _LISTED + 1 for trainer in trainers.values())
    chosen = epochs[thinned(len(epochs), max_bytes // (4 * run.config.seq_len * (width + 4)))]
    if run.looked_at in epochs:
        chosen = np.unique([*chosen, run.looked_at])
    found: dict[str, Frames] = {
        cell: frames(trainer, chosen[chosen <= trainer.epochs_done]) for cell, trainer in trainers.items()
    }
    if run.looked_at and run.looked_at not in epochs:
        _join(run, found)
    return found


def _join(run: RaceRun, found: dict[str, Frames]) -> None:
    """Put the frames that were computed again among the others, if every lane that got so far has one."""
    from rnnlab.training.run import frames, kept

    at, extra = run.looked_at, {}
    for cell, trainer in run.race.trainers.items():
        if at in kept(trainer):
            extra[cell] = frames(trainer, np.array([at]))
        elif at <= trainer.epochs_done:
            if cell not in run.looked or run.looked[cell]["epoch"].tolist() != [at]:
                return
            extra[cell] = run.looked[cell]
    for cell, more in extra.items():
        place = int(np.searchsorted(found[cell]["epoch"], at))
        found[cell] = {name: np.insert(values, place, more[name][0], axis=0) for name, values in found[cell].items()}


def _seen(frames: Frames) -> dict[str, Array]:
    """What a lane shows of its frames."""
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


def _header(run: RaceRun) -> dict[str, Any]:
    from rnnlab.nn.determinism import versions

    task = run.task
    lanes = [
        {
            "cell": cell,
            "hidden_size": trainer.config.hidden_size,
            "parameters": run.parameters[cell],
            "failure": run.failures.get(cell, ""),
        }
        for cell, trainer in run.race.trainers.items()
    ]
    return {
        "kind": "race",
        "config": _settings(run.config),
        "vocab": task.vocab or [],
        "versions": versions(),
        "lanes": lanes,
        "baseline": {"loss": task.baseline.loss, "sentence": task.baseline.sentence},
        "status": run.status,
        "epochs_done": run.epochs_done,
        "looked_at": run.looked_at,
    }


def _settings(config: TaskConfig) -> dict[str, Any]:
    """The config without its text, which may be a megabyte: what it is known by stands in its place."""
    text = config.text if config.task == "next" else ""
    return config.to_dict() | {"text": hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""}


def frames_of(recording: Recording, epoch: int) -> Frames:
    """The frame of one epoch of a recording of kind "training", as `frames` gives it."""
    at = np.flatnonzero(recording["epoch"] == epoch)
    layer = f"layer{len(recording.layer_arrays('h')) - 1}.h"
    arrays = {"epoch": recording["epoch"][at], "h": recording[layer][at]}
    names = ("inputs", "targets", "output", "probabilities")
    return arrays | {name: recording[name][at] for name in names if name in recording}
