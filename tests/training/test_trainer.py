"""A Trainer computes what the lesson's own loop computes, to the last bit, and records it."""

import contextlib
import math
import random
import re
import threading

import numpy as np
import pytest
import torch

from rnnlab import ConfigError, TextConfig, Trainer, TrainingError, train_text
from tests import lesson

LESSON = [1.228, 0.862, 0.667, 0.513, 0.385, 0.268, 0.172, 0.108, 0.069, 0.046, 0.031, 0.022, 0.016, 0.012, 0.009]


@contextlib.contextmanager
def torch_threads(count):
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def text(rng, length, size=26):
    return "".join(chr(97 + rng.randrange(size)) for _ in range(length))


def drawn(cell, count):
    rng = random.Random(cell)
    for _ in range(count):
        length = rng.choice([1, 2, 5, 9, 40])
        yield TextConfig(
            source=text(rng, length),
            target=text(rng, length),
            cell=cell,
            embedding_size=rng.choice([1, 3, 10, 33]),
            hidden_size=rng.choice([1, 3, 8, 17, 64]),
            num_layers=rng.randint(1, 4),
            lr=rng.choice([0.05, 0.001, 0.5]),
            epochs=60,
            seed=rng.randrange(2**32),
        )


def trained(config, **options):
    trainer = Trainer(config, **options)
    return trainer, list(trainer)


def assert_equals_the_lesson(config):
    with torch_threads(1), torch.random.fork_rng(devices=[]):
        history, model = lesson.train(config, config.epochs)
    trainer, steps = trained(config)
    assert [(step.loss, step.predicted) for step in steps] == [(loss, predicted) for loss, predicted, _ in history]
    recording, end = trainer.recording(), trainer.state(frames=False)
    for name, weight in model.state_dict().items():
        before = torch.stack([weights[name] for _, _, weights in history])
        np.testing.assert_array_equal(recording[name], before.numpy(), err_msg=name)
        np.testing.assert_array_equal(end[name], weight.numpy(), err_msg=name)


def test_the_lesson_in_one_line_gives_the_lesson_s_losses():
    recording = train_text("hello", "ohlol")
    assert [round(loss, 3) for loss in recording.losses] == LESSON
    assert recording.predictions[0] == "ooooo"
    assert recording.predictions[-1] == "ohlol"


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_losses_predictions_and_weights_are_the_plain_loop_s_to_the_last_bit(cell):
    for config in drawn(cell, 5):
        assert_equals_the_lesson(config)


def test_hundreds_of_epochs_stay_equal_to_the_last_bit():
    assert_equals_the_lesson(TextConfig(epochs=600))


def test_steps_count_from_one_and_end_with_the_last_epoch():
    trainer, steps = trained(TextConfig(epochs=3))
    assert [step.epoch for step in steps] == [1, 2, 3]
    assert trainer.epochs_done == 3
    assert list(trainer) == []


def test_a_recording_agrees_with_the_steps():
    trainer, steps = trained(TextConfig(source="naïve👍🏽", target="👍🏽evïan"))
    recording = trainer.recording()
    assert recording.losses == [step.loss for step in steps]
    assert recording.predictions == [step.predicted for step in steps]
    assert recording.header["vocab"] == ["a", "e", "n", "v", "ï", "👍🏽"]
    assert recording.header["status"] == "done"
    assert recording.header["epochs_done"] == 15


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_frames_hold_what_the_network_of_their_epoch_computes(cell):
    config = TextConfig(cell=cell, num_layers=3, epochs=8)
    recording = trained(config)[0].recording()
    model = lesson.Model(config)
    for k in range(8):
        model.load_state_dict({name: torch.tensor(recording[name][k]) for name in model.state_dict()})
        x = torch.tensor(recording["source"]).view(1, -1)
        expected = torch.softmax(model(x), dim=-1)
        torch.testing.assert_close(torch.tensor(recording["probabilities"][k]), expected)
        # A layer's h is the output of the network up to that layer; its last c is torch's c_n.
        output, state = model.rnn(model.emb(x))
        torch.testing.assert_close(torch.tensor(recording["layer2.h"][k]), output[0])
        h_n, c_n = state if cell == "lstm" else (state, None)
        for layer in range(3):
            torch.testing.assert_close(torch.tensor(recording[f"layer{layer}.h"][k, -1]), h_n[layer, 0])
            if c_n is not None:
                torch.testing.assert_close(torch.tensor(recording[f"layer{layer}.c"][k, -1]), c_n[layer, 0])


def test_trainers_that_take_turns_do_not_change_one_another():
    configs = [TextConfig(cell=cell, seed=seed, epochs=20) for cell in ("rnn", "gru", "lstm") for seed in (0, 1)]
    alone = [trained(config)[0].recording() for config in configs]
    trainers = [Trainer(config) for config in configs]
    for _ in range(20):
        for trainer in trainers:
            torch.manual_seed(torch.randint(1000, ()).item())  # as other code may use the process-wide generator
            next(trainer)
    assert [trainer.recording() for trainer in trainers] == alone


def test_trainers_in_threads_do_not_change_one_another():
    # 64 units and 30 symbols: enough numbers for torch to split sums among threads, if it may use several.
    configs = [TextConfig(source="abcde" * 6, target="edcba" * 6, hidden_size=64, seed=i, epochs=20) for i in range(4)]
    alone = [trained(config)[0].recording() for config in configs]
    found = {}

    def work(i):
        found[i] = trained(configs[i])[0].recording()

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[i] for i in range(4)] == alone


def test_the_bits_do_not_depend_on_torch_s_number_of_threads():
    letters = "".join(chr(97 + i * i % 26) for i in range(60))
    config = TextConfig(source=letters, target=letters[::-1], embedding_size=256, hidden_size=256, epochs=3)
    recordings = []
    for count in (1, 2, 3):
        with torch_threads(count):
            recordings.append(trained(config)[0].recording())
            assert torch.get_num_threads() == count
    assert recordings[0] == recordings[1] == recordings[2]


def test_a_caller_s_no_grad_does_not_matter():
    with torch.no_grad():
        inside = trained(TextConfig())[1]
    assert inside == trained(TextConfig())[1]


def test_run_for_trains_to_the_deadline_or_the_end():
    trainer = Trainer(TextConfig(epochs=200))
    assert trainer.run_for(0) == 1
    assert trainer.run_for(600) == 199
    assert trainer.run_for(600) == 0
    assert trainer.recording() == trained(TextConfig(epochs=200))[0].recording()


def test_a_loss_that_is_no_number_stops_the_run_and_says_what_the_network_had_come_to():
    config = TextConfig(lr=1e10, optimiser="adamw")
    with torch_threads(1), torch.random.fork_rng(devices=[]):
        history, _ = lesson.train(config, 15)
    epoch = next(i for i, (loss, _, _) in enumerate(history, start=1) if not math.isfinite(loss))
    assert epoch > 2
    largest = max(weight.abs().max().item() for weight in history[epoch - 1][2].values())
    facts = re.escape(
        f"the largest weight had become {largest:.3g} with lr 1e+10, and the gradient just before had norm "
    )
    assert_stops_at(config, epoch, rf"^loss must be finite, got (inf|nan) in epoch {epoch}: {facts}[0-9.]+$")


def test_a_rate_too_large_for_the_first_step_stops_the_run_before_it():
    assert_stops_at(TextConfig(lr=1e38), 1, r"^lr must be small enough for float32, got 1e\+38 in epoch 1$")


def assert_stops_at(config, epoch, sentence):
    trainer = Trainer(config)
    with pytest.raises(TrainingError, match=sentence):
        list(trainer)
    with pytest.raises(TrainingError, match=sentence):
        next(trainer)
    recording = trainer.recording()
    assert recording.header["epochs_done"] == len(recording.losses) == trainer.epochs_done == epoch - 1
    assert recording.header["status"] == "paused"
    assert np.isfinite(recording["losses"]).all()
    assert np.isfinite(recording["emb.weight"]).all()
    assert recording.header["failure"] == str(trainer.failure)
    if epoch > 1:  # before that epoch it had not failed
        assert "failure" not in trainer.recording(epochs=epoch - 2).header


def test_nothing_trained_yet_is_a_recording_too():
    recording = Trainer(TextConfig(cell="lstm")).recording()
    assert recording["losses"].shape == (0,)
    assert recording["predicted"].shape == (0, 5)
    assert recording["layer1.c"].shape == recording["layer1.h"].shape == (0, 5, 8)
    assert recording["rnn.weight_hh_l1"].shape == (0, 32, 8)


def test_bad_arguments_are_named():
    with pytest.raises(ConfigError, match="hidden_size must be a positive whole number, got 0"):
        train_text(hidden_size=0)
