"""`CellType` and the other sets of choices: cells and their gates, optimisers, schedules, tasks."""

from __future__ import annotations

from typing import Literal

CellType = Literal["rnn", "gru", "lstm"]
Nonlinearity = Literal["tanh", "relu"]
OptimiserName = Literal["sgd", "momentum", "adam", "adamw", "rmsprop"]
ScheduleName = Literal["constant", "cosine", "step"]
TaskName = Literal["next", "echo", "copy", "adding", "reverse"]

GATES: dict[CellType, tuple[str, ...]] = {"rnn": (), "gru": ("r", "z", "n"), "lstm": ("i", "f", "g", "o")}
WEIGHT_NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")  # of one layer and direction, in torch's order


def num_gates(cell: CellType) -> int:
    """Blocks of hidden_size rows in weight_ih, weight_hh and the biases, in the order of `GATES`; 1 for a plain RNN."""
    return max(1, len(GATES[cell]))
