"""Time travel and forks on the training page, as a person would: scrub, fork, compare, remove, undo, save, open."""

import pytest
from playwright.sync_api import expect

from rnnlab import Runs, TextConfig, Trainer
from tests.browser.probe import Player


@pytest.fixture
def player(open_page):
    """The lesson's run, trained to its end."""
    player = Player(open_page("training?epochs=15&epoch=15"), "training")
    player.has("len", 15)
    return player


def at(epoch: int, **changes) -> Trainer:
    """A run of the lesson's after some epochs."""
    trainer = Trainer(TextConfig(**changes))
    while trainer.epochs_done < epoch:
        next(trainer)
    return trainer


def fork(player: Player, epoch: int, **fields: str) -> None:
    player.press("Home", *["ArrowRight"] * (epoch - 1))
    player.at(epoch)
    player.root.locator("button.fork").first.click()
    panel = player.root.locator("form.fork")
    for name, value in fields.items():
        panel.locator(f".{name}").fill(value)
    panel.locator("button.go").click()


def chips(player: Player):
    return player.root.locator(".chip")


def test_a_fork_lies_beside_its_original_and_can_be_removed_and_brought_back(player):
    fork(player, 6, lr="0.005", name="slower")
    expect(chips(player)).to_have_count(2)
    expect(chips(player).last).to_contain_text("slower")
    player.has("len", 15)
    slower = at(15).fork(5, lr=0.005)
    losses = [step.loss for step in slower]
    player.press("End")
    player.at(15)
    expect(player.root.locator(".head")).to_contain_text(f"loss {losses[-1]:.3f}")
    chips(player).first.locator("button").first.click()  # select the first run again
    expect(player.root.locator(".head")).to_contain_text("loss 0.009")
    chips(player).last.locator(".remove").click()
    expect(player.root.locator(".runs .way")).to_be_visible()
    player.root.locator(".runs .way").first.click()
    expect(chips(player)).to_have_count(2)


def test_a_value_that_cannot_be_gets_a_sentence_in_the_panel_and_nothing_is_lost(player):
    fork(player, 4, lr="minus one")
    expect(player.root.locator("form.fork .problem")).to_contain_text("lr must be")
    player.has("len", 15)
    expect(player.root.locator("form.fork .lr")).to_be_focused()  # the focus is kept while a person types
    player.page.keyboard.press("Escape")
    expect(player.root.locator("form.fork")).to_be_hidden()


def test_an_answer_that_nobody_waits_for_any_more_is_told_all_the_same(slow_line):
    player = Player(slow_line("training?epochs=15&epoch=15"), "training")
    player.has("len", 15)
    player.page.evaluate("window.slow(7000)")
    fork(player, 4, lr="minus one")
    expect(player.root.locator("form.fork .problem")).to_contain_text("lr must be")


def test_an_epoch_that_was_not_sent_is_computed_again_when_one_stops_at_it(open_page):
    player = Player(open_page("training?epochs=1500&epoch=1500&seed=2"), "training")
    expect(player.root).to_have_attribute("data-len", "1500", timeout=180_000)
    track = player.root.locator(".track")
    box = track.bounding_box()
    player.page.mouse.click(box["x"] + box["width"] * 0.4371, box["y"] + 13)
    expect(player.root).not_to_have_attribute("data-step", "1500")  # drawn a frame after the click
    epoch = int(player["step"])
    player.has("kept", epoch)
    assert float(player["loss"]) == at(epoch, epochs=1500, seed=2).recording().losses[-1]


def test_a_run_with_its_fork_is_saved_and_opened_by_somebody_else_at_the_same_step(open_page, player, tmp_path):
    fork(player, 6, lr="0.005", name="slower")
    expect(chips(player)).to_have_count(2)
    player.press("Home", *["ArrowRight"] * 8)
    player.at(9)
    loss = player["loss"]
    file = tmp_path / "two.rnnlab"
    for _ in range(20):  # the position is sent some time after the cursor has stopped
        with player.page.expect_download() as download:
            player.page.get_by_role("button", name="Save").click()
        download.value.save_as(file)
        if Runs.from_bytes(file.read_bytes()).cursor == 9:
            break
        player.page.wait_for_timeout(500)
    other = Player(open_page("training?seed=77"), "training")
    other.page.locator(".st-key-training-open button").click()
    other.page.locator("input[type=file]").set_input_files(file)
    expect(chips(other)).to_have_count(2)
    other.page.keyboard.press("Escape")
    other.at(9)
    assert other["loss"] == loss
