"""The script of a cell that is run step by step, and what it prints."""

from __future__ import annotations

from collections.abc import Sequence

from rnnlab.config.edits import Edit
from rnnlab.config.networks import CellConfig
from rnnlab.export.edited_values import edit_lines
from rnnlab.export.script_parts import HEAD, PrintedLines, Script, header_config, options, printed_lines
from rnnlab.export.tensor_text import shape_text, tensor_text
from rnnlab.recording.recording import Recording


def cell_script(config: CellConfig, edits: Sequence[Edit] = ()) -> Script:
    """The script of a `CellConfig`, with the values that were set by hand.

    Raises:
        EditError: An edit is of a number that the config does not have.
    """
    chosen = options(nonlinearity=(config.nonlinearity, "tanh"), bias=(config.bias, True))
    body = f"""\
torch.manual_seed({config.seed})
cell = torch.nn.RNNCell(input_size={config.input_size}, hidden_size={config.hidden_size}{chosen})
x = torch.randn({config.seq_len}, {config.batch_size}, {config.input_size})  # seq_len, batch_size, input_size
h = torch.zeros({config.batch_size}, {config.hidden_size})  # batch_size, hidden_size
{edit_lines(edits, config, {"x": "x", "h_0": "h"}, "cell")}print(x)
print(h)

for idx, x_t in enumerate(x):
    print("=" * 20, idx, "=" * 20)
    print("Input size:", x_t.shape)
    h = cell(x_t, h)
    print("outputs size:", h.shape)
    print(h)
"""
    return Script(HEAD, body, ("    h = cell(x_t, h)",))


def cell_lines(recording: Recording) -> PrintedLines:
    """What the script of a recording of kind "cell" prints."""
    config = header_config(recording, CellConfig)
    x, bar, end = recording["x"], "=" * 20, f"grad_fn=<{config.nonlinearity.capitalize()}Backward0>"
    yield from printed_lines(tensor_text(x), None)
    yield from printed_lines(tensor_text(recording["h_0"]), None)
    for idx, h in enumerate(recording["layer0.h"]):
        sizes = f"{bar} {idx} {bar}\nInput size: {shape_text(x[idx])}\noutputs size: {shape_text(h)}\n"
        yield from printed_lines(sizes + tensor_text(h, end), idx + 1)
