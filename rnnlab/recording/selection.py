"""Parts of a recording: `first_run`, `second_run`, `select_batch` and `unit_detail`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rnnlab.config.choices import GATES, WEIGHT_NAMES
from rnnlab.errors import RecordingError, shown
from rnnlab.i18n.messages import t
from rnnlab.recording.array_names import Array, layer_array, weight_array
from rnnlab.recording.recording import Recording


@contextmanager
def whole(recording: Recording) -> Iterator[None]:
    """A context in which arrays are selected: those that a kind has and this recording has not are a RecordingError."""
    try:
        yield
    except RecordingError:
        raise
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        words = t("one that does not fit ({reason})", reason=error)
        rule = "hold the arrays of its kind, {kind}"
        raise RecordingError.must("recording", rule, words=words, kind=recording.kind) from error


_SECOND = {"generation": "_forced", "ablation": "_ablated"}  # what the names of a second run's arrays end with
_KINDS = ("cell", "layers", "generation", "ablation")


def first_run(recording: Recording) -> Recording:
    """The first run of a recording of two, with the arrays that are of both; another recording as it is."""
    suffix = _SECOND.get(recording.kind)
    return recording.only(*(name for name in recording if suffix is None or not name.endswith(suffix)))


def second_run(recording: Recording) -> Recording:
    """The second run of a recording of two, under the names of the first: the forced or the ablated run.

    Args:
        recording: Of kind "generation", made by `rnnlab.teacher_force`, or "ablation".

    Returns:
        The recording without suffixes: `x`, `layer0.h` and so on hold what `x_forced`, `layer0.h_forced` … or
        `layer0.h_ablated` … held. Arrays that the second run does not have stay.

    Raises:
        RecordingError: The recording holds no second run.
    """
    first, suffix = first_run(recording), _SECOND.get(recording.kind, "")
    second = {name.removesuffix(suffix): array for name, array in recording.items() if name not in first}
    if not second:
        words = f"one of kind {recording.kind!r} that does not"
        raise RecordingError.must("recording", "hold two runs", words=words)
    return Recording({**first, **second}, recording.header)


def check_batch_item(item: object, batch_size: int) -> None:
    """Raise a RecordingError unless there is such a batch item, counted from 0."""
    if type(item) is not int or not 0 <= item < batch_size:
        raise RecordingError.must_be("batch item", "from 0 to {last}", got=item, last=batch_size - 1)


def select_batch(recording: Recording, item: int) -> Recording:
    """The same recording with one batch item only; the batch dimension keeps size 1.

    Args:
        recording: Of kind "cell", "layers", "generation" or "ablation"; the last two have one item.
        item: Counted from 0.

    Raises:
        RecordingError: There is no such item, no batch, or an array without one.
    """
    if recording.kind not in _KINDS:
        raise RecordingError.must_be("recording", "one of {kinds}", got=recording.kind, kinds=", ".join(_KINDS))
    with whole(recording):
        size = recording["x"].shape[1]
        check_batch_item(item, size)
        if size == 1:
            return recording
        arrays = {}
        for name, array in recording.items():
            axis = _batch_axis(recording, name)
            arrays[name] = array if axis is None else array[(slice(None),) * axis + (slice(item, item + 1),)]
    return Recording(arrays, recording.header)


def _batch_axis(recording: Recording, name: str) -> int | None:
    if recording.kind not in ("cell", "layers") or name.startswith(("weight", "bias")):
        return None
    if name == "output":
        return 0 if recording.header["config"]["batch_first"] else 1
    return 0 if recording.kind == "cell" and name == "h_0" else 1


def unit_detail(recording: Recording, layer: int, reverse: bool, unit: int) -> dict[str, Array]:
    """The weights and gate values that one unit's arithmetic is shown with.

    Args:
        recording: Of kind "layers", "generation" or "ablation"; its first batch item is used.
        layer, unit: Counted from 0.
        reverse: Whether the unit reads the steps from the last to the first.

    Returns:
        With G gates (1 for an RNN): `detail.weight_ih` (G, input size of the layer), `detail.weight_hh`
        (G, hidden_size), `detail.bias_ih` and `detail.bias_hh` (G,), in torch's gate order; and of every step, each
        (seq_len,), `detail.` with the name of each gate and, for an LSTM, `detail.c`.

    Raises:
        RecordingError: There is no such unit, or an array that its arithmetic is shown with is not there.
    """
    with whole(recording):
        prefix = layer_array(layer, reverse=reverse)
        if f"{prefix}h" not in recording or not 0 <= unit < recording[f"{prefix}h"].shape[-1]:
            words = f"{prefix}h, unit {shown(unit)}"
            raise RecordingError.must_be("unit", "one that the recording has", words=words)
        hidden_size = recording[f"{prefix}h"].shape[-1]
        weights = {name: recording[weight_array(name, layer, reverse=reverse)] for name in WEIGHT_NAMES}
        detail = {f"detail.{name}": weight[unit::hidden_size] for name, weight in weights.items()}
        for name in (*GATES[recording.header["config"]["cell"]], "c"):
            if prefix + name in recording:
                detail[f"detail.{name}"] = recording[prefix + name][:, 0, unit]
    return detail
