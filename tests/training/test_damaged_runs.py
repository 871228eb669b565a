"""Files of runs that do not fit together, by accident or by design: each is answered with one sentence."""

import copy
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import Recording, RecordingError, TaskConfig, TextConfig, Trainer, TrainingError
from rnnlab.training.forks import Runs

HUGE = 10**12


def small():
    """Two runs, one a fork with weights of its own."""
    trainer = Trainer(TextConfig(source="ab", target="ba", embedding_size=2, hidden_size=2, num_layers=1, epochs=40))
    for _ in range(35):
        next(trainer)
    runs = Runs(trainer)
    runs.fork(0, 20, weights={"fc.bias": [1, 2]}, clip=1.0).trainer.run_for(0)
    return runs


FILE = small().to_bytes()


def forged(change):
    """The file after `change` has altered its arrays and its header, which it gets as plain dictionaries."""
    recording = Recording.from_bytes(FILE)
    arrays, header = dict(recording), json.loads(json.dumps(dict(recording.header)))
    change(arrays, header)
    return Recording(arrays, header).to_bytes()


def refusal(data):
    with pytest.raises(RecordingError) as caught:
        Runs.from_bytes(data)
    return str(caught.value)


def state(header, number=0):
    return header["runs"][number]["state"]


def test_the_file_opens_before_it_is_changed():
    assert len(Runs.from_bytes(forged(lambda arrays, header: None))) == 2


def test_another_kind_of_recording_holds_no_runs():
    training = Trainer(TextConfig()).recording().to_bytes()
    assert refusal(training) == 'file must hold runs, got a recording of kind "training"'


HEADERS = {
    "no runs": lambda a, h: h.pop("runs"),
    "runs are no list": lambda a, h: h.update(runs={"0": h["runs"][0]}),
    "empty": lambda a, h: h.update(runs=[]),
    "seven": lambda a, h: h.update(runs=h["runs"] * 4),
    "a run is a number": lambda a, h: h.update(runs=[3]),
    "a run is null": lambda a, h: h.update(runs=[None]),
    "same key": lambda a, h: h["runs"][1].update(key=0),
    "same colour": lambda a, h: h["runs"][1].update(colour=0),
    "no name": lambda a, h: h["runs"][0].pop("name"),
    "long name": lambda a, h: h["runs"][0].update(name="x" * 10_000),
    "odd name": lambda a, h: h["runs"][0].update(name="a\u202eb"),
    "name of lines": lambda a, h: h["runs"][0].update(name="a\nb"),
    "name is a number": lambda a, h: h["runs"][0].update(name=7),
    "key below zero": lambda a, h: h["runs"][0].update(key=-1),
    "key is huge": lambda a, h: h["runs"][0].update(key=10**40),
    "key is true": lambda a, h: h["runs"][1].update(key=True),
    "colour 6": lambda a, h: h["runs"][0].update(colour=6),
    "colour is a text": lambda a, h: h["runs"][0].update(colour="red"),
    "parent is a text": lambda a, h: h["runs"][0].update(parent="0"),
    "step is a fraction": lambda a, h: h["runs"][0].update(step=1.5),
    "step is huge": lambda a, h: h["runs"][0].update(step=HUGE),
    "no cursor": lambda a, h: h.pop("cursor"),
    "cursor beyond": lambda a, h: h.update(cursor=36),
    "cursor below": lambda a, h: h.update(cursor=-1),
    "cursor is a text": lambda a, h: h.update(cursor="5"),
    "state is a list": lambda a, h: h["runs"][0].update(state=[]),
    "state is null": lambda a, h: h["runs"][0].update(state=None),
    "state of another kind": lambda a, h: state(h).update(kind="training"),
    "no config": lambda a, h: state(h).pop("config"),
    "config is a text": lambda a, h: state(h).update(config="task"),
    "config is null": lambda a, h: state(h).update(config=None),
    "more layers": lambda a, h: state(h)["config"].update(num_layers=HUGE),
    "wider": lambda a, h: state(h)["config"].update(hidden_size=HUGE),
    "wider embedding": lambda a, h: state(h)["config"].update(embedding_size=HUGE),
    "another cell": lambda a, h: state(h)["config"].update(cell="lstm"),
    "another text": lambda a, h: state(h)["config"].update(source="abc", target="cba"),
    "fewer epochs": lambda a, h: state(h)["config"].update(epochs=30),
    "more epochs than there may be": lambda a, h: (
        [leg.update(epochs=HUGE) for leg in state(h)["legs"]] + [state(h)["config"].update(epochs=HUGE)]
    ),
    "a task without its fields": lambda a, h: state(h)["config"].update(task="echo"),
    "no legs": lambda a, h: state(h).update(legs=[]),
    "legs are a number": lambda a, h: state(h).update(legs=3),
    "a leg is a number": lambda a, h: state(h).update(legs=[3]),
    "a million legs": lambda a, h: state(h).update(legs=state(h)["legs"] * 100),
    "legs say otherwise": lambda a, h: state(h)["legs"][0].update(lr=0.1),
    "first leg starts late": lambda a, h: state(h)["legs"][0].update(start=1),
    "legs out of order": lambda a, h: state(h, 1)["legs"].reverse(),
    "a leg starts after the end": lambda a, h: state(h, 1)["legs"][1].update(start=41),
    "a leg starts at a text": lambda a, h: state(h, 1)["legs"][1].update(start="20"),
    "a leg with another optimiser": lambda a, h: state(h, 1)["legs"][1].update(optimiser="sgd"),
    "a value is not the weight's": lambda a, h: state(h, 1)["legs"][1]["values"][0].__setitem__(2, 9.0),
    "a value of no place": lambda a, h: state(h, 1)["legs"][1]["values"][0].__setitem__(1, [0, 0]),
    "a value is huge": lambda a, h: state(h, 1)["legs"][1]["values"][0].__setitem__(2, 10**400),
    "a value of infinity": lambda a, h: state(h, 1)["legs"][1]["values"][0].__setitem__(1, [2**63]),
    "weights that are not there": lambda a, h: state(h, 1)["legs"][1].update(weights=["fc.weight"]),
    "weights are a number": lambda a, h: state(h, 1)["legs"][1].update(weights=3),
    "no strides": lambda a, h: state(h).pop("stride"),
    "no stride": lambda a, h: state(h)["stride"].pop("frames"),
    "stride of nothing": lambda a, h: state(h)["stride"].update(frames=[1, 0]),
    "stride backwards": lambda a, h: state(h)["stride"].update(frames=[1, -1]),
    "stride of halves": lambda a, h: state(h)["stride"].update(checkpoints=[0, 0.5]),
    "first is negative": lambda a, h: state(h)["stride"].update(frames=[-5, 1]),
    "first is huge": lambda a, h: state(h)["stride"].update(frames=[10**30, 1]),
    "stride is huge": lambda a, h: state(h)["stride"].update(frames=[1, 10**30]),
    "stride says fewer": lambda a, h: state(h)["stride"].update(frames=[1, 2]),
    "stride is a text": lambda a, h: state(h)["stride"].update(frames="12"),
}


@pytest.mark.parametrize("change", HEADERS.values(), ids=HEADERS)
def test_a_header_that_lies_is_refused_in_one_sentence(change):
    message = refusal(forged(change))
    assert message.startswith("file must hold runs that fit together, got others (")
    assert "\n" not in message
    assert len(message) < 400


@pytest.mark.parametrize("name", sorted(Recording.from_bytes(FILE)))
def test_an_array_that_is_missing_or_of_another_size_or_type_is_refused(name):
    def without(arrays, header):
        del arrays[name]

    def shorter(arrays, header):
        arrays[name] = arrays[name][:-1]

    def flatter(arrays, header):
        arrays[name] = arrays[name].ravel()[None]

    def other(arrays, header):
        arrays[name] = arrays[name].astype(np.int32)

    changes = [without, flatter, other] + ([] if name.endswith("gradient_norm") else [shorter])
    for change in changes:
        message = refusal(forged(change))
        assert message.startswith("file must hold runs that fit together, got others (")
        assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("run0.losses", np.nan),
        ("run0.losses", np.inf),
        ("run0.predicted", 2),
        ("run0.predicted", 65_535),
        ("run1.leg1.fc.bias", np.nan),
    ],
)
def test_a_number_that_cannot_have_been_recorded_is_refused(name, value):
    def change(arrays, header):
        arrays[name] = arrays[name].copy()
        arrays[name].flat[-1] = value

    assert refusal(forged(change)).startswith("file must hold runs that fit together")


def test_a_network_without_memory_cannot_be_given_one():
    trainer = Trainer(TextConfig(memory=False, epochs=3))
    next(trainer)
    made = trainer.state()
    forgeries = [{"rnn.weight_hh_l0": np.ones((8, 8), np.float32)}]
    forgeries += [{name: np.ones_like(made[name])} for name in ("frame.weights", "checkpoint.weights")]
    for forgery in forgeries:
        with pytest.raises(TrainingError, match=r"rnn\.weight_hh_l0 must stay zero in a network without memory"):
            Trainer.from_state(Recording({**made, **forgery}, made.header))


def test_a_batch_that_no_memory_holds_is_refused_before_it_is_drawn():
    trainer = Trainer(TaskConfig(task="echo", seq_len=4, batch_size=2, hidden_size=2, embedding_size=2))
    made = trainer.state()
    for sizes in ({"seq_len": HUGE}, {"batch_size": HUGE}, {"seq_len": 10**5, "batch_size": 10**5}):
        header = copy.deepcopy(dict(made.header))
        header["config"].update(sizes)
        with pytest.raises(TrainingError, match=r"(seq_len|batch_size) must be at most \d+ with these sizes, got \d+"):
            Trainer.from_state(Recording(dict(made), header))


@given(st.integers(0, len(FILE) - 1), st.integers(0, 255))
def test_a_file_with_one_wrong_byte_opens_or_says_what_is_wrong(place, byte):
    mangled = bytearray(FILE)
    mangled[place] = byte
    message = ""
    try:
        Runs.from_bytes(bytes(mangled))
    except RecordingError as error:
        message = str(error)
    assert "\n" not in message


@pytest.mark.parametrize("size", [0, 7, 100, 5000, len(FILE) - 1])
def test_a_file_that_is_cut_short_is_refused(size):
    assert "\n" not in refusal(FILE[:size])
