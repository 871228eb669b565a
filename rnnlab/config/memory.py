"""`check_memory`: refuses what the memory of this computer cannot hold, before anything of it is allocated."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

from rnnlab.config.choices import GATES, WEIGHT_NAMES, CellType, num_gates
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.errors import ConfigError, RecordingError, RnnlabError
from rnnlab.i18n.messages import t

MOST_LAYERS = 10_000  # torch makes them one by one, in time that grows with the square of their number: 16 s for these
FLOAT = 4  # bytes of a float32 number
_UNKNOWN_MEMORY = 16 << 30  # bytes, where the system does not say: as on Windows
_OF_ONE_ARRAY = 2048  # bytes that torch and Python need for a weight beside its numbers
_NO_SIZES = ("seed", "epochs")  # whole numbers that make nothing larger in memory
_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")


@cache
def memory_bytes() -> int:
    """The physical memory of this computer in bytes: the limit of every network, batch and recording."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return _UNKNOWN_MEMORY


def check_memory(name: str, needed: int, *, field: str | None = None, error: type[RnnlabError] = ConfigError) -> None:
    """Refuse what needs more than `memory_bytes`.

    Args:
        name: What it is: "network", "batch", "recording".
        needed: Bytes.
        field: Of a `ConfigError`: the setting that makes it so large.
        error: The class that is raised.

    Raises:
        ConfigError, RecordingError: It does; the sentence says how much it needs.
    """
    if needed > memory_bytes():
        most = bytes_text(memory_bytes())
        rule = "small enough for the memory of this computer, {most}"
        raise error.must_be(name, rule, words=t("one of {size}", size=bytes_text(needed)), field=field, most=most)


def check_recording_memory(needed: int) -> None:
    """Raise a RecordingError if a recording, its file or its table needs more than `memory_bytes`."""
    check_memory("recording", needed, error=RecordingError)


def check_network_memory(name: str, sizes: Mapping[str, int], numbers: int, arrays: int) -> None:
    """Refuse a network, or a run of one, that needs more than `memory_bytes` or has more than `MOST_LAYERS`.

    Args:
        name: What it is, for the sentence.
        sizes: The settings that make it so large, by name; the largest is the field of the error.
        numbers: Numbers of its weights and of all that is computed with them, float32.
        arrays: How many weights these are.

    Raises:
        ConfigError: It does.
    """
    check_memory(name, FLOAT * numbers + _OF_ONE_ARRAY * arrays, field=max(sizes, key=lambda size: sizes[size]))
    if (layers := sizes.get("num_layers", 1)) > MOST_LAYERS:
        raise ConfigError.must_be("num_layers", "at most {most}", got=layers, most=MOST_LAYERS)


def check_demonstration(config: CellConfig | LayersConfig) -> None:
    """Refuse a demonstration whose network and recording need more than `memory_bytes`, twice while it is recorded.

    Raises:
        ConfigError: It does.
    """
    cell: CellType = config.cell if isinstance(config, LayersConfig) else "rnn"
    layers, directions, bias = 1, 1, True
    if isinstance(config, LayersConfig):
        layers, directions = config.num_layers, 2 if config.bidirectional else 1
    else:
        bias = config.bias
    numbers = recurrent_numbers(cell, config.input_size, config.hidden_size, layers, directions=directions, bias=bias)
    # of each unit at each step its h, c, gates and what goes into them; and the output, of the last layer's h
    unit = layers * (1 + num_gates(cell) + len(GATES[cell]) + (cell == "lstm")) + 1
    numbers += config.seq_len * config.batch_size * (config.input_size + directions * config.hidden_size * unit)
    arrays = recurrent_arrays(layers, directions)
    if isinstance(config, CellConfig):
        arrays += config.seq_len  # its state is an array of its own at every step
    check_network_memory("recording", whole_numbers(config), 2 * numbers, arrays)


def whole_numbers(config: object) -> dict[str, int]:
    """The sizes among a config's settings, by name."""
    return {name: value for name, value in vars(config).items() if type(value) is int and name not in _NO_SIZES}


def recurrent_numbers(
    cell: CellType,
    input_size: int,
    hidden_size: int,
    num_layers: int = 1,
    *,
    directions: int = 1,
    bias: bool = True,
    recurrent: bool = True,
) -> int:
    """Numbers in the weights of a recurrent layer, or of several on top of one another.

    Args:
        cell, input_size, hidden_size, num_layers: As in `torch.nn.RNN`.
        directions: 2 of a bidirectional one.
        bias: Whether there are biases.
        recurrent: Whether every W_hh counts.

    Source: the shapes of `torch.nn.RNN`, `GRU` and `LSTM`.
    """
    beside = (hidden_size if recurrent else 0) + (2 if bias else 0)  # W_hh and two biases, of each row
    first, others = input_size + beside, directions * hidden_size + beside
    return directions * num_gates(cell) * hidden_size * (first + (num_layers - 1) * others)


def network_numbers(
    cell: CellType,
    input_size: int,
    hidden_size: int,
    num_layers: int,
    output_size: int,
    *,
    vocab_size: int = 0,
    recurrent: bool = True,
) -> int:
    """Numbers in the weights of Embedding → RNN, GRU or LSTM → Linear, or without the Embedding.

    Args:
        cell, hidden_size, num_layers, recurrent: As for `recurrent_numbers`.
        input_size: What the recurrent layer reads: features, or the width of a symbol's vector.
        output_size: Of the Linear.
        vocab_size: Rows of the Embedding; 0 if there is none.

    Source: the shapes of `torch.nn.Embedding` and `Linear`.
    """
    layers = recurrent_numbers(cell, input_size, hidden_size, num_layers, recurrent=recurrent)
    return vocab_size * input_size + layers + output_size * (hidden_size + 1)


def recurrent_arrays(num_layers: int, directions: int = 1) -> int:
    """How many weights a recurrent network has."""
    return len(WEIGHT_NAMES) * num_layers * directions


def bytes_text(size: int) -> str:
    """A number of bytes as people say it, with three digits.

    >>> bytes_text(999), bytes_text(25_349_000_000), bytes_text(999_999), bytes_text(4 * 10**24)
    ('999 bytes', '25.3 GB', '1 MB', '4000000 EB')
    """
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.3g} {_UNITS[unit]}" if value < 999.5 else f"{value:.0f} {_UNITS[unit]}"
