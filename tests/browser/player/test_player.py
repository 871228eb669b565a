"""The player on the page RNNCell: time, touch, keys, and no flicker."""

import math
import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from rnnlab import CellConfig
from tests.browser.helpers import settled
from tests.browser.probe import Player


@pytest.fixture
def player(open_page):
    return Player(open_page("cell?seq_len=6"), "cell")


def test_buttons_step_forward_back_first_and_last(player):
    player.at(1)
    player.button("next").click()
    player.at(2)
    player.button("back").click()
    player.at(1)
    player.button("last").click()
    player.at(6)
    expect(player.button("next")).to_be_disabled()
    player.button("first").click()
    player.at(0)
    expect(player.button("back")).to_be_disabled()


def test_play_runs_to_the_end_and_stops(player):
    player.root.locator(".speed").select_option("0.25")
    player.button("toggle").click()
    player.has("playing", "true")
    player.root.locator(".speed").select_option("4")
    player.at(6)
    player.has("playing", "false")


def test_scrubbing_goes_where_the_pointer_is(player):
    track = player.root.locator(".track")
    box = track.bounding_box()
    player.page.mouse.move(box["x"] + 2, box["y"] + 13)
    player.page.mouse.down()
    player.at(0)
    player.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 13)
    player.at(3)
    player.page.mouse.move(box["x"] + box["width"] + 50, box["y"] + 13)
    player.at(6)
    player.page.mouse.up()
    expect(track).to_have_attribute("aria-valuetext", "step 6 of 6")


def test_keys_alone_reach_everything_and_leave_tab_r_and_c_to_the_page(player):
    player.press("End")
    player.at(6)
    player.press("ArrowLeft")
    player.at(5)
    player.press("Home", "ArrowRight")
    player.at(1)
    player.press("ArrowDown")
    expect(player.root.locator(".strip .line b")).to_contain_text("[1]")
    expect(player.root.locator(".card")).to_be_visible()
    player.press("Escape")
    expect(player.root.locator(".card")).to_be_hidden()
    player.press("Space")
    player.has("playing", "true")
    player.press("Space")
    player.has("playing", "false")
    taken = player.stage.evaluate(
        """(stage) => ["Tab", "r", "c"].filter((key) => {
            const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true });
            return !stage.dispatchEvent(event);
        })"""
    )
    assert taken == []


def test_tab_goes_from_the_stage_through_the_transport(player):
    player.stage.focus()
    seen = []
    for _ in range(9):
        player.page.keyboard.press("Tab")
        seen.append(player.root.evaluate("(root) => root.getRootNode().activeElement?.className ?? ''"))
    order = [name for name in seen if name in ("first", "back", "toggle", "next", "last", "speed", "track")]
    assert order == ["first", "back", "toggle", "next", "last", "speed", "track"]


def test_clicking_a_unit_spells_a_sum_that_is_torchs_value(open_page):
    for settings in (
        "seq_len=5&nonlinearity=relu&bias=false&hidden_size=3",
        "input_size=64&hidden_size=64",
    ):
        player = Player(open_page(f"cell?{settings}"), "cell")
        player.press("ArrowRight", "ArrowDown")
        player.at(2)
        expect(player.root.locator(".strip .line b")).to_contain_text("[1]")
        (line,) = player.arithmetic()
        assert math.isclose(line["terms"], line["sum"], abs_tol=1e-9)
        assert math.isclose(line["value"], player.torch_value(), abs_tol=1e-6)


def test_clicking_in_the_picture_pins_that_unit_and_goes_to_its_step(player):
    from rnnlab.tracing.record import record_cell

    player.press("End")
    player.at(6)
    box = player.stage.bounding_box()
    pinned = None
    for part in range(30, 70):  # the column of an earlier step is drawn somewhere in the upper middle
        player.page.mouse.click(box["x"] + box["width"] * part / 100, box["y"] + 118)
        player.drawn()
        if player["step"] != "6":
            pinned = int(player["step"])
            break
    assert pinned in (4, 5)
    unit = int(player.root.locator(".strip .line b").inner_text().split("[")[1][0])
    expected = record_cell(CellConfig(seq_len=6))["layer0.h"][pinned - 1, 0, unit]
    assert math.isclose(player.torch_value(), expected, abs_tol=1e-7)


def test_place_survives_reruns_new_data_and_a_change_of_theme_without_a_remount_or_a_blank_frame(player):
    player.press("ArrowRight", "ArrowRight", "ArrowDown")
    player.at(3)
    player.watch()
    for _ in range(3):
        settled(player.page)  # a click while the page around the picture is still rerun can be lost
        player.new_data(lambda: player.page.locator(".st-key-cell-new_seed button").click())
    for scheme in ("dark", "light"):
        player.page.emulate_media(color_scheme=scheme)
        player.has("theme", scheme)
    player.at(3)
    expect(player.root.locator(".strip .line b")).to_contain_text("[1]")
    seen = player.watched(frames=11)
    assert (seen["blank"], seen["remounts"]) == (0, 0)


def test_screen_readers_get_the_step_in_words(player):
    player.press("ArrowRight")
    player.at(2)
    described = player.stage.get_attribute("aria-describedby")
    expect(player.root.locator(f"#{described}")).to_contain_text("step 2 of 6: x is")
    expect(player.root.locator("[aria-live=polite]")).to_have_text(re.compile("^step 2 of 6: unit 0: h is "))
    nameless = player.root.locator("button, select, [role=slider], .stage").evaluate_all(
        "(nodes) => nodes.filter((n) => !n.getAttribute('aria-label') && !n.textContent.trim()).length"
    )
    assert nameless == 0


def test_reduced_motion_plays_at_one_step_a_second_at_most_and_cuts(open_page):
    player = Player(open_page("cell?seq_len=20", still=True), "cell")
    player.root.locator(".speed").select_option("4")
    begins = player.root.evaluate_handle(
        """(root) => {
            const seen = [], look = () => {
                const step = Number(root.dataset.step);
                if (seen.at(-1)?.step !== step) seen.push({ step, at: performance.now() });
            };
            new MutationObserver(look).observe(root, { attributeFilter: ["data-step"] });
            look();
            return seen;
        }"""
    )
    player.button("toggle").click()
    player.at(4)
    (_, *seen) = begins.evaluate("(seen) => seen")
    assert [begun["step"] for begun in seen] == [2, 3, 4]
    assert all(after["at"] - before["at"] > 700 for before, after in pairwise(seen))


def test_console_marks_the_lines_of_the_step_on_stage(player):
    console = player.page.locator('.mount[data-view="console"]')
    player.press("End")
    expect(console.locator(".printed .row.now").first).to_contain_text("= 5 =")
    player.press("Home", "ArrowRight")
    expect(console.locator(".printed .row.now").first).to_contain_text("= 0 =")
    expect(console.locator(".printed .row.later").first).to_contain_text("= 1 =")
