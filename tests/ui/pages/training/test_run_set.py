"""Several runs of one session, by the events that a browser would send."""

import math

import numpy as np
import pytest

from rnnlab.config.training import TextConfig
from rnnlab.training.trainer import Trainer, train_text
from rnnlab.ui.live import budget
from rnnlab.ui.pages.training.run_set import RunSet
from rnnlab.ui.pages.training.snapshot import snapshot
from tests.ui.pages.training.runs import CONFIG, fork, names, new, send, trained


def test_one_run_is_told_as_one():
    session = new(3)
    view = session.view()
    assert [run["done"] for run in view["runs"]] == [3]
    assert (view["back"], view["earlier"], view["problem"]) == ("", 0, "")
    assert snapshot(session.runs) == session.runs.run.snapshot()


def test_a_fork_goes_by_its_settings_from_the_epoch_under_the_cursor_on():
    session = new()
    assert fork(session, 6, lr="0.01") == ""
    seen, first = snapshot(session.runs), train_text().losses
    assert seen.losses == trained(_at(5).fork(5, lr=0.01))
    assert seen.losses[:6] == first[:6]
    assert seen.losses[6] != first[6]
    np.testing.assert_array_equal(seen["run0.losses"], np.float32(first))
    assert (names(session), session.view()["cursor"]) == (["run 1", "lr 0.01"], 6)
    assert [run["colour"] for run in session.view()["runs"]] == [0, 1]


def _at(step) -> Trainer:
    trainer = Trainer(CONFIG)
    while trainer.epochs_done < step:
        next(trainer)
    return trainer


def test_a_weight_is_set_in_the_very_epoch_that_it_was_set_at():
    session = new()
    assert fork(session, 4, weights=[["rnn.weight_hh_l0", [2, 3], 1.5], ["emb.weight", [0, 9], -2]]) == ""
    seen, before = snapshot(session.runs), train_text()
    at = seen["epoch"].tolist().index(4)
    expected = before["rnn.weight_hh_l0"][3].copy()
    expected[2, 3] = 1.5
    np.testing.assert_array_equal(seen["rnn.weight_hh_l0"][at], expected)
    assert seen["emb.weight"][at][0, 9] == -2
    assert seen.losses[:3] == before.losses[:3]
    assert seen.losses[3] != before.losses[3]
    assert names(session)[1] == "rnn.weight_hh_l0[2, 3] = 1.5, and 1 more"
    assert session.runs.run.trainer.can_be_scripted


def test_a_run_that_has_ended_goes_on_in_a_fork_with_more_epochs():
    session = new()
    assert fork(session, 15, epochs="30", lr="0.05") == ""
    assert session.runs.run.snapshot().losses == train_text(epochs=30).losses


NO = [
    ({"lr": "0"}, "lr must be a number from 0.0001 to 1000"),
    ({"lr": "1e9"}, "lr must be a number from 0.0001 to 1000"),
    ({"lr": "nan"}, "lr must be a number"),
    ({"lr": "٣"}, "lr must be a number"),
    ({"lr": None}, "lr must be a number"),
    ({"lr": ["0.1"]}, "lr must be a number"),
    ({"optimiser": "lion"}, "optimiser must be one of"),
    ({"schedule": "x" * 9999}, "schedule must be one of"),
    ({"clip": "-1"}, "clip must be a number from 0 to 1000"),
    ({"epochs": "5"}, "epochs must be at least 6, where the fork begins, got 5."),
    ({"epochs": "100001"}, "epochs must be a whole number from 1 to 100000"),
    ({}, "a fork must change a setting or a weight"),
    ({"lr": "0.1", "name": "x" * 61}, "name must be a text of 1 to 60 characters"),
    ({"lr": "0.1", "name": "a\u202eb"}, "name must be a text of 1 to 60 characters"),
    ({"lr": "0.1", "name": 7}, "name must be a text of 1 to 60 characters"),
    ({"lr": "0.1", "epoch": 16}, "epoch must be a whole number from 1 to 15"),
    ({"lr": "0.1", "epoch": 0}, "epoch must be a whole number from 1 to 15"),
    ({"lr": "0.1", "epoch": True}, "epoch must be a whole number from 1 to 15"),
    ({"lr": "0.1", "epoch": "6"}, "epoch must be a whole number from 1 to 15"),
    ({"lr": "0.1", "run": 9}, "key must be one of 0"),
    ({"lr": "0.1", "run": None}, "key must be one of 0"),
    ({"lr": "0.1", "run": [0]}, "key must be one of 0"),
    ({"weights": "x"}, "weights must be a list of at most"),
    ({"weights": [["emb.weight", [0, 0], 1.0]] * 9999}, "weights must be a list of at most"),
    ({"weights": [["emb.weight", [0, 0]]]}, "a weight must have a name, an index and a value"),
    ({"weights": [["losses", [0], 1.0]]}, "a weight must have a name as torch gives it"),
    ({"weights": [["emb.nothing", [0], 1.0]]}, "a weight must be one of the network's"),
    ({"weights": [["emb.weight", [4, 0], 1.0]]}, "emb.weight has the shape (4, 10)"),
    ({"weights": [["emb.weight", [0], 1.0]]}, "emb.weight has the shape (4, 10)"),
    ({"weights": [["emb.weight", [-1, 0], 1.0]]}, "index of emb.weight must be whole numbers from 0"),
    ({"weights": [["emb.weight", [0, 0], 1e7]]}, "emb.weight must be a number from -1000000 to 1000000"),
    ({"weights": [["emb.weight", [0, 0], math.nan]]}, "emb.weight must be a number from -1000000 to 1000000"),
    ({"weights": [["emb.weight", [0, 0], "1"]]}, "emb.weight must be a number from -1000000 to 1000000"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "sentence"), NO, ids=range(len(NO)))
def test_a_fork_that_cannot_be_gets_one_sentence_and_changes_nothing(event, sentence):
    session = new()
    before = snapshot(session.runs)
    problem = send(session, "fork", **{"run": 0, "epoch": 6, **event})
    assert problem.startswith(sentence)
    assert problem.endswith(".")
    assert len(problem) < 250
    assert "\n" not in problem
    assert snapshot(session.runs) == before
    assert (session.view()["at"], names(session)) == ("fork", ["run 1"])


def test_weights_that_a_network_without_memory_keeps_at_zero_stay_so():
    session = new(memory=False)
    problem = fork(session, 3, weights=[["rnn.weight_hh_l0", [0, 0], 1.0]])
    assert "must stay zero in a network without memory" in problem


def test_six_runs_are_the_most_and_none_is_lost():
    session = new()
    for number in range(5):
        assert fork(session, 6, lr=f"0.0{number + 1}", clip="1") == ""
    assert "runs must be at most 6: remove one first" in fork(session, 6, lr="0.2")
    assert len(session.runs) == 6
    assert send(session, "remove", run=3) == ""
    assert session.view()["back"] == "lr 0.03, clip 1"
    assert fork(session, 6, lr="0.2") == ""
    assert "at most 6" in send(session, "undo_run")


def test_what_was_removed_comes_back_with_all_that_it_had():
    session = new()
    fork(session, 6, lr="0.01", name="slow")
    before = snapshot(session.runs)
    send(session, "remove", run=1)
    assert (names(session), session.runs.selected) == (["run 1"], 0)
    send(session, "undo_run")
    assert (names(session), session.runs.selected) == (["run 1", "slow"], 1)
    assert snapshot(session.runs) == before
    assert "must have been removed" in send(session, "undo_run")


def test_the_last_run_stays_and_the_first_may_go():
    session = new()
    assert "at least one" in send(session, "remove", run=0)
    fork(session, 6, lr="0.01")
    send(session, "stage", run=0)
    send(session, "remove", run=0)
    assert (names(session), session.runs.selected) == (["lr 0.01"], 1)
    assert session.runs.link_epoch == 15
    assert session.runs.config == CONFIG


def test_the_buttons_act_on_the_run_on_stage_and_reset_takes_a_fork_to_its_beginning():
    session = new(8)
    fork(session, 6, lr="0.01")
    assert [run["done"] for run in session.view()["runs"]] == [8, 15]
    send(session, "stage", run=0)
    send(session, "step")
    assert [run["done"] for run in session.view()["runs"]] == [9, 15]
    send(session, "stage", run=1)
    losses = session.runs.run.snapshot().losses
    send(session, "reset")
    assert [run["done"] for run in session.view()["runs"]] == [9, 6]
    send(session, "train")
    assert session.runs.run.snapshot().losses == losses
    send(session, "stage", run=0)
    send(session, "reset")
    assert [run["done"] for run in session.view()["runs"]] == [1, 15]
    assert session.runs.link_epoch == 1


def test_two_runs_train_in_turns(monkeypatch):
    monkeypatch.setattr(budget, "BURST", -1.0)
    monkeypatch.setattr(budget, "SLICE", 0.002)
    session = new(1, epochs=4000)
    send(session, "train")
    fork_at = session.runs.run.epochs_done
    monkeypatch.setattr(budget, "BURST", 1.0)
    assert fork(session, fork_at, lr="0.001") == ""
    before = [run["done"] for run in session.view()["runs"]]
    for _ in range(6):
        session.runs.tick()
    after = [run["done"] for run in session.view()["runs"]]
    assert all(new > old for new, old in zip(after, before, strict=True))
    send(session, "pause")
    assert [run["status"] for run in session.view()["runs"]] == ["running", "paused"]
    send(session, "remove", run=0)
    assert not session.runs.running


def test_other_settings_keep_what_was_trained_to_come_back_to():
    session = new(epoch=1)
    session.replace(RunSet.begin(TextConfig(seed=1)))
    assert session.view()["earlier"] == 0  # only epoch 1 was trained, with which each run begins
    fork(session, 1, lr="0.01")
    kept = session.runs
    session.replace(RunSet.begin(TextConfig(seed=2)))
    assert session.view()["earlier"] == 2
    session.replace(RunSet.begin(TextConfig(seed=3)))
    assert session.restore_earlier()
    assert session.runs is kept
    assert session.view()["earlier"] == 0
    assert not session.restore_earlier()


def test_a_run_without_forks_is_kept_too():
    session = new(epoch=9)
    session.replace(RunSet.begin(TextConfig(seed=1)))
    assert session.view()["earlier"] == 1
    assert session.restore_earlier()
    assert session.runs.run.epochs_done == 9


def test_more_epochs_go_on_with_the_run_and_its_forks():
    session = new(epoch=15)
    fork(session, 4, lr="0.01")
    number = session.runs[session.runs.find(0)].number
    assert session.runs.prolong(TextConfig(epochs=40))
    first = session.runs[session.runs.find(0)]
    assert (first.number, first.epochs_done, first.status, session.runs.config.epochs) == (number, 15, "paused", 40)
    send(session, "stage", run=0)
    send(session, "train")
    assert session.runs.run.whole().losses == train_text(epochs=40).losses


@pytest.mark.parametrize("changes", [{"epochs": 9}, {"epochs": 40, "lr": 0.01}, {"epochs": 40, "seed": 1}])
def test_other_settings_are_another_run(changes):
    assert not new(epoch=15).runs.prolong(TextConfig(**changes))


def test_names_are_given_and_refused():
    session = new()
    assert send(session, "rename", run=0, name="  first 🙂 ") == ""
    assert names(session) == ["first 🙂"]
    for bad in ("", " ", "a\nb", "x" * 61, None, 3):
        assert send(session, "rename", run=0, name=bad).startswith("name must be a text of 1 to 60")
    assert names(session) == ["first 🙂"]


@pytest.mark.parametrize("event", [{}, {"epoch": None}, {"epoch": 0}, {"epoch": 16}, {"epoch": "3"}, {"epoch": 1.5}])
def test_a_look_at_no_epoch_gets_a_sentence(event):
    assert send(new(), "look", **event).startswith("epoch must be a whole number from 1 to 15")


def test_events_of_no_known_kind_are_passed_over():
    session = new()
    before = session.view()
    assert not session.handle({"type": "explode"})
    assert session.view() == before


def test_the_networks_on_the_shelf_have_names_of_their_own_and_are_the_newest():
    session = new(8)
    fork(session, 6, lr="0.01", name="run 1")
    networks = session.networks()
    assert list(networks) == ["run 1", "run 1 (2)"]
    send(session, "stage", run=0)
    send(session, "step")
    assert networks["run 1"].newest().losses == train_text().losses[:9]
    assert networks["run 1 (2)"].newest().kind == "training"
