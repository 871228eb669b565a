"""The script of an ablation, and what it prints: trains a network, runs it untouched and with a number clamped."""

from __future__ import annotations

from typing import Any

from rnnlab.config.choices import CellType
from rnnlab.config.origin import origin_from_header
from rnnlab.config.phases import Phase
from rnnlab.config.training import TextConfig
from rnnlab.export.script_parts import PrintedLines, Script, header_int, listing
from rnnlab.export.training_script import training_script
from rnnlab.recording.recording import Recording
from rnnlab.text import encode, symbols

_PRE = "torch.nn.functional.linear(x, W_ih, b_ih) + torch.nn.functional.linear(h[layer], W_hh, b_hh)"
# One step of one layer with input x; `keep` replaces a computed value by the clamp's.
_STEPS: dict[CellType, str] = {
    "rnn": f"""\
            pre = {_PRE}
            h[layer] = x = keep("h", pre.tanh())
""",
    "lstm": f"""\
            i, f, g, o = ({_PRE}).chunk(4, dim=1)
            i, f = keep("i", i.sigmoid()), keep("f", f.sigmoid())
            g, o = keep("g", g.tanh()), keep("o", o.sigmoid())
            c[layer] = keep("c", f * c[layer] + i * g)
            h[layer] = x = keep("h", o * c[layer].tanh())
""",
    "gru": """\
            x_r, x_z, x_n = torch.nn.functional.linear(x, W_ih, b_ih).chunk(3, dim=1)
            h_r, h_z, h_n = torch.nn.functional.linear(h[layer], W_hh, b_hh).chunk(3, dim=1)
            r, z = keep("r", (x_r + h_r).sigmoid()), keep("z", (x_z + h_z).sigmoid())
            n = keep("n", (x_n + r * h_n).tanh())
            h[layer] = x = keep("h", (1 - z) * n + z * h[layer])
""",
}


def ablation_script(recording: Recording) -> Script:
    """The script that computes an ablation again.

    Args:
        recording: Of kind "ablation", made from the recording of a text's training.

    Raises:
        ConfigError: Its header does not hold how the network was trained.
    """
    origin = origin_from_header(recording.header)
    config = origin.config
    training = training_script((Phase(0, config, {}),), origin.epoch, print_stop=False)
    body = training.body + _texts(recording, config) + _run(recording, config) + _comparison(recording)
    return Script(training.setup, body, tuple(_STEPS[config.cell].splitlines()))


def _texts(recording: Recording, config: TextConfig) -> str:
    """The lines that set source and target, if they are not those that the network was trained on."""
    own = [encode(symbols(text), config.vocab) for text in (config.source, config.target)]
    read = [recording[name].tolist() for name in ("source", "target")]
    if read == own:
        return ""
    lists = (listing(name, [str(i) for i in ids]) for name, ids in zip(("source", "target"), read, strict=True))
    return "\n# Another text is read than the network was trained on.\n" + "\n".join(lists) + "\n"


def _clamp(recording: Recording) -> str:
    """The lines that replace a computed value by the clamp's; none if the recording has no clamp."""
    header: Any = recording.header
    if "unit" not in header:
        return ""
    return f"""\
            if step in held and layer == {header_int(recording, "layer")} and name == {header["gate"] or "h"!r}:
                values = values.clone()
                values[:, {header_int(recording, "unit")}] = {float(header["value"])!r}
"""


def _run(recording: Recording, config: TextConfig) -> str:
    """The function that runs the network step by step."""
    zeros = f"[torch.zeros(1, {config.hidden_size})] * {config.num_layers}"
    cells = f"    c = {zeros}\n" if config.cell == "lstm" else ""
    return f"""
names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
weights = [[getattr(model.rnn, f"{{name}}_l{{layer}}") for name in names] for layer in range({config.num_layers})]


def run(held):  # at these steps, counted from 1
    h = {zeros}
{cells}    logits = []
    for step, symbol in enumerate(source, start=1):
        x = model.emb(torch.tensor([symbol]))  # batch_size, embedding_size

        def keep(name, values):
{_clamp(recording)}            return values

        for layer, (W_ih, W_hh, b_ih, b_hh) in enumerate(weights):
{_STEPS[config.cell]}        logits.append(model.fc(x))
    return torch.cat(logits)  # seq_len, vocab_size
"""


def _comparison(recording: Recording) -> str:
    """The lines that run the network with and without the clamp, and print both predictions."""
    if "unit" not in recording.header:
        runs = '[("untouched", ())]'
    else:
        runs = f'[("untouched", ()), ("held", {_steps(recording)})]'
    return f"""

with torch.no_grad():
    runs = {{name: run(held) for name, held in {runs}}}
losses = {{}}
for name, logits in runs.items():
    losses[name] = torch.nn.functional.cross_entropy(logits, torch.tensor(target)).item()
    said = "".join(vocab[i] for i in logits.argmax(dim=1))
    print(f"{{name}}: {{said!r}}, loss = {{losses[name]:.4f}}")
if "held" in losses:
    print(f"change of the loss = {{losses['held'] - losses['untouched']:+.4f}}")
for t, right in enumerate(target):
    told = []
    for z in runs.values():
        told.append(f"{{vocab[int(z[t].argmax())]!r}} with p(right) = {{z.softmax(dim=1)[t, right]:.4f}}")
    print(f"step {{t + 1}}: reads {{vocab[source[t]]!r}}, says " + ", held ".join(told))
"""


def _steps(recording: Recording) -> str:
    steps: list[int] = recording.header["steps"]
    first, last = steps[0], steps[-1]
    if len(steps) > 1 and steps == list(range(first, last + 1)):
        return f"range({first}, {last + 1})"
    return f"{tuple(steps)}"


def ablation_lines(recording: Recording) -> PrintedLines:
    """What the script of a recording of kind "ablation" prints."""
    vocab, losses = recording.header["vocab"], recording.losses
    for name, predicted, loss in zip(("untouched", "held"), recording.predictions, losses, strict=False):
        yield f"{name}: {predicted!r}, loss = {loss:.4f}", None
    if len(losses) == 2:
        yield f"change of the loss = {losses[1] - losses[0]:+.4f}", None
    chances = [recording[f"probabilities{suffix}"] for suffix in ("", "_ablated")[: len(losses)]]
    source, target = recording["source"].tolist(), recording["target"].tolist()
    for t, right in enumerate(target):
        says = [
            f"{vocab[predicted[t]]!r} with p(right) = {p[t, right]:.4f}"
            for predicted, p in zip(recording["predicted"], chances, strict=True)
        ]
        yield f"step {t + 1}: reads {vocab[source[t]]!r}, says " + ", held ".join(says), t + 1
