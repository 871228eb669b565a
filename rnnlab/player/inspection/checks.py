"""`checked_calls`: the calls of a recording, once it is sure that each of them can be drawn."""

from __future__ import annotations

from rnnlab.errors import RecordingError
from rnnlab.i18n.messages import t
from rnnlab.recording.calls import RecordedCall, calls_of
from rnnlab.recording.recording import Recording


def checked_calls(recording: Recording) -> tuple[RecordedCall, ...]:
    """The calls of a recording; a file may promise more than it holds.

    Raises:
        RecordingError: It is of a kind without calls, has none, or one lacks steps, units, or arrays of some layer.
    """
    calls = calls_of(recording)
    if not calls:
        raise RecordingError.must("recording", "hold at least one call of a recurrent module", words=t("none"))
    for call in calls:
        _check(call)
    return calls


def _check(call: RecordedCall) -> None:
    lengths = call.lengths
    if call.seq_len < 1 or call.batch_size < 1:
        raise RecordingError.must("call", "have at least one step and one sequence", words=t("none"))
    if lengths is not None and (len(lengths) != call.batch_size or not all(1 <= n <= call.seq_len for n in lengths)):
        rule = "one number from 1 to {steps} for each of {batch} sequences"
        raise RecordingError.must_be("lengths", rule, got=lengths, steps=call.seq_len, batch=call.batch_size)
    quantities = call.quantities
    for layer in range(call.num_layers):
        for reverse in call.directions:
            for name in quantities:
                units = call.array(name, layer, reverse).shape[2]
                if not units or (call.units is not None and len(call.units) != units):
                    raise RecordingError.must_be(
                        name, "an array of the units that were kept", words=t("another number")
                    )
    for item in range(call.batch_size):
        call.tokens(item)
