"""`CallArrays`: recorded calls of recurrent modules, collected for a Recording of kind "watched"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rnnlab.nn.determinism import versions
from rnnlab.nn.held import Held
from rnnlab.recording.array_names import Array, layer_array
from rnnlab.recording.recording import Recording

Layers = Mapping[tuple[int, bool], Mapping[str, Tensor]]  # (layer, reverse) → name → (seq_len, batch_size, ...)


@dataclass
class CallArrays:
    """The arrays and entries of several calls.

    Attributes:
        arrays: By the names that the recording gives them.
        calls: The header's entries, one per call.
        vocab: Token → its id.
    """

    arrays: dict[str, Array] = field(default_factory=dict)
    calls: list[dict[str, Any]] = field(default_factory=list)
    vocab: dict[str, int] = field(default_factory=dict)
    _weights: dict[int, str] = field(default_factory=dict)

    def add(
        self,
        entry: Mapping[str, Any],
        layers: Layers,
        starts: Mapping[str, Tensor],
        weights: dict[str, Tensor],
        tokens: Sequence[Sequence[str]] | None,
    ) -> None:
        """Add a call.

        Args:
            entry: For the header.
            layers: Of each layer and direction the arrays, and with ".grad" after their names the loss's gradients.
            starts: x, h_0 and, for an LSTM, c_0.
            weights: By torch's names; the same dictionary again is written once.
            tokens: The token of each step, of each sequence of the batch.
        """
        prefix = f"{len(self.calls)}."
        self.arrays |= {prefix + name: _array(tensor) for name, tensor in starts.items()}
        for (layer, reverse), arrays in layers.items():
            base = prefix + layer_array(layer, reverse=reverse)
            self.arrays |= {base + name: _array(tensor) for name, tensor in arrays.items()}
        if tokens:
            self.arrays[f"{prefix}tokens"] = self._ids(tokens, len(self.arrays[f"{prefix}x"]))
        known = self._weights.get(id(weights))
        if known is None:
            known = self._weights[id(weights)] = f"w{len(self._weights)}"
            self.arrays |= {f"{known}.{name}": _array(weight) for name, weight in weights.items()}
        self.calls.append({**entry, "weights": known})

    def _ids(self, tokens: Sequence[Sequence[str]], seq_len: int) -> Array:
        ids = np.full((seq_len, len(tokens)), -1, np.int32)
        for column, row in enumerate(tokens):
            ids[: len(row), column] = [self.vocab.setdefault(token, len(self.vocab)) for token in row]
        return ids

    def recording(self, left_out: str) -> Recording:
        """All calls.

        Args:
            left_out: What the recording does not hold, in words, or "".
        """
        header = {"kind": "watched", "versions": versions(), "calls": self.calls, "left_out": left_out}
        return Recording(self.arrays, header | ({"vocab": list(self.vocab)} if self.vocab else {}))


def held_entry(held: Iterable[Held], seq_len: int) -> dict[str, Any]:
    """What the header says of a call in which something was held: there the equations do not give what is recorded.

    Returns:
        "held", a list of what was: layer, reverse, quantity, how ("set" or "add"), units, and steps, None if all are.
        Nothing if nothing was.
    """
    steps: dict[tuple[Any, ...], set[int]] = {}
    for one in held:
        units = tuple(one.units.nonzero().flatten().tolist())
        steps.setdefault((one.layer, one.reverse, one.quantity, one.how, units), set()).update(one.steps)
    names = ("layer", "reverse", "quantity", "how", "units")
    entries = [
        {**dict(zip(names, key, strict=True)), "units": [*key[4]], "steps": None if len(at) == seq_len else sorted(at)}
        for key, at in steps.items()
    ]
    return {"held": entries} if entries else {}


def _array(tensor: Tensor) -> Array:
    """A tensor's numbers, of a type that a file holds: lower precision as float32."""
    known = tensor.detach().to("cpu")
    if known.dtype not in (torch.float32, torch.float64):
        known = known.float()
    array: Array = known.contiguous().numpy()
    return array
