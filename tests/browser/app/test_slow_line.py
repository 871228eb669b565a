"""Buttons that are pressed before the one before is answered: nothing is lost, nothing is done twice."""

import re

from playwright.sync_api import expect

from rnnlab import train_text
from tests.browser.probe import Player

LATE = 600  # ms by which the server's messages come later
LONG = "training?hidden_size=64&epochs=5000"


def press(player: Player, *names: str) -> None:
    """Press buttons of the transport within one task of the page, on a line that is slow from now on."""
    player.root.evaluate(
        """(root, [late, names]) => {
            window.slow(late);
            for (const name of names) root.querySelector(`.transport button.${name}`).click();
        }""",
        [LATE, names],
    )


def test_pause_pressed_before_train_is_answered_pauses(slow_line):
    player = Player(slow_line(LONG), "training")
    press(player, "toggle", "toggle")
    expect(player.root).not_to_have_attribute("data-len", "1")
    player.has("status", "paused")
    length = player["len"]
    player.page.wait_for_timeout(3 * LATE)
    assert (player["status"], player["len"]) == ("paused", length)


def test_new_seed_and_then_train_trains_the_new_seed(slow_line):
    player = Player(slow_line("training"), "training")
    press(player, "newSeed", "toggle")
    player.has("len", 15)
    expect(player.page).to_have_url(re.compile(r"seed=\d+.*epoch=15|epoch=15.*seed=\d+"))
    seed = int(re.search(r"seed=(\d+)", player.page.url)[1])
    player.press("End")
    assert float(player["loss"]) == train_text(seed=seed).losses[-1]


def test_reset_and_then_train_trains_from_the_first_epoch_to_the_last(slow_line):
    player = Player(slow_line("training?epochs=40&epoch=20"), "training")
    player.has("len", 20)
    press(player, "reset", "toggle")
    player.has("len", 40)
    player.has("status", "done")


def test_five_steps_are_five_epochs(slow_line):
    player = Player(slow_line("training"), "training")
    press(player, *["step"] * 5)
    player.has("len", 6)
    player.page.wait_for_timeout(2 * LATE)
    assert player["len"] == "6"


def test_train_and_then_another_page_shows_that_page_and_the_run_is_there_on_return(slow_line):
    player = Player(slow_line("training"), "training")
    press(player, "toggle")
    player.page.get_by_role("link", name="RNNCell").click()
    Player(player.page, "cell")
    player.page.get_by_role("link", name="Embedding").click()
    Player(player.page, "training").has("len", 15)
