"""The ways between pages, as a person goes them: the links below a run, and the widget that takes a network over."""

from urllib.parse import quote

from playwright.sync_api import Page, expect

from rnnlab import ablate, generate, train_text
from tests.browser.helpers import settled
from tests.browser.pages.test_training_page import run_long
from tests.browser.probe import Player

TEXT = "a cab, a bad cab. " * 40
RACE = f"race?task=next&text={quote(TEXT)}&seq_len=8&hidden_size=4&cells=lstm&epoch=3"


def to(page: Page, link: str, view: str) -> Player:
    """Follow a link, and wait for the other page's player."""
    page.get_by_role("link", name=link).click()
    return Player(page, view)


def test_a_paused_run_writes_freely_and_is_held_as_it_is(open_page):
    page = open_page("training?source=abcab&target=bcabd&epochs=20&epoch=7")
    Player(page, "training").has("len", 7)
    run = train_text("abcab", "bcabd", epochs=7)
    to(page, "Let this run write freely", "generation")
    written = generate(run, "abc", 34, seed=1).text
    expect(page.get_by_test_id("stCode").first).to_have_text(f"abc{written}")
    page.go_back()
    Player(page, "training").has("len", 7)
    player = to(page, "Hold one of its units", "ablation")
    both = ablate(run, "abcab", "bcabd", layer=1, unit=1)
    expect(player.root.locator(".head")).to_contain_text(f"Δloss {both.loss_change:+.3f} nats")


def test_a_run_that_trains_hands_over_the_epoch_it_has_come_to(open_page):
    page = run_long(open_page).page
    to(page, "Let this run write freely", "generation")
    epoch = int(page.locator(".st-key-free-epoch input").input_value())
    assert 1 < epoch < 5000
    to(settled(page), "Embedding", "training")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_network_of_a_race_is_named_until_it_is_let_go(open_page):
    page = open_page(RACE)
    Player(page, "race")
    player = to(page, "Free running", "generation")
    network = page.get_by_role("combobox", name="Network")
    network.click()
    player.new_data(page.get_by_role("option", name="epoch 3").click)
    name = "Race: LSTM, 499 parameters, epoch 3"
    expect(network).to_have_value(name)
    expect(page.get_by_test_id("stCode").first).to_contain_text("a c")  # the prime is the beginning of its text
    written = page.get_by_test_id("stCode").first.inner_text()
    race = to(page, "Race", "race")
    race.new_data(race.button("step").click)
    to(page, "Free running", "generation")
    expect(network).to_have_value(name)
    expect(page.get_by_test_id("stCode").first).to_have_text(written)
    page.get_by_role("button", name="Take over its newest state").click()
    expect(network).to_have_value(name.replace("epoch 3", "epoch 4"))
    expect(page.get_by_test_id("stException")).to_have_count(0)
