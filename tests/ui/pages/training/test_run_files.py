"""A file restores every run of a session, and a bad file changes nothing."""

import pytest

from rnnlab.errors import RnnlabError
from rnnlab.recording.recording import Recording
from rnnlab.training import forks
from rnnlab.training.forks import Runs
from rnnlab.training.trainer import train_text
from rnnlab.ui.live import budget
from rnnlab.ui.pages.training.run_files import opened_runs
from rnnlab.ui.pages.training.session import Session
from rnnlab.ui.pages.training.snapshot import snapshot
from tests.ui.pages.training.runs import CONFIG, fork, names, new, send


def test_a_file_brings_back_every_run_at_its_epoch_and_all_go_on(monkeypatch):
    for limit in ("PREFETCH", "SLOW_EPOCH"):  # however slow the machine is, it trains ahead
        monkeypatch.setattr(budget, limit, 100.0)
    session = new(8)
    fork(session, 6, lr="0.01", name="slow")
    send(session, "stage", run=0, cursor=4)
    session.runs.run.prefetch()
    assert session.runs.run.trainer.epochs_done > 8
    before = snapshot(session.runs)
    data = session.to_bytes()
    assert snapshot(session.runs) == before
    again = Session(opened_runs(data))
    assert snapshot(again.runs).losses == before.losses
    assert again.runs.config == CONFIG
    assert (names(again), again.runs.selected, again.view()["cursor"]) == (["run 1", "slow"], 0, 4)
    assert [run.trainer.epochs_done for run in Runs.from_bytes(data)] == [8, 15]
    for one in (session, again):
        send(one, "train")
    assert snapshot(again.runs).losses == snapshot(session.runs).losses == train_text().losses


def test_the_rows_of_all_runs_together_fit_a_file(monkeypatch):
    session = new(40, epochs=40)
    for epoch in range(6, 11):
        fork(session, epoch, lr="0.01")
    sizes = []
    for limit in (0, 60_000):
        monkeypatch.setattr(forks, "_FILE_BYTES", limit)
        sizes.append(len(session.to_bytes()))
    assert len(names(session)) == 6
    assert 0 < sizes[1] - sizes[0] <= 60_000


def test_runs_whose_file_may_be_too_large_to_open_say_so(run_page, monkeypatch):
    assert not any("may be larger" in caption.value for caption in run_page("training").caption)
    monkeypatch.setattr("rnnlab.ui.pages.training.page._FILE_NUMBERS", 100)
    assert any("larger than the 32 MB" in caption.value for caption in run_page("training").caption)


def test_a_file_without_its_first_run_still_says_where_the_forks_began():
    session = new()
    fork(session, 6, lr="0.01")
    send(session, "remove", run=0)
    again = opened_runs(session.to_bytes())
    assert again.config == CONFIG
    assert again.link_epoch == 1


def test_a_file_with_a_broken_run_says_so_again():
    session = new(50, lr=1000.0, optimiser="adamw", epochs=50)
    again = Session(opened_runs(session.to_bytes()))
    assert again.runs.run.problem == session.runs.run.problem != ""


def forged(change) -> bytes:
    recording = Recording.from_bytes(new(3).to_bytes())
    header = {**recording.header, "runs": [dict(run) for run in recording.header["runs"]]}
    state = dict(header["runs"][0]["state"])
    header["runs"][0]["state"] = {**state, "config": {**state["config"], **change}}
    return Recording(dict(recording), header).to_bytes()


GOOD = new(3).to_bytes()
BAD_FILES = {
    "empty": (b"", "file must be a recording"),
    "text": (b"hello, I am a text" * 99, "file must be a recording"),
    "cut": (GOOD[:-100], "recording must be whole"),
    "cut in the head": (GOOD[:50], "recording must be whole"),
    "a cell": (Recording({}, {"kind": "cell"}).to_bytes(), "file must hold runs of the page"),
    "a recording": (train_text().to_bytes(), "file must hold runs of the page"),
    "nothing in it": (Recording({}, {"kind": "runs"}).to_bytes(), "file must hold runs that fit together"),
    "odd runs": (Recording({}, {"kind": "runs", "runs": [3], "cursor": 0}).to_bytes(), "file must hold runs that fit"),
    "too large": (forged({"hidden_size": 100_000}), "hidden_size must be a whole number from 1 to 128"),
    "huge": (forged({"hidden_size": 10**30}), "hidden_size must be a whole number from 1 to 128, got 1000"),
    "too long": (forged({"epochs": 999_999}), "epochs must be a whole number from 1 to 100000"),
    "another size": (forged({"hidden_size": 9}), "file must hold runs that fit together"),
    "another text": (forged({"source": "abc"}), "target must have as many symbols"),
    "another task": (forged({"task": "echo"}), "file must hold runs that learn a text"),
    "no config": (forged({"what": 1}), "config must hold the fields"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_holds_no_such_runs_gets_one_sentence(name):
    data, sentence = BAD_FILES[name]
    with pytest.raises(RnnlabError) as caught:
        opened_runs(data)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)
