"""`calls_of`: the calls of recurrent modules that a recording of any kind holds, all read in the same way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, get_args

import numpy as np

from rnnlab.config.checks import check_choice, check_size
from rnnlab.config.choices import GATES, CellType, Nonlinearity
from rnnlab.errors import RecordingError
from rnnlab.i18n.messages import mark, t
from rnnlab.recording.array_names import Array, layer_array, layer_arrays, layer_quantities, weight_array
from rnnlab.recording.recording import Recording
from rnnlab.recording.selection import check_batch_item, first_run, second_run, whole

_OF_CALL = re.compile(r"([0-9]{1,9}|w[0-9]{1,9})\.(.+)", re.DOTALL)
_WEIGHT = re.compile(r"((?:weight|bias)_(?:ih|hh|hr))(_l[0-9]{1,9}(?:_reverse)?)?")


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordedCall:
    """One call of a recurrent module: its sizes, and its arrays under the names that kind "layers" uses.

    Attributes:
        title: How a page names it: "encoder.rnn, call 2", "Epoch 12", "Layers".
        cell, nonlinearity: As in a config; `nonlinearity` is used by the plain RNN only.
        seq_len, batch_size, input_size, hidden_size, num_layers, bidirectional: As in torch.
        lengths: Steps of each sequence of the batch where they differ; None where all have seq_len steps.
        units: Indices of the units that were kept; None where all were.
        module, number, training: Of kind "watched": dotted path, n-th call of it from 1, whether in train mode.
        vocab: Token of each id; empty where no tokens were read.
        arrays: `h_0`, and for an LSTM `c_0`, (layers * directions, batch_size, ...); `layer{l}.h` and so on, (seq_len,
            batch_size, units), `layer{l}.reverse.h` of the other direction; and the weights by torch's names.
    """

    title: str
    cell: CellType
    nonlinearity: Nonlinearity
    seq_len: int
    batch_size: int
    input_size: int
    hidden_size: int
    num_layers: int
    bidirectional: bool
    lengths: tuple[int, ...] | None = None
    units: tuple[int, ...] | None = None
    module: str = ""
    number: int = 1
    training: bool = False
    arrays: Mapping[str, Array]
    read_x: Callable[[], Array] = field(repr=False)
    ids: Array | None = field(repr=False, default=None)  # (seq_len, batch_size) or, one for all, (seq_len,)
    vocab: tuple[str, ...] = field(repr=False, default=())

    @property
    def quantities(self) -> tuple[str, ...]:
        """What `array` gives: "h", "c", the gates, "pre", and their gradients as "h.grad", in this order."""
        names = ("h", "c", *GATES[self.cell], "pre")
        held = layer_quantities(self.arrays)
        return tuple(name for name in (*names, *(f"{name}.grad" for name in names)) if name in held)

    @property
    def directions(self) -> tuple[bool, ...]:
        """Of each direction whether it is the reverse one."""
        return (False, True) if self.bidirectional else (False,)

    @property
    def x(self) -> Array:
        """The input of the first layer, (seq_len, batch_size, input_size)."""
        return _checked("x", self.read_x(), (self.seq_len, self.batch_size, self.input_size))

    def array(self, quantity: str, layer: int, reverse: bool = False) -> Array:
        """One quantity of one layer and direction, (seq_len, batch_size, units).

        Args:
            quantity: One of `quantities`.
            layer: Counted from 0.
            reverse: Whether it is of the direction that reads the steps from the last to the first.

        Raises:
            RecordingError: The call has no such array, or its shape does not fit.
        """
        name = layer_array(layer, quantity, reverse=reverse)
        if name not in self.arrays:
            known = ", ".join(other for other in self.arrays if other.startswith("layer"))
            raise RecordingError.must_be("quantity of a layer", "one of {names}", got=name, names=known)
        return _checked(name, self.arrays[name], (self.seq_len, self.batch_size, None))

    def tokens(self, item: int = 0) -> list[str] | None:
        """The token of each step of a batch item, "" where there is none; None if the call read no tokens.

        Raises:
            RecordingError: There is no such batch item, or an id that the vocabulary does not have.
        """
        check_batch_item(item, self.batch_size)
        if self.ids is None:
            return None
        if self.ids.shape[:1] != (self.seq_len,) or self.ids.shape[1:] not in ((), (self.batch_size,)):
            raise RecordingError.must("tokens", "have one id for each step", got=self.ids.shape)
        ids = (self.ids if self.ids.ndim == 1 else self.ids[:, item]).tolist()
        known = range(-1, len(self.vocab))
        if not all(i in known for i in ids):
            raise RecordingError.must("tokens", "hold ids of the header's vocab", words="others")
        return ["" if i < 0 else self.vocab[i] for i in ids]


def calls_of(recording: Recording) -> tuple[RecordedCall, ...]:
    """The calls of a recording, in the order in which they were made; their arrays are views, not copies.

    Args:
        recording: Of kind "watched"; "cell", "weather" or "layers", which hold one call; "training", one for each kept
            epoch; "generation", one, or two with a forced run; "ablation", two: before and after.

    Raises:
        RecordingError: It is of another kind, or its header and its arrays do not fit together.
    """
    if recording.kind not in _READERS:
        raise RecordingError.must_be("recording", "one of {kinds}", got=recording.kind, kinds=", ".join(_READERS))
    with whole(recording):
        return tuple(_READERS[recording.kind](recording))


def _watched(recording: Recording) -> Iterator[RecordedCall]:
    parts: defaultdict[str, dict[str, Array]] = defaultdict(dict)
    for name, array in recording.items():
        if match := _OF_CALL.fullmatch(name):
            parts[match[1]][match[2]] = array
    several = {call["module"] for call in recording.header["calls"] if call["number"] > 1}
    vocab = _vocab(recording)
    for k, call in enumerate(recording.header["calls"]):
        name = call["module"] or call["class"]
        title = t("{module}, call {number}", module=name, number=call["number"]) if call["module"] in several else name
        yield _call(
            call,
            parts[str(k)] | _named_as_layers(parts[call["weights"]]),
            title=title,
            lengths=_whole_numbers(call.get("lengths")),
            units=_whole_numbers(call.get("units")),
            module=call["module"],
            number=call["number"],
            training=call["training"] is True,
            ids=parts[str(k)].get("tokens"),
            vocab=vocab,
        )


def _cell(recording: Recording) -> Iterator[RecordedCall]:
    arrays = {**_named_as_layers(recording), "h_0": recording["h_0"][None]}
    title = t("Cell") if recording.kind == "cell" else t("Weather")
    sizes = {"input_size": recording["x"].shape[-1], **recording.header["config"], "cell": "rnn"}
    yield _call(sizes, arrays, title=title)


def _layers(recording: Recording) -> Iterator[RecordedCall]:
    yield _call(recording.header["config"], recording, title=t("Layers"))


def _training(recording: Recording) -> Iterator[RecordedCall]:
    header, vocab = recording.header["config"], _vocab(recording)
    of_epochs = {name.removeprefix("rnn."): a for name, a in recording.items() if name.startswith(("rnn.", "layer"))}
    inputs, emb = recording.get("inputs"), recording.get("emb.weight")
    for k, epoch in enumerate(recording["epoch"].tolist()):
        arrays = {name: array[k] for name, array in of_epochs.items()}
        arrays = {name: a[:, None] if name.startswith("layer") else a for name, a in arrays.items()}
        first = arrays["layer0.h"]
        size, start = (header["num_layers"], *first.shape[1:]), first.dtype.type(0)
        names = ("h_0", "c_0") if header["cell"] == "lstm" else ("h_0",)
        arrays |= dict.fromkeys(names, np.broadcast_to(start, size))
        read = recording["source"] if inputs is None else inputs[k]
        yield _call(
            {**header, "input_size": arrays["weight_ih_l0"].shape[-1]},
            arrays,
            title=t("Epoch {epoch}", epoch=epoch),
            read_x=partial(_embedded, read, None if emb is None else emb[k]),
            ids=read if read.dtype.kind != "f" else None,
            vocab=vocab,
        )


def _runs(recording: Recording) -> Iterator[RecordedCall]:
    first, ids = first_run(recording), "read" if recording.kind == "generation" else "source"
    runs = [first, second_run(recording)] if len(first) < len(recording) else [first]
    for title, run in zip(_TITLES[recording.kind], runs, strict=False):
        yield _call(run.header["config"], run, title=t(title), ids=run[ids], vocab=_vocab(run))


_READERS: dict[str, Callable[[Recording], Iterator[RecordedCall]]] = {
    "watched": _watched,
    "cell": _cell,
    "weather": _cell,
    "layers": _layers,
    "training": _training,
    "generation": _runs,
    "ablation": _runs,
}
_TITLES = {
    "generation": (mark("Generated"), mark("Given text")),
    "ablation": (mark("Before"), mark("After")),
}


def _call(sizes: Mapping[str, Any], arrays: Mapping[str, Array], **more: Any) -> RecordedCall:
    """A call whose steps, batch and layers are counted in its arrays, so that no reader runs past their ends."""
    found = layer_arrays(arrays, "h")
    directions = ("forward", "reverse") if (0, "reverse") in found else ("forward",)
    num_layers = len(found) // len(directions)
    if not found or [*found] != [(layer, way) for layer in range(num_layers) for way in directions]:
        raise ValueError(t("layers are missing"))
    for name in ("input_size", "hidden_size"):
        check_size(name, sizes[name])
    check_choice("cell", sizes["cell"], get_args(CellType))
    seq_len, batch_size, _ = found[0, "forward"].shape
    return RecordedCall(
        cell=sizes["cell"],
        nonlinearity="relu" if sizes.get("nonlinearity") == "relu" else "tanh",
        seq_len=seq_len,
        batch_size=batch_size,
        input_size=sizes["input_size"],
        hidden_size=sizes["hidden_size"],
        num_layers=num_layers,
        bidirectional=len(directions) > 1,
        arrays=arrays,
        **{"read_x": partial(arrays.__getitem__, "x"), **more},
    )


def _named_as_layers(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Arrays whose weights have the names that a layered module gives them; a cell's own names have no layer."""
    named = {}
    for name, array in arrays.items():
        match = _WEIGHT.fullmatch(name)
        named[name if match is None or match[2] else weight_array(name, 0)] = array
    return named


def _embedded(read: Array, table: Array | None) -> Array:
    """What one sequence reads, (seq_len, 1, input_size): rows of the embedding, or the features themselves."""
    return read[:, None] if table is None or read.dtype.kind == "f" else table[read][:, None]


def _vocab(recording: Recording) -> tuple[str, ...]:
    vocab = recording.header.get("vocab") or []
    if not isinstance(vocab, list) or not all(isinstance(token, str) for token in vocab):
        raise RecordingError.must_be("vocab", "a list of texts", words=t("another value"))
    return tuple(vocab)


def _whole_numbers(values: Any) -> tuple[int, ...] | None:
    if values is None:
        return None
    if not isinstance(values, list) or not all(type(value) is int and value >= 0 for value in values):
        raise ValueError(t("a list that must hold whole numbers"))
    return tuple(values)


def _checked(name: str, array: Array, shape: tuple[int | None, ...]) -> Array:
    if array.ndim != len(shape) or any(size not in (None, n) for size, n in zip(shape, array.shape, strict=True)):
        sizes = " × ".join("…" if size is None else str(size) for size in shape)
        raise RecordingError.must(name, "have the shape {shape}", got=array.shape, shape=sizes)
    return array
