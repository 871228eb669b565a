"""Hidden sizes that give several cells about equally many parameters."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import islice, product
from typing import Any, get_args

from rnnlab.config.checks import check_choice
from rnnlab.config.choices import CellType
from rnnlab.config.memory import network_numbers
from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.errors import ConfigError
from rnnlab.tasks import Task, task_of

CELLS: tuple[CellType, ...] = get_args(CellType)
TOLERANCE = 0.05  # how far apart the numbers of parameters may lie, as a share of the smallest


def matched_sizes(config: TextConfig | TaskConfig, cells: Sequence[CellType] = CELLS) -> dict[CellType, int]:
    """Hidden sizes that give all cells about as many parameters as the config's own cell has.

    Args:
        config: Its `cell` and `hidden_size` set the number; that cell, if it takes part, keeps its size.
        cells: Which cells take part.

    Returns:
        The hidden size of each cell; the largest number of parameters is at most 5 % above the smallest.

    Raises:
        ConfigError: A cell is unknown or comes twice; or there are no such sizes, as happens with few units: then the
            nearest `hidden_size` for which there are is named.
    """
    cells = _checked_cells(cells)
    task = task_of(config)
    sizes, spread = _closest(config, task, cells, config.hidden_size)
    if spread > 1 + TOLERANCE:
        rule = "such that {cells} can have equally many parameters within 5 %, for instance {nearest}"
        values: dict[str, Any] = {"cells": ", ".join(cells), "nearest": _workable(config, task, cells)}
        raise ConfigError.must_be("hidden_size", rule, got=config.hidden_size, **values)
    return sizes


def parameter_count(config: TextConfig | TaskConfig, task: Task, cell: CellType, hidden_size: int) -> int:
    """Numbers that training may change, in the network of a config with another cell and size.

    Args:
        config: The rest of the network; with `memory=False` W_hh is never changed and does not count.
        task: The config's task, which sets the sizes of input and output.
        cell, hidden_size: Used instead of the config's.
    """
    reads, writes = task.input_size or config.embedding_size, task.output_size
    sizes, vocab_size = (reads, hidden_size, config.num_layers, writes), task.vocab_size
    return network_numbers(cell, *sizes, vocab_size=vocab_size, recurrent=config.memory)


def _checked_cells(cells: Iterable[CellType]) -> tuple[CellType, ...]:
    rule = "one or more of {known}, none of them twice"
    if not isinstance(cells, Iterable):
        raise ConfigError.must_be("cells", rule, got=cells, known=", ".join(CELLS))
    listed = tuple(islice(cells, len(CELLS) + 1))
    for cell in listed:
        check_choice("cells", cell, CELLS)
    if not listed or len(set(listed)) < len(listed):
        raise ConfigError.must_be("cells", rule, words=", ".join(listed) or "none", known=", ".join(CELLS))
    return listed


def _closest(
    config: TextConfig | TaskConfig, task: Task, cells: Sequence[CellType], hidden_size: int
) -> tuple[dict[CellType, int], float]:
    """Sizes whose numbers of parameters lie closest together, and the ratio of the largest number to the smallest."""
    count = partial(parameter_count, config, task)
    wanted = count(config.cell, hidden_size)
    around = []
    for cell in cells:
        # No cell needs more than 4 times the units of another: an LSTM has 4 times the rows of a plain RNN.
        above = 1 + bisect_left(range(1, 4 * hidden_size), wanted, key=partial(count, cell))
        around.append((above,) if cell == config.cell else (max(1, above - 1), above))

    def spread(sizes: Sequence[int]) -> float:
        counts = list(map(count, cells, sizes))
        return max(counts) / min(counts)

    best = min(product(*around), key=spread)
    return dict(zip(cells, best, strict=True)), spread(best)


def _workable(config: TextConfig | TaskConfig, task: Task, cells: Sequence[CellType]) -> int:
    """The nearest hidden size at which the cells can be matched; there is one, as steps become finer with size."""
    nearest = (size for away in itertools.count(1) for size in (config.hidden_size - away, config.hidden_size + away))
    return next(size for size in nearest if size > 0 and _closest(config, task, cells, size)[1] <= 1 + TOLERANCE)
