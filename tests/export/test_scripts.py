"""The scripts really run, in a fresh process, and print what the Console shows."""

import contextlib
import io
import json
import random

import numpy as np
import pandas as pd
import pytest

from rnnlab import (
    CellConfig,
    ConfigError,
    LayersConfig,
    Recording,
    RecordingError,
    TaskConfig,
    TextConfig,
    Trainer,
    TrainingError,
    export,
    train_text,
)
from rnnlab.export.printed import printed_output
from rnnlab.tracing.record import record_cell, record_layers
from tests.fresh import output

# Runs every script with no names but Python's own, and returns what each has printed.
RUN_ALL = """
import contextlib, io, json, sys
outputs = []
for text in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO(newline="")) as out:
        exec(compile(text, "script", "exec"), {"__name__": "__main__"})
    outputs.append(out.getvalue())
json.dump(outputs, sys.stdout)
"""
# Letters, characters with a meaning in Python source, line breaks, and graphemes of several code points.
SYMBOLS = [*"ab 字'\"\\{}#%\n\t\0", "\r\n", "\u202e", "\u2028", "e\u0301", "👩‍👩‍👧", "🇸🇪", "|"]


def run_fresh(program, text=""):
    """What a program prints in a fresh process that has not imported this project."""
    return output(program, text.encode()).decode()


def shown(config):
    """The text of the Console."""
    return "".join(line["text"] + "\n" for line in printed_output(recorded(config))["printed"])


def recorded(config):
    if isinstance(config, CellConfig):
        return record_cell(config)
    if isinstance(config, LayersConfig):
        return record_layers(config)
    trainer = Trainer(config)
    with contextlib.suppress(TrainingError):  # a run that fails has printed the epochs before
        trainer.run_for(600)
    return trainer.recording()


def size(rng):
    return rng.choice([1, 2, 3, 5, 8, 17])


def cell_config(rng, nonlinearity):
    return CellConfig(
        seq_len=rng.randint(1, 12),
        batch_size=rng.randint(1, 9),
        input_size=size(rng),
        hidden_size=size(rng),
        nonlinearity=nonlinearity,
        bias=rng.random() < 0.5,
        seed=rng.randrange(2**32),
    )


def layers_config(rng, cell, bidirectional, batch_first):
    return LayersConfig(
        seq_len=rng.choice([1, 4, 30]),
        batch_size=rng.randint(1, 3),
        input_size=size(rng),
        hidden_size=size(rng),
        num_layers=rng.randint(1, 4),
        cell=cell,
        nonlinearity=rng.choice(["tanh", "relu"]),
        bidirectional=bidirectional,
        batch_first=batch_first,
        seed=rng.randrange(2**32),
    )


def text_config(rng, cell, length):
    source, target = ("|".join(rng.choices(SYMBOLS, k=length)) for _ in range(2))  # "|" keeps neighbours apart
    return TextConfig(
        source=source,
        target=target,
        cell=cell,
        embedding_size=size(rng),
        hidden_size=size(rng),
        num_layers=rng.randint(1, 3),
        lr=rng.choice([0.05, 1e-3, 0.5, 1]),
        epochs=rng.randint(1, 30),
        seed=rng.randrange(2**32),
    )


def configs():
    """Of every kind, drawn at random: small ones, and ones so large that torch leaves numbers out."""
    rng = random.Random(0)
    for nonlinearity in ("tanh", "relu"):
        yield from (cell_config(rng, nonlinearity) for _ in range(3))
    for cell in ("rnn", "gru", "lstm"):
        for bidirectional in (False, True):
            yield from (layers_config(rng, cell, bidirectional, batch_first) for batch_first in (False, True))
        yield from (text_config(rng, cell, length) for length in (1, 7, 60))
    for optimiser, schedule in zip(
        ("sgd", "momentum", "adamw", "rmsprop"), ("cosine", "step", "cosine", "step"), strict=True
    ):
        yield TextConfig(
            optimiser=optimiser, schedule=schedule, clip=0.3, memory=optimiser != "adamw", epochs=23, lr=0.1
        )
    yield TextConfig(lr=1e10, optimiser="adamw")  # no number after a few epochs


def test_scripts_print_in_a_fresh_process_what_the_console_shows():
    drawn = list(configs())
    printed = json.loads(run_fresh(RUN_ALL, json.dumps([export.script(config) for config in drawn])))
    for config, text in zip(drawn, printed, strict=True):
        assert text == shown(config), config


@pytest.mark.parametrize("config", [TextConfig(), LayersConfig(cell="lstm")], ids=["training", "layers"])
def test_a_script_runs_on_its_own(config):
    assert run_fresh(export.script(config)) == shown(config)


def test_the_lesson_prints_its_lines():
    lines = [line["text"] for line in printed_output(train_text())["printed"]]
    assert lines[0] == "Predicted: ooooo, Epoch [1/15] loss = 1.228"
    assert lines[-1] == "Predicted: ohlol, Epoch [15/15] loss = 0.009"
    assert len(lines) == 15


def test_a_script_needs_torch_only():
    for config in configs():
        imports = {line for line in export.script(config).splitlines() if line.startswith(("import", "from"))}
        assert {"import torch"} <= imports <= {"import torch", "import math"}


def forks():
    """Runs with forks: of each setting, of several at a time, and forks of forks."""
    parent = Trainer(TextConfig(epochs=30, cell="gru", clip=0.2))
    parent.run_for(600)
    yield parent.fork(0, optimiser="sgd", lr=0.3)
    yield parent.fork(10, lr=0.2)
    yield parent.fork(10, schedule="cosine", optimiser="momentum", clip=0.0)
    fork = parent.fork(7, optimiser="rmsprop", lr=0.01, epochs=25)
    fork.run_for(600)
    yield fork.fork(7, clip=1.5)
    yield fork.fork(20, optimiser="adam", schedule="step").fork(20, lr=0.5, epochs=40)
    yield parent.fork(30)
    by_hand = parent.fork(9, weights=with_values(parent, 9, {"rnn.weight_hh_l0": [(2, 3, 1.5), (0, 0, -0.1)]}))
    by_hand.run_for(600)
    yield by_hand
    both = {"fc.bias": [(0, 3.0)], "emb.weight": [(1, 4, 1e-8)]}
    yield by_hand.fork(12, optimiser="sgd", lr=0.1, weights=with_values(by_hand, 12, both))
    yield by_hand.fork(9, lr=0.5, weights=with_values(by_hand, 9, {"rnn.bias_ih_l1": [(5, 2.0)]}))
    yield parent.fork(0, weights={"fc.bias": [1, 2, 3, 4]})


def with_values(trainer, step, values):
    """Weights of a step with some values in them replaced."""
    weights = {name: weight.detach().clone() for name, weight in trainer.at(step).model().named_parameters()}
    for name, places in values.items():
        for *index, value in places:
            weights[name][tuple(index)] = value
    return {name: weights[name] for name in values}


def test_the_script_of_a_fork_does_what_was_changed():
    recordings = []
    for trainer in forks():
        trainer.run_for(600)
        recordings.append(Recording.from_bytes(trainer.recording().to_bytes()))
    printed = json.loads(run_fresh(RUN_ALL, json.dumps([export.script(recording) for recording in recordings])))
    for recording, text in zip(recordings, printed, strict=True):
        assert text == "".join(line["text"] + "\n" for line in printed_output(recording)["printed"])


def test_a_fork_that_set_very_many_weights_by_hand_has_no_script():
    trainer = Trainer(TextConfig(hidden_size=23)).fork(0, weights={"rnn.weight_hh_l0": np.zeros((23, 23))})
    with pytest.raises(ConfigError, match=r"^run must be one in which a fork set at most 500 weights by hand, got one"):
        export.script(trainer.recording())


@pytest.mark.parametrize(
    "value",
    [
        ["fc.bias", [0], "1"],
        ["fc.bias", ["0"], 1],
        ["fc.bias", [-1], 1],
        ["fc.bias", [0, 0, 0], 1],
        ["fc.bias; import os", [0], 1],
        [["fc.bias"], [0], 1],
        ["fc.bias", [0]],
        3,
    ],
)
def test_values_that_nobody_set_are_refused(value):
    changes = [{"step": 3, "before": {}, "after": {}, "weights": ["fc.bias"], "values": [value]}]
    with pytest.raises((ConfigError, RecordingError), match="got"):
        export.script(recorded(TextConfig(epochs=2)).with_header(changes=changes))


@pytest.mark.parametrize(
    "changes",
    [
        3,
        "abc",
        {"0": 1},
        [3],
        [{}],
        [{"step": "3", "before": {}, "weights": []}],
        [{"step": 3, "before": {"lr": "0.1; print(1)"}, "weights": []}],
        [{"step": 3, "before": {"source": "x"}, "weights": []}],
        [{"step": 3, "before": {"seed": 1}, "weights": []}],
        [{"step": 3, "before": [], "weights": []}],
    ],
)
def test_changes_that_no_fork_made_are_refused(changes):
    recording = recorded(TextConfig(epochs=2)).with_header(changes=changes)
    with pytest.raises(
        ConfigError, match=r"^(changes must say what a fork changed|lr must be a positive number), got "
    ):
        export.script(recording)


def test_a_task_has_no_script():
    trainer = Trainer(TaskConfig(epochs=2))
    with pytest.raises(ConfigError, match=r"^recording must be of texts to have a program, got one of a task$"):
        export.script(trainer.recording())
    with pytest.raises(ConfigError, match=r"^config must be a CellConfig, LayersConfig or TextConfig, got TaskConfig$"):
        export.script(TaskConfig())


def test_the_console_of_a_long_run_prints_the_epochs_whose_predictions_are_kept():
    trainer = Trainer(TextConfig(source="abcde" * 20, target="edcba" * 20, epochs=100), max_bytes=40_000)
    trainer.run_for(600)
    recording = trainer.recording()
    printed = printed_output(recording)["printed"]
    assert [line["step"] for line in printed] == recording["predicted.epoch"].tolist()
    assert (
        printed[-1]["text"]
        == f"Predicted: {recording.predictions[-1]}, Epoch [100/100] loss = {recording.losses[-1]:.3f}"
    )


def test_a_recording_knows_its_script():
    for config in (CellConfig(bias=False), LayersConfig(cell="gru", bidirectional=True), TextConfig(epochs=2)):
        assert export.script(recorded(config)) == export.script(config)


def test_a_kind_without_a_program_is_refused():
    with pytest.raises(ConfigError, match="kind must be one of cell, layers, training, got 'trainer'"):
        export.script(Trainer(TextConfig()).state())
    with pytest.raises(ConfigError, match="config must be a CellConfig, LayersConfig or TextConfig, got int"):
        export.script(3)


def test_csv_gives_the_very_numbers_back():
    recording = record_layers(LayersConfig(bidirectional=True, batch_size=2))
    table = pd.read_csv(io.StringIO(export.csv(recording, "h")))
    assert list(table) == ["batch", "step", "layer", "direction", "unit", "value"]
    chosen = table.query("layer == 1 and direction == 'reverse' and batch == 1")
    values = chosen["value"].to_numpy(dtype=np.float32).reshape(-1, 2)
    np.testing.assert_array_equal(values, recording["layer1.reverse.h"][:, 1])


def test_csv_refuses_an_unknown_name():
    with pytest.raises(RecordingError, match="name must be one of"):
        export.csv(record_cell(CellConfig()), "nothing")


@pytest.mark.parametrize("header", [{}, {"config": None}, {"config": 3}])
def test_a_recording_that_does_not_say_its_config_has_no_script(header):
    with pytest.raises(ConfigError, match=r"^config must be in the recording's header, got (None|3)$"):
        export.script(Recording({}, {"kind": "cell", **header}))
