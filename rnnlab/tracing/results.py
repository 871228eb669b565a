"""What a module's forward returns, from arrays in one shape: in the caller's layout, batched or packed as the input."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.nn.utils.rnn import PackedSequence

from rnnlab.tracing.call import Call
from rnnlab.tracing.layer_runs import check_held, run_plain, run_stepwise


def as_output(call: Call, x: Tensor) -> Tensor | PackedSequence:
    """The last layer's states, (seq_len, batch_size, ...), in the caller's layout."""
    if call.packed is not None:
        return call.packed._replace(data=call.pack(x))
    if not call.batched:
        return x.squeeze(1)
    return x.transpose(0, 1) if call.batch_first else x


def from_output(call: Call, output: Tensor) -> Tensor:
    """The reverse of `as_output`, also of a gradient there; of a packed output its data."""
    if call.packed is not None:
        return call.unpack(output)
    if not call.batched:
        return output.unsqueeze(1)
    return output.transpose(0, 1) if call.batch_first else output


def as_states(call: Call, states: Tensor) -> Tensor:
    """Final states, (num_layers * num_directions, batch_size, ...), in the caller's layout."""
    if not call.batched:
        states = states.squeeze(1)
    return states.squeeze(0) if call.is_cell else states


def run_held(call: Call, dropout: float) -> Any:
    """Run a call in which something is held: those layers step by step, the others by torch's kernel.

    Args:
        call: With what is held in it.
        dropout: Between layers, drawn as torch draws it on a CPU; 0 in evaluation mode.

    Returns:
        What the module's forward returns of the same arguments.

    Raises:
        TraceError: The call is under autocast.
    """
    check_held(call)
    x, hs, cs = call.x, [], []
    for layer in range(call.num_layers):
        x, h_n, c_n = _run_layer(call, layer, x)
        x = call.unpack(F.dropout(call.pack(x), dropout)) if dropout and layer + 1 < call.num_layers else x
        hs.append(h_n)
        cs.append(c_n)
    h_n = as_states(call, torch.cat(hs))
    states = h_n if call.c_0 is None else (h_n, as_states(call, torch.cat([c_n for c_n in cs if c_n is not None])))
    return states if call.is_cell else (as_output(call, x), states)


def _run_layer(call: Call, layer: int, x: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
    """h of all steps and directions, and the final states, (num_directions, batch_size, ...)."""
    if not call.is_held(layer):
        return run_plain(call, layer, x)
    runs = run_stepwise(call, layer, x)
    cs = [run.c_n for run in runs if run.c_n is not None]
    h_n = torch.stack([run.h_n for run in runs])
    return torch.cat([run.arrays["h"] for run in runs], dim=-1), h_n, torch.stack(cs) if cs else None
