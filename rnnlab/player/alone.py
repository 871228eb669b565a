"""`for_page_alone`: a recording as a player shows it where no Python answers: in an HTML file, in a saved notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rnnlab.analysis.memoryless import memoryless_floor
from rnnlab.errors import RecordingError, RnnlabError
from rnnlab.i18n.messages import mark
from rnnlab.player.inspection.payload import inspection_alone
from rnnlab.recording.calls import RecordedCall, calls_of
from rnnlab.recording.recording import Recording
from rnnlab.recording.selection import select_batch, whole

_MOST_EPOCHS = 1_000_000  # as in training


def for_page_alone(recording: Recording, batch_item: int = 0) -> Recording:
    """All that is drawn and explained of a recording, and in `header["view"]` the view's name and settings.

    Args:
        recording: Of a kind in `VIEWS`.
        batch_item: Of kind "cell" or "layers", counted from 0; other kinds have one item.

    Raises:
        RecordingError: There is no view of this kind, its arrays do not fit together, or there is no such batch item.
    """
    if recording.kind not in VIEWS:
        raise RecordingError.must_be("recording", "one of {kinds}", got=recording.kind, kinds=", ".join(VIEWS))
    with whole(recording):
        _check_sizes(recording)
        found = VIEWS[recording.kind]
        shown, settings = found.prepare(recording, batch_item)
        return shown.with_header(view={"name": found.view, "key": "alone", **settings})


def _check_sizes(recording: Recording) -> None:
    """Raise a RecordingError if a header says other sizes than its arrays have: a view would draw what is not there."""
    header = recording.header
    for name in ("epochs_done", "epochs"):
        count = header.get("config", {}).get(name) if name == "epochs" else header.get(name)
        if count is not None and (type(count) is not int or not 0 <= count <= _MOST_EPOCHS):
            raise RecordingError.must_be(name, "a whole number up to {most}", got=count, most=_MOST_EPOCHS)
    if recording.kind == "race":
        found = {lane["cell"]: lane["hidden_size"] for lane in header["lanes"]}
        expected = {cell: recording[f"{cell}.h"].shape[-1] for cell in found}
    else:
        found = header.get("config", {})
        expected = _sizes(calls_of(recording))
    for name, size in expected.items():
        if name in found and (type(found[name]) is not type(size) or found[name] != size):
            rule = "be {size} in the header, as in the arrays"
            raise RecordingError.must(name, rule, got=found[name], size=size)


def _sizes(calls: Sequence[RecordedCall]) -> dict[str, int]:
    """The sizes of the calls of one module, by their names in a config."""
    if not calls:
        return {}
    first = calls[0]
    for quantity in first.quantities:
        for layer in range(first.num_layers):
            first.array(quantity, layer)
    width = first.x.shape[-1]
    return {
        "hidden_size": first.array("h", 0).shape[-1],
        "num_layers": first.num_layers,
        "bidirectional": first.bidirectional,
        "input_size": width,
        "embedding_size": width,
    }


Prepared = tuple[Recording, dict[str, Any]]  # what is drawn, and the settings of its view


def _one_item(recording: Recording, batch_item: int) -> Prepared:
    return select_batch(recording, batch_item), {"batch_item": 0}


def _as_it_is(recording: Recording, batch_item: int) -> Prepared:
    _check_single(batch_item)
    return recording, {}


def _trained(recording: Recording, batch_item: int) -> Prepared:
    """A training as the only run on a page, its first epoch to its last; nothing is trained further."""
    _check_single(batch_item)
    if "source" not in recording:
        words = "one whose every epoch reads another sequence"
        raise RecordingError.must_be("recording", "a training that reads one text", words=words)
    header, failed = recording.header, "failure" in recording.header
    status = "failed" if failed else "done" if header["epochs_done"] == header["config"]["epochs"] else "recorded"
    run = {"key": 0, "born": 0, "name": "", "colour": 0, "step": 0, "status": status}
    run |= {"done": header["epochs_done"], "total": header["config"]["epochs"]}
    view = {"floor": _floor(header["config"]), "set": 0, "stage": 0, "cursor": None, "runs": [run]}
    return recording.with_header(status=status), view


def _raced(recording: Recording, batch_item: int) -> Prepared:
    _check_single(batch_item)
    return recording.with_header(status="done" if recording.header["status"] == "done" else "recorded"), {}


@dataclass(frozen=True)
class KindView:
    """How a kind of recording is shown.

    Attributes:
        view: The view's name in `assets/views/index.js`.
        title: Above the picture.
        prepare: From a recording and a batch item: what is drawn, and the view's settings.
    """

    view: str
    title: str
    prepare: Callable[[Recording, int], Prepared]


# By the kind of the recording. A new view is one line here, and one in `assets/views/index.js`.
VIEWS = {
    "cell": KindView("cell", mark("RNNCell, step by step"), _one_item),
    "layers": KindView("layers", mark("RNN: layers × time"), _one_item),
    "training": KindView("training", mark("Embedding: watch it learn"), _trained),
    "weather": KindView("weather", mark("Weather: three days, and the fourth"), _as_it_is),
    "race": KindView("race", mark("Race: which cell remembers?"), _raced),
    "generation": KindView("generation", mark("Free running: let it write"), _as_it_is),
    "watched": KindView("inspect", mark("Inspect hidden states"), inspection_alone),
    "ablation": KindView("ablation", mark("Ablation: hold one unit"), _as_it_is),
}


def _check_single(batch_item: int) -> None:
    if type(batch_item) is not int or batch_item != 0:
        raise RecordingError.must_be("batch item", "0, the only one", got=batch_item)


def _floor(config: Mapping[str, Any]) -> float | None:
    """The memoryless loss of the text that was learned; None if the header does not hold it."""
    try:
        return memoryless_floor(config["source"], config["target"]).loss
    except (KeyError, TypeError, RnnlabError):
        return None
