"""Arrays of any shape, also those that no recording of ours has: tables and properties, or a RecordingError."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rnnlab import Recording, RecordingError, export

SHAPES = st.lists(st.integers(0, 3), max_size=4) | st.integers(0, 64).map(lambda dims: [1] * dims)
ARRAYS = st.tuples(st.sampled_from(["float32", "int64", "uint8"]), SHAPES).flatmap(
    lambda given: hnp.arrays(given[0], tuple(given[1]))
)
FOUR_TERABYTES = np.broadcast_to(np.float32(0), (10**6, 10**6))  # holds one number, and would write 10**12


@pytest.mark.parametrize("dims", [0, 1, 31, 32, 33, 63, 64])
def test_an_array_of_as_many_dimensions_as_numpy_has_opens_and_has_a_table(dims):
    made = Recording({"a": np.full((1,) * dims, 3, np.float32)}, {"kind": "x"})
    opened = Recording.from_bytes(made.to_bytes())
    assert opened == made
    assert opened.to_frame("a").to_dict("list") == {**{f"dim{i}": [0] for i in range(dims)}, "value": [3.0]}
    assert export.csv(opened, "a").endswith("3.0\n")


@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 1, 3, 1), (1,) * 64])
def test_an_array_of_a_layer_with_another_shape_than_a_layer_s_has_no_table(shape):
    for kind in ("layers", "training"):
        recording = Recording({"layer0.h": np.zeros(shape, np.float32), "epoch": np.arange(2)}, {"kind": kind})
        with pytest.raises(RecordingError, match=r"^an array of a layer must have three dimensions, .* got \("):
            recording.to_frame("h")


@pytest.mark.parametrize("epochs", [np.arange(3), np.zeros((2, 2), np.int64), np.array(1), np.zeros(0, np.int64)])
def test_epochs_that_do_not_fit_have_no_table(epochs):
    recording = Recording({"layer0.h": np.zeros((2, 1, 3), np.float32), "epoch": epochs}, {"kind": "training"})
    with pytest.raises(RecordingError, match="of which the first fits the epochs"):
        recording.to_frame("h")


def test_a_layer_whose_number_has_thousands_of_digits_is_no_layer():
    name = f"layer{'1' * 5000}.h"
    recording = Recording({name: np.ones(1)}, {"kind": "layers"})
    assert recording.layer_arrays("h") == {}
    assert recording.to_frame(name)["value"].tolist() == [1.0]
    with pytest.raises(RecordingError, match=r"^name must be one of layer1111") as caught:
        recording.to_frame("h")
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("name", [None, 3, [10**5000], [], {}, ("h",), np.array(["h", "x"])])
def test_a_name_of_another_type_is_of_no_array(name):
    with pytest.raises(RecordingError, match=r"^name must be one of h, layer0\.h, x, got "):
        Recording({"x": np.zeros(2), "layer0.h": np.zeros((1, 1, 1))}, {"kind": "cell"}).to_frame(name)


def test_a_file_or_a_table_that_no_memory_holds_is_refused_before_it_is_made():
    recording = Recording({"a": FOUR_TERABYTES, "layer0.h": FOUR_TERABYTES[:, None]}, {"kind": "layers"})
    rule = r"^recording must be small enough for the memory of this computer, .*, got one of {} TB$"
    with pytest.raises(RecordingError, match=rule.format("8")):
        recording.to_bytes()
    with pytest.raises(RecordingError, match=rule.format("24")):
        recording.to_frame("a")
    with pytest.raises(RecordingError, match=rule.format("32")):
        recording.to_frame("h")


@given(ARRAYS, ARRAYS, st.sampled_from(["losses", "predicted"]), st.none() | st.lists(st.text(max_size=2)))
def test_numbers_of_any_shape_read_as_what_they_are_or_are_refused(array, epochs, name, vocab):
    recording = Recording({name: array, f"{name}.epoch": epochs}, {"kind": "training", "vocab": vocab})
    for read in ("losses", "loss_epochs", "predictions", "prediction_epochs"):
        with suppress(RecordingError):
            assert isinstance(getattr(recording.only(name) if epochs.size == 0 else recording, read), list)


@pytest.mark.parametrize(("arrays", "header"), [(None, {"kind": "x"}), ([1], {"kind": "x"}), ({}, None), ({}, "x")])
def test_arrays_and_a_header_are_mappings(arrays, header):
    with pytest.raises(RecordingError, match=r"^(arrays|header) must be a mapping, got \w+$"):
        Recording(arrays, header)


@pytest.mark.parametrize("dtype", [object, "U3", "S3", complex, bool, "M8[s]", [("a", np.float32)], np.float16])
def test_numbers_of_another_type_are_refused(dtype):
    with pytest.raises(RecordingError, match=r"^a must be one of float32, "):
        Recording({"a": np.zeros(2, dtype)}, {"kind": "x"})
