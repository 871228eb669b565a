"""The page RNN: layers × time: what torch returns, and the arithmetic of any unit."""

import pytest
from playwright.sync_api import expect

from tests.browser.probe import Player


def open_layers(open_page, settings: str = "") -> Player:
    return Player(open_page(f"layers?{settings}"), "layers")


def test_page_opens_at_the_last_step_with_output_and_h_n_outlined(open_page):
    player = open_layers(open_page)
    player.at(8)
    player.has("outlined", "output h_n")


@pytest.mark.parametrize("name", ["output", "h_n"])
def test_outlines_come_and_go_on_demand(open_page, name):
    player = open_layers(open_page)
    toggle = player.root.locator(f"[data-toggle={name}]")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(player.root).not_to_have_attribute("data-outlined", "output h_n")
    toggle.click()
    player.has("outlined", "output h_n")


@pytest.mark.parametrize(
    "settings",
    [
        "nonlinearity=relu",
        "cell=gru&bidirectional=true&batch_first=true&batch_size=3&item=2",
        "cell=lstm&hidden_size=200&num_layers=3&seq_len=40",  # so large that the weights come on demand
    ],
)
def test_a_units_arithmetic_adds_up_to_torchs_value_gate_by_gate(open_page, settings):
    player = open_layers(open_page, settings)
    player.press("ArrowLeft", "ArrowDown")
    lines = player.arithmetic()
    assert len(lines) == (1 if "cell" not in settings else 5 if "gru" in settings else 6)
    for line in lines:
        assert abs(line["terms"] - line["sum"]) < 1e-9
    assert abs(lines[-1]["value"] - player.torch_value()) < 1e-6


def test_changing_the_cell_keeps_the_player_and_its_place(open_page):
    player = open_layers(open_page)
    player.press("Home", "ArrowRight", "ArrowRight", "ArrowRight")
    player.at(3)
    player.watch()
    for name in ("GRU", "LSTM", "RNN"):
        player.new_data(lambda name=name: player.page.get_by_role("radio", name=name).click())
    player.at(3)
    counts = player.watched()
    assert (counts["blank"], counts["remounts"]) == (0, 0)


def test_a_thousand_cells_wide_picture_is_drawn_as_an_image(open_page):
    player = open_layers(open_page, "seq_len=200&hidden_size=256&num_layers=4")
    player.has("lod", "image")
    player.at(200)


def test_weights_that_were_asked_for_in_vain_are_asked_for_again(open_page):
    player = open_layers(open_page, "seq_len=20&hidden_size=256&num_layers=8")
    player.page.evaluate(
        """() => {
            const { send } = WebSocket.prototype;
            WebSocket.prototype.send = function (message) {
                const asks = new TextDecoder().decode(message).includes('"select"');
                if (window.lost || !asks) return send.call(this, message);
                window.lost = true;
            };
        }"""
    )
    player.press("ArrowDown")
    player.page.wait_for_function("window.lost")
    assert player.arithmetic()[0]["value"] == pytest.approx(player.torch_value(), abs=1e-6)


def test_shapes_follow_batch_first(open_page):
    page = open_page("layers?batch_first=true&batch_size=2")
    expect(page.get_by_text("(2, 8, 4)").first).to_be_visible()


def test_an_lstms_six_lines_stand_below_one_another_without_scrolling(open_page):
    player = open_layers(open_page, "cell=lstm")
    player.press("ArrowDown")
    lines = player.root.locator(".strip .lines")
    assert len(player.arithmetic()) == 6
    assert lines.evaluate("(node) => node.scrollHeight <= node.clientHeight")
    bar = player.root.locator(".transport").bounding_box()
    assert bar
    assert bar["y"] + bar["height"] <= 900
