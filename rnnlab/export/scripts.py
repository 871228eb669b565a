"""The PyTorch program of each config: for the Code tab, for the Console, and which of its lines are one step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from rnnlab.config.edits import Edit, check_edits, digits, edits_from_header
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.phases import Phase, from_header
from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError
from rnnlab.export.ablation_script import ablation_program
from rnnlab.export.generation_script import generation_program
from rnnlab.export.script_parts import CLASSES, HEAD, Program, options, set_by_hand
from rnnlab.export.training_script import training_program
from rnnlab.recording.recording import Recording

Config = CellConfig | LayersConfig | TextConfig
_KINDS: dict[str, type[Config]] = {"cell": CellConfig, "layers": LayersConfig, "training": TextConfig}


def program_of(recording: Recording) -> Program:
    """The program that does again what a recording shows, a fork's changes included.

    Raises:
        ConfigError: There is none: of a task, of weights set by hand, or of something else.
    """
    if recording.kind == "ablation":
        return ablation_program(recording)
    if recording.kind == "generation":
        return generation_program(recording)
    config, changes = config_of(recording), recording.header.get("changes")
    if changes and isinstance(config, TextConfig):
        return training_program(from_header(config, changes))
    return program(config, edits_from_header(recording.header))


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
    if "task" in config:
        raise ConfigError("recording must be of texts to have a program, got one of a task")
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
    chosen = options(nonlinearity=(config.nonlinearity, "tanh"), bias=(config.bias, True))
    body = f"""\
torch.manual_seed({config.seed})
cell = torch.nn.RNNCell(input_size={config.input_size}, hidden_size={config.hidden_size}{chosen})
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
    return Program(HEAD, body, ("    h = cell(x_t, h)",))


@program.register
def _layers(config: LayersConfig, edits: Sequence[Edit] = ()) -> Program:
    chosen = options(
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
rnn = {CLASSES[config.cell]}(\
input_size={config.input_size}, hidden_size={config.hidden_size}, num_layers={config.num_layers}{chosen})
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
    return Program(HEAD, body, (run,))


@program.register
def _training(config: TextConfig, edits: Sequence[Edit] = ()) -> Program:
    return training_program((Phase(0, config, {}),))


def _by_hand(config: CellConfig | LayersConfig, edits: Sequence[Edit]) -> str:
    """The lines that set the edited values, none without edits."""
    check_edits(edits, config)
    return set_by_hand([f"{_place(config, edit)} = {digits(edit.value)}" for edit in edits])


def _place(config: CellConfig | LayersConfig, edit: Edit) -> str:
    """An edited number as the program's own variables name it."""
    layers, index = isinstance(config, LayersConfig), edit.index
    if isinstance(config, LayersConfig) and config.batch_first and edit.name == "x":
        index = (index[1], index[0], index[2])
    own = {"x": "x", "h_0": "h_0" if layers else "h", "c_0": "c_0"}
    name = own.get(edit.name, f"{'rnn' if layers else 'cell'}.{edit.name}")
    return f"{name}[{', '.join(map(str, index))}]"
