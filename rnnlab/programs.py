"""The PyTorch program of each config: for the Code tab, for the Console, and which of its lines are one step."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch

from rnnlab.config import CellConfig, LayersConfig, TextConfig
from rnnlab.edits import Edit, check_edits, digits
from rnnlab.errors import ConfigError
from rnnlab.recording import Recording
from rnnlab.text import encode, symbols

Config = CellConfig | LayersConfig | TextConfig
_KINDS: dict[str, type[Config]] = {"cell": CellConfig, "layers": LayersConfig, "training": TextConfig}
_CLASSES = {"rnn": "torch.nn.RNN", "gru": "torch.nn.GRU", "lstm": "torch.nn.LSTM"}
_HEAD = """\
import torch

torch.set_num_threads(1)  # another number of threads may round the last digits otherwise
"""


@dataclass(frozen=True)
class Program:
    """A runnable program in two parts.

    Attributes:
        setup: What comes before, newline at the end.
        body: What the Console shows.
        step: The lines of `body` that carry out one step.
    """

    setup: str
    body: str
    step: tuple[str, ...]


def config_of(recording: Recording) -> Config:
    """The config that a recording was made with.

    Raises:
        ConfigError: The recording is of a kind without a program, or its config is not usable.
    """
    if recording.kind not in _KINDS:
        raise ConfigError(f"kind must be one of {', '.join(_KINDS)}, got {recording.kind!r}")
    config = recording.header.get("config")
    if not isinstance(config, dict):
        raise ConfigError(f"config must be in the recording's header, got {config!r}")
    return _KINDS[recording.kind].from_dict(config)


@singledispatch
def program(config: Config, edits: Sequence[Edit] = ()) -> Program:
    """The program of a config, with the values that were set by hand.

    Raises:
        ConfigError: It is of another type.
        EditError: An edit is of a number that the config does not have.
    """
    raise ConfigError(f"config must be a CellConfig, LayersConfig or TextConfig, got {type(config).__name__}")


@program.register
def _cell(config: CellConfig, edits: Sequence[Edit] = ()) -> Program:
    options = _options(nonlinearity=(config.nonlinearity, "tanh"), bias=(config.bias, True))
    body = f"""\
torch.manual_seed({config.seed})
cell = torch.nn.RNNCell(input_size={config.input_size}, hidden_size={config.hidden_size}{options})
x = torch.randn({config.seq_len}, {config.batch_size}, {config.input_size})  # seq_len, batch_size, input_size
h = torch.zeros({config.batch_size}, {config.hidden_size})  # batch_size, hidden_size
{_by_hand(config, edits)}print(x)
print(h)

for idx, x_t in enumerate(x):
    print("=" * 20, idx, "=" * 20)
    print("Input size:", x_t.shape)
    h = cell(x_t, h)
    print("outputs size:", h.shape)
    print(h)
"""
    return Program(_HEAD, body, ("    h = cell(x_t, h)",))


@program.register
def _layers(config: LayersConfig, edits: Sequence[Edit] = ()) -> Program:
    options = _options(
        nonlinearity=(config.nonlinearity if config.cell == "rnn" else "tanh", "tanh"),
        bidirectional=(config.bidirectional, False),
        batch_first=(config.batch_first, False),
    )
    sizes = {"seq_len": config.seq_len, "batch_size": config.batch_size}
    order = ["batch_size", "seq_len"] if config.batch_first else ["seq_len", "batch_size"]
    shape = ", ".join(str(sizes[name]) for name in order)
    rows = config.num_layers * (2 if config.bidirectional else 1)
    memory = (
        "num_layers * 2, batch_size, hidden_size" if config.bidirectional else "num_layers, batch_size, hidden_size"
    )
    zeros = f"torch.zeros({rows}, {config.batch_size}, {config.hidden_size})"
    lstm = config.cell == "lstm"
    run = "output, (h_n, c_n) = rnn(x, (h_0, c_0))" if lstm else "output, h_n = rnn(x, h_0)"
    body = f"""\
torch.manual_seed({config.seed})
rnn = {_CLASSES[config.cell]}(\
input_size={config.input_size}, hidden_size={config.hidden_size}, num_layers={config.num_layers}{options})
x = torch.randn({shape}, {config.input_size})  # {", ".join(order)}, input_size
h_0 = {zeros}  # {memory}
{f"c_0 = {zeros}{chr(10)}" if lstm else ""}{_by_hand(config, edits)}{run}

print("Output size:", output.shape)
print("Output:", output)
print("Hidden size:", h_n.shape)
print("Hidden:", h_n)
"""
    if lstm:
        body += 'print("Cell size:", c_n.shape)\nprint("Cell:", c_n)\n'
    return Program(_HEAD, body, (run,))


@program.register
def _training(config: TextConfig, edits: Sequence[Edit] = ()) -> Program:
    vocab = config.vocab
    source, target = (encode(symbols(text), vocab) for text in (config.source, config.target))
    setup = f"""{_HEAD}
{_listing("vocab", [repr(symbol) for symbol in vocab])}
{_listing("source", [str(i) for i in source])}
{_listing("target", [str(i) for i in target])}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = torch.nn.Embedding({len(vocab)}, {config.embedding_size})
        self.rnn = {_CLASSES[config.cell]}({config.embedding_size}, {config.hidden_size}, \
num_layers={config.num_layers}, batch_first=True)
        self.fc = torch.nn.Linear({config.hidden_size}, {len(vocab)})

    def forward(self, x):
        h, _ = self.rnn(self.emb(x))  # from a hidden state of zeros; batch_size, seq_len, hidden_size
        return self.fc(h)


"""
    body = f"""\
torch.manual_seed({config.seed})
model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr={config.lr!r})
x = torch.tensor([source])  # batch_size, seq_len
y = torch.tensor(target)

for epoch in range(1, {config.epochs} + 1):
    logits = model(x)[0]  # seq_len, vocab_size
    loss = torch.nn.functional.cross_entropy(logits, y)
    if not loss.isfinite():
        break  # nothing can be learned from here on
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    predicted = "".join(vocab[i] for i in logits.argmax(dim=1))
    print(f"Predicted: {{predicted}}, Epoch [{{epoch}}/{config.epochs}] loss = {{loss.item():.3f}}")
"""
    loop = body[body.index("    logits") :].splitlines()
    return Program(setup, body, tuple(line for line in loop if "isfinite" not in line and "break" not in line))


def _options(**values: tuple[object, object]) -> str:
    """What differs from torch's own default, as further arguments."""
    return "".join(f", {name}={value!r}" for name, (value, usual) in values.items() if value != usual)


def _by_hand(config: CellConfig | LayersConfig, edits: Sequence[Edit]) -> str:
    """The lines that set the edited values, none without edits."""
    check_edits(edits, config)
    lines = [f"    {_place(config, edit)} = {digits(edit.value)}\n" for edit in edits]
    return "".join(["with torch.no_grad():  # values set by hand\n", *lines]) if lines else ""


def _place(config: CellConfig | LayersConfig, edit: Edit) -> str:
    """An edited number as the program's own variables name it."""
    layers, index = isinstance(config, LayersConfig), edit.index
    if isinstance(config, LayersConfig) and config.batch_first and edit.name == "x":
        index = (index[1], index[0], index[2])
    own = {"x": "x", "h_0": "h_0" if layers else "h", "c_0": "c_0"}
    name = own.get(edit.name, f"{'rnn' if layers else 'cell'}.{edit.name}")
    return f"{name}[{', '.join(map(str, index))}]"


def _listing(name: str, items: Sequence[str]) -> str:
    """An assignment of a list, folded if it is long."""
    line = f"{name} = [{', '.join(items)}]"
    if len(line) <= 100:
        return line
    rows: list[str] = []
    for item in items:
        if rows and len(rows[-1]) + len(item) < 96:
            rows[-1] += f" {item},"
        else:
            rows.append(f"{item},")
    return f"{name} = [\n" + textwrap.indent("\n".join(rows), "    ") + "\n]"
