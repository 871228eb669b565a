"""The arrays of a training recording, made from what a run has kept.

With E epochs done and K frames, oldest first:

- `losses` (E,), nats, or the mean squared error where a number is asked; of a thinned recording those that draw the
  same curve, with `losses.epoch`, their epochs;
- `predicted` (E, seq_len), ids, or (E,), numbers: of the first sequence of the epoch's batch. Where a run is so long
  that only some are kept, `predicted.epoch` says of which epochs they are, every frame's among them;
- `clipped`, the epochs whose gradient was clipped, and `clipped.norm`, its norm before; only if the run clips;
- `epoch` (K,), counted from 1, and of each frame, as before the epoch's update and of the batch's first sequence:
  `probabilities` (K, seq_len, vocab_size) in [0, 1], or `output` (K, 1) where a number is asked; `layer{l}.h`
  (K, seq_len, hidden_size) in [-1, 1]; for an LSTM `layer{l}.c`, unbounded; and every weight by its name in the model,
  (K, *its shape);
- inputs and targets: `source`, `target` (seq_len,), ids, if they are the same in every epoch; else `inputs`
  (K, seq_len), ids, or (K, seq_len, input_size), features, and `targets` (K, seq_len), ids, -100 where nothing is
  asked, or (K,), numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from rnnlab.analysis.downsampling import min_max_indices
from rnnlab.config.choices import WEIGHT_NAMES
from rnnlab.config.training import RunConfig
from rnnlab.nn.cell_states import cell_states
from rnnlab.recording.array_names import Array, layer_array, weight_array
from rnnlab.training.flat_network import Slot
from rnnlab.training.history import History
from rnnlab.training.loop import Loop

Frames = dict[str, Array]  # "epoch" (K,), and what stands beside each

_CHUNK = 32  # frames whose gates are computed at a time: they take several times the memory of the states


def recording_arrays(
    history: History,
    loop: Loop,
    done: int,
    max_bytes: int | None,
    extra: tuple[Array, Array] | None,
    *,
    points: int | None = None,
) -> dict[str, Array]:
    """The arrays of a training recording; see the head of this file.

    Args:
        history, loop: Of the run.
        done: Epochs that it shows.
        max_bytes, points: As for `Trainer.recording`.
        extra: Steps and frames that are always included; None if there are none.
    """
    first = loop.batch(1)
    arrays: dict[str, Array] = {"losses": np.array(history.losses[:done], np.float32)}
    if loop.config.clip or any(history.clipped[:done]):
        norms = np.array(history.clipped[:done], np.float32)
        arrays |= {"clipped": np.flatnonzero(norms) + 1, "clipped.norm": norms[norms != 0]}
    if loop.batch(1) is first:
        arrays |= {"source": first.inputs[:, 0].numpy().copy(), "target": first.targets[:, 0].numpy().copy()}
    steps, frames = _frames(history, done, extra)
    arrays |= _answers(history, done, steps, frames)
    if max_bytes is not None:
        part = 1.0 if points is None else min(1.0, points / max(1, done))
        room = max_bytes - int(part * sum(values.nbytes for values in arrays.values()))
        chosen = evenly_spaced(len(steps), room // frame_size(frames, loop.config))
        if extra is not None:
            chosen = sorted({*chosen, *np.flatnonzero(np.isin(steps, extra[0])).tolist()})
        steps, frames = steps[chosen], frames[chosen]
    if points is not None and done > points:
        arrays |= _downsampled(arrays, points, steps)
    return arrays | frame_arrays(steps, frames, loop.network.slots, loop.config, arrays.get("source", np.empty(0)))


def _downsampled(arrays: dict[str, Array], points: int, steps: Array) -> dict[str, Array]:
    """Losses, predictions and clipped epochs of a long run, as many as draw the same curve; those of frames stay."""
    losses = arrays["losses"]
    kept = min_max_indices(losses, points, steps - 1) + 1
    answered = arrays.get("predicted.epoch", np.arange(1, len(losses) + 1))
    shown = np.isin(answered, kept)
    found = {"losses": losses[kept - 1], "losses.epoch": kept}
    found |= {"predicted": arrays["predicted"][shown], "predicted.epoch": answered[shown]}
    if "clipped" in arrays:
        _, at = np.unique(arrays["clipped"] * points // len(losses), return_index=True)
        found |= {name: arrays[name][at] for name in ("clipped", "clipped.norm")}
    return found


def _frames(history: History, done: int, extra: tuple[Array, Array] | None) -> tuple[Array, Array]:
    """The kept frames up to a step and the extra ones, sorted by step, each once."""
    kept = history.frames.steps
    count = int(np.searchsorted(kept, done, side="right"))
    steps, frames = kept[:count], history.frames.values[:count]
    if extra is None or np.isin(extra[0], steps).all():
        return steps, frames
    steps, order = np.unique(np.concatenate([steps, extra[0]]), return_index=True)
    return steps, np.concatenate([frames, extra[1]])[order]


def _answers(history: History, done: int, steps: Array, frames: Array) -> dict[str, Array]:
    """`predicted`, of every epoch or, with `predicted.epoch`, of those that are kept or have a frame."""
    kept = history.answers.steps
    count = int(np.searchsorted(kept, done, side="right"))
    epochs, predicted = kept[:count], history.answers.values["predicted"][:count]
    if count == done:
        return {"predicted": predicted.copy()}
    output = frames["output"]
    shown = output.argmax(-1).astype(np.uint16) if output.ndim == 3 else output[:, 0]
    epochs, order = np.unique(np.concatenate([epochs, steps]), return_index=True)
    return {"predicted": np.concatenate([predicted, shown])[order], "predicted.epoch": epochs}


def frame_size(frames: Array, config: RunConfig) -> int:
    """Bytes of one frame in a recording."""
    cells = frames.dtype["layer0.h"].itemsize * config.num_layers if config.cell == "lstm" else 0
    return frames.dtype.itemsize + cells + 8


def evenly_spaced(count: int, most: int) -> list[int]:
    """At most `most` indices below `count` (but no fewer than two), evenly spaced, the first and the last included."""
    if count <= max(2, most):
        return list(range(count))
    return [int(index) for index in np.linspace(0, count - 1, max(2, most)).round()]


def frame_arrays(
    steps: Array, frames: Array, slots: Sequence[Slot], config: RunConfig, source: Array
) -> dict[str, Array]:
    """K frames as the arrays of a training recording.

    Args:
        steps: Their epochs, (K,).
        frames: Rows of `HistoryLayout.frame`, oldest first, (K,).
        slots: Where each weight lies in a frame's weights.
        config: The run's config.
        source: Ids that every frame reads, (seq_len,), if the frames don't hold what they read.

    Returns:
        `epoch`, `probabilities` or `output`, `layer{l}.h`, `layer{l}.c` for an LSTM, the weights, and `inputs` and
        `targets` if the frames hold them; see `Trainer.recording`.
    """
    arrays: dict[str, Array] = {"epoch": steps}
    arrays |= {name: _plain(frames[name]) for name in frames.dtype.names or () if name != "weights"}
    for slot in slots:
        arrays[slot.name] = _plain(frames["weights"][:, slot.part]).reshape(len(frames), *slot.shape)
    if config.cell == "lstm":
        inputs = arrays.get("inputs", np.broadcast_to(source, (len(frames), *source.shape)))
        arrays |= _cell_states(arrays, inputs, config.num_layers)
    if arrays["output"].ndim == 3:
        arrays["probabilities"] = torch.softmax(torch.from_numpy(arrays.pop("output")), dim=-1).numpy()
    return arrays


def _plain(values: Array) -> Array:
    """A copy in a recording's own types."""
    return np.array(values, np.int64 if values.dtype.kind == "i" else values.dtype, order="C")


def _cell_states(arrays: dict[str, Array], inputs: Array, num_layers: int) -> dict[str, Array]:
    """`layer{l}.c` of every frame of an LSTM."""
    found = {}
    x = arrays["emb.weight"][np.arange(len(inputs))[:, None], inputs] if "emb.weight" in arrays else inputs
    for layer in range(num_layers):
        h = arrays[layer_array(layer, "h")]
        names = [f"rnn.{weight_array(name, layer)}" for name in WEIGHT_NAMES]
        parts = [torch.from_numpy(values) for values in (x, h, *(arrays[name] for name in names))]
        chunks = [_cell_states_of_layer(*(part[i : i + _CHUNK] for part in parts)) for i in range(0, len(h), _CHUNK)]
        found[layer_array(layer, "c")] = torch.cat(chunks).contiguous().numpy() if chunks else h.copy()
        x = h
    return found


def _cell_states_of_layer(x: Tensor, h: Tensor, *weights: Tensor) -> Tensor:
    """The cell state of an LSTM layer, which torch's kernel keeps to itself, from the states that it returned.

    Args:
        x, h: The layer's input and hidden states, (K, seq_len, ...), h_0 being zero.
        weights: weight_ih, weight_hh, bias_ih, bias_hh as in `torch.nn.LSTM`, (K, 4 * hidden_size, ...).

    Returns:
        c of every step, unbounded, (K, seq_len, hidden_size).

    Source: the equations of `torch.nn.LSTM`, whose gate order is i, f, g, o.
    """
    weight_ih, weight_hh, bias_ih, bias_hh = weights
    h_prev = torch.cat([torch.zeros_like(h[:, :1]), h[:, :-1]], dim=1)
    bias = (bias_ih + bias_hh).unsqueeze(1)
    gates = torch.baddbmm(bias, x, weight_ih.transpose(1, 2)) + h_prev @ weight_hh.transpose(1, 2)
    i, f, g, _ = gates.chunk(4, dim=-1)
    forget, new = f.sigmoid(), i.sigmoid() * g.tanh()
    c = cell_states(forget.transpose(0, 1), new.transpose(0, 1), torch.zeros_like(new[:, 0]))
    return c.transpose(0, 1)


def top_layer_frames(epochs: Array, frames: Array, config: RunConfig) -> Frames:
    """What K frames hold of the top layer and of the output.

    Args:
        epochs: Of the frames, (K,).
        frames: Rows of `HistoryLayout.frame`, (K,).
        config: The run's config.

    Returns:
        `epoch` (K,), int64; `h` (K, seq_len, hidden_size) in [-1, 1]; `probabilities` (K, seq_len, vocab_size) in
        [0, 1], or `output` (K, 1) where a number is asked; and what was read and asked, if it differs from epoch to
        epoch, `inputs` and `targets`. Copies.
    """
    names = {"h": layer_array(config.num_layers - 1, "h"), "inputs": "inputs", "targets": "targets"}
    arrays = {ours: frames[theirs] for ours, theirs in names.items() if theirs in (frames.dtype.names or ())}
    output = np.array(frames["output"], order="C")
    if output.ndim == 2:
        arrays["output"] = output
    else:
        arrays["probabilities"] = torch.softmax(torch.from_numpy(output), dim=-1).numpy()
    return {"epoch": np.asarray(epochs, np.int64)} | {
        name: np.array(values, order="C") for name, values in arrays.items()
    }
