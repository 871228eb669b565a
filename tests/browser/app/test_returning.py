"""Reload, back and forward: the page shows what its address says."""

import pytest
from playwright.sync_api import expect

from rnnlab import train_text
from tests.browser.helpers import settled
from tests.browser.pages.test_forks import chips, fork
from tests.browser.pages.test_training_page import run_long
from tests.browser.probe import Player


def test_a_reload_in_the_middle_of_a_run_brings_its_settings_back(open_page):
    page = run_long(open_page).page
    page.reload()
    again = Player(settled(page), "training")
    expect(again.root.locator(".head")).to_contain_text("of 5000")
    expect(page.locator(".st-key-training-source input")).to_have_value("abcdefgh")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    again.new_data(lambda: again.button("step").click())  # and it can be trained further


def test_what_a_link_does_not_say_comes_back_with_one_click_after_a_reload(open_page):
    page = open_page("training?epoch=15")
    player = Player(page, "training")
    player.has("len", 15)
    fork(player, 6, lr="0.005", name="slower")
    expect(chips(player)).to_have_count(2)
    player.press("End")
    player.at(15)
    loss = player["loss"]
    back = player.root.get_by_role("button", name="Back to the 2 runs before")
    for _ in range(2):  # what was not brought back is found again, too
        page.reload()
        back.wait_for()
    page.reload(wait_until="commit")
    page.reload()
    back.click()
    expect(chips(player)).to_have_count(2)
    expect(chips(player).last).to_contain_text("slower")
    player.press("End")
    player.at(15)
    assert player["loss"] == loss


def test_a_race_comes_back_with_one_click_after_a_reload(open_page):
    page = open_page("race?epochs=20&hidden_size=16&epoch=20&cells=gru")
    Player(page, "race").has("len", 20)
    page.goto(page.url.split("?")[0])  # another link in the same tab
    settled(page).get_by_role("button", name="Back to the race before (20 epochs)").click()
    Player(page, "race").has("len", 20)
    expect(page.locator(".st-key-race-hidden_size input")).to_have_value("16")


@pytest.fixture
def went_back(open_page):
    """A run of another size was begun, and the browser's arrow brought the one before it back, with its 4 epochs."""
    page = open_page("training?epoch=4")
    player = Player(page, "training")
    player.has("len", 4)
    box = page.locator(".st-key-training-hidden_size input")
    box.fill("9")
    player.new_data(lambda: box.press("Enter"))
    page.wait_for_url("**/training?*hidden_size=9*")
    player.new_data(page.go_back)
    player.has("len", 4)
    return player


def test_back_within_a_page_silences_nobody(went_back):
    went_back.button("step").click()
    went_back.has("len", 5)


def test_back_and_forward_bring_the_other_runs_back(went_back):
    player = went_back
    player.press("End")
    expect(player.root.locator(".head")).to_contain_text(f"loss {train_text().losses[3]:.3f}")
    player.new_data(player.page.go_forward)
    first = train_text(hidden_size=9, epochs=1).losses[0]
    player.has("len", 1)
    expect(player.root.locator(".head")).to_contain_text(f"loss {first:.3f}")


@pytest.mark.parametrize("page", ["cell", "layers", "training", "race", "ablation"])
def test_a_page_that_was_left_for_a_while_is_found_as_it_was(open_page, page):
    link = f"{page}?hidden_size=5"
    opened = open_page(link)
    Player(opened, page)
    links = opened.get_by_role("navigation", name="Pages").get_by_role("link")
    links.filter(has_text="Home").click()
    Player(opened, "weather")
    links.and_(opened.locator(f'[href$="{page}"]')).click()
    Player(opened, page)
    opened.wait_for_url(f"**/{link}")
    expect(opened.locator(f".st-key-{page}-hidden_size input")).to_have_value("5")
