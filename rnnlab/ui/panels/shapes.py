"""What every tensor of a network is shaped like, in torch's words and in the numbers of this very run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rnnlab.config.choices import GATES
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.training import TextConfig
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording


@dataclass(frozen=True)
class Row:
    """One tensor: its name, its shape in words, its shape here, and what it holds."""

    tensor: str
    words: str
    here: tuple[int, ...]
    holds: str

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """The row as a page writes it."""
        return self.tensor, self.words, f"({', '.join(map(str, self.here))})", self.holds


def cell_shapes(config: CellConfig, recording: Recording) -> list[Row]:
    """The tensors of one `torch.nn.RNNCell`, as `recording` holds them."""
    steps, batch, width = recording["x"].shape
    rows = [
        Row("dataset", "(seq_len, batch, input_size)", (steps, batch, width), "every input, one step after another"),
        Row("input", "(batch, input_size)", (batch, width), "what one step reads"),
        Row("hidden", "(batch, hidden_size)", recording["h_0"].shape, "what one step takes over and hands on"),
        Row("weight_ih", "(hidden_size, input_size)", recording["weight_ih"].shape, "a row per unit: input to hidden"),
        Row(
            "weight_hh", "(hidden_size, hidden_size)", recording["weight_hh"].shape, "a row per unit: hidden to hidden"
        ),
    ]
    if config.bias:
        rows += [
            Row("bias_ih", "(hidden_size)", recording["bias_ih"].shape, "added to the input's part"),
            Row("bias_hh", "(hidden_size)", recording["bias_hh"].shape, "added to the hidden part"),
        ]
    return rows


def layers_shapes(config: LayersConfig, recording: Recording) -> list[Row]:
    """The tensors of one `torch.nn.RNN`, `GRU` or `LSTM`, as `recording` holds them."""
    steps, batch, width = recording["x"].shape
    lead = "batch, seq_len" if config.batch_first else "seq_len, batch"
    two = "2 · " if config.bidirectional else ""
    state = f"({two}num_layers, batch, hidden_size)"
    ends = "last step" if not config.bidirectional else "both directions, where each one ends"
    rows = [
        Row("input", f"({lead}, input_size)", (batch, steps, width) if config.batch_first else (steps, batch, width),
            "one vector per step"),
        Row("h_0", state, recording["h_0"].shape, f"where every layer starts{_at(recording['h_0'])}"),
        Row("output", f"({lead}, {two}hidden_size)", recording["output"].shape,
            "top layer, every step" + (", both directions side by side" if two else "")),
        Row("h_n", state, recording["h_n"].shape, f"every layer, {ends}; batch_first does not change it"),
    ]  # fmt: skip
    if config.cell == "lstm":
        rows.insert(
            2,
            Row("c_0", state, recording["c_0"].shape, f"where every layer's cell state starts{_at(recording['c_0'])}"),
        )
        rows.append(Row("c_n", state, recording["c_n"].shape, f"the cell state of every layer, {ends}"))
    return rows + _weights(recording, "", config.cell, config.num_layers)


def _at(start: Array) -> str:
    """What a start holds, if that is no more than zeros."""
    return "" if start.any() else ": zeros"


def training_shapes(config: TextConfig, recording: Recording) -> list[Row]:
    """The tensors of Embedding → RNN, GRU or LSTM → Linear, as `recording` holds them."""
    steps, vocab = recording["probabilities"].shape[1:]
    embedding, hidden = config.embedding_size, config.hidden_size
    layers = (config.num_layers, 1, hidden)
    rows = [
        Row("x", "(batch, seq_len)", (1, *recording["source"].shape), "the input's ids: positions in the vocabulary"),
        Row("emb(x)", "(batch, seq_len, embedding_size)", (1, steps, embedding), "the row of the table for every id"),
        Row("output", "(batch, seq_len, hidden_size)", (1, steps, hidden), "top layer, every step"),
        Row(
            "h_n", "(num_layers, batch, hidden_size)", layers, "every layer, last step; batch_first does not change it"
        ),
        Row("logits", "(batch · seq_len, vocab_size)", (steps, vocab), "a score for every symbol at every step"),
        Row(
            "emb.weight",
            "(vocab_size, embedding_size)",
            recording["emb.weight"].shape[1:],
            "the table: a row per symbol",
        ),
    ]
    rows += _weights(recording, "rnn.", config.cell, config.num_layers, lead=1)
    fc = recording["fc.weight"].shape[1:]
    return [*rows, Row("fc.weight", "(vocab_size, hidden_size)", fc, "a row per symbol: hidden to score")]


def ablation_shapes(recording: Recording) -> list[Row]:
    """The tensors of a network that is run over a text step by step, as `recording` holds them."""
    config, vocab = recording.header["config"], len(recording.header["vocab"])
    steps, hidden = len(recording["source"]), recording["layer0.h"].shape[-1]
    rows = [
        Row("x", "(seq_len)", (steps,), "the input's ids, read one after another"),
        Row("emb(x_t)", "(batch, embedding_size)", (1, recording["x"].shape[-1]), "the row of the table for one id"),
        Row("h_t", "(batch, hidden_size)", (1, hidden), "one layer after one step: here one number may be held"),
        Row("logits", "(seq_len, vocab_size)", recording["logits"].shape, "a score for every symbol at every step"),
        Row("emb.weight", "(vocab_size, embedding_size)", recording["emb.weight"].shape, "a row per symbol"),
    ]
    rows += _weights(recording, "", config["cell"], config["num_layers"])
    return [*rows, Row("fc.weight", "(vocab_size, hidden_size)", (vocab, hidden), "a row per symbol: hidden to score")]


def generation_shapes(recording: Recording) -> list[Row]:
    """The tensors of one step of a network that writes, and what is kept of all steps."""
    config, (steps, vocab) = recording.header["config"], recording["probabilities"].shape
    width, hidden, layers = config["input_size"], config["hidden_size"], config["num_layers"]
    forced = len(recording["read_forced"])
    rows = [
        Row("emb(x_t)", "(batch, embedding_size)", (1, width), "what one step reads: the row of the table for one id"),
        Row("h", "(num_layers, batch, hidden_size)", (layers, 1, hidden), "what one step takes over and hands on"),
        Row("z", "(vocab_size)", (vocab,), "a score for every symbol: fc of the top layer's h"),
        Row("softmax(z / τ)", "(vocab_size)", (vocab,), "what the next symbol is drawn from"),
        Row("read, said", "(seq_len)", (steps,), "free running: what is said is read at the next step"),
        Row("read, said (forced)", "(reference)", (forced,), "teacher forcing: the reference is read"),
        Row("distance", "(reference, num_layers)", (forced, layers), "how far the states of the two runs are apart"),
    ]
    fc = Row(
        "fc.weight", "(vocab_size, hidden_size)", recording["fc.weight"].shape, "a row per symbol: hidden to score"
    )
    return [*rows, *_weights(recording, "", config["cell"], layers), fc]


def _weights(recording: Recording, prefix: str, cell: str, num_layers: int, lead: int = 0) -> list[Row]:
    shapes = {name: array.shape[lead:] for name, array in recording.items()}
    return weight_rows(shapes, prefix, cell, num_layers)


def weight_rows(shapes: Mapping[str, tuple[int, ...]], prefix: str, cell: str, num_layers: int) -> list[Row]:
    """The weights of layer 0, and of the layers above where they differ."""
    gates = GATES[cell]  # type: ignore[index]
    times = f"{len(gates)} · " if gates else ""
    order = f", gates {', '.join(gates)} one under another" if gates else ""
    into = {0: "input to hidden"} | ({1: "layer below to hidden"} if num_layers > 1 else {})
    rows = []
    for layer, words in into.items():
        name = f"{prefix}weight_ih_l{layer}"
        width = "input_size" if layer == 0 else "width of the layer below"
        if prefix and layer == 0:
            width = "embedding_size"
        rows.append(Row(name, f"({times}hidden_size, {width})", shapes[name], words + order))
    name = f"{prefix}weight_hh_l0"
    return [*rows, Row(name, f"({times}hidden_size, hidden_size)", shapes[name], "step before to hidden" + order)]
