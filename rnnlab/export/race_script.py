"""The script of a race: it repeats the same lanes in a few lines of this library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from rnnlab.config.training import TaskConfig

LONGEST = 2000  # characters of a text that the script holds; a longer one it reads from a file
_FROM_FILE = 'open("text.txt", encoding="utf-8", newline="").read()'


def race_script(config: TaskConfig, cells: Sequence[str], epochs: int) -> str:
    """A script that repeats a race and prints the losses of its lanes.

    Args:
        config: As given to `rnnlab.race`.
        cells: Which cells take part.
        epochs: After how many epochs their losses are printed, from 1 to those of the config.

    Returns:
        Python source that imports rnnlab only. A text longer than 2 000 characters has to lie beside it as text.txt.
    """
    defaults = {f.name: f.default for f in fields(TaskConfig)}
    chosen = {name: value for name, value in config.to_dict().items() if name == "task" or value != defaults[name]}
    if config.task != "next":
        chosen.pop("text", None)
    written = {name: repr(value) for name, value in chosen.items()}
    if reads_file(config):
        written["text"] = _FROM_FILE
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
    """Whether the script of a race reads its text from text.txt beside it."""
    return config.task == "next" and len(config.text) > LONGEST
