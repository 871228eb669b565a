"""Editing as a person does it: click, type, drag, step, undo, by pointer and by keyboard only, on both pages."""

import re
from collections.abc import Iterable

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from rnnlab import CellConfig, Edit
from rnnlab.tracing.record import record_cell
from tests.browser.helpers import settled
from tests.browser.probe import Player


@pytest.fixture
def player(open_page):
    """The RNNCell page at its second step, nothing edited."""
    player = Player(open_page("cell"), "cell")
    player.press("ArrowRight")
    player.at(2)
    expect(player.root.locator("p.unseen").first).to_contain_text("step 2 of 3")  # written once the player has stopped
    return player


def field(player: Player) -> Locator:
    return player.root.locator(".field input")


def term(player: Player, place: str) -> Locator:
    return player.root.locator(f'.strip [data-place="{place}"]')


def explanation(player: Player) -> str:
    """The text of the selected unit's arithmetic, and the description of the whole step."""
    return player.root.locator(".strip").inner_text() + player.root.locator("p.unseen").first.inner_text()


def commit(player: Player, text: str) -> None:
    """Type into the open field and press Enter; wait until the answer is drawn."""
    field(player).fill(text)
    player.new_data(lambda: field(player).press("Enter"))


def states(player: Player) -> list[float]:
    """The values of h after the shown step, from the page's description of it."""
    description = player.root.locator("p.unseen").first.inner_text().replace("\u2212", "-")
    return [float(value) for value in re.findall(r"-?\d+\.\d+", description.rsplit("h is", 1)[1])]


def value_in(picture: Locator, height: float, parts: Iterable[int]) -> tuple[float, float]:
    """The first place on a line across a picture that can be edited; parts are hundredths of its width."""
    box = picture.bounding_box()
    for part in parts:
        x, y = box["x"] + box["width"] * part / 100, box["y"] + height
        picture.page.mouse.move(x, y)
        if picture.evaluate("(node) => node.style.cursor") == "ns-resize":
            return x, y
    raise AssertionError("nothing there can be edited")


def last_input(player: Player) -> tuple[float, float]:
    """A place on the rightmost input of the stage."""
    return value_in(player.stage, player.stage.bounding_box()["height"] - 44, range(95, 5, -1))


def test_a_typed_weight_changes_everything_downstream_and_undo_restores_the_exact_text(player):
    before, url = explanation(player), player.page.url
    player.watch()
    term(player, "weight_ih.0.2").click()
    expect(field(player)).to_be_focused()
    assert np.float32(field(player).input_value()) == record_cell(CellConfig())["weight_ih"][0, 2]
    commit(player, "0.9")
    after = record_cell(CellConfig(), [Edit("weight_ih", (0, 2), 0.9)])["layer0.h"][1, 0]
    assert states(player) == [round(float(h), 2) for h in after]
    assert player.torch_value() == after[0]
    player.has("edits", 1)
    player.page.wait_for_url("**/cell?edits=weight_ih.0.2~0.9")
    expect(term(player, "weight_ih.0.2")).to_have_attribute("aria-label", re.compile(", set by hand$"))
    player.new_data(lambda: player.button("undo").click())
    assert explanation(player) == before
    player.page.wait_for_url(url)
    player.new_data(lambda: player.button("redo").click())
    assert player.torch_value() == after[0]
    player.at(2)
    counts = player.watched()
    assert (counts["blank"], counts["remounts"]) == (0, 0)


def test_the_console_and_a_reload_show_the_edited_numbers(player):
    term(player, "bias_hh.0").click()
    commit(player, "-1.5")
    expect(player.page.locator('.mount[data-view="console"] .code')).to_contain_text("cell.bias_hh[0] = -1.5")
    player.page.wait_for_url("**edits=bias_hh.0~-1.5")
    value = player.torch_value()
    player.page.reload()
    again = Player(settled(player.page), "cell")
    again.press("ArrowRight")
    again.at(2)
    assert again.torch_value() == value
    player.page.wait_for_url("**edits=bias_hh.0~-1.5")


def test_an_input_on_the_stage_is_typed_in_place(player):
    player.page.mouse.click(*last_input(player))
    expect(player.root.locator(".field label span")).to_have_text(re.compile(r"^x\[2, 0, \d\]$"))
    commit(player, "0,5")  # with a comma, as many write it
    (name,) = re.findall(r"x\.2\.0\.\d~0\.5", player.page.url) or ["not yet"]
    player.page.wait_for_url(re.compile(r"edits=x\.2\.0\.\d~0\.5$"))
    assert name
    player.at(2)


def test_a_cell_of_the_equation_is_typed_in_place(player):
    picture = player.root.locator(".strip canvas")
    middle = picture.bounding_box()["height"] / 2
    player.page.mouse.click(*value_in(picture, middle - 12, range(20, 95)))
    expect(player.root.locator(".field label span")).to_have_text("weight_ih[0, 0]")
    commit(player, "-1")
    assert player.torch_value() == record_cell(CellConfig(), [Edit("weight_ih", (0, 0), -1)])["layer0.h"][1, 0, 0]


def test_a_drag_is_computed_on_the_way_and_is_one_step_back(player):
    before = explanation(player)
    box = term(player, "weight_hh.0.1").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    for up in (30, 60, 90):
        player.new_data(lambda up=up: player.page.mouse.move(x, y - up))
        player.has("waiting", "false")
    drawn = record_cell(CellConfig())["weight_hh"][0, 1]
    assert float(field(player).input_value()) == round(float(drawn) + 0.9, 2)
    assert explanation(player) != before
    player.new_data(player.page.mouse.up)
    expect(field(player)).to_be_hidden()
    player.has("edits", 1)
    player.new_data(lambda: player.button("undo").click())
    assert explanation(player) == before
    expect(player.button("undo")).to_be_disabled()


def test_a_quick_drag_sends_its_newest_value_only_when_the_last_one_is_answered(player):
    player.root.evaluate(
        """(root) => {
            const { send } = WebSocket.prototype;
            window.sent = []; // which version was on stage when an edit was sent
            WebSocket.prototype.send = function (message) {
                if (new TextDecoder().decode(message).includes('"edit"')) window.sent.push(root.dataset.version);
                return send.call(this, message);
            };
        }"""
    )
    x, y = last_input(player)
    player.page.mouse.down()
    for up in range(4, 124):
        player.page.mouse.move(x, y - up)
    player.page.mouse.up()
    player.has("waiting", "false")
    player.has("edits", 1)
    sent = player.page.evaluate("window.sent")
    assert len(set(sent)) == len(sent) >= 2
    player.page.wait_for_url(re.compile(r"x\.2\.0\.\d~"))  # the page around the player follows it
    (name, feature) = re.findall(r"(x.2.0.(\d))~", settled(player.page).url)[0]
    drawn = record_cell(CellConfig())["x"][2, 0, int(feature)]
    assert f"{name}~{round(float(drawn) + 1.23, 2)}" in player.page.url


def test_esc_in_the_middle_of_a_drag_leaves_nothing_behind(player):
    before = explanation(player)
    x, y = last_input(player)
    player.page.mouse.down()
    player.new_data(lambda: player.page.mouse.move(x, y - 40))
    player.new_data(lambda: player.page.keyboard.press("Escape"))
    player.page.mouse.up()
    player.has("waiting", "false")
    player.has("edits", 0)
    expect(player.button("undo")).to_be_disabled()
    expect(field(player)).to_be_hidden()
    assert explanation(player) == before


@pytest.mark.parametrize("junk", ["-1000001", "abc rc"])
def test_what_is_no_number_gets_a_sentence_beside_the_field_and_nothing_is_sent(player, junk):
    term(player, "bias_ih.0").click()
    field(player).press_sequentially(junk)
    field(player).press("Enter")
    expect(player.root.locator(".field p")).to_have_text("Please type a number from −1 000 000 to 1 000 000.")
    expect(field(player)).to_have_attribute("aria-invalid", "true")
    expect(player.page.get_by_role("dialog")).to_have_count(0)  # r and c are commands of the page
    field(player).press("Escape")
    expect(field(player)).to_be_hidden()
    player.has("edits", 0)
    player.has("waiting", "false")


def test_esc_closes_the_field_only(player):
    player.press("ArrowDown", "Enter")
    player.press("1")
    expect(field(player)).to_have_value("1")
    player.page.keyboard.press("Escape")
    expect(field(player)).to_be_hidden()
    expect(player.stage).to_be_focused()
    expect(player.root.locator(".card")).to_be_visible()
    expect(player.root.locator(".strip .line b")).to_contain_text("[1]")
    player.has("edits", 0)


def test_an_empty_field_gives_the_drawn_value_back(player):
    before = explanation(player)
    term(player, "bias_ih.0").click()
    commit(player, "3")
    term(player, "bias_ih.0").click()
    commit(player, "")
    player.has("edits", 0)
    assert explanation(player) == before


def test_who_clicks_elsewhere_keeps_what_was_typed(player):
    term(player, "bias_ih.0").click()
    field(player).fill("3")
    player.new_data(lambda: player.button("next").click())
    player.has("edits", 1)
    player.at(3)


def test_with_the_keyboard_alone_inputs_starts_and_weights_are_edited_and_undone(open_page):
    player = Player(open_page("cell"), "cell")
    keys = player.page.keyboard
    player.press("Home", "Enter", "ArrowDown")
    expect(player.root.locator("[aria-live=polite]")).to_contain_text("h_0[0, 1], start of unit 1: 0.0000.")
    keys.type(".5")
    player.new_data(lambda: keys.press("Enter"))
    expect(player.root.locator("[aria-live=polite]")).to_have_text("h_0[0, 1] is now 0.5000.")
    keys.press("ArrowRight")
    player.at(1)
    expect(player.root.locator(".card")).to_contain_text("x, t = 1")
    keys.press("Enter")
    for _ in range(2):
        player.new_data(lambda: keys.press("Shift+ArrowUp"))  # drawn at once
    keys.press("Enter")
    player.has("waiting", "false")
    player.has("edits", 2)
    keys.press("Escape")
    expect(player.root.locator(".card")).to_be_hidden()
    keys.press("Tab")
    keys.press("ArrowRight")
    expect(term(player, "weight_ih.0.1")).to_be_focused()
    keys.type("-2")
    player.new_data(lambda: keys.press("Enter"))
    expect(term(player, "weight_ih.0.1")).to_be_focused()
    x = record_cell(CellConfig())["x"][0, 0, 1] + 2
    edits = [Edit("h_0", (0, 1), 0.5), Edit("x", (0, 0, 1), round(float(x), 6)), Edit("weight_ih", (0, 1), -2)]
    assert player.torch_value() == record_cell(CellConfig(), edits)["layer0.h"][0, 0, 0]
    for left in (2, 1, 0):
        player.new_data(lambda: keys.press("Control+z"))
        player.has("edits", left)
    assert player.torch_value() == record_cell(CellConfig())["layer0.h"][0, 0, 0]
    player.new_data(lambda: keys.press("Control+Shift+z"))
    player.has("edits", 1)
    player.at(1)


def test_reset_edits_takes_all_back_in_one_step(open_page):
    player = Player(open_page("cell?edits=x.0.0.1~-1.5~h_0.0.1~0.4~bias_ih.0~2"), "cell")
    before = explanation(player)
    player.new_data(lambda: player.button("resetEdits").click())
    player.has("edits", 0)
    assert explanation(player) != before
    player.new_data(lambda: player.button("undo").click())
    player.has("edits", 3)
    assert explanation(player) == before


def test_back_and_forward_take_the_edits_along(player):
    player.page.goto(player.page.url.replace("/cell", "/cell?edits=bias_ih.0~1.0"))
    player = Player(settled(player.page), "cell")
    player.has("edits", 1)
    edited = player.torch_value()
    term(player, "bias_ih.0").click()
    commit(player, "")
    player.page.wait_for_url(re.compile(r"/cell$"))
    player.page.go_back()
    player.has("edits", 1)
    assert player.torch_value() == edited
    player.page.go_forward()
    player.has("edits", 0)
    expect(player.button("undo")).to_be_enabled()
