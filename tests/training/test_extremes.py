"""Arguments of any kind: a run takes them or refuses them in one sentence of a RnnlabError."""

import math

import numpy as np
import pytest
import torch

from rnnlab import (
    ConfigError,
    Edit,
    EditError,
    LayersConfig,
    Recording,
    RecordingError,
    RnnlabError,
    Runs,
    TaskConfig,
    TextConfig,
    Trainer,
    TrainingError,
    build,
    memoryless_floor,
    race,
    task_of,
)
from rnnlab.analysis.memoryless import without_recurrence
from rnnlab.tracing.record import record_cell, record_layers
from rnnlab.training.parameter_matching import matched_sizes
from rnnlab.training.race import Race

HUGE = 10**5000
RUN = Trainer(TextConfig(epochs=3))
RUN.run_for(60)
TERABYTES = torch.zeros(1).expand(10**6, 10**6)
NO_NUMBERS = {
    "too large an int": [10**400, 0, 0, 0],
    "an int that Python does not write": [HUGE, 0, 0, 0],
    "too large a float": [1e39, 0, 0, 0],
    "NaN": [math.nan] * 4,
    "sparse": torch.zeros(4).to_sparse(),
    "complex": torch.full((4,), 1j),
    "complex numbers": [1j] * 4,
    "complex array": np.ones(4, complex),
    "nowhere": torch.zeros(4, device="meta"),
    "texts": ["1"] * 4,
    "array of texts": np.array(["1"] * 4),
    "objects": np.array([None] * 4),
    "dates": np.zeros(4, "M8[s]"),
    "a text": "1234",
    "bytes": b"1234",
    "a mapping": {0: 1.0},
    "a set": {1, 2, 3, 4},
    "nothing": None,
    "ragged": [[1], [1, 2], [3], [4]],
    "too deep": [[[[[1]]]]],
    "another shape": np.zeros((4, 1)),
    "terabytes": TERABYTES,
    "an array of terabytes": np.broadcast_to(np.float64(0), (10**6, 10**6)),
}


@pytest.mark.filterwarnings("ignore::UserWarning")  # torch says that sparse tensors may change
@pytest.mark.parametrize("given", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_weights_that_are_no_real_numbers_of_that_shape_are_refused(given):
    with pytest.raises(
        ConfigError, match=r"^fc\.bias must (be numbers|be finite|have the shape \(4,\)), got "
    ) as caught:
        RUN.fork(0, weights={"fc.bias": given})
    assert caught.value.field == "weights"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        [1, 0, 1, 0],
        (1.0, 0.0, 1.0, 0.0),
        [True, False, True, False],
        np.array([1, 0, 1, 0], np.uint8),
        np.array([0, 1, 0, 1.0])[::-1],
        Recording({"x": np.array([1.0, 0, 1, 0])}, {"kind": "x"})["x"],  # read-only, of which torch would warn
        torch.tensor([1.0, 0, 1, 0], dtype=torch.float64, requires_grad=True),
        torch.tensor([1.0, 0, 1, 0]).reshape(4, 1)[:, 0],
    ],
    ids=lambda given: type(given).__name__,
)
def test_weights_that_are_real_numbers_are_taken(given):
    taken = RUN.fork(0, weights={"fc.bias": given}).weights["fc.bias"]
    assert taken.tolist() == [1, 0, 1, 0]
    assert taken.dtype == torch.float32


def test_weights_are_float32_whatever_the_default_is():
    torch.set_default_dtype(torch.float16)
    try:
        taken = RUN.fork(0, weights={"fc.bias": [0.1, 1e5, 0, 0]}).weights["fc.bias"]
    finally:
        torch.set_default_dtype(torch.float32)
    assert taken.tolist() == torch.tensor([0.1, 1e5, 0, 0]).tolist()


REFUSED = {
    "Trainer of a text": lambda: Trainer("x"),
    "Trainer of nothing": lambda: Trainer(None),
    "Trainer of a demonstration": lambda: Trainer(LayersConfig()),
    "Trainer, bytes": lambda: Trainer(TextConfig(), max_bytes="x"),
    "Trainer, nan bytes": lambda: Trainer(TextConfig(), max_bytes=math.nan),
    "build": lambda: build(None),
    "task_of": lambda: task_of({}),
    "race": lambda: race("x"),
    "race, cells": lambda: race(TaskConfig(), 3),
    "race, an array of cells": lambda: race(TaskConfig(), np.array(["rnn", "gru"])),
    "race, endless cells": lambda: race(TaskConfig(), iter(lambda: "rnn", None)),
    "race, cells of lists": lambda: race(TaskConfig(), [["rnn"]]),
    "race, bytes": lambda: Race(TaskConfig(), max_bytes=None),
    "race, time": lambda: Race(TaskConfig()).run_for(math.nan),
    "sizes": lambda: matched_sizes(None),
    "at": lambda: RUN.at(2**63),
    "at, huge": lambda: RUN.at(HUGE),
    "at, a long text": lambda: RUN.at("x" * 10**6),
    "fork, epochs": lambda: RUN.fork(0, epochs=HUGE),
    "fork, array": lambda: RUN.fork(0, optimiser=np.array(["sgd"])),
    "fork, rate": lambda: RUN.fork(0, lr=np.ones(2)),
    "fork, weights": lambda: RUN.fork(0, weights=[1]),
    "fork, names": lambda: RUN.fork(0, weights={"x" * 10**6: 1}),
    "recording, around": lambda: RUN.recording(around=HUGE),
    "recording, bytes": lambda: RUN.recording("x"),
    "recording, epochs": lambda: RUN.recording(epochs=-1),
    "recording, points": lambda: RUN.recording(points=math.inf),
    "state": lambda: RUN.state(max_bytes=1.5),
    "from_state": lambda: Trainer.from_state("x"),
    "from_state, bytes": lambda: Trainer.from_state(RUN.state(), max_bytes="x"),
    "time": lambda: RUN.run_for(math.nan),
    "time, a text": lambda: RUN.run_for("1"),
    "Runs": lambda: Runs("x"),
    "Runs, key": lambda: Runs(RUN)[HUGE],
    "Runs, put": lambda: Runs(RUN).put(0, None),
    "Runs, cursor": lambda: setattr(Runs(RUN), "cursor", HUGE),
    "Runs, name": lambda: Runs(RUN, name="x" * 10**6),
    "Runs of": lambda: Runs.of(3),
    "Runs, bytes": lambda: Runs.from_bytes(3),
    "Runs, path": lambda: Runs.load(3),
    "a batch": lambda: task_of(TaskConfig()).batch(2**64),
    "a batch of a text": lambda: task_of(TextConfig()).batch(HUGE),
    "record_cell": lambda: record_cell(LayersConfig()),
    "record_layers": lambda: record_layers(None),
    "edits": lambda: record_layers(LayersConfig(), [3]),
    "edits, none": lambda: record_layers(LayersConfig(), 3),
    "edits, a text": lambda: record_layers(LayersConfig(), "x"),
    "Edit": lambda: Edit("x", (0, 0, HUGE), 1.0),
    "Edit, value": lambda: Edit("x", (0, 0, 0), HUGE),
    "Edit, array": lambda: Edit("x", np.array([0, 0, 0]), 1.0),
    "memoryless_floor": lambda: memoryless_floor(HUGE, None),
    "without_recurrence": lambda: without_recurrence(np.array(["rnn"])),
    "from_dict": lambda: TextConfig.from_dict({HUGE: 1}),
    "from_dict, a long name": lambda: TextConfig.from_dict({"x" * 10**6: 1}),
    "from_dict, a list": lambda: TextConfig.from_dict([1]),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_used_is_refused_in_one_sentence(call):
    with pytest.raises(RnnlabError, match=r"^[a-z_A-Z. ]+ must [^\n]{1,400}$"):
        call()


def test_the_error_is_of_the_class_that_is_said():
    for name, kind in (("Trainer of a text", ConfigError), ("edits", EditError), ("Runs of", RecordingError)):
        with pytest.raises(kind):
            REFUSED[name]()
    with pytest.raises(TrainingError, match=r'^state must be a recording of kind "trainer", got str$'):
        REFUSED["from_state"]()


def test_what_is_harmless_works():
    assert Trainer(TextConfig(epochs=3), max_bytes=-HUGE).run_for(math.inf) == 3
    assert Trainer(TextConfig(epochs=3), max_bytes=HUGE).run_for(10**400) == 3
    assert Trainer(TextConfig(epochs=3)).run_for(-(10**400)) == 1
    assert RUN.recording(max_bytes=HUGE, epochs=HUGE, points=HUGE) == RUN.recording()
    for settings in (
        {"clip": 10**30},
        {"clip": 1e-300},
        {"lr": 10**30},
        {"lr": 5e-324},
        {"lr": 3e38, "optimiser": "sgd"},
    ):
        assert next(Trainer(TextConfig(**settings))).epoch == 1
    sizes = matched_sizes(TaskConfig(hidden_size=2**53 - 1))
    assert sizes["rnn"] == 2**53 - 1
