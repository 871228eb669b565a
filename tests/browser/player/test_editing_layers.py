"""Editing on the page RNN: layers × time, and a file that goes from one page to another."""

import re

import pytest
from playwright.sync_api import expect

from rnnlab import Edit, LayersConfig
from rnnlab.tracing.record import record_layers
from tests.browser.player.test_editing import commit, explanation, last_input, term, value_in
from tests.browser.probe import Player


@pytest.mark.parametrize(
    ("settings", "config"),
    [
        ("cell=gru&hidden_size=3", LayersConfig(cell="gru", hidden_size=3)),
        ("cell=lstm&bidirectional=true", LayersConfig(cell="lstm", bidirectional=True)),
        ("cell=lstm&hidden_size=200&num_layers=3&seq_len=40", None),  # so large that the weights come on demand
    ],
)
def test_weights_of_a_layer_s_unit_are_edited_in_its_arithmetic(open_page, settings, config):
    config = config or LayersConfig(cell="lstm", hidden_size=200, num_layers=3, seq_len=40)
    player = Player(open_page(f"layers?{settings}"), "layers")
    player.press("ArrowLeft", "ArrowDown", "ArrowDown")
    row = {"rnn": 1, "gru": 2 * config.hidden_size + 1, "lstm": 3 * config.hidden_size + 1}[config.cell]
    name = f"weight_hh_l{config.num_layers - 1}"
    term(player, f"{name}.{row}.0").click()
    commit(player, "1.25")
    recording = record_layers(config, [Edit(name, (row, 0), 1.25)])
    expected = recording[f"layer{config.num_layers - 1}.h"][config.seq_len - 2, 0, 1]
    expect(player.root.locator(".strip .check")).to_have_attribute("data-torch", re.compile(r"\d"))
    assert abs(player.torch_value() - expected) < 1e-7
    for line in player.arithmetic():
        assert abs(line["terms"] - line["sum"]) < 1e-9


def test_starts_and_inputs_of_the_layers_are_edited_on_the_stage(open_page):
    player = Player(open_page("layers?cell=lstm&bidirectional=true"), "layers")
    player.press("Home", "Enter", "ArrowDown", "ArrowDown")  # the reverse row of the top layer
    player.press(".")
    commit(player, "0.8")
    player.page.wait_for_url("**edits=h_0.7.0.0~0.8")
    player.press("Escape", "End")
    player.at(8)
    player.watch()
    player.page.mouse.click(*last_input(player))
    expect(player.root.locator(".field label span")).to_have_text(re.compile(r"^x\[7, 0, \d\]$"))
    commit(player, "-2")
    player.has("edits", 2)
    player.at(8)
    counts = player.watched()
    assert (counts["blank"], counts["remounts"]) == (0, 0)


def test_what_a_layer_starts_from_is_typed_beside_its_first_step(open_page):
    player = Player(open_page("layers"), "layers")
    player.page.mouse.click(*value_in(player.stage, 60, range(5, 40)))
    expect(player.root.locator(".field label span")).to_have_text("h_0[3, 0, 0]")
    commit(player, "0.9")
    player.press("Home", "ArrowRight", "ArrowDown")
    player.at(1)
    expected = record_layers(LayersConfig(), [Edit("h_0", (3, 0, 0), 0.9)])["layer3.h"][0, 0, 0]
    assert abs(player.torch_value() - expected) < 1e-7


def test_a_cell_state_starts_where_its_term_is_set(open_page):
    player = Player(open_page("layers?cell=lstm&num_layers=1"), "layers")
    player.press("Home", "ArrowRight", "ArrowDown")
    term(player, "c_0.0.0.0").click()
    commit(player, "0.5")
    expected = record_layers(LayersConfig(cell="lstm", num_layers=1), [Edit("c_0", (0, 0, 0), 0.5)])
    assert abs(player.torch_value() - expected["layer0.h"][0, 0, 0]) < 1e-7
    assert abs(player.arithmetic()[-1]["value"] - player.torch_value()) < 1e-6


def test_a_saved_page_is_opened_by_somebody_else(open_page, tmp_path):
    player = Player(open_page("layers?cell=gru&seq_len=5&edits=x.1.0.1~0.1~weight_hh_l2.1.0~-3"), "layers")
    player.press("ArrowDown")
    with player.page.expect_download() as download:
        player.page.get_by_role("button", name="Save").click()
    assert download.value.suggested_filename == "rnnlab-layers.rnnlab"
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    other = Player(open_page("layers?hidden_size=5"), "layers")
    other.press("Home")
    other.page.get_by_test_id("stPopoverButton").click()
    chooser = other.page.locator("input[type=file]")
    (tmp_path / "hello.png").write_bytes(b"\x89PNG")
    chooser.set_input_files(tmp_path / "hello.png")
    expect(other.page.locator(".st-key-problem-layers-file")).to_have_text(
        "hello.png was not opened: file must be a recording (.rnnlab), got something else."
    )
    expect(chooser).to_have_count(1)  # a new, empty one in the place of the first
    other.new_data(lambda: chooser.set_input_files(file))
    other.page.wait_for_url("**/layers?cell=gru&seq_len=5&edits=x.1.0.1~0.1~weight_hh_l2.1.0~-3.0")
    other.has("edits", 2)
    other.page.keyboard.press("Escape")
    other.press("End", "ArrowDown")
    other.at(5)
    assert explanation(other) == explanation(player)


@pytest.mark.parametrize(("cell", "bidirectional"), [("gru", False), ("lstm", True)])
def test_every_step_of_a_unit_is_told_with_all_that_can_be_edited_in_it(open_page, cell, bidirectional):
    player = Player(open_page(f"layers?cell={cell}&bidirectional={str(bidirectional).lower()}&seq_len=3"), "layers")
    player.press(*["ArrowDown"] * (3 if bidirectional else 1))  # with two directions the reverse row: it ends at t = 1
    starts = {"rnn": 0, "gru": 1, "lstm": 1}[cell]
    gates = {"rnn": 1, "gru": 3, "lstm": 4}[cell]
    known = 2 * (2 if bidirectional else 1) + 2 + 2  # from the layer below, from the step before, two biases
    for step in (3, 2, 1):
        player.at(step)
        first = step == (3 if bidirectional else 1)
        expect(player.root.locator(".strip .editable")).to_have_count(gates * known + (starts if first else 0))
        player.press("ArrowLeft")


def test_before_the_first_step_the_focus_of_a_term_goes_to_the_stage(open_page):
    player = Player(open_page("layers?num_layers=1"), "layers")
    player.press("ArrowDown")
    term(player, "weight_ih_l0.0.0").wait_for()  # drawn with the next frame, faster than a person acts
    player.page.keyboard.press("Tab")
    expect(term(player, "weight_ih_l0.0.0")).to_be_focused()
    player.page.keyboard.press("End")  # a term leaves these keys to the player
    player.page.keyboard.press("Home")
    player.at(0)
    expect(player.stage).to_be_focused()
