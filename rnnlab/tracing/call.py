"""`Call`: the arguments of `rnnlab.trace`, checked and in one shape: time-major, batched, in the caller's order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from rnnlab.config.choices import CellType, Nonlinearity, num_gates
from rnnlab.config.memory import check_memory
from rnnlab.errors import TraceError
from rnnlab.nn.cells import Clamp, Weights
from rnnlab.nn.held import Held, clamp_at, held_forward
from rnnlab.nn.module_names import nonlinearity_of
from rnnlab.nn.module_weights import misfit, read_weights, weights_of
from rnnlab.tracing.kinds import check_dropout, checked_cell
from rnnlab.tracing.pre_hooks import run_pre_hooks, undone

State = Tensor | tuple[Tensor, Tensor]


@dataclass(frozen=True, kw_only=True, eq=False)
class Call:
    """One call of a recurrent module: its sizes and weights, and its arguments in one shape.

    Attributes:
        cell: The equations to use.
        nonlinearity: "tanh" or "relu"; used by an RNN only.
        is_cell: Whether the module is a cell module, which makes one step.
        batch_first, training, num_layers, num_directions: As in the module.
        weights: By torch's names, those that this call of the module uses.
        autocast: Whether torch chooses the dtypes.
        x: (seq_len, batch_size, input_size).
        h_0: (num_layers * num_directions, batch_size, state_size).
        c_0: (num_layers * num_directions, batch_size, hidden_size), or None unless LSTM.
        batched: Whether the caller's input had a batch dimension.
        packed: The caller's input if it was packed, for its order and lengths.
        lengths: Steps of each sequence of a packed input, (batch_size); None if all have seq_len steps.
        held: What `rnnlab.hold` holds in this call.
    """

    cell: CellType
    nonlinearity: Nonlinearity
    is_cell: bool
    batch_first: bool
    training: bool
    num_layers: int
    num_directions: int
    weights: dict[str, Tensor]
    autocast: bool
    x: Tensor
    h_0: Tensor
    c_0: Tensor | None
    batched: bool
    packed: PackedSequence | None
    lengths: Tensor | None
    held: tuple[Held, ...] = ()

    def weights_of(self, layer: int, direction: int) -> Weights:
        """The weights of one layer and direction, those that it does not have being None."""
        return weights_of(self.weights, "" if self.is_cell else f"_l{layer}" + "_reverse" * direction)

    def state_of(self, layer: int, direction: int) -> tuple[Tensor, Tensor | None]:
        """h_0 and c_0 of one layer and direction, each (batch_size, ...)."""
        row = layer * self.num_directions + direction
        return self.h_0[row], None if self.c_0 is None else self.c_0[row]

    def is_held(self, layer: int) -> bool:
        """Whether anything in a layer is held."""
        return any(one.layer == layer for one in self.held)

    def clamp(self, layer: int, direction: int, t: int) -> Clamp:
        """The clamp of one step, counted from 0, of a layer and direction."""
        return clamp_at(self.held, t + 1, layer, reverse=direction == 1)

    @property
    def asks_for_gradient(self) -> bool:
        """Whether input or state asks for a gradient, with gradients enabled."""
        given = (self.x, self.h_0, self.c_0)
        return torch.is_grad_enabled() and any(tensor is not None and tensor.requires_grad for tensor in given)

    @property
    def has_bias(self) -> bool:
        """Whether the module has biases."""
        return any(name.startswith("bias") for name in self.weights)

    def sort(self, states: Tensor) -> Tensor:
        """States, (rows, batch_size, ...), from the caller's batch order to that of a packed input."""
        order = None if self.packed is None else self.packed.sorted_indices
        return states if order is None else states.index_select(1, order)

    def unsort(self, states: Tensor) -> Tensor:
        """States, (rows, batch_size, ...), from the batch order of a packed input to the caller's."""
        order = None if self.packed is None else self.packed.unsorted_indices
        return states if order is None else states.index_select(1, order)

    def pack(self, steps: Tensor) -> Tensor:
        """Steps, (seq_len, batch_size, ...), as the data of the packed input lie: (sum of lengths, ...)."""
        if self.valid is None:
            return steps
        return self.sort(steps)[self.sort(self.valid).squeeze(-1)]

    def unpack(self, data: Tensor) -> Tensor:
        """The reverse of `pack`; zero after a sequence's end."""
        if self.packed is None:
            return data
        return pad_packed_sequence(self.packed._replace(data=data))[0]

    @cached_property
    def valid(self) -> Tensor | None:
        """Which steps belong to a sequence, (seq_len, batch_size, 1); None if all do."""
        if self.lengths is None:
            return None
        steps = torch.arange(self.x.shape[0], device=self.x.device)
        return (steps[:, None] < self.lengths.to(self.x.device)).unsqueeze(-1)


def read_call(module: nn.Module, input: Tensor | PackedSequence, hx: State | None) -> Call:
    """Check a module and the arguments of its forward, and bring them into one shape.

    Args:
        module: An `nn.RNN`, `nn.LSTM`, `nn.GRU` or one of their cells; its forward pre-hooks run, and are undone.
        input, hx: As a call of the module takes them.

    Returns:
        The call; its tensors are views of what was given wherever they can be.

    Raises:
        TraceError: The module is of another kind or in a mode that cannot be traced, or an argument does not fit it.
    """
    checked_cell(module)
    with undone(module):
        return _read(module, *(run_pre_hooks(module, input) if hx is None else run_pre_hooks(module, input, hx)))


def _read(module: nn.Module, input: Any, hx: Any) -> Call:
    """The call of a module's forward, as its pre-hooks have left module and arguments."""
    checked_cell(module)
    check_dropout(module)
    call = call_of(module, read_weights(module), input, hx)  # type: ignore[arg-type]  # it is one of torch's
    forward = held_forward(module)
    return call if forward is None else replace(call, held=forward.held_next(call, hx))


def call_of(module: nn.Module, weights: dict[str, Tensor], input: Tensor | PackedSequence, hx: State | None) -> Call:
    """The call of a module's forward with given weights and arguments; the module says the sizes.

    Raises:
        TraceError: As `read_call`.
    """
    cell = checked_cell(module)
    known: Any = module  # its attributes are those of torch's recurrent modules from here on
    is_cell = isinstance(known, nn.RNNCellBase)
    given = _tensor_of(known, input)
    autocast = _is_autocast(given.device.type)
    if fault := misfit(known, weights, same_dtype=not autocast):
        raise TraceError(f"module must hold weights that fit it, got {fault}")
    _check_like("input", given, next(iter(weights.values())), autocast)
    num_layers = 1 if is_cell else known.num_layers
    num_directions = 2 if not is_cell and known.bidirectional else 1
    steps = given.numel() // given.shape[-1] * num_layers * num_directions
    numbers = steps * known.hidden_size * (2 + 2 * num_gates(cell))  # h, c, the gates and what goes into them
    check_memory("trace", numbers * given.element_size(), error=TraceError)
    packed = input if isinstance(input, PackedSequence) else None
    batched = packed is not None or given.dim() == (2 if is_cell else 3)
    x, lengths = (_time_major(known, given, batched), None) if packed is None else pad_packed_sequence(packed)
    h_0, c_0 = _states(known, hx, x, rows=num_layers * num_directions, batched=batched, autocast=autocast)
    return Call(
        cell=cell,
        nonlinearity=nonlinearity_of(known),
        is_cell=is_cell,
        batch_first=not is_cell and known.batch_first,
        training=known.training,
        num_layers=num_layers,
        num_directions=num_directions,
        weights=weights,
        autocast=autocast,
        x=x,
        h_0=h_0,
        c_0=c_0,
        batched=batched,
        packed=packed,
        lengths=lengths,
    )


def _is_autocast(device: str) -> bool:
    return torch.amp.is_autocast_available(device) and torch.is_autocast_enabled(device)


def _tensor_of(module: Any, input: object) -> Tensor:
    """The numbers of the input, once they are known to fit the module."""
    is_cell = isinstance(module, nn.RNNCellBase)
    given = input.data if isinstance(input, PackedSequence) and not is_cell else input
    if not isinstance(given, Tensor):
        wanted = "a Tensor" if is_cell else "a Tensor or a PackedSequence"
        raise TraceError(f"input must be {wanted}, got {type(input).__name__}")
    _check_dims(given, isinstance(input, PackedSequence), 1 if is_cell else 2)
    if given.shape[-1] != module.input_size:
        raise TraceError(f"input must be {module.input_size} (input_size) wide, got shape {tuple(given.shape)}")
    return given


def _check_dims(given: Tensor, packed: bool, unbatched: int) -> None:
    if packed and given.dim() != 2:
        raise TraceError(f"input must be packed from 2-D sequences, got data of shape {tuple(given.shape)}")
    if given.dim() not in (unbatched, unbatched + 1):
        raise TraceError(
            f"input must be {unbatched}-D, or {unbatched + 1}-D with a batch, got shape {tuple(given.shape)}"
        )


def _check_like(name: str, given: Tensor, like: Tensor, autocast: bool) -> None:
    for what in ("device", "layout") if autocast else ("dtype", "device", "layout"):
        wanted, got = getattr(like, what), getattr(given, what)
        if wanted != got:
            raise TraceError(f"{name} must have the {what} of the module's weights, {wanted}, got {got}")


def _time_major(module: Any, given: Tensor, batched: bool) -> Tensor:
    """The input as (seq_len, batch_size, input_size)."""
    x = given if batched else given.unsqueeze(-2)
    if isinstance(module, nn.RNNCellBase):
        return x.unsqueeze(0)
    x = x.transpose(0, 1) if batched and module.batch_first else x
    if x.shape[0] == 0:
        raise TraceError(f"input must have at least one step, got shape {tuple(given.shape)}")
    return x


def _states(
    module: Any, hx: object, x: Tensor, *, rows: int, batched: bool, autocast: bool
) -> tuple[Tensor, Tensor | None]:
    """h_0 and c_0 as (num_layers * num_directions, batch_size, size), zeros if none are given."""
    size = module.hidden_size
    pair = isinstance(module, (nn.LSTM, nn.LSTMCell))
    sizes = {"h_0": getattr(module, "proj_size", 0) or size, "c_0": size} if pair else {"hx": size}
    given = _named_states(hx, list(sizes))
    leading = () if isinstance(module, nn.RNNCellBase) else (rows,)
    batch = (x.shape[1],) if batched else ()
    states = [
        x.new_zeros(rows, x.shape[1], size)
        if hx is None
        else _state(name, given[name], x, (*leading, *batch, size), autocast).reshape(rows, x.shape[1], size)
        for name, size in sizes.items()
    ]
    return states[0], states[1] if len(states) == 2 else None


def _named_states(hx: object, names: list[str]) -> dict[str, object]:
    if hx is None or len(names) == 1:
        return dict.fromkeys(names, hx)
    if not isinstance(hx, (tuple, list)) or len(hx) != len(names):
        count = f" of {len(hx)}" if isinstance(hx, (tuple, list)) else ""
        raise TraceError(f"hx must be a pair (h_0, c_0) for an LSTM, got {type(hx).__name__}{count}")
    return dict(zip(names, hx, strict=True))


def _state(name: str, given: object, x: Tensor, wanted: tuple[int, ...], autocast: bool) -> Tensor:
    if not isinstance(given, Tensor):
        raise TraceError(f"{name} must be a Tensor, got {type(given).__name__}")
    if tuple(given.shape) != wanted:
        raise TraceError(f"{name} must have shape {wanted}, got {tuple(given.shape)}")
    _check_like(name, given, x, autocast)
    return given
