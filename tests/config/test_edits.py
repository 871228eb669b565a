"""Edited values: the numbers equal those of a torch module with the same inputs, states and weights."""

import json
import struct

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from rnnlab import CellConfig, Edit, EditError, LayersConfig, Recording, export
from rnnlab.config.edits import LIMIT, check_edits, editable_shapes, edits_from_header, merged
from rnnlab.export.printed import printed_output
from rnnlab.tracing.record import record_cell, record_layers
from tests.export.test_scripts import RUN_ALL, run_fresh
from tests.lesson import CELLS

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
    """Random edits of numbers that a config has."""
    known = editable_shapes(config)
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
    tensors |= {name: torch.zeros(shape) for name, shape in editable_shapes(config).items() if name in ("h_0", "c_0")}
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
    assert edits_from_header(Recording.from_bytes(recording.to_bytes()).header) == merged(edits)
    assert printed_output(recording)["printed"]


@every_config
def test_what_can_be_edited_is_every_input_start_and_weight_of_the_recording(config):
    recording = record(config)
    found = {name: array.shape for name, array in recording.items() if "." not in name}
    assert editable_shapes(config) == {
        name: shape for name, shape in found.items() if name not in ("output", "h_n", "c_n")
    }


@every_config
def test_without_edits_the_recording_is_what_it_was(config):
    assert "edits" not in record(config).header
    assert edits_from_header(record(config).header) == ()


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
        named = dict(enumerate(editable_shapes(config).items()))
        edits = [Edit(name, tuple(size - 1 for size in shape), 0.1 - i) for i, (name, shape) in named.items()]
        recordings.append(record(config, edits))
    printed = json.loads(run_fresh(RUN_ALL, json.dumps([export.script(recording) for recording in recordings])))
    for recording, text in zip(recordings, printed, strict=True):
        assert text == "".join(line["text"] + "\n" for line in printed_output(recording)["printed"])
        assert len(recording.header["edits"]) == len(places_of(recording))


def places_of(recording):
    return [name for name in recording if "." not in name and name not in ("output", "h_n", "c_n")]


def test_the_program_names_a_number_as_its_own_lines_do():
    config = LayersConfig(batch_first=True, batch_size=2)
    text = export.script(record_layers(config, [Edit("x", (5, 1, 2), 0.1), Edit("weight_hh_l3", (0, 1), -2)]))
    assert "    x[1, 5, 2] = 0.1\n    rnn.weight_hh_l3[0, 1] = -2.0\n" in text
    text = export.script(record_cell(CellConfig(), [Edit("h_0", (0, 1), 1e-7), Edit("bias_ih", (1,), 1)]))
    assert "    h[0, 1] = 1e-07\n    cell.bias_ih[1] = 1.0\n" in text


def test_the_last_edit_of_a_place_wins():
    edits = [Edit("h_0", (0, 1), 0.5), Edit("x", (0, 0, 0), 1), Edit("h_0", (0, 1), 0.25)]
    recording = record_cell(CellConfig(), edits)
    assert recording["h_0"][0, 1] == 0.25
    assert recording.header["edits"] == [["h_0", [0, 1], 0.25], ["x", [0, 0, 0], 1.0]]


@pytest.mark.parametrize(
    ("config", "edit", "sentence"),
    [
        (CellConfig(), Edit("x", (3, 0, 0), 1), r"inside x, whose shape is \(3, 1, 4\), got x\[3, 0, 0\]$"),
        (CellConfig(), Edit("x", (0, 0), 1), r"inside x, whose shape is \(3, 1, 4\), got x\[0, 0\]$"),
        (CellConfig(), Edit("c_0", (0, 0), 1), r"of an input, a start or a weight that is there, got c_0\[0, 0\]$"),
        (CellConfig(bias=False), Edit("bias_hh", (0,), 1), r"of an input, .* that is there, got bias_hh\[0\]$"),
        (LayersConfig(), Edit("weight_hh_l4", (0, 0), 1), r"of an input, .* that is there, got weight_hh_l4\[0, 0\]$"),
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
        edits_from_header(recording.header)
    with pytest.raises(EditError, match="must be"):
        export.script(recording)


def test_a_header_whose_edits_do_not_fit_its_config_has_no_script():
    recording = record_cell(CellConfig()).with_header(edits=[["x", [9, 0, 0], 1.0]])
    with pytest.raises(EditError, match=r"^edits must be inside x, whose shape is"):
        export.script(recording)
