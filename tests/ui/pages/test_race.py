"""The page Race: lanes with equally many parameters, trained as the library trains them; texts taken or refused."""

import subprocess
import sys

import numpy as np
import pytest

from rnnlab import TaskConfig, race
from rnnlab.errors import TextError
from rnnlab.export.race_script import race_script
from rnnlab.text import MAX_BYTES
from rnnlab.ui.live import budget
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.pages.race.live_race import RaceRun, held_out_every
from rnnlab.ui.pages.race.text import DEFAULT, read_file
from tests.ui.look import open_tab, query, send, shown, texts

PLAYER = "race-player"
SMALL = {"seq_len": "8", "delay": "2", "hidden_size": "16", "epochs": "20"}
CELLS = ("rnn", "gru", "lstm")


def config(**changes) -> TaskConfig:
    sizes = {"seq_len": 8, "delay": 2, "hidden_size": 16, "epochs": 20, "num_symbols": 2}
    return TaskConfig(**{**sizes, "cell": "lstm", "lr": 0.03, "clip": 1.0, **changes})


def test_the_page_opens_with_three_lanes_that_have_equally_many_parameters(run_page):
    page = run_page("race")
    lanes = shown(page, PLAYER).header["lanes"]
    assert [lane["cell"] for lane in lanes] == list(CELLS)
    counts = [lane["parameters"] for lane in lanes]
    assert max(counts) <= 1.05 * min(counts)
    assert query(page) == {}


def test_every_loss_is_the_librarys(run_page):
    page = send(run_page("race", **SMALL), PLAYER, type="train")
    result = race(config())
    for lane in result.lanes:
        assert shown(page, PLAYER)[f"losses.{lane.cell}"].tolist() == lane.losses.tolist()
        assert shown(page, PLAYER)[f"held_out.{lane.cell}"][-1] == np.float32(lane.held_out)
    assert query(page)["epoch"] == "20"


def test_a_link_brings_a_trained_race_back(run_page):
    page = run_page("race", **SMALL, epoch="20", cells="gru")
    (lane,) = race(config(cell="gru"), cells=("gru",)).lanes
    assert shown(page, PLAYER)["losses.gru"].tolist() == lane.losses.tolist()


@pytest.mark.parametrize("task", ["echo", "adding", "next"])
def test_the_program_below_prints_where_the_lanes_stand(run_page, task):
    page = run_page("race", **SMALL | {"task": task, "epochs": "6", "epoch": "4"})
    seen, view = shown(page, PLAYER), shown(open_tab(page, "race", "Code"), "race-panels").header["view"]
    done = subprocess.run([sys.executable, "-c", view["script"]], capture_output=True, check=True, encoding="utf-8")
    printed = done.stdout.splitlines()
    assert printed[0] == f"without memory {seen.header['baseline']['loss']:.3f}: {seen.header['baseline']['sentence']}"
    for lane, line in zip(seen.header["lanes"], printed[1:], strict=True):
        loss = seen[f"losses.{lane['cell']}"][-1]
        sizes = f"{lane['hidden_size']} units, {lane['parameters']} parameters"
        assert line == f"{lane['cell']}, {sizes}: epoch 4/6, loss {loss:.6f}"


def test_the_program_of_a_long_text_reads_it_from_a_file(tmp_path):
    text = "the cat sat on the mat, \r\n" * 200
    chosen = config(task="next", text=text, epochs=3)
    (tmp_path / "text.txt").write_text(text, encoding="utf-8", newline="")
    program = race_script(chosen, ("lstm",), 3)
    assert "the cat" not in program
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=True, encoding="utf-8"
    )
    (lane,) = race(chosen, ("lstm",)).lanes
    assert done.stdout.splitlines()[1].endswith(f"loss {lane.losses[-1]:.6f}")


@pytest.mark.parametrize("task", ["copy", "reverse", "adding", "next"])
def test_every_task_can_be_raced(run_page, task):
    page = send(run_page("race", task=task, epochs="3", hidden_size="16"), PLAYER, type="train")
    seen = shown(page, PLAYER)
    assert all(np.isfinite(seen[f"losses.{cell}"]).all() and len(seen[f"losses.{cell}"]) == 3 for cell in CELLS)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"delay": "20"}, "delay must be shorter than the sequence, which has 20 steps, got 20"),
        ({"delay": "0"}, "delay must be a whole number from 1 to 50, got 0"),
        ({"cells": "rnn,rnn"}, "cells must be one of"),
        ({"task": "chess"}, "task must be one of next, echo, copy, reverse, adding, got 'chess'"),
        ({"hidden_size": "2"}, "hidden_size must be such that"),
        ({"task": "next", "text": "aaaa"}, "text must have at least"),
        ({"lr": "nan"}, "lr must be a number from 0.0001 to 1000, got 'nan'"),
        ({"epochs": "999999"}, "epochs must be a whole number from 1 to 20000, got 999999"),
    ],
    ids=str,
)
def test_what_a_link_gets_wrong_is_told_and_a_race_stands(run_page, link, sentence):
    page = run_page("race", **link)
    assert any(sentence in text for text in texts(page)), texts(page)
    assert shown(page, PLAYER).header["lanes"]


@pytest.mark.parametrize("epoch", [None, "3", 0, 99, 1.5, True])
def test_a_look_at_no_epoch_changes_nothing(run_page, epoch):
    page = run_page("race", **SMALL)
    before = shown(page, PLAYER)
    assert shown(send(page, PLAYER, type="look", epoch=epoch), PLAYER) == before


def test_a_cell_whose_loss_is_no_number_stops_with_its_reason_and_the_others_go_on():
    run = RaceRun(config(task="adding", lr=1000.0, optimiser="sgd", clip=0.0, epochs=200), CELLS)
    run.go_on()
    while run.running:
        run.tick()
    assert run.failures
    assert all("must be" in sentence for sentence in run.failures.values()), run.failures
    seen = run.snapshot()
    for cell in run.failures:
        assert len(seen[f"losses.{cell}"]) < 200
        assert np.isfinite(seen[f"losses.{cell}"]).all()
    for cell in set(CELLS) - set(run.failures):
        assert len(seen[f"losses.{cell}"]) == 200


def test_the_held_out_curve_is_the_same_however_the_slices_fall():
    whole, sliced = RaceRun(config(epochs=60), CELLS), RaceRun(config(epochs=60), CELLS)
    whole.go_on()
    while whole.running:  # on a busy machine it takes more than one slice
        whole.tick()
    while sliced.epochs_done < 60:
        sliced.step()
    for run in (whole, sliced):
        while run._due:
            run._advance(0.0)
    assert whole.held_out == sliced.held_out
    every = held_out_every(config(epochs=60))
    assert [epoch for epoch, _ in whole.held_out["gru"]] == sorted({1, *range(every, 61, every), 60})


@pytest.fixture
def little_kept(monkeypatch):
    """A race keeps few of its epochs, and any may be computed again however slow the machine is."""
    monkeypatch.setattr(budget, "RACE_BYTES", 30_000)
    monkeypatch.setattr(budget, "LONGEST_RACE_VISIT", 10_000.0)


def trained(epochs) -> RaceRun:
    run = RaceRun(config(epochs=epochs), CELLS)
    while run.epochs_done < epochs:
        run.step()
    return run


def test_an_epoch_that_is_not_kept_is_computed_again(little_kept):
    run = trained(40)
    assert 17 not in run.snapshot()["epoch"]
    run.visit(17)
    seen = run.snapshot()
    at = seen["epoch"].tolist().index(17)
    for cell in CELLS:
        whole = run.race.trainers[cell].recording(around=17)
        expected = whole["layer0.h"][whole["epoch"].tolist().index(17)]
        np.testing.assert_array_equal(seen[f"{cell}.h"][at], expected)


def test_a_visited_epoch_stays_in_the_snapshots_when_the_lanes_keep_it_no_longer(little_kept):
    run = RaceRun(config(epochs=60), CELLS)
    run.step()
    run.visit(2)
    while run.epochs_done < 60:
        run.step()
    assert all(2 not in trainer.kept_epochs for trainer in run.race.trainers.values())
    assert 2 in run.snapshot()["epoch"]


def test_an_epoch_that_would_take_too_long_is_answered_with_the_nearest_kept_ones(little_kept, monkeypatch):
    run = trained(40)
    monkeypatch.setattr(budget, "LONGEST_RACE_VISIT", 0.0)
    run.visit(17)
    assert run.snapshot().header["looked_at"] == 17
    assert 17 not in run.snapshot()["epoch"]
    assert not run.has_work


def test_an_epoch_asked_for_while_others_train_comes_with_a_later_turn(little_kept):
    run = trained(40)
    with TRAINING_LOCK.turn(0):
        run.visit(17)
        run.tick()
        assert run.snapshot().header["looked_at"] == 0
    assert run.has_work
    run.tick()
    assert 17 in run.snapshot()["epoch"]
    assert run.snapshot().header["looked_at"] == 17
    assert not run.has_work


def test_the_page_asks_again_for_an_epoch_until_the_turn_has_come(run_page, little_kept):
    page = run_page("race", **SMALL, epoch="20")
    with TRAINING_LOCK.turn(0):
        page = send(page, PLAYER, type="look", epoch=7)
        assert 7 not in shown(page, PLAYER)["epoch"]
    assert 7 in shown(page.run(), PLAYER)["epoch"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe\x00", "plain text in UTF-8"),
        (b"abc\0def", "null characters"),
        (b"a" * (MAX_BYTES + 1), "at most"),
    ],
    ids=["binary", "nulls", "too long"],
)
def test_a_file_that_is_no_text_is_refused(data, message):
    with pytest.raises(TextError, match=message):
        read_file(data)


def test_a_file_is_read_as_it_was_written():
    assert read_file("\ufeffa\r\nb\rc".encode()) == "a\nb\nc"


def test_the_default_text_can_be_learnt():
    assert len(DEFAULT) < 2_000
    assert TaskConfig(task="next", text=DEFAULT, seq_len=32)
