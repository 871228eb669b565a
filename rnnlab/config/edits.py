"""`Edit`: one number set by hand, in a demonstration or in a network that is trained; edits as a text and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from rnnlab.config.choices import num_gates
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.errors import EditError

MOST_EDITS = 500  # at a time: bounds what a session makes the server keep, and the length of a script
LIMIT = 1_000_000.0  # largest absolute value on a page: saturates every gate, and sums stay finite in float32
LINK_EDITS = 24  # at most in a link, which must stay short enough to be pasted anywhere
EXAMPLE = "x.0.0.2~1.5"

Shapes = dict[str, tuple[int, ...]]  # of arrays, by name

_DEMONSTRATION = re.compile(r"x|[hc]_0|(weight|bias)_(ih|hh)(_l[0-9]{1,4}(_reverse)?)?")
_LAYER = re.compile(r"_l([0-9]{1,4})")
_TRAINED = re.compile(r"(emb|fc)\.(weight|bias)|rnn\.(weight|bias)_[ih]h_l[0-9]{1,4}")
_FLOAT32_MAX = float(np.finfo(np.float32).max)
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,60})?(e-?[0-9]{1,3})?")
_MAX_INDEX = 999_999
_INDEX = re.compile(r"[0-9]{1,6}")  # ASCII only, and never so long that int() itself refuses it


@dataclass(frozen=True)
class Edit:
    """One number set by hand.

    The names that a network has are checked elsewhere: `check_edits` refuses those that a demonstration does not have,
    and the page that forks a training run those that its network does not have.

    Args:
        name: As in the recording and in torch. In a demonstration: "x", "h_0", "c_0", "weight_ih" of a cell,
            "weight_hh_l0_reverse" … In a training run: "emb.weight", "rnn.weight_ih_l0", "fc.bias" …
        index: Its place in that array, counted from 0; `x` is time-major, (seq_len, batch_size, input_size), always.
        value: Unitless, kept as the nearest float32. In a demonstration from -LIMIT to LIMIT, and -0.0 becomes 0.0;
            a weight of a training run may be any finite float32.

    Raises:
        EditError: The name, the index or the value is not one of these.

    >>> Edit("weight_hh", (1, 0), 0.1)
    Edit(name='weight_hh', index=(1, 0), value=0.10000000149011612)
    >>> print(Edit("x", (0, 0, 2), 1.5))
    x[0, 0, 2]
    """

    name: str
    index: tuple[int, ...]
    value: float

    def __post_init__(self) -> None:
        name, index, value = self.name, self.index, self.value
        if not isinstance(name, str) or not (_DEMONSTRATION.fullmatch(name) or self.of_training):
            raise EditError.must_be("name", "x, h_0, c_0 or a weight as torch names it", got=name)
        most = 2 if self.of_training else 3
        if not isinstance(index, tuple | list) or not 1 <= len(index) <= most or any(type(i) is not int for i in index):
            rule = "one to two whole numbers" if self.of_training else "one to three whole numbers"
            raise EditError.must_be("index", rule, got=index)
        if not 0 <= min(index) <= max(index) <= _MAX_INDEX:
            raise EditError.must_be("index", "counted from 0 to at most {most}", got=index, most=_MAX_INDEX)
        limit = _FLOAT32_MAX if self.of_training else LIMIT
        # NaN compares false; a bool is a number to Python
        if not isinstance(value, Real) or isinstance(value, bool) or not -limit <= value <= limit:
            raise EditError.must_be("value", "a number from -{limit:.0f} to {limit:.0f}", got=value, limit=limit)
        nearest = float(np.float32(float(value)))
        object.__setattr__(self, "index", tuple(index))
        object.__setattr__(self, "value", nearest if self.of_training else nearest + 0.0)

    @property
    def of_training(self) -> bool:
        """Whether it is a weight of a network that is trained, and no number of a demonstration."""
        return _TRAINED.fullmatch(self.name) is not None

    @property
    def place(self) -> tuple[str, tuple[int, ...]]:
        """Name and index: two edits of the same place are about the same number."""
        return self.name, self.index

    def __str__(self) -> str:
        return f"{self.name}[{', '.join(map(str, self.index))}]"


def editable_shapes(config: CellConfig | LayersConfig, layers: Iterable[int] | None = None) -> Shapes:
    """The shape of every array of a demonstration that can be edited, by its name in the recording.

    Args:
        config: Its sizes.
        layers: Whose weights are listed, counted from 0; those of all by default.
    """
    states = (config.batch_size, config.hidden_size)
    if isinstance(config, CellConfig):
        found: Shapes = {"x": (config.seq_len, config.batch_size, config.input_size), "h_0": states}
        return found | _weights("", 1, config.input_size, config.hidden_size, config.bias)
    directions = ("", "_reverse") if config.bidirectional else ("",)
    found = {"x": (config.seq_len, config.batch_size, config.input_size)}
    found |= dict.fromkeys(("h_0", "c_0") if config.cell == "lstm" else ("h_0",), (num_states(config), *states))
    for layer in range(config.num_layers) if layers is None else layers:
        input_size = config.hidden_size * len(directions) if layer else config.input_size
        for direction in directions:
            found |= _weights(f"_l{layer}{direction}", num_gates(config.cell), input_size, config.hidden_size, True)
    return found


def num_states(config: LayersConfig) -> int:
    """Length of the first axis of h_0: one state for each layer and direction."""
    return config.num_layers * (2 if config.bidirectional else 1)


def _weights(suffix: str, gates: int, input_size: int, hidden_size: int, bias: bool) -> Shapes:
    rows = gates * hidden_size
    found: Shapes = {f"weight_ih{suffix}": (rows, input_size), f"weight_hh{suffix}": (rows, hidden_size)}
    return found | ({f"bias_ih{suffix}": (rows,), f"bias_hh{suffix}": (rows,)} if bias else {})


def fits(edit: Edit, known: Shapes) -> bool:
    """Whether an edit's array and index are among arrays of these shapes."""
    shape = known.get(edit.name, ())
    return len(shape) == len(edit.index) and all(i < size for i, size in zip(edit.index, shape, strict=True))


def check_edits(edits: Iterable[Edit], config: CellConfig | LayersConfig) -> None:
    """Refuse edits of numbers that a config does not have.

    Raises:
        EditError: One of them is; the error names the first.
    """
    edits = merged(edits)
    numbers = {int(found[1]) for edit in edits if (found := _LAYER.search(edit.name))}
    layers = config.num_layers if isinstance(config, LayersConfig) else 0
    known = editable_shapes(config, sorted(number for number in numbers if number < layers))
    for edit in edits:
        if edit.name not in known:
            raise EditError.must_be("edits", "of an input, a start or a weight that is there", words=str(edit))
        if not fits(edit, known):
            rule = "inside {array}, whose shape is {shape}"
            raise EditError.must_be("edits", rule, words=str(edit), array=edit.name, shape=known[edit.name])


def merged(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """One edit for each place, the last one, in the order in which the places were first edited.

    >>> merged([Edit("x", (0, 0, 0), 1), Edit("h_0", (0, 0), 2), Edit("x", (0, 0, 0), 3)])
    (Edit(name='x', index=(0, 0, 0), value=3.0), Edit(name='h_0', index=(0, 0), value=2.0))

    Raises:
        EditError: Something else than an `Edit` is among them.
    """
    listed = tuple(edits) if isinstance(edits, Iterable) else (edits,)
    if not all(isinstance(edit, Edit) for edit in listed):
        raise EditError.must_be("edits", "of type Edit", got=edits)
    return tuple({edit.place: edit for edit in listed}.values())


def to_text(edits: Iterable[Edit]) -> str:
    """The edits as a link holds them: place~value~place~value …, with enough digits for the same float32.

    >>> to_text([Edit("x", (0, 0, 2), 1.5), Edit("bias_ih", (1,), 0.1)])
    'x.0.0.2~1.5~bias_ih.1~0.1'
    """
    return "~".join(f"{edit.name}.{'.'.join(map(str, edit.index))}~{digits(edit.value)}" for edit in edits)


def from_text(text: str) -> tuple[Edit, ...]:
    """The edits that `to_text` wrote.

    Raises:
        EditError: The text has another format, is empty, or holds more than LINK_EDITS edits.

    >>> from_text("x.0.0.2~1.5")
    (Edit(name='x', index=(0, 0, 2), value=1.5),)
    """
    parts = text.split("~")
    if len(parts) > 2 * LINK_EDITS:
        raise EditError.must_be("edits", "at most {most} in a link", got=-(-len(parts) // 2), most=LINK_EDITS)
    if len(parts) % 2:
        raise _unreadable(text)
    return merged(_parsed(place, value) for place, value in zip(parts[::2], parts[1::2], strict=True))


def _parsed(place: str, value: str) -> Edit:
    name, *index = place.split(".")
    if not _NUMBER.fullmatch(value) or not all(_INDEX.fullmatch(i) for i in index):
        raise _unreadable(f"{place}~{value}")
    try:
        return Edit(name, tuple(map(int, index)), float(value))
    except EditError:
        raise _unreadable(f"{place}~{value}") from None


def _unreadable(text: str) -> EditError:
    got = text if len(text) <= 40 else f"{text[:39]}…"
    rule = "like {example}, with values from -{limit:.0f} to {limit:.0f}"
    return EditError.must_be("edits", rule, got=got, example=EXAMPLE, limit=LIMIT)


def digits(value: float) -> str:
    """The fewest digits that Python reads back as the same float32, also when they are first read as a float64."""
    short = str(np.float32(value)).replace("+", "")  # a link would have to escape the plus sign
    return short if float(np.float32(float(short))) == value else repr(value)


def to_header(edits: Iterable[Edit]) -> list[list[Any]]:
    """The edits as a recording's header lists them: [name, index, value] each."""
    return [[edit.name, list(edit.index), edit.value] for edit in edits]


def from_header(listed: object) -> tuple[Edit, ...]:
    """The edits that `to_header` listed.

    Raises:
        EditError: It has another format.
    """
    if not isinstance(listed, list) or any(not isinstance(entry, list) or len(entry) != 3 for entry in listed):
        raise EditError.must_be("edits", "listed as [name, index, value] in the recording's header", got=listed)
    return tuple(Edit(*entry) for entry in listed)


def edits_from_header(header: Mapping[str, Any]) -> tuple[Edit, ...]:
    """The edits that a demonstration was made with, from its recording's header; empty if it has none.

    Raises:
        EditError: The header's list cannot be read.
    """
    return from_header(header.get("edits", []))
