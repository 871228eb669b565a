"""The program of a race: the same lanes again, in a few lines of this library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from rnnlab.config.training import TaskConfig

LONGEST = 2000  # characters of a text that the program holds; longer ones it reads from a file
_ELSEWHERE = 'open("text.txt", encoding="utf-8", newline="").read()'


def race_script(config: TaskConfig, cells: Sequence[str], epochs: int) -> str:
    """A program that repeats a race and prints where its lanes stood.

    Args:
        config: As given to `rnnlab.race`.
        cells: Which cells take part.
        epochs: After how many epochs they are looked at, from 1 to those of the config.

    Returns:
        A program that imports rnnlab only. A text longer than 2 000 characters has to lie beside it as text.txt.
    """
    defaults = {f.name: f.default for f in fields(TaskConfig)}
    chosen = {name: value for name, value in config.to_dict().items() if name == "task" or value != defaults[name]}
    if config.task != "next":
        chosen.pop("text", None)
    written = {name: repr(value) for name, value in chosen.items()}
    if reads_file(config):
        written["text"] = _ELSEWHERE
    settings = "".join(f"    {name}={value},\n" for name, value in written.items())
    return f"""\
import rnnlab

config = rnnlab.TaskConfig(
{settings})
result = rnnlab.race(config, cells={tuple(cells)!r})
print(f"without memory {{result.baseline.loss:.3f}}: {{result.baseline.sentence}}")
for lane in result.lanes:
    losses = lane.losses[:{epochs}]
    print(f"{{lane.cell}}, {{lane.hidden_size}} units, {{lane.parameters}} parameters: "
          f"epoch {{len(losses)}}/{config.epochs}, loss {{losses[-1]:.6f}}")
"""


def reads_file(config: TaskConfig) -> bool:
    """Whether the program of a race reads its text from text.txt beside it."""
    return config.task == "next" and len(config.text) > LONGEST
