"""The menu of pages. It is drawn by the player, not by Streamlit, so all that a link must do is tested."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.probe import Player


def menu(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Pages")


def link(page: Page, name: str) -> Locator:
    return menu(page).get_by_role("link", name=name)


def current(page: Page) -> Locator:
    return menu(page).locator("[aria-current=page]")


@pytest.fixture
def cell(open_page) -> Page:
    page = open_page("cell")
    Player(page, "cell")
    return page


def test_it_leads_to_every_page_and_marks_the_one_that_is_shown(cell):
    expect(menu(cell).get_by_role("link")).to_have_count(8)
    expect(current(cell)).to_have_text("RNNCell, step by step")
    for name, path, view in (
        ("RNN: layers × time", "layers", "layers"),
        ("Embedding: watch it learn", "training", "training"),
        ("Race: which cell remembers?", "race", "race"),
        ("Inspect hidden states", "inspect", "inspect"),
        ("Free running: let it write", "free", "generation"),
        ("Ablation: hold one unit", "ablation", "ablation"),
        ("Home", "", "weather"),
    ):
        link(cell, name).click()
        Player(cell, view)
        expect(current(cell)).to_have_text(name)
        cell.wait_for_url(re.compile(rf":\d+/{path}(\?.*)?$"))


def test_back_and_forward_move_the_mark(cell):
    link(cell, "RNN: layers").click()
    Player(cell, "layers")
    cell.go_back()
    Player(cell, "cell")
    expect(current(cell)).to_have_text("RNNCell, step by step")
    cell.go_forward()
    Player(cell, "layers")
    expect(current(cell)).to_have_text("RNN: layers × time")


def test_the_keyboard_is_enough_and_the_focus_stays(cell):
    link(cell, "RNN: layers").focus()
    cell.keyboard.press("Enter")
    Player(cell, "layers")
    expect(link(cell, "RNN: layers")).to_be_focused()


def test_a_link_opens_in_a_tab_of_its_own(cell):
    with cell.context.expect_page() as opened:
        link(cell, "RNN: layers").click(modifiers=["Control"])
    Player(opened.value, "layers")
    expect(current(cell)).to_have_text("RNNCell, step by step")
    opened.value.close()


def test_it_is_the_same_element_on_every_page(cell):
    menu(cell).evaluate("(node) => { node.mine = true; }")
    link(cell, "Home").click()
    Player(cell, "weather")
    assert menu(cell).evaluate("(node) => node.mine")


def test_on_a_phone_it_folds_away_when_a_page_is_chosen(open_page):
    page = open_page("cell", size=(390, 800))
    Player(page, "cell")
    page.get_by_test_id("stExpandSidebarButton").click()
    link(page, "RNN: layers").click()
    Player(page, "layers")
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
