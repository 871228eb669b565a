"""What a keyboard, a screen reader and forced colours need of the pages."""

import pytest
from playwright.sync_api import Page, expect

from rnnlab import CellConfig, LayersConfig
from rnnlab.tracing.record import record_cell, record_layers
from rnnlab.training.trainer import train_text
from tests.browser.probe import Player

# The element with the focus, also inside of a component: whether its focus can be seen, and its name and visible text.
FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  if (!node || node === document.body) return null;
  const seen = (one) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
  };
  const around = [node, node.parentElement, node.parentElement?.parentElement].filter(Boolean);
  return {
    what: `${node.tagName} ${node.className} ${node.getAttribute("aria-label") ?? node.innerText ?? ""}`.slice(0, 80),
    visible: node.matches("input, textarea") || around.some(seen),
  };
}"""
# Buttons, links and terms of the arithmetic whose name does not hold the text that can be seen on them.
MISNAMED = """(root) => [...root.querySelectorAll("button, a[href], [role=button], [role=tab]")]
  .map((node) => [node.getAttribute("aria-label"), node.innerText.trim().replace(/\\s+/g, " ")])
  .filter(([name, text]) => name && /[\\p{L}\\p{N}]/u.test(text) && !name.includes(text))"""


def heard(player: Player) -> str:
    return player.root.locator("p.unseen[aria-live=polite]").inner_text()


def test_a_wrong_value_is_tied_to_its_field_and_read_aloud_until_it_is_mended(open_page):
    page = open_page("cell")
    Player(page, "cell")
    field, region = (
        page.locator(".st-key-cell-hidden_size input"),
        page.locator("body > [role=status][aria-live=polite]"),
    )
    sentence = "hidden_size must be a whole number from 1 to 64, got 1000."
    field.fill("1000")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"[id='{field.get_attribute('aria-describedby')}']")).to_have_text(sentence)
    expect(region).to_have_text(sentence)
    field.fill("3")
    field.press("Enter")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    assert not field.get_attribute("aria-describedby")
    expect(region).to_have_text("")


def test_what_a_link_gets_wrong_is_read_aloud(open_page):
    page = open_page("cell?seq_len=0")
    expect(page.locator("body > [role=status]")).to_contain_text("In the link, seq_len must be")


def test_every_page_names_itself_in_the_tab(open_page):
    page = open_page("cell")
    expect(page).to_have_title("RNNCell, step by step · RNN Lab")
    page.get_by_role("navigation", name="Pages").get_by_text("Ablation").click()
    expect(page).to_have_title("Ablation: hold one unit · RNN Lab")


@pytest.mark.parametrize(("path", "headings"), [("race?epochs=3", 2), ("training", 3)])
def test_headings_leave_out_no_level(open_page, path, headings):
    page = open_page(path)
    if path == "training":
        page.get_by_text("Embedding in two dimensions, and the loss").click()
    found = page.locator(".stMain").locator("h1, h2, h3, h4, h5, h6")
    expect(found).to_have_count(headings)
    levels = found.evaluate_all("(nodes) => nodes.map((node) => Number(node.tagName[1]))")
    assert levels == [1] + [2] * (headings - 1)


@pytest.mark.parametrize(("path", "view"), [("cell", "cell"), ("training?epoch=15", "training")])
def test_the_focus_can_be_seen_everywhere_and_names_hold_what_is_seen(open_page, path, view):
    page = open_page(path)
    player = Player(page, view)
    player.press("ArrowRight", "ArrowDown")
    player.root.locator(".strip .line").first.wait_for()
    assert player.root.evaluate(MISNAMED) == []
    page.evaluate("() => document.activeElement?.blur()")
    found = []
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        found.append(focused)
    assert len(found) > 8
    assert [one["what"] for one in found if not one["visible"]] == []


def numbers(values) -> str:
    return ", ".join(f"{value:.2f}".replace("-", "\u2212") for value in values)


def expected(view: str) -> str:
    if view == "cell":
        return f"step 2 of 3: h is {numbers(record_cell(CellConfig())['layer0.h'][1, 0])}"
    if view == "layers":
        return f"step 7 of 8: layer 3: h is {numbers(record_layers(LayersConfig())['layer3.h'][6, 0])}"
    run = train_text(epochs=15)
    return f"epoch 14 of 15, loss {run.losses[13]:.3f}: answers “{run.predictions[13]}”, 5 of 5 letters right"


@pytest.mark.parametrize(("path", "view"), [("cell", "cell"), ("layers", "layers"), ("training?epoch=15", "training")])
def test_a_step_is_read_aloud_with_what_stands_there_and_the_position_once(open_page, path, view):
    player = Player(open_page(path), view)
    if view == "cell":
        player.press("Escape", "Escape")  # lets the selected unit go
    player.press("End", "ArrowLeft")
    expect(player.root.locator("p.unseen[aria-live=polite]")).to_have_text(expected(view))
    track = player.root.locator(".track")
    track.press("ArrowRight")
    where = track.get_attribute("aria-valuetext")
    expect(player.root.locator("p.unseen[aria-live=polite]")).not_to_contain_text("of 15, loss")
    expect(player.root.locator("p.unseen[aria-live=polite]")).not_to_contain_text("step")
    assert where
    assert where not in heard(player)


def test_forced_colours_leave_the_scale_and_the_scrubber_to_be_seen(open_page):
    page: Page = open_page("layers")
    player = Player(page, "layers")
    own = player.root.locator(".swatches i").first.evaluate("(node) => getComputedStyle(node).backgroundColor")
    page.emulate_media(forced_colors="active")
    try:
        colour = "(node) => getComputedStyle(node).backgroundColor"
        assert player.root.locator(".swatches i").first.evaluate(colour) == own
        ground = player.root.locator(".transport").evaluate(colour)
        for part in (".thumb", ".past", ".known", ".ticks i"):
            assert player.root.locator(part).first.evaluate(colour) != ground, part
        switch = page.locator(".stCheckbox label > div").first
        assert switch.evaluate("(node) => getComputedStyle(node).borderTopStyle") == "solid"
    finally:
        page.emulate_media(forced_colors="none")
