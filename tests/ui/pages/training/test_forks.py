"""The training page with several runs: what its player is sent, its file, its link, and the panels below."""

import numpy as np

from rnnlab.config.training import TextConfig
from rnnlab.training.forks import Runs
from rnnlab.training.trainer import Trainer, train_text
from rnnlab.ui.pages.training.run_set import RunSet
from rnnlab.ui.pages.training.session import Session
from tests.ui.look import open_tab, query, send, shown, texts

PLAYER = "training-player"
FORK = {"type": "fork", "run": 0, "epoch": 6, "lr": "0.01", "serial": 1}


def view(page):
    return shown(page, PLAYER).header["view"]


def names(page):
    return [run["name"] for run in view(page)["runs"]]


def forked(run_page, **event):
    page = send(run_page("training", epoch="15"), PLAYER, **FORK | event)
    assert view(page)["problem"] == ""
    return page


def test_a_fork_and_its_run_reach_the_player_together(run_page):
    page = forked(run_page)
    recording = shown(page, PLAYER)
    assert names(page) == ["run 1", "lr 0.01"]
    assert recording.losses[:6] == train_text().losses[:6]
    assert recording.losses[6] > train_text().losses[6]
    np.testing.assert_array_equal(recording["run0.losses"], np.float32(train_text().losses))


def test_the_link_goes_on_to_say_the_first_run(run_page):
    page = forked(run_page)
    assert query(page) == {"epoch": "15"}
    page = send(page, PLAYER, type="reset", serial=2)
    assert query(page) == {"epoch": "15"}


def test_console_and_tables_follow_the_run_on_stage(run_page):
    page = forked(run_page)
    printed = [line["text"] for line in shown(page, "training-panels").header["view"]["printed"]]
    assert printed[-1].endswith(f"loss = {shown(page, PLAYER).losses[-1]:.3f}")
    page = send(page, PLAYER, type="stage", run=0, serial=2)
    printed = [line["text"] for line in shown(page, "training-panels").header["view"]["printed"]]
    assert printed[-1] == "Predicted: ohlol, Epoch [15/15] loss = 0.009"


def test_the_program_of_a_fork_sets_the_weights_that_were_set_by_hand(run_page):
    page = forked(run_page, weights=[["fc.bias", [0], 3]])
    code = shown(open_tab(page, "training", "Code"), "training-panels").header["view"]["script"]
    assert "with torch.no_grad():  # values set by hand\n            model.fc.bias[0] = 3.0\n" in code


def test_a_run_with_very_many_weights_set_by_hand_says_that_there_is_no_script(run_page):
    trainer = Trainer(TextConfig(hidden_size=23))
    fork = trainer.fork(0, weights={"rnn.weight_hh_l0": np.zeros((23, 23), np.float32)})
    next(fork)
    page = upload(run_page("training"), Runs(fork).to_bytes())
    assert any("no script lists them" in caption.value for caption in page.caption)
    assert shown(page, "training-panels").header["view"]["tabs"] == ["Table", "Shapes"]


def test_a_bad_fork_is_answered_in_the_player_and_nowhere_else(run_page):
    page = send(run_page("training", epoch="15"), PLAYER, **FORK | {"lr": "0"})
    assert view(page)["problem"] == "lr must be a number from 0.0001 to 1000, got 0."
    assert not [text for text in texts(page) if "lr must" in text]


def test_other_settings_keep_the_forks_to_come_back_to(run_page):
    page = forked(run_page)
    page.number_input(key="training.hidden_size").set_value(5).run()
    assert (names(page), view(page)["earlier"]) == (["run 1"], 2)
    page = send(page, PLAYER, type="earlier")
    assert (names(page), view(page)["earlier"]) == (["run 1", "lr 0.01"], 0)
    assert page.number_input(key="training.hidden_size").value == 8
    assert query(page) == {"epoch": "15"}


def test_new_seed_keeps_the_forks_to_come_back_to(run_page):
    page = forked(run_page)
    page = send(page, PLAYER, type="new_seed")
    assert (names(page), view(page)["earlier"]) == (["run 1"], 2)


def test_a_look_at_no_epoch_gets_a_sentence_below_the_player(run_page):
    page = send(run_page("training", epoch="15"), PLAYER, type="look", epoch=99)
    assert any(text.startswith("epoch must be a whole number from 1 to 15") for text in texts(page))


def upload(page, data, name="mine.rnnlab"):
    page.file_uploader[0].set_value((name, data, "application/octet-stream")).run()
    assert not page.exception, page.exception
    return page


def saved(**changes):
    session = Session(RunSet.begin(TextConfig(**changes), 8))
    session.handle({**FORK, "name": "slow", "epoch": 5})
    return session.to_bytes()


def test_a_file_is_opened_with_its_settings_runs_and_epochs(run_page):
    page = upload(run_page("training", epoch="3"), saved(hidden_size=6, seed=4, clip=1))
    assert "mine.rnnlab is open." in texts(page)
    assert [(run["name"], run["done"]) for run in view(page)["runs"]] == [("run 1", 8), ("slow", 15)]
    assert page.number_input(key="training.hidden_size").value == 6
    assert query(page) == {"hidden_size": "6", "seed": "4", "clip": "1.0", "epoch": "8"}
    page = send(page, PLAYER, type="stage", run=0, serial=2)
    page = send(page, PLAYER, type="train", serial=3)
    trainer = Trainer(TextConfig(hidden_size=6, seed=4, clip=1))
    assert shown(page, PLAYER).losses == [step.loss for step in trainer]


def test_a_file_that_cannot_be_opened_leaves_everything_as_it_is(run_page):
    page = forked(run_page)
    before = shown(page, PLAYER)
    for data, sentence in (
        (b"no", "file must be a recording (.rnnlab), got something else."),
        (saved()[:-9], "recording must be whole, got a file that ends 9 bytes early."),
        (train_text().to_bytes(), "file must hold runs of the page Embedding"),
    ):
        page = upload(page, data, "x](y).rnnlab")
        assert any(text.startswith(f"x](y).rnnlab was not opened: {sentence}") for text in texts(page))
        assert shown(page, PLAYER) == before
        assert names(page) == ["run 1", "lr 0.01"]


def test_a_file_replaces_forks_only_until_one_wants_them_back(run_page):
    page = upload(forked(run_page), saved())
    assert (names(page), view(page)["earlier"]) == (["run 1", "slow"], 2)
    page = send(page, PLAYER, type="earlier")
    assert (names(page), view(page)["earlier"]) == (["run 1", "lr 0.01"], 2)


def test_the_session_offers_its_runs_to_the_other_pages(run_page):
    page = forked(run_page)
    offered = page.session_state["published"]["Embedding"]
    assert list(offered) == ["run 1", "lr 0.01"]
    assert offered["lr 0.01"].newest().losses == shown(page, PLAYER).losses
