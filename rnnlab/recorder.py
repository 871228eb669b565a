"""Frames of a training run → the arrays of its recording."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from rnnlab.config import TextConfig
from rnnlab.flat import Slot
from rnnlab.frames import Frame, frame_arrays
from rnnlab.recording import Array

_CHUNK = 32  # frames whose gates are computed at a time: they take several times the memory of the states


def versions() -> dict[str, str]:
    """What computed a recording."""
    from rnnlab import __version__

    return {"rnnlab": __version__, "torch": str(torch.__version__)}


def frame_size(slots: Sequence[Slot], seq_len: int, config: TextConfig) -> int:
    """Bytes of one frame in a recording."""
    vocab_size = slots[-1].size  # the last weight is fc.bias
    states = config.num_layers * config.hidden_size * (2 if config.cell == "lstm" else 1)
    numbers = sum(slot.size for slot in slots) + seq_len * (states + vocab_size)
    return 4 * numbers + 8  # float32, and the epoch


def epoch_arrays(frames: Sequence[Frame], slots: Sequence[Slot], config: TextConfig, source: Array) -> dict[str, Array]:
    """K frames as the arrays of a training recording.

    Args:
        frames: Oldest first.
        slots: Where each weight lies in a frame.
        config: The run's config.
        source: Ids of the text that is read, (seq_len,).

    Returns:
        `epoch`, `probabilities`, `layer{l}.h`, `layer{l}.c` for an LSTM, and the weights; see `Trainer.recording`.
    """
    arrays = frame_arrays(frames, slots, config, len(source))
    logits = torch.from_numpy(arrays.pop("logits"))
    arrays["probabilities"] = torch.softmax(logits, dim=-1).numpy()
    if config.cell == "lstm":
        x = arrays["emb.weight"][:, source]  # (K, seq_len, embedding_size)
        for layer in range(config.num_layers):
            h = arrays[f"layer{layer}.h"]
            names = [f"rnn.{part}_l{layer}" for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
            parts = [torch.from_numpy(values) for values in (x, h, *(arrays[name] for name in names))]
            chunks = [cell_states(*(part[i : i + _CHUNK] for part in parts)) for i in range(0, len(frames), _CHUNK)]
            arrays[f"layer{layer}.c"] = torch.cat(chunks).numpy() if chunks else h.copy()
            x = h
    return arrays


def cell_states(x: Tensor, h: Tensor, *weights: Tensor) -> Tensor:
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
    c, steps = torch.zeros_like(new[:, 0]), []
    for t in range(h.size(1)):
        c = torch.addcmul(new[:, t], forget[:, t], c)
        steps.append(c)
    return torch.stack(steps, dim=1)
