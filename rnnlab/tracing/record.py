"""`record_cell` and `record_layers`: recordings of a cell stepped over a sequence, and of a layered network run once.

The numbers are those of the script that `rnnlab.export.script` writes for the same config and edits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from rnnlab.config.checks import check_type
from rnnlab.config.choices import GATES
from rnnlab.config.edits import Edit, check_edits, merged, num_states, to_header
from rnnlab.config.memory import check_demonstration
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.nn.determinism import one_thread, plain, versions
from rnnlab.nn.models import RECURRENT
from rnnlab.nn.seeding import build_seeded, generator
from rnnlab.recording.array_names import Array, layer_array
from rnnlab.recording.recording import Recording
from rnnlab.tracing.trace import trace

if TYPE_CHECKING:
    from rnnlab.tracing.trace import LayerTrace

C = TypeVar("C", CellConfig, LayersConfig)
Module = TypeVar("Module", bound=nn.Module)

_SMALL = 64 * 64  # numbers in one matrix of a module that is kept


@plain()
@torch.no_grad()
def record_cell(config: CellConfig, edits: Iterable[Edit] = ()) -> Recording:
    """Step an `nn.RNNCell` over normally distributed input, from a hidden state of zeros.

    Args:
        config: Sizes, seed and options.
        edits: Values set by hand after all was drawn, one after the other; the header lists them.

    Returns:
        A recording of kind "cell": `x` (seq_len, batch_size, input_size), unbounded; `h_0` (batch_size, hidden_size);
        `layer0.pre`, what goes into the nonlinearity, and `layer0.h`, both (seq_len, batch_size, hidden_size); and the
        weights by torch's names. With tanh h lies in [-1, 1], with relu in [0, inf).

    Raises:
        EditError: An edit is of a number that the config does not have.
        ConfigError: The config is of another type, or no memory holds the network and its recording.
    """
    check_type("config", config, CellConfig)
    check_demonstration(config)
    edits = merged(edits)
    check_edits(edits, config)
    cell, draws = _drawn(_cell, config, edits)
    sizes = (config.seq_len, config.batch_size, config.input_size)
    x = torch.randn(sizes, generator=draws, dtype=torch.float32)
    h_0 = x.new_zeros(config.batch_size, config.hidden_size)
    weights: dict[str, Tensor] = dict(cell.named_parameters())
    _set(edits, {"x": x, "h_0": h_0, **weights})
    states = [h_0]
    with one_thread():
        for x_t in x:
            states.append(cell(x_t, states[-1]))
        pre = F.linear(x, cell.weight_ih, cell.bias_ih) + F.linear(
            torch.stack(states[:-1]), cell.weight_hh, cell.bias_hh
        )
    tensors = {"x": x, "h_0": h_0, "layer0.pre": pre, "layer0.h": torch.stack(states[1:])}
    return _recording("cell", config, edits, tensors | weights)


@plain()
def record_layers(config: LayersConfig, edits: Iterable[Edit] = ()) -> Recording:
    """Run an `nn.RNN`, `nn.GRU` or `nn.LSTM` over normally distributed input, from states of zeros.

    Args:
        config: Sizes, seed and options.
        edits: Values set by hand after all was drawn, one after the other; the header lists them.

    Returns:
        A recording of kind "layers": `x` (seq_len, batch_size, input_size), time-major in any case; `h_0` and, for an
        LSTM, `c_0`; of each layer `layer{l}.h`, `.pre` and every gate by torch's name and `.c`, each (seq_len,
        batch_size, ...), the reverse direction as `layer{l}.reverse.h` and so on; `output`, `h_n` and `c_n` exactly as
        torch returns them; and the weights by torch's names.

    Raises:
        EditError: An edit is of a number that the config does not have.
        ConfigError: The config is of another type, or no memory holds the network and its recording.
    """
    check_type("config", config, LayersConfig)
    check_demonstration(config)
    edits = merged(edits)
    check_edits(edits, config)
    rnn, draws = _drawn(recurrent, config, edits)
    sizes = (config.seq_len, config.batch_size)
    shape = (*(reversed(sizes) if config.batch_first else sizes), config.input_size)
    x = torch.randn(shape, generator=draws, dtype=torch.float32)
    starts = {
        name: x.new_zeros(num_states(config), config.batch_size, config.hidden_size)
        for name in (("h_0", "c_0") if config.cell == "lstm" else ("h_0",))
    }
    tensors: dict[str, Tensor] = {"x": x.transpose(0, 1) if config.batch_first else x, **starts}
    weights: dict[str, Tensor] = dict(rnn.named_parameters())
    _set(edits, tensors | weights)
    start = (starts["h_0"], starts["c_0"]) if config.cell == "lstm" else starts["h_0"]
    # An LSTM with gradients, as the script runs: without them torch takes a kernel that rounds otherwise.
    with one_thread(), torch.set_grad_enabled(config.cell == "lstm"):
        result = trace(rnn, x, start)
    for number, layer in enumerate(result.layers):
        tensors |= _layer(layer, layer_array(number), config)
        if layer.reverse is not None:
            tensors |= _layer(layer.reverse, layer_array(number, reverse=True), config)
    assert isinstance(result.output, Tensor)  # the input was not packed
    tensors |= {"output": result.output, "h_n": result.h_n}
    if result.c_n is not None:
        tensors["c_n"] = result.c_n
    return _recording("layers", config, edits, tensors | weights)


def recurrent(config: LayersConfig, device: str) -> nn.RNN | nn.GRU | nn.LSTM:
    """The `torch.nn` module of a config, its weights on `device`."""
    nonlinearity = {"nonlinearity": config.nonlinearity} if config.cell == "rnn" else {}
    return RECURRENT[config.cell](
        config.input_size,
        config.hidden_size,
        config.num_layers,
        batch_first=config.batch_first,
        bidirectional=config.bidirectional,
        device=device,
        **nonlinearity,
    )


def _cell(config: CellConfig, device: str) -> nn.RNNCell:
    return nn.RNNCell(
        config.input_size, config.hidden_size, bias=config.bias, nonlinearity=config.nonlinearity, device=device
    )


def _drawn(make: Callable[[C, str], Module], config: C, edits: Sequence[Edit]) -> tuple[Module, Generator]:
    """The module of a config with its weights drawn, and the generator in its state after that.

    Another length or batch of the input changes none of the weights, so small modules are kept; not if one of their
    weights will be edited.
    """
    draws = generator(config.seed)
    if edits or config.hidden_size * max(config.input_size, config.hidden_size) > _SMALL:
        return build_seeded(make, draws, config=config), draws
    module, state = _kept(make, replace(config, seq_len=1, batch_size=1))
    draws.set_state(state)
    return module, draws


@lru_cache(maxsize=16)
def _kept(make: Callable[[C, str], Module], config: C) -> tuple[Module, Tensor]:
    draws = generator(config.seed)
    return build_seeded(make, draws, config=config), draws.get_state()


def _layer(layer: LayerTrace, prefix: str, config: LayersConfig) -> dict[str, Tensor]:
    names = ("h", "pre", *GATES[config.cell], *(("c",) if config.cell == "lstm" else ()))
    return {prefix + name: getattr(layer, name) for name in names}


@torch.no_grad()
def _set(edits: Iterable[Edit], tensors: Mapping[str, Tensor]) -> None:
    """Write the edited values into what was drawn."""
    for edit in edits:
        tensors[edit.name][edit.index] = edit.value


def _recording(
    kind: str, config: CellConfig | LayersConfig, edits: Sequence[Edit], tensors: Mapping[str, Tensor]
) -> Recording:
    arrays: dict[str, Array] = {name: tensor.detach().contiguous().numpy() for name, tensor in tensors.items()}
    header = {"kind": kind, "config": config.to_dict(), "versions": versions()}
    return Recording(arrays, header | ({"edits": to_header(edits)} if edits else {}))
