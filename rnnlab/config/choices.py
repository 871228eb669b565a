"""TODO."""

from __future__ import annotations

from typing import Literal

CellType = Literal["rnn", "gru", "lstm"]
Nonlinearity = Literal["tanh", "relu"]
OptimiserName = Literal["sgd", "momentum", "adam", "adamw", "rmsprop"]
ScheduleName = Literal["constant", "cosine", "step"]
TaskName = Literal["next", "echo", "copy", "adding", "reverse"]
GATES: dict[CellType, tuple[str, ...]] = {"rnn": (), "gru": ("r", "z", "n"), "lstm": ("i", "f", "g", "o")}
