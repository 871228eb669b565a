"""A run of any length keeps its history within a budget: the first and newest step, and evenly spread ones between."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from rnnlab import TaskConfig, TextConfig, Trainer
from rnnlab.training.to_recording import evenly_spaced


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
    assert evenly_spaced(0, 5) == []
    assert evenly_spaced(1, 0) == [0]


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


def unrolled(trainer, epochs):
    """Keep as many steps as a long run would, without the time that training them takes."""
    next(trainer)
    shown = []
    trainer._loop.advance(shown.append)
    history = trainer._history
    for step in range(2, epochs + 1):
        history.add(shown[0]._replace(step=step))
        trainer._loop.step = step
        history.add_checkpoint(trainer._loop)


@pytest.mark.parametrize(
    ("config", "epochs"),
    [
        (TextConfig(epochs=20_000), 20_000),
        (TextConfig(source="abcdefghij" * 50, target="jihgfedcba" * 50, epochs=8_000, optimiser="sgd"), 8_000),
        (TextConfig(cell="lstm", hidden_size=64, num_layers=4, epochs=900, clip=1.0), 900),
        (TaskConfig(task="adding", seq_len=100, epochs=3_000, optimiser="rmsprop"), 3_000),
    ],
    ids=["hello", "500 symbols", "wide", "adding"],
)
def test_all_that_a_run_keeps_stays_within_the_budget(config, epochs):
    budget = 4_000_000
    trained(replace(config, epochs=1))  # so that what torch loads at its first use is not counted
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        trainer = Trainer(config, max_bytes=budget)
        unrolled(trainer, epochs)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert trainer.nbytes <= budget
    assert grown <= 1.1 * budget
    recording = trainer.recording()
    assert len(recording["losses"]) == epochs
    assert recording["epoch"][[0, -1]].tolist() == [1, epochs]


def test_a_run_of_a_hundred_thousand_epochs_of_500_symbols_fits_32_megabytes():
    config = TextConfig(source="abcdefghij" * 50, target="jihgfedcba" * 50, epochs=100_000)
    assert Trainer(config).nbytes <= 32_000_000


def test_a_short_run_sets_aside_no_more_than_it_needs():
    assert Trainer(TextConfig()).nbytes < 150_000


def test_the_budget_holds_for_what_comes_from_the_past_too():
    trainer = trained(TextConfig(epochs=400), max_bytes=100_000)
    for other in (
        trainer.at(333),
        trainer.fork(50, optimiser="sgd"),
        Trainer.from_state(trainer.state(), max_bytes=60_000),
    ):
        assert other.nbytes <= 100_000
        kept = other.recording()["epoch"]
        assert kept[0] == 1
        assert kept[-1] == other.epochs_done
