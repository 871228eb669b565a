"""Any epoch of a run can be visited, in turn with all other sessions; a failed run can be forked before it failed."""

import numpy as np

from rnnlab.training.trainer import train_text
from rnnlab.ui.live import budget
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.pages.training.session import Session
from rnnlab.ui.pages.training.snapshot import snapshot
from tests.ui.pages.training.runs import fork, new, send


def long(monkeypatch) -> Session:
    """A run of 900 epochs whose snapshots hold few of its frames."""
    monkeypatch.setattr(budget, "REST_BYTES", 40_000)
    monkeypatch.setattr(budget, "LIVE_BYTES", 20_000)
    return new(900, epochs=900)


def test_any_epoch_can_be_visited(monkeypatch):
    session = long(monkeypatch)
    whole = train_text(epochs=900)
    assert 457 not in snapshot(session.runs)["epoch"]
    assert not session.handle({"type": "look", "epoch": 457})
    sent = snapshot(session.runs)
    at = sent["epoch"].tolist().index(457)
    for name in ("probabilities", "layer0.h", "layer1.h", "emb.weight", "rnn.weight_hh_l0"):
        np.testing.assert_array_equal(sent[name][at], whole[name][456])
    assert 457 not in session.runs.run.whole()["epoch"]
    assert sent.nbytes < 1.5 * budget.REST_BYTES


def test_a_visit_while_it_trains_stays_in_every_snapshot(monkeypatch):
    monkeypatch.setattr(budget, "BURST", -1.0)
    monkeypatch.setattr(budget, "CURVE_POINTS", 100)
    monkeypatch.setattr(budget, "LIVE_BYTES", 10_000)
    session = new(1, epochs=20_000)
    send(session, "train")
    while session.runs.run.epochs_done < 200:
        session.runs.tick()
    monkeypatch.setattr(budget, "BURST", 1.0)
    assert send(session, "look", epoch=77) == ""
    for _ in range(3):
        session.runs.tick()
        sent = snapshot(session.runs)
        assert 77 in sent["epoch"]
        assert sent["losses"][sent["losses.epoch"].tolist().index(77)] == np.float32(train_text(epochs=77).losses[-1])
        assert len(sent["losses"]) < 140


def test_a_visit_that_takes_too_long_is_refused_with_the_reason(monkeypatch):
    session = long(monkeypatch)
    monkeypatch.setattr(budget, "LONGEST_VISIT", -1.0)
    before = snapshot(session.runs)
    problem = send(session, "look", epoch=457)
    assert problem.startswith("Epoch 457 is not kept, and computing it again would take about")
    assert snapshot(session.runs) == before
    assert session.problem == problem


def test_nothing_is_computed_again_out_of_turn(monkeypatch):
    session = new()
    monkeypatch.setattr(budget, "BURST", 0.0)
    with TRAINING_LOCK.turn(0):
        assert send(session, "look", epoch=4).startswith("Others are training just now.")
        assert fork(session, 4, lr="0.01").startswith("Others are training just now.")
    assert len(session.runs) == 1
    assert fork(session, 4, lr="0.01") == ""


def test_a_run_that_broke_can_be_forked_from_before_it():
    session = new(100, lr=1000.0, optimiser="adamw", epochs=100)
    run = session.runs.run
    broken = run.epochs_done
    assert run.problem
    assert session.view()["runs"][0]["status"] == "failed"
    assert fork(session, broken - 3, lr="0.001") == ""
    assert session.runs.run.epochs_done > broken
    assert session.view()["runs"][0]["done"] == broken
