"""What a person types into a number field is what the page reads, or gets one sentence."""

import pytest
from playwright.sync_api import expect

from tests.browser.probe import Player

RULE = "hidden_size must be a whole number from 1 to 64"


@pytest.fixture
def player(open_page):
    return Player(open_page("cell"), "cell")


def type_in(player: Player, text: str) -> None:
    box = player.page.locator(".st-key-cell-hidden_size input")
    box.press("ControlOrMeta+a")
    box.press_sequentially(text)
    box.press("Enter")


@pytest.mark.parametrize(("typed", "got"), [("3.7", "3.7"), ("1e300", "1000000000")])
def test_a_number_that_is_no_size_is_told_as_it_was_typed_and_nothing_is_lost(player, typed, got):
    problem = player.page.locator("[class*='st-key-problem-cell-hidden_size']")
    version = player["version"]
    type_in(player, typed)
    expect(problem).to_contain_text(f"{RULE}, got {got}")
    assert player["version"] == version
    player.new_data(lambda: type_in(player, "5"))
    expect(problem).to_have_count(0)
    player.page.wait_for_url("**/cell?hidden_size=5")


def test_a_whole_number_in_another_spelling_is_that_number(player):
    player.new_data(lambda: type_in(player, "3e0"))
    player.page.wait_for_url("**/cell?hidden_size=3")
    expect(player.page.locator(".st-key-cell-hidden_size input")).to_have_value("3")
    player.new_data(lambda: player.page.locator(".st-key-cell-hidden_size input").press("ArrowUp"))
    player.page.wait_for_url("**/cell?hidden_size=4")


def test_the_largest_seed_is_written_out(player):
    box = player.page.locator(".st-key-cell-seed input")
    box.fill("4294967295")
    player.new_data(lambda: box.press("Enter"))
    player.page.wait_for_url("**/cell?seed=4294967295")
    expect(box).to_have_value("4294967295")
