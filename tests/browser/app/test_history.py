"""One arrival at a page is one entry of the browser's history, and a change that the person makes is one more."""

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import settled
from tests.browser.probe import Player

LONG = "training?hidden_size=64&epochs=5000"


@pytest.fixture
def home(open_page):
    """Home in a new tab: the history of one that was used before has as many entries as a browser keeps."""
    return open_page(script="window.tab = 'new'")


def entries(page):
    return page.evaluate("history.length")


@pytest.mark.parametrize(
    "link",
    [
        "free?source=abcabc&target=bcabca&hidden_size=6&epochs=5",
        "free?text=no%20way%2C%20no%20way&epochs=5",
        "race?task=next&text=nonsense&delay=77",
        "cell?seq_len=999&edits=junk",
        "?first=1999-01-01",
    ],
)
def test_an_arrival_is_one_entry(home, link):
    page, before = home, entries(home)
    page.goto(page.url.split("?")[0] + link)
    settled(page)
    page.wait_for_timeout(500)
    assert entries(page) == before + 1
    page.go_back()
    Player(page, "weather")


def test_a_page_of_the_menu_is_one_entry_and_a_changed_number_another(home):
    page, before = home, entries(home)
    page.get_by_role("navigation", name="Pages").get_by_text("RNNCell").click()
    Player(page, "cell")
    settled(page)
    assert entries(page) == before + 1
    page.get_by_label("seq_len").fill("5")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cell?seq_len=5")
    assert entries(page) == before + 2


def test_a_run_that_trains_follows_in_the_address_without_an_entry_and_a_reload_finds_it(home):
    page = home
    page.goto(f"{page.url}{LONG}")
    settled(page)
    before = entries(page)
    player = Player(page, "training")
    player.button("toggle").click()
    page.wait_for_function("Number(new URLSearchParams(location.search).get('epoch')) > 50")
    assert entries(page) == before
    assert player["status"] == "running"
    page.reload()
    again = Player(page, "training")
    expect(again.root).not_to_have_attribute("data-len", "1")
    expect(again.root).to_have_attribute("data-status", "paused")
    assert int(again["len"]) > 50
