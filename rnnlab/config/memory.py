"""`check_memory`: refuses what the memory of this computer cannot hold, before anything of it is allocated."""

from __future__ import annotations

import os
from functools import cache

from rnnlab.config.choices import WEIGHT_NAMES, CellType, num_gates
from rnnlab.errors import ConfigError, RecordingError, RnnlabError
from rnnlab.i18n.messages import t

FLOAT = 4  # bytes of a float32 number
_UNKNOWN_MEMORY = 16 << 30  # bytes, where the system does not say: as on Windows
_OF_ONE_ARRAY = 2048  # bytes that torch and Python need for a weight beside its numbers
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


def check_network_memory(config: object, numbers: int, arrays: int, *, name: str = "network") -> None:
    """Refuse a network, or a run of one, that needs more than `memory_bytes`.

    Args:
        config: Its sizes; the largest of them is the field of the error.
        numbers: Numbers of its weights and of all that is computed with them, float32.
        arrays: How many weights these are.
        name: What it is, for the sentence.

    Raises:
        ConfigError: It does.
    """
    sizes = {name: size for name, size in vars(config).items() if name.endswith(("_size", "_layers", "_len"))}
    field = max(sizes, key=lambda name: int(sizes[name]), default=None)
    check_memory(name, FLOAT * numbers + _OF_ONE_ARRAY * arrays, field=field)


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


def recurrent_arrays(num_layers: int, directions: int = 1) -> int:
    """How many weights a recurrent network has."""
    return len(WEIGHT_NAMES) * num_layers * directions


def bytes_text(size: int) -> str:
    """A number of bytes as people say it.

    >>> bytes_text(999), bytes_text(25_300_000_000), bytes_text(4 * 10**30)
    ('999 bytes', '25.3 GB', '4000000000000 EB')
    """
    unit = min((len(str(size)) - 1) // 3, len(_UNITS) - 1)
    return f"{size / 1000**unit:.3g} {_UNITS[unit]}" if size < 1000 ** len(_UNITS) else f"{size // 1000**unit} EB"
