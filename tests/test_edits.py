"""Values set by hand: the numbers are those of a torch module with these very inputs, states and weights."""

import doctest
import json
import math
import struct
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

import rnnlab
from rnnlab import CellConfig, Edit, EditError, LayersConfig, Recording, export
from rnnlab.console import console
from rnnlab.edits import LIMIT, LINK_EDITS, check_edits, digits, edits_of, from_text, merged, places, to_text
from rnnlab.run import record_cell, record_layers
from tests.lesson import CELLS
from tests.test_export import RUN_ALL, run_fresh

VALUES = some.floats(-LIMIT, LIMIT, width=32)
CONFIGS = [
    CellConfig(),
    CellConfig(batch_size=3, bias=False, nonlinearity="relu", hidden_size=5),
    LayersConfig(seq_len=3, num_layers=2),
    LayersConfig(seq_len=3, num_layers=2, nonlinearity="relu", batch_size=2, batch_first=True),
    LayersConfig(seq_len=4, num_layers=2, cell="gru", bidirectional=True, batch_size=2),
    LayersConfig(seq_len=2, num_layers=3, cell="lstm", bidirectional=True, batch_first=True, batch_size=3),
]
every_config = pytest.mark.parametrize("config", CONFIGS, ids=repr)


def record(config, edits=()):
    return (record_cell if isinstance(config, CellConfig) else record_layers)(config, edits)


@some.composite
def edits_for(draw, config, values=VALUES, most=8):
    """Some edits that a config has room for."""
    known = places(config)
    names = draw(some.lists(some.sampled_from(sorted(known)), min_size=1, max_size=most))
    return [Edit(name, tuple(draw(some.integers(0, size - 1)) for size in known[name]), draw(values)) for name in names]


def bits(value):
    return struct.pack("<f", value)


def plain_torch(config, edits):
    """What torch's own module gives: by name, the arrays of the recording that it returns."""
    cell = isinstance(config, CellConfig)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        if cell:
            module = torch.nn.RNNCell(
                config.input_size, config.hidden_size, bias=config.bias, nonlinearity=config.nonlinearity
            )
        else:
            options = {"nonlinearity": config.nonlinearity} if config.cell == "rnn" else {}
            module = CELLS[config.cell](
                config.input_size,
                config.hidden_size,
                config.num_layers,
                bidirectional=config.bidirectional,
                batch_first=config.batch_first,
                **options,
            )
        sizes = [config.seq_len, config.batch_size]
        x = torch.randn(*(sizes[::-1] if not cell and config.batch_first else sizes), config.input_size)
    time_major = x.transpose(0, 1) if not cell and config.batch_first else x
    tensors = {"x": time_major, **dict(module.named_parameters())}
    tensors |= {name: torch.zeros(shape) for name, shape in places(config).items() if name in ("h_0", "c_0")}
    with torch.no_grad():
        for edit in edits:
            tensors[edit.name][edit.index] = edit.value
    return tensors | (step(module, tensors) if cell else run(module, x, tensors))


def step(cell, tensors):
    h, states = tensors["h_0"], []
    for x_t in tensors["x"]:
        h = cell(x_t, h)
        states.append(h)
    return {"layer0.h": torch.stack(states)}


def run(rnn, x, tensors):
    lstm = "c_0" in tensors
    output, state = rnn(x, (tensors["h_0"], tensors["c_0"]) if lstm else tensors["h_0"])
    return {"output": output} | ({"h_n": state[0], "c_n": state[1]} if lstm else {"h_n": state})


@every_config
@given(data=some.data())
def test_an_edited_run_is_a_torch_module_with_these_very_numbers(config, data):
    edits = data.draw(edits_for(config, some.floats(-3, 3, width=32)))
    recording = record(config, edits)
    for name, tensor in plain_torch(config, edits).items():
        np.testing.assert_array_equal(recording[name], tensor.detach().numpy(), err_msg=name)


@every_config
@given(data=some.data())
def test_no_number_within_the_limit_is_refused_or_stops_the_run(config, data):
    edits = data.draw(edits_for(config))
    recording = record(config, edits)
    for edit in merged(edits):
        assert bits(recording[edit.name][edit.index]) == bits(edit.value)
    assert edits_of(Recording.from_bytes(recording.to_bytes())) == merged(edits)
    assert console(recording)["printed"]


@every_config
def test_what_can_be_edited_is_every_input_start_and_weight_of_the_recording(config):
    recording = record(config)
    found = {name: array.shape for name, array in recording.items() if "." not in name}
    assert places(config) == {name: shape for name, shape in found.items() if name not in ("output", "h_n", "c_n")}


@every_config
def test_without_edits_the_recording_is_what_it_was(config):
    assert "edits" not in record(config).header
    assert edits_of(record(config)) == ()


@every_config
@given(data=some.data())
def test_taking_the_edits_away_gives_the_very_bits_back(config, data):
    edits = data.draw(edits_for(config))
    before = record(config).to_bytes()
    record(config, edits)
    assert record(config).to_bytes() == before


def test_an_edit_of_one_step_leaves_the_steps_before_as_they_were():
    config, edit = LayersConfig(), Edit("x", (4, 0, 1), 3)
    before, after = record(config), record(config, [edit])
    for layer in range(config.num_layers):
        was, now = before[f"layer{layer}.h"], after[f"layer{layer}.h"]
        np.testing.assert_array_equal(was[:4], now[:4])
        assert (was[4:] != now[4:]).any(axis=(1, 2)).all()


def test_scripts_with_edits_print_in_a_fresh_process_what_the_console_shows():
    recordings = []
    for config in CONFIGS:
        named = dict(enumerate(places(config).items()))
        edits = [Edit(name, tuple(size - 1 for size in shape), 0.1 - i) for i, (name, shape) in named.items()]
        recordings.append(record(config, edits))
    printed = json.loads(run_fresh(RUN_ALL, json.dumps([export.script(recording) for recording in recordings])))
    for recording, text in zip(recordings, printed, strict=True):
        assert text == "".join(line["text"] + "\n" for line in console(recording)["printed"])
        assert len(recording.header["edits"]) == len(places_of(recording))


def places_of(recording):
    return [name for name in recording if "." not in name and name not in ("output", "h_n", "c_n")]


def test_the_program_names_a_number_as_its_own_lines_do():
    config = LayersConfig(batch_first=True, batch_size=2)
    text = export.script(record_layers(config, [Edit("x", (5, 1, 2), 0.1), Edit("weight_hh_l3", (0, 1), -2)]))
    assert "    x[1, 5, 2] = 0.1\n    rnn.weight_hh_l3[0, 1] = -2.0\n" in text
    text = export.script(record_cell(CellConfig(), [Edit("h_0", (0, 1), 1e-7), Edit("bias_ih", (1,), 1)]))
    assert "    h[0, 1] = 1e-07\n    cell.bias_ih[1] = 1.0\n" in text


@given(some.data())
def test_what_a_link_says_is_read_back_bit_for_bit(data):
    edits = merged(data.draw(edits_for(data.draw(some.sampled_from(CONFIGS)), most=LINK_EDITS)))
    again = from_text(to_text(edits))
    assert [edit.place for edit in again] == [edit.place for edit in edits]
    assert [bits(edit.value) for edit in again] == [bits(edit.value) for edit in edits]


@given(VALUES)
def test_digits_are_enough_by_way_of_float64_too(value):
    value += 0.0  # an edit has no -0.0
    assert bits(np.float32(float(digits(value)))) == bits(value)


def test_a_link_needs_no_escapes():
    edits = [Edit("weight_hh_l0_reverse", (1, 0), -1e-30), Edit("x", (0, 0, 0), LIMIT)]
    assert to_text(edits) == "weight_hh_l0_reverse.1.0~-1e-30~x.0.0.0~1e06"


@given(some.text(max_size=60))
def test_any_other_text_is_refused_in_one_sentence(text):
    said = refusal(text)
    assert not said or (said.startswith("edits must be ") and len(said) < 150)


def refusal(text):
    """Why a text is not read, empty if it is; another exception than EditError goes through."""
    try:
        from_text(text)
    except EditError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "x.0.0.0",
        "x.0.0.0~",
        "x.0.0.0~1~",
        "x.0.0.0~1~h_0.0.0",
        "x~1",
        "x.0.0.0.0~1",
        "x.-1.0.0~1",
        "x.0.0.1e3~1",
        "x.0.0.٣~1",
        "x.0.0.9999999~1",
        "x.0.0.0~nan",
        "x.0.0.0~inf",
        "x.0.0.0~1e999",
        "x.0.0.0~1000001",
        "x.0.0.0~٣",
        "x.0.0.0~0x10",
        "x.0.0.0~1_000",
        "x.0.0.0~ 1",
        "X.0.0.0~1",
        "__class__.0~1",
        "weight_ih_l0_sideways.0.0~1",
        "x.0.0.0~" + "9" * 5000,
        "9" * 5000,
    ],
)
def test_a_malformed_link_is_refused(text):
    with pytest.raises(EditError, match=r"^edits must be like x\.0\.0\.2~1\.5, with values from -1000000 to 1000000, "):
        from_text(text)


def test_a_link_holds_as_many_edits_as_stated_and_no_more():
    edits = [Edit("x", (t, 0, 0), t) for t in range(LINK_EDITS)]
    assert from_text(to_text(edits)) == tuple(edits)
    with pytest.raises(EditError, match=r"^edits must be at most 24 in a link, got 25$"):
        from_text(to_text([*edits, Edit("h_0", (0, 0), 1)]))


def test_the_last_edit_of_a_place_wins():
    edits = [Edit("h_0", (0, 1), 0.5), Edit("x", (0, 0, 0), 1), Edit("h_0", (0, 1), 0.25)]
    recording = record_cell(CellConfig(), edits)
    assert recording["h_0"][0, 1] == 0.25
    assert recording.header["edits"] == [["h_0", [0, 1], 0.25], ["x", [0, 0, 0], 1.0]]


@pytest.mark.parametrize("value", [0.1, 1, np.float32(0.1), np.float64(0.1), np.int64(3), Fraction(1, 3), -0.0])
def test_a_value_is_kept_as_the_nearest_float32(value):
    edit = Edit("x", [0, 0, 0], value)
    assert edit.index == (0, 0, 0)
    assert type(edit.value) is float
    assert edit.value == np.float32(float(value))
    assert math.copysign(1, edit.value) == 1


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, LIMIT + 1, -(10**400), 1e39, True, "1", None, 1j, [1], np.array([1.0])]
)
def test_what_is_no_number_within_the_limit_is_refused(value):
    with pytest.raises(EditError, match=r"^value must be a number from -1000000 to 1000000, got ") as error:
        Edit("x", (0, 0, 0), value)
    assert error.value.field == "edits"


@pytest.mark.parametrize("name", ["", "y", "weight", "weight_ih_0", "output", "layer0.h", "x ", 3, None, "h_1"])
def test_a_name_that_nothing_has_is_refused(name):
    with pytest.raises(EditError, match=r"^name must be x, h_0, c_0 or a weight as torch names it, got "):
        Edit(name, (0,), 1)


@pytest.mark.parametrize("index", [(), (0, 0, 0, 0), (0.0,), (True,), "0", 0, None, ("0",), (np.int64(0),)])
def test_an_index_that_is_none_is_refused(index):
    with pytest.raises(EditError, match=r"^index must be one to three whole numbers, got "):
        Edit("x", index, 1)


def test_an_index_counts_from_the_start():
    with pytest.raises(EditError, match=r"^index must be counted from 0, got \(0, -1\)$"):
        Edit("h_0", (0, -1), 1)


@pytest.mark.parametrize(
    ("config", "edit", "sentence"),
    [
        (CellConfig(), Edit("x", (3, 0, 0), 1), r"inside x, whose shape is \(3, 1, 4\), got x\[3, 0, 0\]$"),
        (CellConfig(), Edit("x", (0, 0), 1), r"inside x, whose shape is \(3, 1, 4\), got x\[0, 0\]$"),
        (CellConfig(), Edit("c_0", (0, 0), 1), r"of x, h_0, weight_ih, weight_hh, bias_ih, bias_hh, got c_0\[0, 0\]$"),
        (CellConfig(bias=False), Edit("bias_hh", (0,), 1), r"of x, h_0, weight_ih, weight_hh, got bias_hh\[0\]$"),
        (LayersConfig(), Edit("weight_hh_l4", (0, 0), 1), r"of x, h_0, .*, got weight_hh_l4\[0, 0\]$"),
    ],
)
def test_an_edit_of_what_is_not_there_is_named(config, edit, sentence):
    for refuse in (lambda: check_edits([edit], config), lambda: record(config, [edit])):
        with pytest.raises(EditError, match=f"^edits must be {sentence}"):
            refuse()


@pytest.mark.parametrize(
    "listed", [3, {"x": 1}, ["x"], [["x", [0, 0, 0]]], [["x", [0, 0, 0], "1"]], [["x", 0, 1]], [[["x"], [0], 1]], None]
)
def test_a_header_that_lists_no_edits_gets_one_sentence(listed):
    recording = record_cell(CellConfig()).with_header(edits=listed)
    with pytest.raises(EditError, match="must be"):
        edits_of(recording)
    with pytest.raises(EditError, match="must be"):
        export.script(recording)


def test_a_header_whose_edits_do_not_fit_its_config_has_no_script():
    recording = record_cell(CellConfig()).with_header(edits=[["x", [9, 0, 0], 1.0]])
    with pytest.raises(EditError, match=r"^edits must be inside x, whose shape is"):
        export.script(recording)


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(rnnlab.edits).failed == 0
