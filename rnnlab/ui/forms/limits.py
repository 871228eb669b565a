"""Limits that keep an epoch of a streamed training short, since a pause takes effect only at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rnnlab.config.choices import num_gates
from rnnlab.errors import ConfigError
from rnnlab.text import symbols

if TYPE_CHECKING:
    from rnnlab.config.training import TaskConfig, TextConfig

MOST_EPOCHS = 100_000  # of a network that learns a text
LONGEST_EPOCH = 0.13  # seconds
# Measured seconds of one step of one layer, forward and backward: a constant, and more for every weight of W_hh.
_STEP = {"rnn": 40e-6, "gru": 120e-6, "lstm": 4e-6}
_PER_WEIGHT = {"rnn": 3e-9, "gru": 0.75e-9, "lstm": 3e-9}  # an RNN's and an LSTM's weights are also sent
MOST_WORK = 600_000_000  # parameters × steps × sequences of one epoch of all lanes: about a tenth of a second
HELD_OUT_SEQUENCES = 256 / 3  # the held-out loss, forward only, costs about as much as an epoch of so many sequences


def check_text_pace(config: TextConfig) -> None:
    """Raise a ConfigError if an epoch of a text's network would take longer than `LONGEST_EPOCH`."""
    weights = num_gates(config.cell) * config.hidden_size**2
    layer = len(symbols(config.source)) * (_STEP[config.cell] + weights * _PER_WEIGHT[config.cell])
    most = max(1, int(LONGEST_EPOCH / layer))
    if config.num_layers > most:
        raise ConfigError.must_be(
            "num_layers",
            "at most {most} with this text, cell and hidden_size, since an epoch cannot be interrupted",
            got=config.num_layers,
            most=most,
        )


def check_race_pace(config: TaskConfig, parameters: Sequence[int]) -> None:
    """Raise a ConfigError if an epoch of all lanes together would be more than `MOST_WORK`.

    Args:
        config: The task and its sizes.
        parameters: Number of parameters of each lane.
    """
    each = max(sum(parameters) * config.batch_size, max(parameters) * HELD_OUT_SEQUENCES)
    most = max(1, int(MOST_WORK / each))
    if config.seq_len > most:
        raise ConfigError.must_be(
            "seq_len",
            "at most {most} with these sizes, since an epoch cannot be interrupted",
            got=config.seq_len,
            most=most,
        )
