"""The pages that race, let a network run freely, and hold a unit, as a person uses them."""

import pytest
from playwright.sync_api import expect

from rnnlab import ablate, generate, train_text
from rnnlab.ui.pages.generation.form import LINE
from tests.browser.probe import Player

HOSTILE = "<img src=x onerror=alert(1)>![a](http://example.invalid/a.png)"


def close_to(text: str, value: float) -> bool:
    return abs(float(text) - value) < 1e-5


def test_every_letter_of_a_free_run_is_the_librarys_and_its_arithmetic_torchs(open_page):
    player = Player(open_page("free?length=8"), "generation")
    run = train_text(LINE[:-1], LINE[1:], hidden_size=16, lr=0.01, epochs=120)
    written = generate(run, "one", 8, seed=1)
    player.press("Home")
    for step, (read, said) in enumerate(zip(written.read, written.said, strict=True), start=1):
        player.at(step)
        assert (player["read"], player["said"]) == (read, said)
        player.press("ArrowRight")
    player.press("ArrowDown")
    *_, last = player.arithmetic()
    assert abs(last["value"] - player.torch_value()) < 1e-5


def test_another_temperature_moves_the_bars_and_keeps_the_player(open_page):
    page = open_page("free?length=12")
    player = Player(page, "generation")
    player.watch()
    before = float(player["p"])
    page.locator(".st-key-free-temperature input").focus()
    player.new_data(lambda: page.keyboard.press("Home"))
    expect(player.root.locator(".head")).to_contain_text("τ = 0")
    assert float(player["p"]) == 1.0 != before
    counts = player.watched()
    assert (counts["blank"], counts["remounts"]) == (0, 0)


def test_a_click_on_a_unit_holds_it_and_says_what_it_is_worth(open_page):
    player = Player(open_page("ablation?hold=false"), "ablation")
    run = train_text(hidden_size=4, num_layers=2, epochs=60, seed=9)
    player.press("End", "ArrowDown", "ArrowDown")  # the second unit of the upper layer
    player.has("pinned", "1 1")
    player.new_data(lambda: player.page.keyboard.press("Enter"))
    player.has("held", "1 1 h all 0")
    held = ablate(run, "hello", "ohlol", layer=1, unit=1)
    before, after = player["losses"].split()
    assert close_to(before, held.before.loss)
    assert close_to(after, held.after.loss)
    assert player["predicted"] == f"{held.before.predicted} {held.after.predicted}"
    expect(player.root.locator(".strip")).to_contain_text("held")
    player.new_data(lambda: player.page.keyboard.press("Delete"))
    player.has("held", "")


def test_the_ranking_holds_the_unit_that_is_clicked(open_page):
    player = Player(open_page("ablation"), "ablation")
    box = player.stage.bounding_box()
    player.new_data(lambda: player.page.mouse.click(box["x"] + box["width"] - 120, box["y"] + 52 + 26 * 2.5))
    assert player["held"] != "1 1 h all 0"
    player.page.wait_for_url("**/ablation?*")


def test_every_one_of_many_quick_steps_trains_an_epoch_of_a_race(open_page):
    player = Player(open_page("race?epochs=60&hidden_size=24"), "race")
    player.button("step").evaluate("(button) => { for (let i = 0; i < 4; i++) button.click(); }")
    player.has("len", 5)


def test_a_race_is_trained_and_any_epoch_can_be_seen(open_page):
    player = Player(open_page("race?epochs=60&hidden_size=24"), "race")
    expect(player.root.locator(".head")).to_contain_text("Epoch 1 of 60")
    player.button("toggle").click()
    expect(player.root).to_have_attribute("data-status", "done", timeout=60_000)
    player.press("Home", "ArrowRight", "ArrowRight")
    player.at(3)
    player.has("kept", 3)
    assert len(player["losses"].split()) == 3


def test_pages_open_where_there_is_something_to_see(open_page):
    race = Player(open_page("race?delay=50&seq_len=120&hidden_size=8&epochs=2&cells=rnn"), "race")
    assert race["steps"].startswith("43-")  # eight steps before the first that is asked
    free = Player(open_page("free?length=500"), "generation")
    free.at(len(LINE))  # the last step of the forced run
    assert free["forced"]
    free.press("ArrowRight")
    expect(free.root.locator(".head")).to_contain_text("the reference is over after step 37")


@pytest.mark.parametrize(("path", "view", "fields"), [
    ("free", "generation", ["free-text"]),
    ("ablation", "ablation", ["ablation-source", "ablation-target"]),
])  # fmt: skip
def test_a_persons_text_is_shown_and_never_obeyed(open_page, path, view, fields):
    page = open_page(f"{path}?epochs=5", theme="dark")
    player = Player(page, view)
    for name in fields:
        box = page.locator(f".st-key-{name} input")
        box.fill(HOSTILE)
        box.press("Enter")
        page.wait_for_timeout(400)
    expect(player.root.locator(".head")).to_be_visible()
    assert page.locator("img[src*='example.invalid'], img[src='x']").count() == 0


def test_the_fields_above_a_free_run_keep_their_places_when_one_is_refused(open_page):
    page = open_page("free?length=8")
    Player(page, "generation")
    fields = page.locator(".st-key-free-controls :is([data-testid=stNumberInputContainer], .stTextInput input)")
    button = page.locator(".st-key-free-again button")
    boxes = "(nodes) => nodes.map((node) => { const { x, y } = node.getBoundingClientRect(); return [x, y]; })"
    before, bar = fields.evaluate_all(boxes), button.bounding_box()
    number = fields.last.bounding_box()
    assert bar
    assert number
    assert abs(bar["y"] - number["y"]) <= 1
    page.locator(".st-key-free-prime input").fill("xyz")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-problem-free-prime")).to_contain_text("prime must use only")
    assert fields.evaluate_all(boxes) == before
