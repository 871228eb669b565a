"""Leaving a page while its messages are still under way: the other page is drawn, and they do not overwrite it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import settled
from tests.browser.pages.test_training_page import run_long
from tests.browser.probe import Player


def leave(page: Page, name: str) -> None:
    """Follow a link while answers are slow from now on, so that the old page could send several events meanwhile."""
    page.get_by_role("link", name=name).evaluate("(link) => { window.slow(1500); link.click(); }")


def stays(page: Page, view: str) -> None:
    """Wait until a page is drawn, and check that no other run was asked for whose answer would follow it."""
    player = Player(page, view)
    assert page.evaluate("window.asked") == 1
    settled(page)
    expect(player.root).to_be_visible()


def test_a_run_that_ticks_is_left_at_once_and_for_good(slow_line):
    page = run_long(slow_line).page
    leave(page, "RNNCell")
    stays(page, "cell")


@pytest.mark.parametrize(("name", "view"), [("RNNCell", "cell"), ("Let this run write freely", "generation")])
def test_a_player_that_tells_where_one_rests_is_silent_once_it_is_left(slow_line, name, view):
    page = slow_line("training")
    player = Player(page, "training")
    player.new_data(lambda: player.button("toggle").click())
    player.has("len", 15)
    page.wait_for_timeout(1000)  # a player waits between two events
    player.press("Home", "ArrowRight", "ArrowRight")  # the server will be told that the cursor stands at epoch 3
    leave(page, name)
    stays(page, view)


def test_back_and_forward_are_silent_too(slow_line):
    page = slow_line("training")
    player = Player(page, "training")
    player.new_data(lambda: player.button("toggle").click())
    player.press("Home")
    page.get_by_role("link", name="RNNCell").click()
    Player(page, "cell")
    page.go_back()
    player = Player(page, "training")
    player.has("len", 15)
    player.press("Home", "ArrowRight", "ArrowRight")
    page.evaluate("() => { window.slow(1500); history.forward(); }")
    stays(page, "cell")


def test_the_page_that_is_shown_is_no_place_to_go(open_page):
    page = open_page("cell?seq_len=5")
    player = Player(page, "cell")
    player.at(1)
    before = page.url
    page.get_by_role("link", name="RNNCell").click()
    player.press("End")
    player.at(5)
    assert page.url == before


def test_a_page_that_is_part_of_another_one_stays_so(open_page):
    page = open_page("cell?embed=true")
    Player(page, "cell")
    page.get_by_role("link", name="RNN: layers").click()
    Player(page, "layers")
    assert "embed=true" in page.url
