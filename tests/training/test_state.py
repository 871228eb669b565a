"""A run that is stopped, saved and continued equals a run that was never stopped."""

import base64
import json

import numpy as np
import pytest

from rnnlab import Recording, TextConfig, Trainer, TrainingError
from rnnlab.config.networks import CellConfig
from rnnlab.tracing.record import record_cell
from tests.fresh import output

GO_ON = """
import base64, sys
from rnnlab import Recording, Trainer
for line in sys.stdin.read().split():
    trainer = Trainer.from_state(Recording.from_bytes(base64.b64decode(line)))
    for _ in trainer: pass
    print(base64.b64encode(trainer.recording().to_bytes()).decode())
"""


def after(config, epochs, **options):
    trainer = Trainer(config, **options)
    for _ in range(epochs):
        next(trainer)
    return trainer


def reopened(trainer, **options):
    state = Recording.from_bytes(trainer.state().to_bytes())
    return Trainer.from_state(state, **options)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("stop", [0, 1, 13, 40])
def test_going_on_from_a_state_repeats_the_uninterrupted_run(cell, stop):
    config = TextConfig(cell=cell, epochs=40, num_layers=1, embedding_size=3)
    whole, half = after(config, 40), reopened(after(config, stop))
    list(half)
    assert half.recording() == whole.recording()
    assert half.state() == whole.state()


def test_frames_are_thinned_on_as_if_nothing_had_happened():
    config = TextConfig(epochs=300)
    whole = after(config, 300, max_bytes=60_000)
    half = reopened(after(config, 111, max_bytes=60_000), max_bytes=60_000)
    list(half)
    assert half.recording() == whole.recording()


def test_a_state_without_frames_trains_on_all_the_same():
    config = TextConfig(epochs=40)
    state = after(config, 13).state(frames=False)
    assert state.nbytes < after(config, 13).state().nbytes / 2
    half = Trainer.from_state(state)
    assert list(half) == list(after(config, 13))
    assert half.recording()["epoch"].tolist() == list(range(14, 41))
    assert half.recording().losses == after(config, 40).recording().losses


def test_a_state_does_not_change_when_its_trainer_goes_on():
    trainer = after(TextConfig(), 5)
    state, steps = trainer.state(), list(trainer)
    assert list(Trainer.from_state(state)) == steps
    assert list(Trainer.from_state(state)) == steps


def test_a_fresh_process_goes_on_with_the_same_bits():
    configs = [TextConfig(cell=cell, epochs=30, seed=9) for cell in ("rnn", "gru", "lstm")]
    lines = [base64.b64encode(after(config, 17).state().to_bytes()) for config in configs]
    printed = output(GO_ON, b"\n".join(lines)).split()
    for config, line in zip(configs, printed, strict=True):
        assert Recording.from_bytes(base64.b64decode(line)) == after(config, 30).recording()


def test_another_kind_is_no_state():
    with pytest.raises(TrainingError, match='state must be a recording of kind "trainer", got kind "cell"'):
        Trainer.from_state(record_cell(CellConfig()))


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays, header: header["config"].update(hidden_size=9),
        lambda arrays, header: header["config"].update(surprise=1),
        lambda arrays, header: header["config"].update(epochs=-1),
        lambda arrays, header: header.pop("config"),
        lambda arrays, header: header.update(stride="often"),
        lambda arrays, header: header.update(stride=0),
        lambda arrays, header: header.update(stride=-2),
        lambda arrays, header: header.update(stride=1.5),
        lambda arrays, header: header.update(config=None),
        lambda arrays, header: arrays.pop("fc.bias"),
        lambda arrays, header: arrays.pop("adam.v.fc.bias"),
        lambda arrays, header: arrays.update({"predicted": arrays["predicted"][:2]}),
        lambda arrays, header: arrays.update({"predicted": arrays["predicted"] + np.uint16(4)}),
    ],
)
def test_a_state_that_does_not_fit_its_config_is_refused(change):
    state = after(TextConfig(), 4).state()
    arrays, header = dict(state), json.loads(json.dumps(dict(state.header)))
    change(arrays, header)
    with pytest.raises(TrainingError, match="state must hold a whole trainer, got one that does not fit"):
        Trainer.from_state(Recording(arrays, header))
