"""The numbers of a race as a table, and the shapes of its lanes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.recording.recording import Recording
from rnnlab.ui.panels.shapes import Row, weight_rows

if TYPE_CHECKING:
    import pandas as pd

    from rnnlab.nn.models import Network


def losses_table(recording: Recording) -> pd.DataFrame:
    """A row per epoch: each cell's loss, and its held-out loss where it was taken; empty after a cell stopped.

    Args:
        recording: Of kind "race".
    """
    import pandas as pd

    columns = {}
    for lane in recording.header["lanes"]:
        cell, name = lane["cell"], lane["cell"].upper()
        losses = recording[f"losses.{cell}"]
        columns[f"{name} loss"] = pd.Series(losses, index=range(1, len(losses) + 1))
        held_out, epochs = recording[f"held_out.{cell}"], recording[f"held_out.epoch.{cell}"]
        columns[f"{name} held out"] = pd.Series(held_out, index=epochs, dtype="float32")
    return pd.DataFrame(columns).rename_axis("epoch").reset_index()


def race_shapes(config: TaskConfig | TextConfig, model: Network) -> list[Row]:
    """The tensors of one lane's network, for one batch.

    Args:
        config: The lane's own.
        model: Its network.
    """
    assert isinstance(config, TaskConfig)  # a race is of tasks
    steps, batch, hidden = config.seq_len, config.batch_size, config.hidden_size
    weights = dict(model.named_parameters())
    number = config.task == "adding"
    rows = [Row("x", "(seq_len, batch, 2)", (steps, batch, 2), "a number and its mark")] if number else [
        Row("x", "(seq_len, batch)", (steps, batch), "the symbols' ids"),
        Row("emb(x)", "(seq_len, batch, embedding_size)", (steps, batch, config.embedding_size), "a row per symbol"),
    ]  # fmt: skip
    rows += [
        Row("output", "(seq_len, batch, hidden_size)", (steps, batch, hidden), "top layer, every step"),
        Row("h_n", "(num_layers, batch, hidden_size)", (config.num_layers, batch, hidden), "every layer, last step"),
    ]
    out = weights["fc.weight"].shape[0]
    if number:
        rows.append(Row("answer", "(batch, 1)", (batch, 1), "one number, said at the last step"))
    else:
        rows.append(
            Row("logits", "(seq_len, batch, vocab_size)", (steps, batch, out), "a score for every symbol at every step")
        )
        shape = tuple(weights["emb.weight"].shape)
        rows.append(Row("emb.weight", "(vocab_size, embedding_size)", shape, "the table: a row per symbol"))
    shapes = {name: tuple(weight.shape) for name, weight in weights.items()}
    found = weight_rows(shapes, "rnn.", config.cell, config.num_layers)
    if number:
        found = [replace(row, words=row.words.replace("embedding_size", "input_size")) for row in found]
    return [*rows, *found, Row("fc.weight", "(1, hidden_size)" if number else "(vocab_size, hidden_size)",
                               (out, hidden), "hidden to answer")]  # fmt: skip
