"""TODO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rnnlab.config.choices import GATES
from rnnlab.errors import ConfigError
from rnnlab.text import symbols

if TYPE_CHECKING:
    from rnnlab.config.training import TextConfig
from collections.abc import Sequence

from rnnlab.config.training import TaskConfig, TextConfig

LONGEST_EPOCH = 0.13  # seconds, since no pause interrupts one
# Seconds that a step of one layer takes forward and back, measured: as such, and for every weight of W_hh.
_STEP = {"rnn": 40e-6, "gru": 120e-6, "lstm": 4e-6}
_PER_WEIGHT = {"rnn": 3e-9, "gru": 0.75e-9, "lstm": 3e-9}  # for an RNN and an LSTM it is what must be sent


def check_text_pace(config: TextConfig) -> None:
    """Raise a ConfigError if an epoch would take so long that a pause had to wait for it."""
    weights = max(1, len(GATES[config.cell])) * config.hidden_size**2
    layer = len(symbols(config.source)) * (_STEP[config.cell] + weights * _PER_WEIGHT[config.cell])
    most = max(1, int(LONGEST_EPOCH / layer))
    if config.num_layers > most:
        rule = f"num_layers must be at most {most} with this text, cell and hidden_size"
        raise ConfigError(f"{rule}, since an epoch cannot be interrupted, got {config.num_layers}", field="num_layers")


MOST_WORK = 600_000_000  # parameters × steps × sequences of a turn of all lanes: about a tenth of a second
HELD_OUT_SEQUENCES = (
    256 / 3
)  # a held-out look costs about as much as an epoch of so many sequences: it goes forward only


def check_race_pace(config: TaskConfig, parameters: Sequence[int]) -> None:
    """Raise a ConfigError if a turn of all lanes would take so long that a pause had to wait for it.

    Args:
        config: The task and its sizes.
        parameters: Of each lane.
    """
    each = max(sum(parameters) * config.batch_size, max(parameters) * HELD_OUT_SEQUENCES)
    most = max(1, int(MOST_WORK / each))
    if config.seq_len > most:
        rule = f"seq_len must be at most {most} with these sizes, since an epoch cannot be interrupted"
        raise ConfigError(f"{rule}, got {config.seq_len}", field="seq_len")


MOST_EPOCHS = 100_000
