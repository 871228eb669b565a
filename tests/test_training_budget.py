"""A run of any length keeps its frames within a budget: the first, the newest, and evenly spread ones between."""

import numpy as np
import pytest

from rnnlab import TextConfig, Trainer
from rnnlab.recorder import thinned


def trained(config, **options):
    trainer = Trainer(config, **options)
    for _ in trainer:
        pass
    return trainer


def test_short_runs_keep_every_epoch():
    recording = trained(TextConfig(epochs=300)).recording()
    np.testing.assert_array_equal(recording["epoch"], np.arange(1, 301))


@pytest.mark.parametrize("epochs", [1, 2, 3, 37, 200])
def test_long_runs_keep_the_first_the_newest_and_evenly_spread_epochs(epochs):
    recording = trained(TextConfig(epochs=epochs), max_bytes=50_000).recording()
    kept = recording["epoch"]
    assert kept[0] == 1
    assert kept[-1] == epochs
    assert len(set(np.diff(kept[:-1]))) <= 1
    assert recording.nbytes < 50_000 + epochs * (4 + 2 * 5)
    assert len(recording["losses"]) == len(recording["predicted"]) == epochs


def test_kept_frames_are_those_of_the_full_run():
    few = trained(TextConfig(epochs=100), max_bytes=50_000).recording()
    full = trained(TextConfig(epochs=100)).recording()
    for name in ("layer1.h", "probabilities", "rnn.weight_hh_l0"):
        np.testing.assert_array_equal(few[name], full[name][few["epoch"] - 1])


def test_a_recording_can_be_made_to_fit_bytes():
    trainer = trained(TextConfig(cell="lstm", epochs=100))
    recording = trainer.recording(max_bytes=60_000)
    kept = recording["epoch"]
    assert 50_000 < recording.nbytes <= 60_000
    assert (kept[0], kept[-1]) == (1, 100)
    assert np.ptp(np.diff(kept)) <= 1
    assert len(recording["losses"]) == 100
    full = trainer.recording()
    for name in ("layer1.c", "fc.weight"):
        np.testing.assert_array_equal(recording[name], full[name][kept - 1])


def test_a_budget_for_nothing_still_keeps_first_and_last():
    trainer = trained(TextConfig(epochs=30), max_bytes=0)
    assert trainer.recording()["epoch"].tolist() == [1, 30]
    assert trained(TextConfig(epochs=30)).recording(max_bytes=0)["epoch"].tolist() == [1, 30]


def test_thinning_leaves_few_frames_alone():
    assert thinned(0, 5) == []
    assert thinned(1, 0) == [0]


def test_long_texts_in_large_networks_stay_within_the_budget():
    letters = "".join(chr(97 + i * i % 26) for i in range(500))
    config = TextConfig(source=letters, target=letters[::-1], cell="gru", hidden_size=128, num_layers=4, epochs=5000)
    trainer = Trainer(config)
    for _ in range(4):
        next(trainer)
    recording = trainer.recording()
    assert recording["layer3.h"].shape[1:] == (500, 128)
    assert recording.nbytes < 33_000_000
    assert recording["epoch"][-1] == 4
