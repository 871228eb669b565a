"""What a run keeps of its epochs: as many whole forward passes as a budget holds, evenly spread over the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from rnnlab.config import TextConfig
from rnnlab.flat import Slot
from rnnlab.recording import Array

_OVERHEAD = 600  # bytes that a small tensor takes beside its numbers


class Frame(NamedTuple):
    """One epoch's forward pass, and the weights it ran with.

    Attributes:
        epoch: Counted from 1.
        weights: Before the epoch's update, flat.
        states: h of each layer, (seq_len, 1, hidden_size).
        logits: (seq_len, vocab_size).
    """

    epoch: int
    weights: Tensor
    states: list[Tensor]
    logits: Tensor


class FrameStore:
    """Frames of a run of any length in bounded memory: the first, the newest, and every n-th between.

    When the budget is full, every other frame is dropped and n doubles.

    Args:
        max_bytes: What all frames may take together; at least the first and the newest are kept.
        stride: n to begin with.
    """

    def __init__(self, max_bytes: int, stride: int = 1) -> None:
        self._max_bytes = max_bytes
        self._kept: list[Frame] = []
        self._newest: Frame | None = None
        self._limit = 0
        self.stride = stride

    def add(self, frame: Frame) -> None:
        """Keep a frame, later than all before it."""
        if not self._limit:
            self._limit = max(1, self._max_bytes // _bytes(frame) - 1)  # one place is the newest's
        self._newest = frame
        if (frame.epoch - 1) % self.stride:
            return
        self._kept.append(frame)
        while len(self._kept) > self._limit:
            self._kept = self._kept[::2]
            self.stride *= 2

    def restore(self, stride: int, frames: Sequence[Frame]) -> None:
        """Go on from what `all()` gave, kept at that stride.

        Raises:
            ValueError: The stride is not a positive int.
        """
        if type(stride) is not int or stride < 1:
            raise ValueError(f"stride must be a positive whole number, got {stride!r}")
        self.stride = stride
        for frame in frames:
            self.add(frame)

    def all(self) -> list[Frame]:
        """The frames kept, oldest first."""
        last = self._newest
        if last is None or (self._kept and self._kept[-1].epoch == last.epoch):
            return list(self._kept)
        return [*self._kept, last]


def _bytes(frame: Frame) -> int:
    tensors = [frame.weights, frame.logits, *frame.states]
    return sum(tensor.nbytes + _OVERHEAD for tensor in tensors)


def thinned(frames: list[Frame], count: int) -> list[Frame]:
    """At most `count` frames (but no fewer than two), evenly chosen, the first and the last among them."""
    if len(frames) <= max(2, count):
        return frames
    chosen = torch.linspace(0, len(frames) - 1, max(2, count), dtype=torch.float64).round().int().tolist()
    return [frames[i] for i in chosen]


def frame_arrays(frames: Sequence[Frame], slots: Sequence[Slot], config: TextConfig, seq_len: int) -> dict[str, Array]:
    """K frames, possibly none, stacked into arrays.

    Args:
        frames: Oldest first.
        slots: Where each weight lies in `Frame.weights`.
        config, seq_len: Tell the sizes.

    Returns:
        `epoch` (K,), `logits` (K, seq_len, vocab_size), `layer{l}.h` (K, seq_len, hidden_size), and every weight under
        its own name, (K, *its shape).
    """
    vocab_size = slots[-1].size  # the last weight is fc.bias
    arrays = {
        "epoch": torch.tensor([frame.epoch for frame in frames], dtype=torch.int64),
        "logits": _stack([frame.logits for frame in frames], seq_len, vocab_size),
    }
    for layer in range(config.num_layers):
        arrays[f"layer{layer}.h"] = _stack([frame.states[layer] for frame in frames], seq_len, config.hidden_size)
    for slot in slots:
        part = slice(slot.start, slot.start + slot.size)
        arrays[slot.name] = _stack([frame.weights[part] for frame in frames], *slot.shape)
    return {name: values.numpy() for name, values in arrays.items()}


def frames_from(state: Mapping[str, Array], slots: Sequence[Slot], size: int, config: TextConfig) -> list[Frame]:
    """The frames that `frame_arrays` stacked, from arrays named "frame." and so on; `size` is that of flat weights."""
    frames = []
    for i, epoch in enumerate(state["frame.epoch"].tolist()):
        states = [_tensor(state[f"frame.layer{n}.h"][i]).unsqueeze(1) for n in range(config.num_layers)]
        weights = flat_from({slot.name: state[f"frame.{slot.name}"][i] for slot in slots}, slots, size)
        frames.append(Frame(epoch, weights, states, _tensor(state["frame.logits"][i])))
    return frames


def flat_from(values: Mapping[str, Array], slots: Sequence[Slot], size: int, prefix: str = "") -> Tensor:
    """Named arrays laid into one flat vector, (size,)."""
    flat = torch.zeros(size, dtype=torch.float32)
    for slot in slots:
        flat[slot.start : slot.start + slot.size].view(slot.shape).copy_(_tensor(values[prefix + slot.name]))
    return flat


def named_from(flat: Tensor, slots: Sequence[Slot], prefix: str = "") -> dict[str, Array]:
    """A flat vector as named arrays, each in its own shape; copies."""
    return {
        prefix + slot.name: flat[slot.start : slot.start + slot.size].view(slot.shape).detach().clone().numpy()
        for slot in slots
    }


def _stack(parts: list[Tensor], *shape: int) -> Tensor:
    return torch.stack(parts).view(len(parts), *shape) if parts else torch.empty(0, *shape, dtype=torch.float32)


def _tensor(values: Array) -> Tensor:
    return torch.from_numpy(values.copy())  # a recording's arrays are read-only, which torch warns about
