"""The page Inspect: zoom and pan, the arithmetic of any cell, brush and places, health, trajectory."""

import math

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnnlab import Recording, watch
from rnnlab.bundled.recordings import tagger
from rnnlab.recording.calls import calls_of
from tests.browser.probe import Player


def open_inspect(open_page, settings: str = "") -> Player:
    player = Player(open_page(f"inspect?{settings}"), "inspect")
    player.has("computed", "true")
    return player


def upload(player: Player, recording: Recording, name: str = "mine.rnnlab") -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": recording.to_bytes()}
    player.new_data(lambda: player.page.locator("[data-testid=stFileUploader] input").set_input_files(file))


def place(player: Player, step: int, row: int) -> tuple[float, float]:
    """Where on the page a cell is drawn while nothing is zoomed: its step counts from 1, its row from 0."""
    first = int(player["window"].split("-")[0])
    box = player.stage.bounding_box()
    assert box is not None
    return box["x"] + 58 + (step - first + 0.5) * 30, box["y"] + box["height"] - 240 + (row + 0.5) * 22.5


def spans(player: Player) -> float:
    first, last = (int(n) for n in player["window"].split("-"))
    return last - first + 1


def long_recording(steps: int = 20_000, units: int = 64) -> Recording:
    torch.manual_seed(0)
    rnn = nn.RNN(1, units)
    with watch(rnn, tokens=[[f"w{i}" for i in range(steps)]]) as watcher, torch.no_grad():
        rnn(torch.randn(steps, 1, 1))
    return watcher.recording


def test_the_example_is_drawn_with_all_that_is_known_of_it(open_page):
    player = open_inspect(open_page)
    player.at(1)
    player.has("lod", "border")
    side = player.root.locator(".inspect-side")
    expect(side).to_contain_text("2saturated")
    expect(side).to_contain_text("from step 113 on: the gradient reaches 7 steps")
    expect(side).to_contain_text("6 of 32 dimensions used")
    expect(side).to_contain_text("Principal components 1 and 2: 87 % and 8.0 % of the variance.")
    assert side.locator(".marks button").count() == 32


def test_zoom_by_wheel_and_keys_goes_from_all_steps_to_single_values(open_page):
    player = open_inspect(open_page)
    shown = spans(player)
    player.press("+", "+", "+")
    assert spans(player) < shown
    player.has("lod", "number")
    player.press(*["-"] * 9)
    player.has("window", "1-120")
    player.has("lod", "flat")
    player.page.mouse.move(*place(player, 1, 3))
    player.page.mouse.wheel(0, -300)
    player.drawn()
    assert spans(player) < 120


def test_the_window_is_moved_by_drag_and_keys_and_follows_the_cursor(open_page):
    player = open_inspect(open_page)
    player.press("Shift+ArrowRight")
    moved = player["window"]
    assert not moved.startswith("1-")
    x, y = place(player, int(moved.split("-")[0]) + 6, 3)
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    player.page.mouse.move(x - 90, y, steps=4)
    player.page.mouse.up()
    player.drawn()
    assert int(player["window"].split("-")[0]) == int(moved.split("-")[0]) + 3
    player.at(1)  # a drag is no click
    player.press("End")
    player.at(120)
    assert player["window"].endswith("-120")


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("quantity", ["h", "f"])
def test_a_click_on_a_cell_spells_out_its_unit(open_page, layer, quantity):
    player = open_inspect(open_page, f"layer={layer}&quantity={quantity}")
    player.page.mouse.click(*place(player, 6, 2))
    player.at(6)
    player.has("pinned", 2)
    lines = player.arithmetic()
    assert len(lines) == 6
    assert all(abs(line["terms"] - line["sum"]) < 1e-9 for line in lines)
    (call,) = calls_of(tagger())
    assert player.torch_value() == float(call.array("h", layer)[5, 0, 2])
    assert lines[-1]["value"] == pytest.approx(player.torch_value(), abs=1e-6)
    for name, line in zip("ifgo", lines, strict=False):
        assert line["value"] == pytest.approx(float(call.array(name, layer)[5, 0, 2]), abs=1e-5)


@pytest.mark.filterwarnings("ignore:LSTM with projections")
@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm", "packed", "projected", "loop"])
def test_the_arithmetic_of_any_cell_gives_what_torch_recorded(open_page, kind):
    torch.manual_seed(0)
    player = open_inspect(open_page)
    upload(player, recording_of(kind))
    player.has("len", 7)
    player.press("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown")
    for step in (3, 4):
        player.at(step)
        lines = player.arithmetic()
        assert lines[-1]["value"] == pytest.approx(player.torch_value(), abs=1e-6)
        assert not math.isnan(player.torch_value())
        player.press("ArrowRight")


def recording_of(kind: str) -> Recording:
    x = torch.randn(7, 3, 4)
    modules = {"rnn": nn.RNN(4, 5, 2, nonlinearity="relu"), "gru": nn.GRU(4, 5, 2), "lstm": nn.LSTM(4, 5, 2)}
    modules |= {"packed": nn.GRU(4, 5, 2, bidirectional=True), "projected": nn.LSTM(4, 6, proj_size=3)}
    modules["loop"] = nn.GRUCell(4, 5)
    module = modules[kind]
    with watch(module) as watcher:
        if kind == "loop":
            h = torch.zeros(3, 5)
            for x_t in x:
                h = module(x_t, h)
        else:
            module(pack_padded_sequence(x, torch.tensor([7, 4, 2])) if kind == "packed" else x)
    return watcher.recording


def test_a_brush_by_drag_or_keys_lists_the_places_and_a_click_shows_one(open_page):
    player = open_inspect(open_page)
    x, y = place(player, 8, 0)
    above = y - 40
    player.page.mouse.move(x, above)
    player.page.mouse.down()
    player.page.mouse.move(x + 60, above, steps=3)
    player.page.mouse.up()
    rows = player.root.locator(".inspect-found li")
    expect(rows.first).to_contain_text("to Ghent before Monday 2 October . on Monday")
    expect(rows.first).to_contain_text("7 of 8")
    player.has("brush", "8-10")
    rows.nth(1).locator("button").click()
    player.at(114)
    first, last = (int(n) for n in player["window"].split("-"))
    assert first <= 114
    assert last >= 116
    player.press("Escape")
    player.has("brush", "")
    expect(rows).to_have_count(0)
    player.press("Home", *["ArrowRight"] * 7, "b", "ArrowRight", "ArrowRight", "b")
    player.has("brush", "8-10")
    expect(rows.first).to_contain_text("Monday 2 October")


def test_a_finding_shows_its_unit_where_it_is(open_page):
    player = open_inspect(open_page)
    player.root.locator("[data-kind=saturated] summary").click()
    player.root.locator("[data-kind=saturated] li button", has_text="Unit 28").click()
    player.has("pinned", 28)
    expect(player.root.locator(".head strong")).to_have_text("g, layer 1")
    assert player.root.locator(".marks [aria-pressed=true]").get_attribute("data-unit") == "28"


def test_a_long_recording_is_fetched_piece_by_piece(open_page):
    player = open_inspect(open_page)
    recording = long_recording()
    upload(player, recording)
    player.has("len", 20000)
    player.watch()
    player.press("End")
    player.has("per", 1)
    assert player["window"].endswith("-20000")
    player.press(*["-"] * 24)
    player.has("window", "1-20000")
    player.press("Home", *["+"] * 24)
    player.has("per", 1)
    assert player.watched()["remounts"] == 0
    player.press("ArrowDown")
    player.page.mouse.move(*place(player, 1, 0))
    assert player.arithmetic()[-1]["value"] == pytest.approx(player.torch_value(), abs=1e-6)


def test_what_is_not_finite_is_said_and_grey(open_page):
    made = tagger()
    arrays = {name: made[name].copy() for name in made}
    arrays["0.layer1.h"][4, 0, 3] = np.nan
    arrays["0.layer1.h"][4, 0, 4] = np.inf
    player = open_inspect(open_page)
    upload(player, Recording(arrays, made.header))
    expect(player.root.locator(".head")).to_contain_text("1 NaN and 1 infinite of 3,840 values, all grey")
    expect(player.root.locator(".inspect-side")).to_contain_text("not a finite number: 2 units")
    player.page.mouse.move(*place(player, 5, 3))
    expect(player.root.locator(".card")).to_contain_text("NaN")


def test_a_name_and_tokens_with_markup_are_text(open_page):
    evil = "<img src=x onerror=document.title='gone'>"
    torch.manual_seed(0)
    rnn = nn.RNN(2, 3)
    with watch(rnn, tokens=[[evil, "**b**", "c"]]) as watcher:
        rnn(torch.randn(3, 1, 2))
    player = open_inspect(open_page)
    upload(player, watcher.recording, f"{evil}.rnnlab")
    player.has("len", 3)
    player.press("b", "b")
    expect(player.root.locator(".inspect-found")).to_contain_text("<img src=x onerror")
    assert player.root.locator("img").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_is_reached_without_a_mouse_and_read_aloud(open_page, theme):
    player = Player(open_page("inspect", theme=theme), "inspect")
    player.has("computed", "true")
    player.press("ArrowRight", "ArrowDown")
    live = player.root.locator("[aria-live]")
    expect(live).to_contain_text("unit 0, step 2: h is")
    expect(player.root.locator(".stage + *, .unseen").first).to_be_attached()
    description = player.root.locator("p.unseen").first
    expect(description).to_contain_text("h, layer 1: 32 units × 120 steps.")
    expect(description).to_contain_text("step 2 of 120, North")


def test_how_to_record_a_model_is_one_click_away(page: Page, open_page):
    shown = open_page("inspect")
    shown.get_by_role("button", name="How to record your model").click()
    dialog = shown.get_by_role("dialog")
    expect(dialog.get_by_role("tab")).to_have_count(4)
    expect(dialog).to_contain_text("with rnnlab.watch(lstm) as watcher:")
