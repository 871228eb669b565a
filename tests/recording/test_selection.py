"""The browser is sent one batch item and, of large networks, only what is drawn and what a unit's arithmetic needs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnlab import CellConfig, LayersConfig, Recording, RecordingError, ablate, generate, teacher_force, train_text
from rnnlab.figures import unit_heatmap, unit_lines
from rnnlab.player.payload import for_player
from rnnlab.recording.selection import second_run, select_batch, unit_detail
from rnnlab.tracing.record import record_cell, record_layers

PLACES = [0, 1, -1, 2**63, 10**400, "x", None, 0.5, [0], (1,) * 64]
SHAPES = [None, (), (0,), (5,), (2, 0), (2, 2, 2, 2), (1,) * 64]


@pytest.mark.parametrize("batch_first", [False, True])
def test_one_batch_item_keeps_a_batch_of_one(batch_first):
    recording = record_layers(LayersConfig(batch_size=3, cell="lstm", batch_first=batch_first, bidirectional=True))
    one = select_batch(recording, 2)
    assert set(one) == set(recording)
    for name in ("x", "h_0", "c_0", "h_n", "c_n", "layer0.i", "layer3.reverse.h"):
        np.testing.assert_array_equal(one[name], recording[name][:, 2:3])
    output = recording["output"][2:3] if batch_first else recording["output"][:, 2:3]
    np.testing.assert_array_equal(one["output"], output)
    np.testing.assert_array_equal(one["weight_hh_l0"], recording["weight_hh_l0"])


def test_one_batch_item_of_a_cell():
    recording = record_cell(CellConfig(batch_size=3))
    one = select_batch(recording, 1)
    np.testing.assert_array_equal(one["h_0"], recording["h_0"][1:2])
    np.testing.assert_array_equal(one["layer0.pre"], recording["layer0.pre"][:, 1:2])
    np.testing.assert_array_equal(one["weight_ih"], recording["weight_ih"])


def test_small_recordings_are_sent_whole():
    recording = record_layers(LayersConfig())
    assert for_player(recording, 0, {"layer": 0, "reverse": False, "unit": 1}) == recording


def test_large_recordings_are_sent_as_what_is_drawn():
    recording = record_layers(LayersConfig(cell="lstm", hidden_size=8, batch_size=2))
    small = for_player(recording, 1, max_bytes=1000)
    drawn = {f"layer{layer}.{name}" for layer in range(4) for name in "hc"}
    assert set(small) == {"x", "h_0", "c_0"} | drawn
    np.testing.assert_array_equal(small["layer3.c"], recording["layer3.c"][:, 1:2])


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_selected_unit_brings_its_rows_and_gates(cell):
    recording = record_layers(LayersConfig(cell=cell, hidden_size=8, bidirectional=True, batch_size=2))
    where = {"layer": 1, "reverse": True, "unit": 5}
    small = for_player(recording, 1, where, max_bytes=1000)
    assert small.header["view"]["detail"] == where
    gates = {"rnn": "", "gru": "rzn", "lstm": "ifgo"}[cell]
    rows = [5 + 8 * k for k in range(max(1, len(gates)))]
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        np.testing.assert_array_equal(small[f"detail.{name}"], recording[f"{name}_l1_reverse"][rows])
    for name in (*gates, *("c" if cell == "lstm" else "")):
        np.testing.assert_array_equal(small[f"detail.{name}"], recording[f"layer1.reverse.{name}"][:, 1, 5])


def test_the_detail_is_enough_for_the_unit_s_arithmetic():
    recording = record_layers(LayersConfig(cell="gru", hidden_size=6))
    detail = unit_detail(recording, 1, False, 2)
    x, h = recording["layer0.h"][3, 0], recording["layer1.h"][2, 0]
    from_x = detail["detail.weight_ih"] @ x + detail["detail.bias_ih"]
    from_h = detail["detail.weight_hh"] @ h + detail["detail.bias_hh"]
    r, z = 1 / (1 + np.exp(-(from_x + from_h)[:2]))
    n = np.tanh(from_x[2] + r * from_h[2])
    assert n == pytest.approx(detail["detail.n"][3], abs=1e-6)
    assert (1 - z) * n + z * h[2] == pytest.approx(recording["layer1.h"][3, 0, 2], abs=1e-6)


@pytest.mark.parametrize("item", [-1, 2])
def test_an_unknown_batch_item_is_refused(item):
    with pytest.raises(RecordingError, match=f"batch item must be from 0 to 1, got {item}"):
        for_player(record_cell(CellConfig(batch_size=2)), item)


@pytest.mark.parametrize(("layer", "reverse", "unit"), [(4, False, 0), (0, True, 0), (0, False, 2), (0, False, -1)])
def test_an_unknown_unit_is_refused(layer, reverse, unit):
    with pytest.raises(RecordingError, match="unit must be one that the recording has"):
        unit_detail(record_layers(LayersConfig()), layer, reverse, unit)


def test_a_training_has_no_batch():
    kinds = "cell, layers, generation, ablation"
    with pytest.raises(RecordingError, match=f"^recording must be one of {kinds}, got 'training'$"):
        select_batch(train_text(epochs=1), 0)


@pytest.fixture(scope="module", params=["rnn", "gru", "lstm"])
def two_runs(request):
    """A generation and an ablation, each with two runs, and the suffix of the second run's arrays."""
    run = train_text(cell=request.param, epochs=5)
    forced = teacher_force(run, "h", "hello", temperature=0).recording
    return {"_forced": forced, "_ablated": ablate(run, "hello", "ohlol", unit=3, value=1).recording}


def test_a_generation_and_an_ablation_are_sent_as_layers_are(two_runs):
    for recording in two_runs.values():
        assert for_player(recording) == recording
        layers = record_layers(LayersConfig(**{k: recording.header["config"][k] for k in ("num_layers", "cell")}))
        assert set(layers) <= set(recording)
        assert {name: array.ndim for name, array in layers.items()} == {name: recording[name].ndim for name in layers}
        assert dict(layers.header)["config"].keys() - recording.header["config"].keys() == {"seed"}
        drawn = for_player(recording, detail={"layer": 1, "reverse": False, "unit": 5}, max_bytes=100)
        assert {"x", "h_0", "layer0.h", "layer1.h", "detail.weight_hh"} <= set(drawn)
        assert drawn.nbytes < recording.nbytes
        with pytest.raises(RecordingError, match=r"^batch item must be from 0 to 0, got 1$"):
            for_player(recording, 1)


def test_the_second_run_takes_the_place_of_the_first(two_runs):
    for suffix, recording in two_runs.items():
        second = second_run(recording)
        assert second.header == recording.header
        assert not [name for name in second if name.endswith(suffix)]
        for name in ("x", "output", "h_n", "probabilities", "layer0.h", "layer1.pre"):
            np.testing.assert_array_equal(second[name], recording[name + suffix])
        np.testing.assert_array_equal(second["weight_ih_l0"], recording["weight_ih_l0"])
        np.testing.assert_array_equal(second["output"], second["layer1.h"])
        assert not np.array_equal(second["layer1.h"], recording["layer1.h"])
        with pytest.raises(RecordingError, match=r"^recording must hold two runs, got one of kind '.*' that does not$"):
            second_run(second)


def test_a_recording_of_one_run_has_no_second():
    run = train_text(epochs=1)
    for recording in (run, generate(run, "h", 2).recording, record_layers(LayersConfig())):
        with pytest.raises(RecordingError, match=r"^recording must hold two runs, got one of kind '.*' that does not$"):
            second_run(recording)


def test_tables_and_figures_show_both_runs(two_runs):
    for suffix, recording in two_runs.items():
        for quantity in ("h", f"h{suffix}"):
            table = recording.to_frame(quantity)
            assert list(table.columns) == ["step", "layer", "unit", "value"]
            picked = table[(table.layer == 1) & (table.unit == 5)]
            np.testing.assert_array_equal(picked.value, recording[f"layer1.{quantity}"][:, 0, 5])
            assert picked.step.tolist() == [1, 2, 3, 4, 5]
            (heat,) = unit_heatmap(recording, 1, quantity=quantity).data
            np.testing.assert_array_equal(heat.z, recording[f"layer1.{quantity}"][:, 0].T)
    forced = two_runs["_forced"]
    (line,) = unit_lines(forced, [0], 1, quantity="distance").data
    np.testing.assert_array_equal(line.y, forced["layer1.distance"].ravel())
    assert set(forced.to_frame("distance").layer) == {0, 1}


@given(some.data())
def test_parts_of_a_recording_that_is_not_whole_are_taken_or_refused_in_one_sentence(data):
    whole = record_layers(LayersConfig(batch_size=2))
    name, shape = data.draw(some.sampled_from(sorted(whole))), data.draw(some.sampled_from(SHAPES))
    arrays = {key: array for key, array in whole.items() if key != name}
    recording = Recording(arrays if shape is None else {**arrays, name: np.zeros(shape, np.float32)}, whole.header)
    item, layer, unit = (data.draw(some.sampled_from(PLACES)) for _ in range(3))
    for select in (lambda: select_batch(recording, item), lambda: unit_detail(recording, layer, False, unit)):
        said = ""
        try:
            select()
        except RecordingError as error:
            said = str(error)
        assert len(said.splitlines()) <= 1
