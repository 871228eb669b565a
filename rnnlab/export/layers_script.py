"""The script of an RNN, LSTM or GRU over random input, and what it prints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rnnlab.config.choices import CellType
from rnnlab.config.edits import Edit
from rnnlab.config.networks import LayersConfig
from rnnlab.export.edited_values import edit_lines
from rnnlab.export.script_parts import CLASSES, HEAD, PrintedLines, Script, header_config, options, printed_lines
from rnnlab.export.tensor_text import shape_text, tensor_text
from rnnlab.recording.recording import Recording

if TYPE_CHECKING:
    import torch


def layers_script(config: LayersConfig, edits: Sequence[Edit] = ()) -> Script:
    """The script of a `LayersConfig`, with the values that were set by hand.

    Raises:
        EditError: An edit is of a number that the config does not have.
    """
    lstm = config.cell == "lstm"
    run = "output, (h_n, c_n) = rnn(x, (h_0, c_0))" if lstm else "output, h_n = rnn(x, h_0)"
    edited = edit_lines(edits, config, {"x": "x", "h_0": "h_0", "c_0": "c_0"}, "rnn")
    body = f"""\
{_inputs(config)}{edited}{run}

print("Output size:", output.shape)
print("Output:", output)
print("Hidden size:", h_n.shape)
print("Hidden:", h_n)
"""
    if lstm:
        body += 'print("Cell size:", c_n.shape)\nprint("Cell:", c_n)\n'
    return Script(HEAD, body, (run,), steps=range(1, config.seq_len + 1))


def _inputs(config: LayersConfig) -> str:
    """The lines that make the module, its input and its first state."""
    chosen = options(
        nonlinearity=(config.nonlinearity if config.cell == "rnn" else "tanh", "tanh"),
        bidirectional=(config.bidirectional, False),
        batch_first=(config.batch_first, False),
    )
    order = ["batch_size", "seq_len"] if config.batch_first else ["seq_len", "batch_size"]
    shape = ", ".join(str(getattr(config, name)) for name in order)
    rows, directions = (config.num_layers * 2, " * 2") if config.bidirectional else (config.num_layers, "")
    zeros = f"torch.zeros({rows}, {config.batch_size}, {config.hidden_size})"
    return f"""\
torch.manual_seed({config.seed})
rnn = {CLASSES[config.cell]}(\
input_size={config.input_size}, hidden_size={config.hidden_size}, num_layers={config.num_layers}{chosen})
x = torch.randn({shape}, {config.input_size})  # {", ".join(order)}, input_size
h_0 = {zeros}  # num_layers{directions}, batch_size, hidden_size
{f"c_0 = {zeros}{chr(10)}" if config.cell == "lstm" else ""}"""


def layers_lines(recording: Recording) -> PrintedLines:
    """What the script of a recording of kind "layers" prints, all of it after the last step."""
    config = header_config(recording, LayersConfig)
    ends = _grad_fns(config.cell, config.nonlinearity, config.num_layers > 1, config.bidirectional, config.batch_first)
    names = {"Output": "output", "Hidden": "h_n"} | ({"Cell": "c_n"} if config.cell == "lstm" else {})
    for (label, name), end in zip(names.items(), ends, strict=True):
        array = recording[name]
        text = f"{label} size: {shape_text(array)}\n{label}: {tensor_text(array, f'grad_fn=<{end}>')}"
        yield from printed_lines(text, config.seq_len)


@lru_cache
def _grad_fns(cell: CellType, nonlinearity: str, stacked: bool, bidirectional: bool, batch_first: bool) -> list[str]:
    """The names of torch's `grad_fn` of output, h_n and c_n, read from the smallest network with the same options."""
    import torch

    from rnnlab.nn.determinism import plain
    from rnnlab.nn.seeding import build_seeded, generator
    from rnnlab.tracing.record import recurrent

    config = LayersConfig(
        seq_len=2,
        input_size=1,
        hidden_size=1,
        num_layers=2 if stacked else 1,
        cell=cell,
        nonlinearity=nonlinearity,  # type: ignore[arg-type]
        bidirectional=bidirectional,
        batch_first=batch_first,
    )
    rnn = build_seeded(recurrent, generator(0), config=config)
    with plain(), torch.enable_grad():
        x = torch.zeros((1, 2, 1) if batch_first else (2, 1, 1), dtype=torch.float32)
        output, state = rnn(x)
    tensors: list[torch.Tensor] = [output, *(state if isinstance(state, tuple) else (state,))]
    return [str(tensor.grad_fn.name()) for tensor in tensors if tensor.grad_fn is not None]
