"""Home as a person uses it: choose days, change the weather, follow a card, come by a link, use the keyboard only."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rnnlab.bundled.recordings import bundled
from rnnlab.weather.forecast import forecast
from tests.browser.helpers import Server, running_app
from tests.browser.probe import Player


@pytest.fixture
def player(open_page):
    return Player(open_page(), "weather")


def predicted(page: Page, quantity: str) -> Locator:
    """The cell of the fourth day's table with the prediction of a quantity."""
    row = page.locator(".st-key-tables tr").filter(has=page.get_by_role("cell", name=quantity, exact=True))
    return row.locator("td").nth(1)


def maps(server: Server) -> str:
    """The memory map of the server's process, which lists the libraries it has loaded."""
    return Path(f"/proc/{server.process.pid}/maps").read_text(encoding="utf-8")


def until_mapped(server: Server, library: str) -> None:
    deadline = time.monotonic() + 60
    while library not in maps(server):
        assert time.monotonic() < deadline, f"{library} was not made ready: is app.py still found as an app?"


def open_fields(page: Page) -> None:
    page.get_by_text("Change the three days and see the prediction change").click()
    expect(page.locator(".st-key-home-rain_3 input")).to_be_visible()


def type_in(page: Page, name: str, value: str) -> None:
    box = page.locator(f".st-key-home-{name} input")
    box.fill(value)
    box.press("Enter")


@pytest.mark.parametrize("path", ["home", "layers", "training?epochs=3&epoch=3"])
def test_the_very_first_visitor_of_a_server_finds_any_address(open_page, path):
    with running_app() as server:
        page = open_page(path, url=server.url)
        page.locator(".mount[data-version]").first.wait_for()
        expect(page.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_count(8)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        page.close()


def test_the_server_is_ready_for_home_before_anybody_comes_and_for_all_pages_once_somebody_has_seen_it(open_page):
    with running_app() as server:
        until_mapped(server, "numpy")
        assert "libtorch" not in maps(server)
        page = open_page(url=server.url)
        Player(page, "weather").at(3)
        until_mapped(server, "libtorch")  # no page has been opened that needs it
        page.close()


def test_choosing_other_days_shows_them_and_keeps_the_player(player):
    page = player.page
    player.watch()
    player.new_data(lambda: page.get_by_role("button", name="One day on").click())
    page.wait_for_url("**/?first=2015-10-10")
    player.new_data(lambda: page.get_by_role("button", name="One day back").click())
    expect(page).to_have_url(re.compile(r"/$"))
    player.new_data(lambda: page.get_by_role("button", name="A day that surprised it").click())
    page.wait_for_url("**/?first=*")
    counts = player.watched()
    assert (counts["blank"], counts["remounts"]) == (0, 0)


def test_changing_the_weather_changes_the_prediction_to_what_the_network_says_and_reset_takes_it_back(player):
    page = player.page
    rain = predicted(page, "rain, mm")
    before = rain.inner_text()
    open_fields(page)
    player.new_data(lambda: type_in(page, "rain_3", "30"))
    expected = forecast(bundled(), bundled_first(), {(2, "rain"): 30.0})["predicted"][0]
    page.wait_for_url("**/?rain_3=30.0")
    expect(rain).to_have_text(f"{expected:.1f}")
    assert before != f"{expected:.1f}"
    player.new_data(lambda: page.get_by_role("button", name="Reset to what was observed").click())
    expect(page).to_have_url(re.compile(r"/$"))
    expect(rain).to_have_text(before)


def bundled_first():
    from datetime import date

    return date.fromisoformat(bundled().header["dates"][0])


def test_a_value_beyond_its_limits_gets_a_sentence_beside_it_and_the_picture_stays(player):
    page = player.page
    open_fields(page)
    version = player["version"]
    type_in(page, "wind_2", "-1")
    problem = page.locator("[class*='st-key-problem-home-wind_2']")
    expect(problem).to_have_text("wind of day 2 must be a number from 0 to 15, got -1.")
    field = page.locator(".st-key-home-wind_2").element_handle()
    gap = problem.evaluate(
        "(node, field) => node.getBoundingClientRect().top - field.getBoundingClientRect().bottom", field
    )
    assert 0 <= gap < 24
    assert player["version"] == version


def test_a_link_to_changed_days_shows_the_same_prediction_in_another_session(open_page):
    link = "?first=2014-07-01&rain_1=40.0&sun_3=false"
    first, second = open_page(link), open_page(link)
    expect(predicted(first, "rain, mm")).to_have_text(predicted(second, "rain, mm").inner_text())
    assert first.url.endswith(link)
    assert first.locator("[class*='st-key-notice-']").count() == 0


@pytest.mark.parametrize("path", ["cell", "layers", "training"])
def test_a_card_leads_to_its_page(page, path):
    page.locator(f".st-key-cards a[href='{path}']").click()
    page.wait_for_url(f"**/{path}")
    Player(page, path)


def test_the_keyboard_alone_goes_through_the_days(player):
    player.press("Home")
    player.at(0)
    player.press("ArrowRight")
    player.at(1)
    player.press("End")
    player.at(3)


def test_a_narrow_stage_scrolls_along_with_the_step_and_the_page_does_not(open_page):
    player = Player(open_page(size=(320, 640)), "weather")
    left = "(stage) => stage.scrollLeft"
    end = player.stage.evaluate(left)
    player.press("Home")
    player.at(0)
    assert player.stage.evaluate(left) < end
    wide = player.page.get_by_test_id("stMain").evaluate("(main) => main.scrollWidth - main.clientWidth")
    assert wide == 0
