"""Modules and inputs that the trace tests run on, drawn at random by hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence

NAMES = ("pre", "h", "c", "i", "f", "g", "o", "r", "z", "n")


@dataclass(frozen=True)
class Case:
    """A module with the arguments of one call; `leaves` are the tensors a caller may ask gradients for."""

    module: Any
    input: Tensor | PackedSequence
    hx: Any
    leaves: tuple[Tensor, ...]

    @property
    def args(self) -> tuple[Any, ...]:
        """The arguments of the module's forward."""
        return (self.input,) if self.hx is None else (self.input, self.hx)

    def run(self) -> tuple[Tensor, ...]:
        """What the module itself returns, flat: output, h_n and, for an LSTM, c_n."""
        result = self.module(*self.args)
        if isinstance(self.module, nn.LSTMCell):
            return (result[0], *result)
        if isinstance(self.module, nn.RNNCellBase):
            return result, result
        output, state = result
        return (data_of(output), *(state if isinstance(state, tuple) else (state,)))


def data_of(output: Tensor | PackedSequence) -> Tensor:
    """The numbers of an output, packed or not."""
    return output.data if isinstance(output, PackedSequence) else output


@st.composite
def cell_cases(draw: st.DrawFn, *, dtype: torch.dtype = torch.float64, requires_grad: bool = False) -> Case:
    """A cell module, batched or not, with or without bias and state."""
    torch.manual_seed(draw(st.integers(0, 2**32)))  # so that hypothesis can repeat a failure
    kind = draw(st.sampled_from([nn.RNNCell, nn.LSTMCell, nn.GRUCell]))
    options: dict[str, Any] = {"bias": draw(st.booleans()), "dtype": dtype}
    if kind is nn.RNNCell:
        options["nonlinearity"] = draw(st.sampled_from(["tanh", "relu"]))
    sizes = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    module = kind(*sizes, **options)
    batch = draw(st.sampled_from([(), (1,), (3,)]))
    x = torch.randn(*batch, sizes[0], dtype=dtype, requires_grad=requires_grad)
    count = draw(st.sampled_from([0, 2 if kind is nn.LSTMCell else 1]))
    states = [torch.randn(*batch, sizes[1], dtype=dtype, requires_grad=requires_grad) for _ in range(count)]
    return Case(module, x, _hx(states), (x, *states))


@st.composite
def sequence_cases(draw: st.DrawFn, *, dtype: torch.dtype = torch.float64, requires_grad: bool = False) -> Case:
    """An RNN, LSTM or GRU with any options, over a batch, a single sequence or a packed one."""
    torch.manual_seed(draw(st.integers(0, 2**32)))
    kind = draw(st.sampled_from([nn.RNN, nn.LSTM, nn.GRU]))
    options = {name: draw(st.booleans()) for name in ("bias", "batch_first", "bidirectional")}
    hidden_size, layers = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    rows, state_size = layers * (1 + options["bidirectional"]), hidden_size
    if kind is nn.RNN:
        options["nonlinearity"] = draw(st.sampled_from(["tanh", "relu"]))
    if kind is nn.LSTM and hidden_size > 1 and draw(st.booleans()):
        state_size = options["proj_size"] = draw(st.integers(1, hidden_size - 1))
    module = kind(draw(st.integers(1, 4)), hidden_size, layers, dtype=dtype, **options)
    layout = draw(st.sampled_from(["batch", "unbatched", "packed"]))
    seq_len, batch_size = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    shape = (batch_size, seq_len) if options["batch_first"] else (seq_len, batch_size)
    shape = (seq_len,) if layout == "unbatched" else shape
    x = torch.randn(*shape, module.input_size, dtype=dtype, requires_grad=requires_grad)
    batch = () if layout == "unbatched" else (batch_size,)
    sizes = [state_size, hidden_size] if kind is nn.LSTM else [state_size]
    given = draw(st.booleans())
    states = [torch.randn(rows, *batch, n, dtype=dtype, requires_grad=requires_grad) for n in sizes if given]
    input = _packed(draw, x, seq_len, batch_size, options["batch_first"]) if layout == "packed" else x
    return Case(module, input, _hx(states), (x, *states))


def _packed(draw: st.DrawFn, x: Tensor, seq_len: int, batch_size: int, batch_first: bool) -> PackedSequence:
    lengths = [draw(st.integers(1, seq_len)) for _ in range(batch_size)]
    in_order = draw(st.booleans())
    lengths = sorted(lengths, reverse=True) if in_order else lengths
    return pack_padded_sequence(x, torch.tensor(lengths), batch_first=batch_first, enforce_sorted=in_order)


def _hx(states: list[Tensor]) -> Any:
    return None if not states else states[0] if len(states) == 1 else tuple(states)
