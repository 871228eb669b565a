"""`race_choice`: what a form's values say is to be raced: a task and its sizes, and which cells take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rnnlab.config.choices import CellType
from rnnlab.config.training import TaskConfig
from rnnlab.errors import ConfigError
from rnnlab.tasks import Baseline
from rnnlab.ui.pages.race.text import LongText, check_text


@dataclass(frozen=True)
class RaceChoice:
    """What is to be raced.

    Attributes:
        config: The task, the training, and the network that all lanes are matched to.
        cells: Which cells take part.
        sizes: The hidden size of each.
        parameters: Of each, the numbers that training may change.
        need: What the task asks of a memory, in one sentence.
        baseline: The loss that needs none.
    """

    config: TaskConfig
    cells: tuple[CellType, ...]
    sizes: tuple[int, ...]
    parameters: tuple[int, ...]
    need: str
    baseline: Baseline


def race_choice(values: Mapping[str, Any], long: LongText | None) -> RaceChoice:
    """The choice of a form's values; for the task "next" with a long text in place of theirs.

    Raises:
        ConfigError: They do not go together; `field` names the widget at fault.
    """
    named = {name: value for name, value in values.items() if name not in ("cells", "epoch")}
    if values["task"] != "next":
        named["text"] = ""
    elif long is not None:
        named["text"] = long.text
    if values["task"] in ("copy", "reverse"):
        named["seq_len"] = _steps_of_copying(values["delay"], values["num_symbols"])
    try:
        return _cached_choice(tuple(named.items()), tuple(values["cells"].split(",")))
    except ConfigError as error:
        if error.field == "seq_len" and values["task"] in ("copy", "reverse"):  # whose slider sets seq_len
            raise ConfigError(str(error), field="delay") from None
        raise


def _steps_of_copying(delay: int, num_symbols: int) -> int:
    """How long the sequences of "copy" and "reverse" are: a symbol is said `delay` steps after it is read.

    Raises:
        ConfigError: A symbol would have to be said before all are read and asked for.
    """
    if delay <= num_symbols:
        rule = "at least {least}, so that {count} symbols are read and asked for before they are said"
        raise ConfigError.must_be("delay", rule, got=delay, least=num_symbols + 1, count=num_symbols)
    return delay + num_symbols


@lru_cache(maxsize=4)  # each rerun asks again, and a text of a megabyte is slow to check
def _cached_choice(named: tuple[tuple[str, Any], ...], cells: tuple[CellType, ...]) -> RaceChoice:
    from rnnlab.tasks import task_of
    from rnnlab.training.parameter_matching import matched_sizes, parameter_count
    from rnnlab.ui.forms.limits import check_race_pace

    config = TaskConfig(**dict(named), cell=cells[-1])
    if config.task == "next":
        check_text(config.text, config.seq_len)
    sizes, task = matched_sizes(config, cells), task_of(config)
    parameters = tuple(parameter_count(config, task, cell, size) for cell, size in sizes.items())
    check_race_pace(config, parameters)
    return RaceChoice(config, cells, tuple(sizes.values()), parameters, task.need, task.baseline)
