"""The calls of a recording of any kind are read in one way, and give the numbers that the recording holds."""

import numpy as np
import pytest

from rnnlab import (
    CellConfig,
    LayersConfig,
    Recording,
    RecordingError,
    TaskConfig,
    Trainer,
    ablate,
    generate,
    teacher_force,
    train_text,
)
from rnnlab.bundled.recordings import bundled
from rnnlab.recording.calls import calls_of
from rnnlab.tracing.record import record_cell, record_layers


def same(a, b):
    np.testing.assert_array_equal(a, b, strict=True)


def weights(arrays):
    return {name for name in arrays if name.startswith(("weight", "bias"))}


def watched(*, cell="lstm", **changes):
    """A recording of kind "watched": two calls of one bidirectional module, and one of a cell module."""
    rng = np.random.default_rng(0)
    made = record_layers(LayersConfig(cell=cell, num_layers=2, bidirectional=True, batch_size=3, seq_len=4))
    arrays = {f"w0.{name}": made[name] for name in weights(made)}
    states = {name: made[name] for name in made if name.startswith(("layer", "x", "h_0", "c_0"))}
    states["layer1.reverse.h.grad"] = np.float32(rng.normal(size=made["layer1.reverse.h"].shape))
    alone = record_cell(CellConfig(seq_len=5))
    arrays |= {f"{k}.{name}": array for k in (0, 1) for name, array in states.items()}
    arrays |= {f"w1.{name}": alone[name] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
    arrays |= {"2.x": alone["x"], "2.h_0": alone["h_0"][None], "2.layer0.h": alone["layer0.h"]}
    arrays["1.tokens"] = np.array([[0, 1, 1], [1, 0, -1], [2, -1, -1], [0, -1, -1]], np.int32)
    call = {"module": "encoder.rnn", "class": "LSTM", "cell": cell, "nonlinearity": "tanh", "training": True}
    call |= {"lengths": [4, 2, 1], "units": None, "weights": "w0", "is_cell": False, "seq_len": 4, "batch_size": 3}
    call |= {"input_size": 4, "hidden_size": 2, "state_size": 2, "num_layers": 2, "bidirectional": True}
    cell_call = {**call, "module": "", "class": "RNNCell", "cell": "rnn", "number": 1, "lengths": None, "weights": "w1"}
    calls = [{**call, "number": 1}, {**call, "number": 2}, cell_call]
    header = {"kind": "watched", "versions": {}, "vocab": ["a", "b", "<c>"], "calls": calls, "left_out": ""}
    return made, Recording(arrays, header | changes)


def test_the_calls_of_watched_modules():
    made, recording = watched()
    first, second, alone = calls_of(recording)
    assert [call.title for call in (first, second, alone)] == ["encoder.rnn, call 1", "encoder.rnn, call 2", "RNNCell"]
    assert (second.module, second.number, second.cell, second.training, second.lengths) == (
        *("encoder.rnn", 2, "lstm", True),
        (4, 2, 1),
    )
    assert (second.seq_len, second.batch_size, second.input_size, second.hidden_size) == (4, 3, 4, 2)
    assert (second.num_layers, second.bidirectional, alone.bidirectional) == (2, True, False)
    assert second.quantities == ("h", "c", "i", "f", "g", "o", "pre", "h.grad")
    same(second.array("f", 1, True), made["layer1.reverse.f"])
    same(second.array("h.grad", 1, reverse=True), recording["1.layer1.reverse.h.grad"])
    same(second.x, made["x"])
    same(second.arrays["c_0"], made["c_0"])
    assert weights(second.arrays) == weights(made)
    same(alone.arrays["weight_hh_l0"], recording["w1.weight_hh"])
    assert first.tokens(0) is None
    assert second.tokens(1) == ["b", "a", "", ""]
    assert second.tokens() == ["a", "b", "<c>", "a"]


def test_a_cell_and_the_weather_are_one_call_of_a_plain_layer():
    cell, weather = record_cell(CellConfig(batch_size=3, nonlinearity="relu")), bundled()
    for recording, nonlinearity in ((cell, "relu"), (weather, "tanh")):
        (call,) = calls_of(recording)
        assert (call.cell, call.nonlinearity, call.num_layers) == ("rnn", nonlinearity, 1)
        same(call.array("pre", 0), recording["layer0.pre"])
        same(call.arrays["h_0"], recording["h_0"][None])
        same(call.arrays["weight_ih_l0"], recording["weight_ih"])
        assert call.x.shape == (call.seq_len, call.batch_size, call.input_size)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_training_is_one_call_for_each_kept_epoch(cell):
    run = train_text("hello", "ohlol", hidden_size=4, num_layers=2, epochs=12, cell=cell)
    calls = calls_of(run)
    assert [call.title for call in calls] == [f"Epoch {epoch}" for epoch in run["epoch"]]
    last = calls[-1]
    assert last.quantities == (("h", "c") if cell == "lstm" else ("h",))
    same(last.array("h", 1)[:, 0], run["layer1.h"][-1])
    same(last.arrays["weight_hh_l1"], run["rnn.weight_hh_l1"][-1])
    same(last.x[:, 0], run["emb.weight"][-1][run["source"]])
    assert "".join(last.tokens()) == "hello"
    pre = last.x[0, 0] @ last.arrays["weight_ih_l0"].T + last.arrays["bias_ih_l0"] + last.arrays["bias_hh_l0"]
    if cell == "rnn":  # from a state of zeros
        np.testing.assert_allclose(np.tanh(pre), last.array("h", 0)[0, 0], atol=1e-6)
    assert last.arrays["h_0"].shape == (2, 1, 4)


@pytest.mark.parametrize(("task", "tokens"), [("echo", 8), ("adding", None)])
def test_a_training_on_other_inputs_in_every_epoch(task, tokens):
    trainer = Trainer(TaskConfig(task=task, seq_len=8, epochs=3))
    assert len(list(trainer)) == 3
    run = trainer.recording()
    second = calls_of(run)[1]
    assert (second.tokens() and len(second.tokens())) == tokens
    read = run["inputs"][1]
    same(second.x[:, 0], read if tokens is None else run["emb.weight"][1][read])


def test_two_runs_are_two_calls():
    model = train_text("hello", "ohlol", hidden_size=4, num_layers=1, epochs=20)
    free = generate(model, "h", length=6).recording
    (call,) = calls_of(free)
    assert call.tokens() == [free.header["vocab"][i] for i in free["read"]]
    forced = teacher_force(model, "h", "hello").recording
    first, second = calls_of(forced)
    same(second.array("h", 0), forced["layer0.h_forced"])
    assert (first.title, second.title, second.tokens()) == ("Generated", "Given text", [*"hello"][: second.seq_len])
    ablated = ablate(model, "hello", "ohlol", unit=1).recording
    before, after = calls_of(ablated)
    same(before.array("h", 0), ablated["layer0.h"])
    same(after.array("h", 0), ablated["layer0.h_ablated"])
    assert before.tokens() == after.tokens() == [*"hello"]


@pytest.mark.parametrize("kind", ["race", "trainer", "x"])
def test_a_kind_without_states_is_refused(kind):
    with pytest.raises(RecordingError, match=r"^recording must be one of watched, cell, weather, layers, training, "):
        calls_of(Recording({}, {"kind": kind}))


@pytest.mark.parametrize("kind", ["watched", "cell", "weather", "layers", "training", "generation", "ablation"])
def test_a_recording_without_what_its_kind_has_is_refused(kind):
    more = {"calls": [{}]} if kind == "watched" else {}
    with pytest.raises(RecordingError, match=rf"^recording must hold the arrays of its kind, {kind}, got "):
        calls_of(Recording({"epoch": np.arange(3)}, {"kind": kind, **more}))


@pytest.mark.parametrize(
    "changes",
    [
        *({"calls": value} for value in (None, 3, [None], ["x"], [[]])),
        *({"vocab": value} for value in ("abc", [1], {"a": 1})),
    ],
)
def test_a_damaged_header_is_refused(changes):
    with pytest.raises(RecordingError, match=r"^(recording|vocab) must "):
        calls_of(watched(**changes)[1])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("hidden_size", value) for value in (0, -1, "2", None, 10**30)),
        *(("lengths", value) for value in (4, "444", [0.5], [-1], [True])),
        *(("cell", value) for value in ("transformer", None, ["lstm"])),
        *(("number", value) for value in ("1", None)),
        *(("module", value) for value in ([], {})),
        *(("weights", value) for value in ([], {})),
    ],
)
def test_a_damaged_entry_of_a_call_is_refused(name, value):
    recording = watched()[1]
    calls = [{**recording.header["calls"][0], name: value}]
    if value == 10**30:  # no reader makes anything of this size
        assert calls_of(recording.with_header(calls=calls))[0].array("h", 0).shape == (4, 3, 2)
        return
    with pytest.raises(RecordingError):
        calls_of(recording.with_header(calls=calls))


@pytest.mark.parametrize("left_out", ["0.layer0.h", "0.layer1.h", "0.layer1.reverse.h"])
def test_missing_layers_are_refused(left_out):
    recording = watched()[1]
    arrays = {name: array for name, array in recording.items() if name != left_out}
    with pytest.raises(RecordingError, match=r"^recording must hold the arrays of its kind"):
        calls_of(Recording(arrays, recording.header))


def test_an_array_of_another_shape_or_name_is_refused_when_it_is_read():
    recording = watched()[1]
    changed = {"0.layer0.i": np.zeros((9, 3, 2)), "0.x": np.zeros((4, 3)), "0.tokens": np.zeros((2, 3), np.int32)}
    call = calls_of(Recording({**recording, **changed}, recording.header))[0]
    with pytest.raises(RecordingError, match=r"^layer0\.i must have the shape 4 × 3 × …, got \(9, 3, 2\)$"):
        call.array("i", 0)
    with pytest.raises(RecordingError, match=r"^x must have the shape 4 × 3 × 4, got \(4, 3\)$"):
        call.x  # noqa: B018
    with pytest.raises(RecordingError, match=r"^tokens must have one id for each step, got \(2, 3\)$"):
        call.tokens()
    with pytest.raises(RecordingError, match=r"^quantity of a layer must be one of .*, got 'layer2\.h'$"):
        call.array("h", 2)
    with pytest.raises(RecordingError, match=r"^batch item must be from 0 to 2, got 3$"):
        call.tokens(3)


@pytest.mark.parametrize("ids", [[3], [-2], [2**31 - 1]])
def test_ids_beyond_the_vocabulary_are_refused(ids):
    recording = watched()[1]
    tokens = np.resize(np.array(ids, np.int32), (4, 3))
    call = calls_of(Recording({**recording, "0.tokens": tokens}, recording.header))[0]
    with pytest.raises(RecordingError, match=r"^tokens must hold ids of the header's vocab, got others$"):
        call.tokens()
