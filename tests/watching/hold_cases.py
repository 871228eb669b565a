"""What `hold` must compute: torch's equations written out, one sequence, layer and step after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from rnnlab import Hold
from tests.tracing.tracing_cases import sequence_cases

# Where, (layer, reverse, quantity), when, (step from 1, sequence), and the values of all units → those used instead.
Change = Callable[[tuple[int, bool, str], tuple[int, int], Tensor], Tensor]
GATES = {"RNN": "h", "LSTM": "hcifgo", "GRU": "hrzn"}


def kind(module: Any) -> str:
    return type(module).__name__.removesuffix("Cell")


def step_by_hand(module: Any, suffix: str, x: Tensor, state: tuple[Tensor, ...], change: Any) -> tuple[Tensor, ...]:
    """The next state of one sequence; `change` takes a quantity and its values."""

    def affine(which: str, given: Tensor) -> Tensor:
        bias = getattr(module, f"bias_{which}{suffix}", None)
        made = getattr(module, f"weight_{which}{suffix}") @ given
        return made if bias is None or bias is False else made + bias

    a, b = affine("ih", x), affine("hh", state[0])
    if kind(module) == "RNN":
        relu = "RELU" in getattr(module, "mode", "") or getattr(module, "nonlinearity", "") == "relu"
        return (change("h", torch.relu(a + b) if relu else torch.tanh(a + b)),)
    if kind(module) == "GRU":
        (ar, az, an), (br, bz, bn) = a.chunk(3), b.chunk(3)
        r, z = change("r", torch.sigmoid(ar + br)), change("z", torch.sigmoid(az + bz))
        n = change("n", torch.tanh(an + r * bn))
        return (change("h", (1 - z) * n + z * state[0]),)
    i, f, g, o = (a + b).chunk(4)
    i, f = change("i", torch.sigmoid(i)), change("f", torch.sigmoid(f))
    g, o = change("g", torch.tanh(g)), change("o", torch.sigmoid(o))
    c = change("c", f * state[1] + i * g)
    h = o * torch.tanh(c)
    if getattr(module, "proj_size", 0):
        h = getattr(module, f"weight_hr{suffix}") @ h
    return change("h", h), c


def by_hand(module: Any, input: Any, hx: Any, change: Change) -> tuple[Tensor, ...]:
    """output (seq_len, batch_size, ...; zero after a sequence's end), h_n and, for an LSTM, c_n, all with a batch."""
    if isinstance(input, PackedSequence):
        x, lengths = pad_packed_sequence(input)
        batched = True
    else:
        batched = input.dim() == 3
        x = input if batched else input.unsqueeze(1)
        x = x.transpose(0, 1) if batched and module.batch_first else x
        lengths = torch.full((x.shape[1],), len(x))
    directions = 1 + module.bidirectional
    sizes = (module.proj_size or module.hidden_size, module.hidden_size)[: 2 if kind(module) == "LSTM" else 1]
    given = hx if isinstance(hx, tuple) else (hx,)
    starts = [
        x.new_zeros(module.num_layers * directions, x.shape[1], size) if h is None else h if batched else h.unsqueeze(1)
        for h, size in zip(given if hx is not None else [None, None], sizes, strict=False)
    ]
    ends: list[list[tuple[Tensor, ...]]] = [[] for _ in range(module.num_layers * directions)]
    columns = []
    for b, length in enumerate(lengths.tolist()):
        rows = list(x[:length, b])
        for layer in range(module.num_layers):
            found: list[list[Tensor]] = [[] for _ in rows]
            for d in range(directions):
                state = tuple(start[layer * directions + d, b] for start in starts)
                for t in reversed(range(length)) if d else range(length):
                    suffix = f"_l{layer}{'_reverse' * d}"
                    at = _at(change, layer, bool(d), (t + 1, b))
                    state = step_by_hand(module, suffix, rows[t], state, at)
                    found[t].append(state[0])
                ends[layer * directions + d].append(state)
            rows = [torch.cat(parts) for parts in found]
        columns.append(torch.cat([torch.stack(rows), x.new_zeros(len(x) - length, rows[0].shape[0])]))
    finals = [torch.stack([torch.stack([end[k] for end in row]) for row in ends]) for k in range(len(sizes))]
    return torch.stack(columns, 1), *finals


def _at(change: Change, layer: int, reverse: bool, when: tuple[int, int]) -> Callable[[str, Tensor], Tensor]:
    return lambda name, values: change((layer, reverse, name), when, values)


def run(module: Any, input: Any, hx: Any) -> tuple[Tensor, ...]:
    """What the module returns, laid out as `by_hand` does it."""
    output, state = module(input) if hx is None else module(input, hx)
    states = state if isinstance(state, tuple) else (state,)
    if isinstance(output, PackedSequence):
        return pad_packed_sequence(output)[0], *states
    if output.dim() == 2:
        return output.unsqueeze(1), *(one.unsqueeze(1) for one in states)
    return output.transpose(0, 1) if module.batch_first else output, *states


def part(model: nn.Module) -> tuple[str, Any]:
    """The first recurrent module in a model, and its path."""
    return next((p, m) for p, m in model.named_modules() if isinstance(m, nn.RNNBase | nn.RNNCellBase))


@st.composite
def held_cases(draw, dtype=torch.float64):
    """A call of any module, and a `Hold` that fits it."""
    case = draw(sequence_cases(dtype=dtype, requires_grad=True))
    module = case.module
    quantity = draw(st.sampled_from(GATES[kind(module)]))
    size = (module.proj_size if quantity == "h" else 0) or module.hidden_size
    padded = run(module, case.input, case.hx)[0]
    seq_len, batch_size = padded.shape[:2]
    unit = draw(st.one_of(st.none(), st.integers(0, size - 1), st.sets(st.integers(0, size - 1), min_size=1)))
    steps = draw(
        st.one_of(st.none(), st.integers(1, seq_len), st.lists(st.integers(1, seq_len), min_size=1, max_size=3))
    )
    how = draw(st.sampled_from(["value", "add", "patch", "add array"]))
    shape = [draw(st.sampled_from([1, n])) for n in (seq_len, batch_size)]
    amount = torch.randn(*shape, size, dtype=dtype) if "a" in how[1:] and how not in ("value", "add") else 0.7
    wanted = Hold(
        unit=unit,
        layer=draw(st.integers(0, module.num_layers - 1)),
        reverse=module.bidirectional and draw(st.booleans()),
        gate=None if quantity == "h" else quantity,
        steps=steps,
        **{how.removesuffix(" array"): amount},
    )
    return case, wanted


def as_change(wanted):
    """A `Hold` as a change of the loop by hand."""

    def listed(given):
        return given if isinstance(given, (list, set)) else [given]

    def change(where, when, values):
        step, item = when
        if where != (wanted.layer, wanted.reverse, wanted.gate or "h") or (
            wanted.steps is not None and step not in listed(wanted.steps)
        ):
            return values
        values = list(values)
        for unit in range(len(values)) if wanted.unit is None else listed(wanted.unit):
            amount = next(given for given in (wanted.patch, wanted.add, wanted.value) if given is not None)
            if isinstance(amount, torch.Tensor):
                amount = amount[min(step, len(amount)) - 1, min(item, amount.shape[1] - 1), unit]
            amount = torch.as_tensor(amount, dtype=values[unit].dtype)
            values[unit] = values[unit] + amount if wanted.add is not None else amount
        return torch.stack(values)

    return change
