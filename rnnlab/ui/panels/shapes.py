"""`Row`: the shape of one tensor of a network, in torch's words and in this run's numbers; the rows of every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rnnlab.config.choices import GATES
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import t
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording


@dataclass(frozen=True)
class Row:
    """One tensor.

    Attributes:
        tensor: Its name.
        words: Its shape in torch's words, as "(batch, input_size)".
        here: Its shape in this run.
        holds: What its numbers mean, in one phrase.
    """

    tensor: str
    words: str
    here: tuple[int, ...]
    holds: str

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """The four columns as a page shows them."""
        return self.tensor, self.words, f"({', '.join(map(str, self.here))})", self.holds


def cell_shapes(config: CellConfig, recording: Recording) -> list[Row]:
    """The tensors of one `torch.nn.RNNCell`, as `recording` holds them."""
    steps, batch, width = recording["x"].shape
    rows = [
        Row("dataset", "(seq_len, batch, input_size)", (steps, batch, width), t("every input, one step after another")),
        Row("input", "(batch, input_size)", (batch, width), t("what one step reads")),
        Row("hidden", "(batch, hidden_size)", recording["h_0"].shape, t("what one step takes over and hands on")),
        Row(
            "weight_ih", "(hidden_size, input_size)", recording["weight_ih"].shape, t("a row per unit: input to hidden")
        ),
        Row(
            "weight_hh",
            "(hidden_size, hidden_size)",
            recording["weight_hh"].shape,
            t("a row per unit: hidden to hidden"),
        ),
    ]
    if config.bias:
        rows += [
            Row("bias_ih", "(hidden_size)", recording["bias_ih"].shape, t("added to the input's part")),
            Row("bias_hh", "(hidden_size)", recording["bias_hh"].shape, t("added to the hidden part")),
        ]
    return rows


def layers_shapes(config: LayersConfig, recording: Recording) -> list[Row]:
    """The tensors of one `torch.nn.RNN`, `GRU` or `LSTM`, as `recording` holds them."""
    steps, batch, width = recording["x"].shape
    lead = ", ".join(("batch", "seq_len") if config.batch_first else ("seq_len", "batch"))
    two = "2 · " if config.bidirectional else ""
    state = f"({two}num_layers, batch, hidden_size)"
    x = (batch, steps, width) if config.batch_first else (steps, batch, width)
    rows = [
        Row("input", f"({lead}, input_size)", x, t("one vector per step")),
        Row("h_0", state, recording["h_0"].shape, _start(recording["h_0"])),
        Row("output", f"({lead}, {two}hidden_size)", recording["output"].shape, _output(config)),
        Row("h_n", state, recording["h_n"].shape, _end(config)),
    ]
    if config.cell == "lstm":
        rows.insert(2, Row("c_0", state, recording["c_0"].shape, _cell_start(recording["c_0"])))
        rows.append(Row("c_n", state, recording["c_n"].shape, _cell_end(config)))
    return rows + _weights(recording, "", config.cell, config.num_layers)


def _start(h_0: Array) -> str:
    return t("where every layer starts") if h_0.any() else t("where every layer starts: zeros")


def _cell_start(c_0: Array) -> str:
    if c_0.any():
        return t("where every layer's cell state starts")
    return t("where every layer's cell state starts: zeros")


def _output(config: LayersConfig) -> str:
    if config.bidirectional:
        return t("top layer, every step, both directions side by side")
    return t("top layer, every step")


def _end(config: LayersConfig) -> str:
    if config.bidirectional:
        return t("every layer, both directions, where each one ends; batch_first does not change it")
    return t("every layer, last step; batch_first does not change it")


def _cell_end(config: LayersConfig) -> str:
    if config.bidirectional:
        return t("the cell state of every layer, both directions, where each one ends")
    return t("the cell state of every layer, last step")


def training_shapes(config: TextConfig, recording: Recording) -> list[Row]:
    """The tensors of Embedding → RNN, GRU or LSTM → Linear, as `recording` holds them."""
    steps, vocab = recording["probabilities"].shape[1:]
    embedding, hidden = config.embedding_size, config.hidden_size
    layers = (config.num_layers, 1, hidden)
    rows = [
        Row(
            "x", "(batch, seq_len)", (1, *recording["source"].shape), t("the input's ids: positions in the vocabulary")
        ),
        Row(
            "emb(x)", "(batch, seq_len, embedding_size)", (1, steps, embedding), t("the row of the table for every id")
        ),
        Row("output", "(batch, seq_len, hidden_size)", (1, steps, hidden), t("top layer, every step")),
        Row(
            "h_n",
            "(num_layers, batch, hidden_size)",
            layers,
            t("every layer, last step; batch_first does not change it"),
        ),
        Row("logits", "(batch · seq_len, vocab_size)", (steps, vocab), t("a score for every symbol at every step")),
        Row(
            "emb.weight",
            "(vocab_size, embedding_size)",
            recording["emb.weight"].shape[1:],
            t("the table: a row per symbol"),
        ),
    ]
    rows += _weights(recording, "rnn.", config.cell, config.num_layers, lead=1)
    fc = recording["fc.weight"].shape[1:]
    return [*rows, Row("fc.weight", "(vocab_size, hidden_size)", fc, t("a row per symbol: hidden to score"))]


def ablation_shapes(recording: Recording) -> list[Row]:
    """The tensors of a network that is run over a text step by step, as `recording` holds them."""
    config, vocab = recording.header["config"], len(recording.header["vocab"])
    steps, hidden = len(recording["source"]), recording["layer0.h"].shape[-1]
    rows = [
        Row("x", "(seq_len)", (steps,), t("the input's ids, read one after another")),
        Row("emb(x_t)", "(batch, embedding_size)", (1, recording["x"].shape[-1]), t("the row of the table for one id")),
        Row("h_t", "(batch, hidden_size)", (1, hidden), t("one layer after one step: here one number may be held")),
        Row("logits", "(seq_len, vocab_size)", recording["logits"].shape, t("a score for every symbol at every step")),
        Row("emb.weight", "(vocab_size, embedding_size)", recording["emb.weight"].shape, t("a row per symbol")),
    ]
    rows += _weights(recording, "", config["cell"], config["num_layers"])
    return [
        *rows,
        Row("fc.weight", "(vocab_size, hidden_size)", (vocab, hidden), t("a row per symbol: hidden to score")),
    ]


def generation_shapes(recording: Recording) -> list[Row]:
    """The tensors of one step of free running, and those that hold all steps of it."""
    config, (steps, vocab) = recording.header["config"], recording["probabilities"].shape
    width, hidden, layers = config["input_size"], config["hidden_size"], config["num_layers"]
    forced = len(recording["read_forced"])
    rows = [
        Row(
            "emb(x_t)", "(batch, embedding_size)", (1, width), t("what one step reads: the row of the table for one id")
        ),
        Row("h", "(num_layers, batch, hidden_size)", (layers, 1, hidden), t("what one step takes over and hands on")),
        Row("z", "(vocab_size)", (vocab,), t("a score for every symbol: fc of the top layer's h")),
        Row("softmax(z / τ)", "(vocab_size)", (vocab,), t("what the next symbol is drawn from")),
        Row(t("read, said"), "(seq_len)", (steps,), t("free running: what is said is read at the next step")),
        Row(t("read, said (forced)"), "(reference)", (forced,), t("teacher forcing: the reference is read")),
        Row(
            t("distance"),
            "(reference, num_layers)",
            (forced, layers),
            t("how far the states of the two runs are apart"),
        ),
    ]
    fc = Row(
        "fc.weight", "(vocab_size, hidden_size)", recording["fc.weight"].shape, t("a row per symbol: hidden to score")
    )
    return [*rows, *_weights(recording, "", config["cell"], layers), fc]


def _weights(recording: Recording, prefix: str, cell: str, num_layers: int, lead: int = 0) -> list[Row]:
    shapes = {name: array.shape[lead:] for name, array in recording.items()}
    return weight_rows(shapes, prefix, cell, num_layers)


def weight_rows(shapes: Mapping[str, tuple[int, ...]], prefix: str, cell: str, num_layers: int) -> list[Row]:
    """The weights of layer 0, and of the layers above where they differ.

    Args:
        shapes: Of every tensor, by name.
        prefix: Of the names: "rnn." in a network with an embedding, whose layer 0 reads that; else "".
        cell, num_layers: Of the network.
    """
    times = f"{len(GATES[cell])} · " if GATES[cell] else ""  # type: ignore[index]
    name = f"{prefix}weight_ih_l0"
    width = "embedding_size" if prefix else "input_size"
    rows = [Row(name, f"({times}hidden_size, {width})", shapes[name], _weight_words(t("input to hidden"), cell))]
    if num_layers > 1:
        name = f"{prefix}weight_ih_l1"
        words = t("({times}hidden_size, width of the layer below)", times=times)
        rows.append(Row(name, words, shapes[name], _weight_words(t("layer below to hidden"), cell)))
    name = f"{prefix}weight_hh_l0"
    words = f"({times}hidden_size, hidden_size)"
    return [*rows, Row(name, words, shapes[name], _weight_words(t("step before to hidden"), cell))]


def _weight_words(what: str, cell: str) -> str:
    """What a weight holds, with the order of its gates if the cell has any."""
    gates = GATES[cell]  # type: ignore[index]
    if not gates:
        return what
    return t("{what}, gates {gates} one under another", what=what, gates=", ".join(gates))
