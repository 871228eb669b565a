"""Recordings keep their arrays and header through bytes, files and tables."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import rnnlab
from rnnlab import Recording, RecordingError, TextConfig, Trainer, train_text

DTYPES = ["float32", "float64", "int64", "int32", "uint16", "uint8"]
names = st.text(min_size=1, max_size=12).filter(lambda name: name != "__metadata__")
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
some_arrays = st.dictionaries(
    names,
    st.sampled_from(DTYPES).flatmap(
        lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
    ),
    max_size=4,
)


def cell(seq_len: int = 2, batch: int = 1, hidden: int = 2) -> Recording:
    h = np.arange(seq_len * batch * hidden, dtype=np.float32).reshape(seq_len, batch, hidden)
    return Recording({"layer0.h": h}, {"kind": "cell"})


@given(some_arrays, st.dictionaries(st.text(), plain, max_size=3), st.text())
def test_what_goes_in_comes_out_of_the_bytes(arrays, header, kind):
    recording = Recording(arrays, {**header, "kind": kind})
    again = Recording.from_bytes(recording.to_bytes())
    assert again == recording
    assert again.kind == kind
    assert {name: array.shape for name, array in again.items()} == {n: a.shape for n, a in arrays.items()}


def test_file_holds_the_same_recording(tmp_path):
    recording = cell()
    recording.save(tmp_path / "run.rnnlab")
    assert rnnlab.load(tmp_path / "run.rnnlab") == recording
    assert rnnlab.load(str(tmp_path / "run.rnnlab")) == recording


def test_strided_transposed_and_foreign_byte_order_arrays_keep_their_values():
    base = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    arrays = {
        "strided": base[:, ::2],
        "turned": base.T,
        "big": base.astype(">f4"),
        "scalar": np.float32(3.5).reshape(()),
    }
    recording = Recording(arrays, {"kind": "cell"})
    again = Recording.from_bytes(recording.to_bytes())
    assert again == recording
    for name, array in arrays.items():
        np.testing.assert_array_equal(again[name], array)


def test_infinities_and_nan_survive_bit_for_bit():
    odd = np.array([np.nan, np.inf, -np.inf, -0.0], dtype=np.float32)
    again = Recording.from_bytes(Recording({"losses": odd}, {"kind": "training"}).to_bytes())
    assert again["losses"].tobytes() == odd.tobytes()


def test_half_a_surrogate_pair_in_the_header_survives():
    recording = Recording({}, {"kind": "training", "vocab": ["\ud83d"]})
    assert Recording.from_bytes(recording.to_bytes()) == recording


@pytest.mark.parametrize("kind", ["cell", "layers", "training", "weather", "something newer", ""])
def test_a_kind_that_is_not_known_still_opens(kind):
    assert Recording.from_bytes(Recording({}, {"kind": kind}).to_bytes()).kind == kind


def test_recordings_are_equal_by_content():
    a = np.array([1.0, np.nan], dtype=np.float32)
    one = Recording({"a": a}, {"kind": "cell", "n": 1})
    assert one == Recording({"a": a.copy()}, {"n": 1, "kind": "cell"})
    assert one != Recording({"a": a.astype(np.float64)}, {"kind": "cell", "n": 1})
    assert one != Recording({"a": a}, {"kind": "cell", "n": 2})
    assert one != Recording({"b": a}, {"kind": "cell", "n": 1})
    assert one != Recording({"a": a, "b": a}, {"kind": "cell", "n": 1})
    assert one != Recording({"a": a.reshape(1, 2)}, {"kind": "cell", "n": 1})
    assert one != "a recording"


def test_a_recording_is_read_only():
    recording = cell()
    with pytest.raises(ValueError, match="read-only"):
        recording["layer0.h"][0] = 1
    with pytest.raises(TypeError, match="assignment"):
        recording.header["kind"] = "x"  # type: ignore[index]
    with pytest.raises(TypeError, match="unhashable"):
        hash(recording)


def test_nobody_can_write_into_a_recording_by_another_road():
    mine = np.zeros(3, np.float32)
    recording = Recording({"a": mine}, {"kind": "cell"})
    mine[0] = 1
    assert recording["a"].tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="cannot set WRITEABLE"):
        recording["a"].flags.writeable = True


def test_a_narrowed_recording_shares_its_arrays():
    recording = Recording({"a": np.zeros(3, np.float32)}, {"kind": "cell"})
    assert np.shares_memory(recording.only("a")["a"], recording["a"])
    assert np.shares_memory(recording.with_header(kind="layers")["a"], recording["a"])


@pytest.mark.parametrize("name", ["__metadata__", "\ud800", 1])
def test_a_name_that_a_file_cannot_hold_is_refused_before_it_is_saved(name):
    with pytest.raises(RecordingError, match=r"^name of an array must be whole Unicode and not __metadata__, got "):
        Recording({name: np.zeros(1)}, {"kind": "cell"})


def test_a_list_is_no_array():
    with pytest.raises(RecordingError, match=r"^a must be a NumPy array, got list$"):
        Recording({"a": [1.0]}, {"kind": "cell"})  # type: ignore[dict-item]


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_of_any_make_are_read(kind):
    assert Recording.from_bytes(kind(cell().to_bytes())) == cell()


@pytest.mark.parametrize("wrong", [-1, 1])
def test_ids_outside_the_vocabulary_are_no_prediction(wrong):
    recording = Recording({"predicted": np.full((1, 2), wrong)}, {"kind": "training", "vocab": ["a"]})
    with pytest.raises(RecordingError, match=r"^predicted must hold ids of the header's vocab, got others$"):
        recording.predictions  # noqa: B018


def test_the_table_of_a_run_that_has_not_begun_has_the_columns_of_one_that_has():
    begun, fresh = train_text(epochs=1), Trainer(TextConfig()).recording()
    assert list(fresh.to_frame("h").columns) == list(begun.to_frame("h").columns)


def test_header_and_arrays_can_be_replaced_or_narrowed_without_touching_the_first():
    recording = Recording({"a": np.zeros(2, np.uint8), "b": np.zeros(1)}, {"kind": "cell"})
    assert recording.with_header(view={"name": "cell"}).header == {"kind": "cell", "view": {"name": "cell"}}
    assert list(recording.only("b", "not there")) == ["b"]
    assert dict(recording.header) == {"kind": "cell"}
    assert recording.nbytes == 10
    assert repr(recording) == "Recording(kind='cell', arrays=2, bytes=10)"


def test_losses_and_predictions_read_as_numbers_and_strings():
    arrays = {"losses": np.array([0.5, 0.25], np.float32), "predicted": np.array([[0, 1], [1, 1]], np.uint16)}
    recording = Recording(arrays, {"kind": "training", "vocab": ["e", "👨‍👩‍👧"]})
    assert recording.losses == [0.5, 0.25]
    assert recording.predictions == ["e👨‍👩‍👧", "👨‍👩‍👧👨‍👩‍👧"]
    assert (recording.loss_epochs, recording.prediction_epochs) == ([1, 2], [1, 2])
    assert (cell().losses, cell().loss_epochs, cell().prediction_epochs) == ([], [], [])
    assert cell().predictions == []


def test_where_only_some_losses_are_kept_their_epochs_are_said():
    arrays = {"losses": np.ones(2), "losses.epoch": np.array([1, 9]), "predicted.epoch": np.array([4])}
    recording = Recording(arrays | {"predicted": np.ones((1, 2))}, {"kind": "training", "vocab": []})
    assert (recording.loss_epochs, recording.prediction_epochs) == ([1, 9], [4])


@pytest.mark.parametrize("dtype", ["float16", "bool", "complex64", "int8", "uint64", "object", "U3"])
def test_an_array_of_another_type_is_refused(dtype):
    with pytest.raises(RecordingError, match=r"^h must be one of float32, .*, got "):
        Recording({"h": np.zeros(1, dtype)}, {"kind": "cell"})


@pytest.mark.parametrize("header", [{}, {"kind": 3}, {"kind": None}])
def test_a_header_without_kind_is_refused(header):
    with pytest.raises(RecordingError, match=r"^kind must be a text in the header, got "):
        Recording({}, header)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"bytes", np.float32(1)])
def test_a_header_that_json_cannot_say_is_refused(value):
    with pytest.raises(RecordingError, match=r"^header must hold plain JSON values"):
        Recording({}, {"kind": "cell", "value": value})


def test_table_of_a_cell_has_one_row_per_step_and_unit():
    assert cell().to_frame("h").to_dict("list") == {
        "step": [1, 1, 2, 2],
        "layer": [0, 0, 0, 0],
        "unit": [0, 1, 0, 1],
        "value": [0.0, 1.0, 2.0, 3.0],
    }


def test_table_of_layers_names_batch_and_direction_where_there_are_several():
    h = np.arange(8, dtype=np.float32).reshape(2, 2, 2)  # (seq_len, batch_size, hidden_size)
    names = ("layer0.h", "layer0.reverse.h", "layer1.h", "layer1.reverse.h", "layer0.c")
    table = Recording(dict.fromkeys(names, h), {"kind": "layers"}).to_frame("h")
    assert list(table.columns) == ["batch", "step", "layer", "direction", "unit", "value"]
    assert len(table) == 4 * h.size
    row = table.query("layer == 1 and direction == 'reverse' and step == 2 and batch == 1 and unit == 0")
    assert row["value"].tolist() == [h[1, 1, 0]]


def test_table_of_ten_layers_is_in_the_order_of_the_layers():
    h = np.zeros((1, 1, 1), np.float32)
    table = Recording({f"layer{i}.h": h for i in range(11)}, {"kind": "layers"}).to_frame("h")
    assert table["layer"].tolist() == list(range(11))


def test_table_of_training_counts_kept_epochs_from_the_recording():
    arrays = {"epoch": np.array([1, 40]), "layer0.h": np.arange(4, dtype=np.float32).reshape(2, 2, 1)}
    table = Recording(arrays, {"kind": "training"}).to_frame("h")
    assert table.to_dict("list") == {
        "epoch": [1, 1, 40, 40],
        "step": [1, 2, 1, 2],
        "layer": [0, 0, 0, 0],
        "unit": [0, 0, 0, 0],
        "value": [0.0, 1.0, 2.0, 3.0],
    }


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=0, max_dims=4, max_side=3)))
def test_table_of_a_single_array_holds_its_indices_and_every_value(array):
    table = Recording({"weight_hh": array}, {"kind": "cell"}).to_frame("weight_hh")
    assert list(table.columns) == [*(f"dim{i}" for i in range(array.ndim)), "value"]
    np.testing.assert_array_equal(table["value"], array.reshape(-1))
    for *index, value in table.itertuples(index=False):
        np.testing.assert_equal(value, array[tuple(index)])


def test_table_values_keep_the_type_of_the_array():
    assert cell().to_frame("h")["value"].dtype == np.float32
    assert isinstance(cell().to_frame("layer0.h"), pd.DataFrame)


def test_a_name_that_is_not_there_is_answered_with_the_names_that_are():
    recording = Recording({"layer0.h": np.zeros((1, 1, 1)), "x": np.zeros(1)}, {"kind": "cell"})
    with pytest.raises(RecordingError, match=r"^name must be one of h, layer0\.h, x, got 'z'$"):
        recording.to_frame("z")


def test_bytes_are_a_safetensors_file_that_other_programs_read():
    data = cell().to_bytes()
    index = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    assert index["layer0.h"]["shape"] == [2, 1, 2]
    assert json.loads(index["__metadata__"]["header"]) == {"kind": "cell"}


def test_equal_recordings_give_equal_bytes():
    """Or the browser would take an unchanged picture for a new one, and a saved file would differ each time."""
    assert len({cell().to_bytes() for _ in range(20)}) == 1


def test_equal_recordings_give_equal_bytes_whatever_the_order_of_their_headers():
    one = Recording({}, {"kind": "cell", "config": {"a": 1, "b": 2}})
    other = Recording({}, {"config": {"b": 2, "a": 1}, "kind": "cell"})
    assert one == other
    assert one.to_bytes() == other.to_bytes()
