"""What the programs of all configs are put together from."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

CLASSES = {"rnn": "torch.nn.RNN", "gru": "torch.nn.GRU", "lstm": "torch.nn.LSTM"}
HEAD = """\
import torch

torch.set_num_threads(1)  # another number of threads may round the last digits otherwise
"""


def set_by_hand(lines: Sequence[str], indent: str = "") -> str:
    """A block of assignments that autograd does not see; nothing if there are none."""
    block = ["with torch.no_grad():  # values set by hand", *(f"    {line}" for line in lines)]
    return "".join(f"{indent}{line}\n" for line in block) if lines else ""


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


def options(**values: tuple[object, object]) -> str:
    """What differs from torch's own default, as further arguments."""
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
