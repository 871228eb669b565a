"""`losses_table` and `race_shapes`: the numbers of a race as a table, and the tensors of one lane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording
from rnnlab.ui.panels.shapes import Row, weight_rows

if TYPE_CHECKING:
    import pandas as pd
    from pandas.arrays import FloatingArray

    from rnnlab.nn.models import Network
    from rnnlab.recording.array_names import Array


def losses_table(recording: Recording) -> pd.DataFrame:
    """A row per epoch: each cell's loss, and its held-out loss where it was computed; empty after a cell stopped.

    Args:
        recording: Of kind "race".

    Returns:
        Columns that tell a number that is missing, NA, from one that is not a number, NaN.
    """
    import pandas as pd

    columns = {}
    for lane in recording.header["lanes"]:
        cell, name = lane["cell"], lane["cell"].upper()
        losses = recording[f"losses.{cell}"]
        columns[t("{cell} loss", cell=name)] = pd.Series(_numbers(losses), index=range(1, len(losses) + 1))
        held_out, epochs = recording[f"held_out.{cell}"], recording[f"held_out.epoch.{cell}"]
        columns[t("{cell} held out", cell=name)] = pd.Series(_numbers(held_out), index=epochs)
    return pd.DataFrame(columns).rename_axis("epoch").reset_index()


def _numbers(values: Array) -> FloatingArray:
    """Float32 numbers none of which is missing."""
    from pandas.arrays import FloatingArray

    return FloatingArray(values.astype(np.float32), np.zeros(len(values), bool))


def race_shapes(config: TaskConfig | TextConfig, model: Network) -> list[Row]:
    """The tensors of one lane's network, for one batch.

    Args:
        config: The lane's own.
        model: Its network.
    """
    assert isinstance(config, TaskConfig)  # a race is of tasks
    weights = {name: tuple(weight.shape) for name, weight in model.named_parameters()}
    rows = weight_rows(weights, "rnn.", config.cell, config.num_layers)
    return (_number_rows if config.task == "adding" else _symbol_rows)(config, weights, rows)


def _number_rows(config: TaskConfig, weights: Mapping[str, tuple[int, ...]], recurrent: list[Row]) -> list[Row]:
    """The rows of a task whose answer is one number at the end."""
    steps, batch = config.seq_len, config.batch_size
    return [
        Row("x", "(seq_len, batch, 2)", (steps, batch, 2), t("a number and its mark")),
        *_state_rows(config),
        Row("answer", "(batch, 1)", (batch, 1), t("one number, said at the last step")),
        *(replace(row, words=row.words.replace("embedding_size", "input_size")) for row in recurrent),
        Row("fc.weight", "(1, hidden_size)", weights["fc.weight"], t("hidden to answer")),
    ]


def _symbol_rows(config: TaskConfig, weights: Mapping[str, tuple[int, ...]], recurrent: list[Row]) -> list[Row]:
    """The rows of a task with an answer, a symbol, at every step."""
    steps, batch, width = config.seq_len, config.batch_size, config.embedding_size
    logits = (steps, batch, weights["fc.weight"][0])
    table = t("the table: a row per symbol")
    return [
        Row("x", "(seq_len, batch)", (steps, batch), t("the symbols' ids")),
        Row("emb(x)", "(seq_len, batch, embedding_size)", (steps, batch, width), t("a row per symbol")),
        *_state_rows(config),
        Row("logits", "(seq_len, batch, vocab_size)", logits, t("a score for every symbol at every step")),
        Row("emb.weight", "(vocab_size, embedding_size)", weights["emb.weight"], table),
        *recurrent,
        Row("fc.weight", "(vocab_size, hidden_size)", weights["fc.weight"], t("hidden to answer")),
    ]


def _state_rows(config: TaskConfig) -> list[Row]:
    steps, batch, hidden, layers = config.seq_len, config.batch_size, config.hidden_size, config.num_layers
    return [
        Row("output", "(seq_len, batch, hidden_size)", (steps, batch, hidden), t("top layer, every step")),
        Row("h_n", "(num_layers, batch, hidden_size)", (layers, batch, hidden), t("every layer, last step")),
    ]
