"""The training page as a person uses it: train, pause, step, reset, leave, come back, close."""

import time

import pytest
from playwright.sync_api import expect

from rnnlab import train_text
from tests.browser.probe import Player

LONG = "training?source=abcdefgh&target=hgfedcba&hidden_size=64&epochs=5000"


@pytest.fixture
def player(open_page):
    return Player(open_page("training"), "training")


def run_long(open_page) -> Player:
    """A run that takes about ten seconds, while it trains."""
    player = Player(open_page(LONG), "training")
    player.button("toggle").click()
    expect(player.button("toggle")).to_have_attribute("aria-label", "Pause")
    expect(player.root).not_to_have_attribute("data-len", "1")
    return player


def length(player: Player) -> int:
    return int(player["len"])


def grows(player: Player) -> bool:
    """Whether the run is still training."""
    before = length(player)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if length(player) > before:
            return True
        player.page.wait_for_timeout(50)
    return False


def paused_at(player: Player) -> int:
    """Wait until the run has paused; returns its epochs."""
    seen = -1
    deadline = time.monotonic() + 60
    while seen != length(player):
        assert time.monotonic() < deadline, "it never rests"
        seen = length(player)
        player.page.wait_for_timeout(600)
    return seen


def test_page_opens_with_the_untrained_network(player):
    player.at(1)
    player.has("len", 1)
    expect(player.root.locator(".head")).to_contain_text("Epoch 1 of 15")
    expect(player.root.locator(".head")).to_contain_text("loss 1.228")


def test_a_short_run_is_trained_at_once_and_played_in_the_browser(player):
    player.watch()
    player.button("toggle").click()
    player.has("len", 15)
    player.at(15)
    expect(player.root.locator(".head")).to_contain_text("loss 0.009")
    expect(player.root.locator(".head")).to_contain_text("5 of 5 letters right")
    expect(player.page.locator('.mount[data-view="console"] .printed .row.now')).to_have_text(
        "Predicted: ohlol, Epoch [15/15] loss = 0.009"
    )
    seen = player.watched()
    assert (seen["blank"], seen["remounts"]) == (0, 0)
    assert seen["playing"] > 0


def test_every_epoch_shows_its_own_loss(player):
    losses = train_text().losses
    player.new_data(lambda: player.button("toggle").click())
    player.has("len", 15)
    for epoch in (15, 8, 3):
        player.press("Home", *["ArrowRight"] * (epoch - 1))
        player.at(epoch)
        expect(player.root.locator(".head")).to_contain_text(f"loss {losses[epoch - 1]:.3f}")


def test_step_trains_one_epoch_and_reset_keeps_the_seed(player):
    player.new_data(lambda: player.button("step").click())
    player.has("len", 2)
    player.new_data(lambda: player.button("step").click())
    player.has("len", 3)
    player.new_data(lambda: player.button("reset").click())
    player.has("len", 1)
    expect(player.root.locator(".head")).to_contain_text("loss 1.228")


def test_every_one_of_many_quick_steps_trains_an_epoch(player):
    player.button("step").evaluate("(button) => { for (let i = 0; i < 5; i++) button.click(); }")
    player.has("len", 6)
    player.button("reset").click()  # and no event is left over
    player.has("len", 1)
    player.new_data(lambda: player.button("step").click())
    assert length(player) == 2


def test_new_seed_starts_another_run_and_the_link_says_so(player):
    player.new_data(lambda: player.button("newSeed").click())
    player.has("len", 1)
    expect(player.root.locator(".head")).not_to_contain_text("loss 1.228")
    player.page.wait_for_url("**/training?*seed=*")


def test_a_long_run_streams_and_pauses_within_a_quarter_of_a_second(open_page):
    player = run_long(open_page)
    assert grows(player)
    pressed = time.monotonic()
    player.button("toggle").click()
    expect(player.button("toggle")).not_to_have_attribute("aria-label", "Pause")
    # The limit allows for the time of the browser, but not for ten more epochs.
    done = paused_at(player)
    assert time.monotonic() - pressed < 30
    assert done < 5000


def test_a_long_run_waits_on_another_page_and_goes_on_when_one_comes_back(open_page):
    player = run_long(open_page)
    page = player.page
    page.get_by_role("navigation", name="Pages").get_by_text("RNNCell").click()
    Player(page, "cell")
    page.get_by_role("navigation", name="Pages").get_by_text("Embedding").click()
    player = Player(page, "training")
    assert length(player) > 1
    assert grows(player)
    page.close()


def test_nothing_remounts_or_blinks_while_a_run_streams_in(open_page):
    player = run_long(open_page)
    player.watch()
    for _ in range(6):
        assert grows(player)
    seen = player.watched(frames=21)
    assert (seen["blank"], seen["remounts"]) == (0, 0)


def test_looking_back_during_a_run_stays_where_one_looks(open_page):
    player = run_long(open_page)
    player.press("Home")
    player.at(1)
    assert grows(player)
    player.at(1)
    expect(player.root.locator(".head")).to_contain_text("training goes on")
    player.button("live").click()
    expect(player.root).not_to_have_attribute("data-step", "1")


def test_a_shared_link_shows_the_same_numbers_in_another_session(open_page):
    first = Player(open_page("training?seed=3&hidden_size=6"), "training")
    first.new_data(lambda: first.button("toggle").click())
    first.has("len", 15)
    first.page.wait_for_url("**/training?*epoch=15*")
    losses = train_text(hidden_size=6, seed=3).losses
    second = Player(open_page(first.page.url.split("/", 3)[3]), "training")
    second.has("len", 15)
    second.press("End")
    second.at(15)
    expect(second.root.locator(".head")).to_contain_text(f"loss {losses[-1]:.3f}")


def test_a_units_arithmetic_adds_up_to_torchs_value(open_page):
    player = Player(open_page("training?cell=lstm&hidden_size=4"), "training")
    player.press("ArrowDown")
    *_, last = player.arithmetic()
    assert abs(last["value"] - player.torch_value()) < 1e-6


def test_a_persons_text_is_shown_and_never_obeyed(open_page):
    hostile = "<img src=x onerror=alert(1)>![a](http://example.invalid/a.png)"
    page = open_page("training")
    player = Player(page, "training")
    for name in ("source", "target"):
        box = page.locator(f".st-key-training-{name} input")
        box.fill(hostile)
        box.press("Enter")
        page.wait_for_timeout(400)
    expect(player.root.locator(".head")).to_contain_text("Epoch 1")
    assert page.locator("img[src*='example.invalid'], img[src='x']").count() == 0
