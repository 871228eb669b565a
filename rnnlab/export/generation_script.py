"""The script of a free run, alone or beside a teacher-forced run, and what it prints."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator

import numpy as np

from rnnlab.config.choices import CellType
from rnnlab.config.origin import origin_from_header, unknown_origin
from rnnlab.config.phases import Phase
from rnnlab.config.training import TextConfig
from rnnlab.export.script_parts import PrintedLines, Script, header_int, listing, printed_lines
from rnnlab.export.training_script import epoch_line, training_script
from rnnlab.recording.array_names import layer_array
from rnnlab.recording.recording import Recording
from rnnlab.text import encode, symbols

# One step of one layer, with the same operations in the same order as `rnnlab.nn.cells`, so that every digit agrees.
_STEPS: dict[CellType, str] = {
    "rnn": """\
    h = (from_below + from_before).tanh()
""",
    "gru": """\
    (x_r, x_z, x_n), (h_r, h_z, h_n) = from_below.chunk(3, dim=-1), from_before.chunk(3, dim=-1)
    r, z = (x_r + h_r).sigmoid(), (x_z + h_z).sigmoid()
    n = (x_n + r * h_n).tanh()
    h = (1 - z) * n + z * h
""",
    "lstm": """\
    i, f, g, o = (from_below + from_before).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    h = o.sigmoid() * c.tanh()
""",
}


# The lines that print a step of a forced run.
_FORCED_STEP = """\
    if t < len(reference):
        read, said, p, other = (run[t] for run in forced)
        line += f"; forced reads {vocab[read]!r}, says {vocab[said]!r} with p = {p:.4f}"
        distances = (h - other).double().norm(dim=1).tolist()  # of each layer's h
        line += f"; distance {' '.join(f'{d:.4f}' for d in distances)}"
"""


def generation_script(recording: Recording) -> Script:
    """The script of a recording of kind "generation": of `generate`, of `teacher_force` or of both in one.

    Raises:
        ConfigError: The header does not hold how the network was trained.
    """
    origin = origin_from_header(recording.header)
    training = training_script((Phase(0, origin.config, {}),), stop=origin.epoch)
    written = _functions(origin.config, recording) + _runs(recording)
    return Script(training.setup, training.body + written, tuple(_loop(origin.config).splitlines()))


def _functions(config: TextConfig, recording: Recording) -> str:
    """The functions `step`, `distribution` and `write`."""
    zeros = f"torch.zeros(1, {config.hidden_size})"
    start = f"({zeros}, {zeros})" if config.cell == "lstm" else zeros
    return f"""

{_step(config)}

{_distribution(recording)}

@torch.no_grad()
def write(given, steps):  # reads what is given, then what it said itself
    draws = torch.Generator().manual_seed({header_int(recording, "seed")})
    state = [{start}] * {config.num_layers}
    read, said, chances, states = [], [], [], []
    for t in range(steps):
{_loop(config)}    return read, said, chances, states

"""


def _step(config: TextConfig) -> str:
    state = "h, c" if config.cell == "lstm" else "h"
    return f"""\
def step(layer, x_t, {state}):  # as in the formulas of torch.nn.{config.cell.upper()}
    W_ih, W_hh, b_ih, b_hh = model.rnn.all_weights[layer]
    from_below = torch.nn.functional.linear(x_t, W_ih, b_ih)
    from_before = torch.nn.functional.linear(h, W_hh, b_hh)
{_STEPS[config.cell]}    return {state}
"""


def _distribution(recording: Recording) -> str:
    temperature, top_k = recording.header["temperature"], recording.header["top_k"]
    if top_k is not None or temperature == 0:
        top_k = 1 if temperature == 0 else header_int(recording, "top_k")
    keep = "" if top_k is None else f"""\
    order = scores.argsort(descending=True, stable=True)
    scores = scores.index_fill(0, order[{top_k}:], float("-inf"))  # only the likeliest may be said
"""  # fmt: skip
    return f"""\
def distribution(logits):
    scores = logits.double()
{keep}    return ((scores - scores.max()) / {max(temperature, sys.float_info.min)!r}).softmax(dim=0).float()
"""


def _loop(config: TextConfig) -> str:
    lstm = config.cell == "lstm"
    update = """\
            state[layer] = step(layer, x_t, *state[layer])
            x_t = state[layer][0]
""" if lstm else """\
            state[layer] = x_t = step(layer, x_t, state[layer])
"""  # fmt: skip
    kept = "torch.cat([h for h, c in state])" if lstm else "torch.cat(state)"
    return f"""\
        read.append(given[t] if t < len(given) else said[-1])
        x_t = model.emb(torch.tensor([read[-1]]))
        for layer in range({config.num_layers}):
{update}        p = distribution(model.fc(x_t)[0])
        said.append(int(torch.multinomial(p, 1, generator=draws)))
        chances.append(p[said[-1]].item())
        states.append({kept})  # num_layers, hidden_size
"""


def _runs(recording: Recording) -> str:
    """The lines that let the network write and print every step."""
    vocab, forced = recording.header["vocab"], "read_forced" in recording
    prime = encode(symbols(recording.header["prime"]), vocab)
    reference = listing("reference", [str(i) for i in recording["read_forced"].tolist()]) + "\n" if forced else ""
    again = f"forced = write(reference, {len(recording['read_forced'])})\n" if forced else ""
    return f"""
{listing("prime", [str(i) for i in prime])}
{reference}free = write(prime, {len(recording["read"])})
{again}for t, (read, said, p, h) in enumerate(zip(*free)):
    line = f"step {{t + 1}}: free reads {{vocab[read]!r}}, says {{vocab[said]!r}} with p = {{p:.4f}}"
{_FORCED_STEP if forced else ""}    print(line)
print("Wrote: " + "".join(vocab[i] for i in free[1][{_written_slice(recording, len(prime))}]))
"""


def _written_slice(recording: Recording, prime: int) -> str:
    """The slice of the drawn symbols that is the header's `text`: in `teacher_force`, those that were also read."""
    read_only = "reference" in recording.header and "length" not in recording.header
    return f"{prime - 1}:{-1 if read_only else ''}"


def generation_lines(recording: Recording) -> PrintedLines:
    """What the script of a recording of kind "generation" prints."""
    origin, steps = origin_from_header(recording.header), len(recording["read"])
    if origin.loss is None or origin.predicted is None:
        raise unknown_origin()
    yield from printed_lines(epoch_line(origin.predicted, origin.epoch, origin.config.epochs, origin.loss), None)
    for t in range(steps):
        yield _step_line(recording, t), t + 1
    yield from printed_lines(f"Wrote: {recording.header['text']}", steps)


def _step_line(recording: Recording, t: int) -> str:
    line = f"step {t + 1}: free {_reads_and_says(recording, t, '')}"
    if t >= len(recording.get("read_forced", ())):
        return line
    distances = " ".join(f"{distance:.4f}" for distance in _distances(recording, t))
    return f"{line}; forced {_reads_and_says(recording, t, '_forced')}; distance {distances}"


def _reads_and_says(recording: Recording, t: int, run: str) -> str:
    vocab, said = recording.header["vocab"], int(recording[f"said{run}"][t])
    read, p = int(recording[f"read{run}"][t]), float(recording[f"probabilities{run}"][t, said])
    return f"reads {vocab[read]!r}, says {vocab[said]!r} with p = {p:.4f}"


def _distances(recording: Recording, t: int) -> Iterator[float]:
    """The distance of each layer's h in the two runs, in float64 as the script computes it."""
    for (layer, _), h in recording.layer_arrays("h").items():
        difference = (h[t] - recording[layer_array(layer, "h_forced")][t]).astype(np.float64)
        yield math.sqrt(float((difference**2).sum()))
