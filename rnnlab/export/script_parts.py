"""`Script`: a runnable PyTorch script; and the parts that scripts of all kinds share."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from rnnlab.config.checks import check_type
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError, RnnlabError
from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording

CLASSES = {"rnn": "torch.nn.RNN", "gru": "torch.nn.GRU", "lstm": "torch.nn.LSTM"}
HEAD = """\
import torch

torch.set_num_threads(1)  # another number of threads may round the last digits otherwise
"""
# The lines that a script prints, each with the step of the player that it belongs to; None if to none.
PrintedLines = Iterator[tuple[str, int | None]]
C = TypeVar("C", CellConfig, LayersConfig, TextConfig)


@dataclass(frozen=True)
class Script:
    """A runnable script in two parts.

    Attributes:
        setup: Imports and other preparation, with a newline at the end.
        body: The part that the Console shows.
        step_lines: The lines of `body` that carry out one step.
        steps: Steps of the player at which they run although nothing is printed.
    """

    setup: str
    body: str
    step_lines: tuple[str, ...]
    steps: range = range(0)


def header_config(recording: Recording, kind: type[C]) -> C:
    """The config in a recording's header.

    Raises:
        ConfigError: There is none, or it is of a task or not usable.
    """
    config = recording.header.get("config")
    if not isinstance(config, dict):
        raise ConfigError.must_be("config", "in the recording's header", got=config, field=None)
    if "task" in config:
        raise ConfigError.must_be("recording", "of texts to have a program", words="one of a task", field=None)
    return kind.from_dict(config)


def header_int(recording: Recording, name: str) -> int:
    """A whole number of a recording's header, for the source of a script: a file's text must not become code.

    Raises:
        ConfigError: The header holds something else.
    """
    value = recording.header.get(name)
    if type(value) is not int:
        raise ConfigError.must_be(name, "a whole number in the recording's header", got=value, field=None)
    return value


@contextmanager
def reading(recording: object) -> Iterator[None]:
    """A context in which a recording is read that anybody may have made: whatever is wrong with it is a ConfigError.

    Raises:
        ConfigError: It is no recording, or does not hold what was read.
    """
    check_type("recording", recording, Recording)
    try:
        yield
    except RnnlabError:
        raise
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        words = t("one that does not fit ({reason})", reason=str(error) or type(error).__name__)
        raise ConfigError.must("recording", "hold what its script needs", words=words, field=None) from error


def set_by_hand(lines: Sequence[str], indent: str = "") -> str:
    """A block of assignments under `torch.no_grad()`; "" if there are none."""
    block = ["with torch.no_grad():  # values set by hand", *(f"    {line}" for line in lines)]
    return "".join(f"{indent}{line}\n" for line in block) if lines else ""


def options(**values: tuple[object, object]) -> str:
    """Further arguments of a call: those that differ from torch's defaults.

    Args:
        values: By name, the value and the default.
    """
    return "".join(f", {name}={value!r}" for name, (value, usual) in values.items() if value != usual)


def listing(name: str, items: Sequence[str]) -> str:
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


def printed_lines(text: str, step: int | None) -> PrintedLines:
    """The lines of one `print`, which are several if the text holds line breaks."""
    for line in text.split("\n"):
        yield line, step
