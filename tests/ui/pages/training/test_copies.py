"""Copies of a run with its forks: the one that a reset keeps, and those for a tab that is loaded again."""

from rnnlab.training.trainer import train_text
from rnnlab.ui.live import budget
from tests.ui.pages.training.runs import fork, names, new, send


def test_reset_keeps_what_it_takes_away_to_come_back_to():
    session = new(8)
    fork(session, 6, lr="0.01")
    losses = session.runs.run.snapshot().losses
    send(session, "stage", run=0)
    for _ in range(2):  # the second one takes nothing away
        send(session, "reset")
    send(session, "rename", run=1, name="renamed after it")
    assert [run["done"] for run in session.view()["runs"]] == [1, 15]
    assert session.view()["earlier"] == 2
    assert session.restore_earlier()
    assert [run["done"] for run in session.view()["runs"]] == [8, 15]
    assert (names(session), session.view()["stage"]) == (["run 1", "lr 0.01"], 0)
    assert session.runs.link_epoch == 8
    send(session, "stage", run=1)
    assert session.runs.run.snapshot().losses == losses


def test_a_reset_that_is_refused_keeps_nothing(monkeypatch):
    session = new(8)
    fork(session, 6, lr="0.01")
    monkeypatch.setattr(budget, "LONGEST_VISIT", -1.0)
    assert send(session, "reset")
    assert (session.view()["earlier"], session.runs.run.epochs_done) == (0, 15)


def test_a_copy_goes_on_for_itself_and_so_does_its_original():
    session = new(8, epochs=30)
    fork(session, 6, lr="0.01", epochs="12")
    send(session, "remove", run=1)
    runs = session.runs
    other = runs.copy()
    assert (other.link_epoch, other.undo_name, other.running) == (8, "lr 0.01, epochs 12", False)
    other.run.go_on()
    assert (runs.run.trainer.epochs_done, other.run.trainer.epochs_done) == (8, 30)
    assert other.run.whole().losses == train_text(epochs=30).losses
    runs.run.step()
    assert runs.run.whole().losses == train_text(epochs=9).losses
    other.undo()
    assert other.run.epochs_done == 12
    assert (len(runs), len(other)) == (1, 2)


def test_a_copy_without_its_first_run_still_knows_how_far_that_had_come():
    session = new(8)
    fork(session, 6, lr="0.01")
    send(session, "remove", run=0)
    assert session.runs.copy().link_epoch == 8


def test_what_a_link_brings_back_is_no_more_than_it():
    runs = new(8).runs
    assert not runs.holds_more_than(new(8).runs)
    assert runs.holds_more_than(new(7).runs)
    assert runs.holds_more_than(new(8, seed=1).runs)
    for left in (None, 0, 1):  # a fork beside the first run, a fork alone, the first run with a fork to bring back
        session = new(8)
        fork(session, 6, lr="0.01", epochs="8")
        if left is not None:
            send(session, "remove", run=left)
        assert session.runs.holds_more_than(new(8).runs)
