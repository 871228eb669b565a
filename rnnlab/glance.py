"""A quick look at a run: some of its frames without their weights, for a picture that is drawn several times a second.

`Trainer.recording` gives the whole of each frame, and copies far more than such a picture shows.
"""

from __future__ import annotations

import numpy as np
import torch

from rnnlab.recording import Array, Recording
from rnnlab.runner import Runner

Frames = dict[str, Array]  # "epoch" (K,), and what stands beside each


def kept(run: Runner) -> Array:
    """Epochs whose frames a run keeps, ascending, int64."""
    return run._history.frames.steps


def frames(run: Runner, epochs: Array) -> Frames:
    """Some kept frames of a run, as before the update of their epoch and of the first sequence of their batch.

    Args:
        run: A trainer.
        epochs: Which; each must be kept.

    Returns:
        `epoch` (K,); `h` (K, seq_len, hidden_size), the top layer's hidden states, in [-1, 1]; `probabilities` (K,
        seq_len, vocab_size), or `output` (K, 1) where a number is asked; and what was read and asked, if it differs
        from epoch to epoch, `inputs` and `targets`.
    """
    rows = run._history.frames
    found = rows.values[np.searchsorted(rows.steps, epochs)]
    layer = f"layer{run.config.num_layers - 1}.h"
    arrays: Frames = {"epoch": np.asarray(epochs, np.int64), "h": np.array(found[layer], order="C")}
    arrays |= {
        name: np.array(found[name], order="C") for name in ("inputs", "targets") if name in (rows.dtype.names or ())
    }
    if found["output"].ndim == 2:
        return arrays | {"output": np.array(found["output"], order="C")}
    return arrays | {"probabilities": torch.softmax(torch.from_numpy(found["output"].copy()), dim=-1).numpy()}


def frames_of(recording: Recording, epoch: int) -> Frames:
    """The frame of one epoch of a recording of kind "training", as `frames` gives it."""
    at = np.flatnonzero(recording["epoch"] == epoch)
    layer = f"layer{len(recording.layer_arrays('h')) - 1}.h"
    arrays = {"epoch": recording["epoch"][at], "h": recording[layer][at]}
    names = ("inputs", "targets", "output", "probabilities")
    return arrays | {name: recording[name][at] for name in names if name in recording}


def clipped(run: Runner, done: int) -> Array:
    """Epochs up to `done` whose gradient was clipped, ascending, int64."""
    return np.flatnonzero(np.array(run._history.clipped[:done], np.float32)).astype(np.int64) + 1


def way_back(run: Runner, epoch: int) -> int:
    """Optimiser steps that must be taken again, at most, before the frame of an epoch is there; 0 if it is kept."""
    if epoch in kept(run):
        return 0
    steps = run._history.checkpoints.steps
    before = int(np.searchsorted(steps, max(0, epoch - 3), side="right")) - 1
    return epoch + 2 - (int(steps[before]) if before >= 0 else 0)
