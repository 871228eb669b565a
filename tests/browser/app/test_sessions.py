"""One process, many sessions: a reload brings a run back, and two people at once do not change their numbers."""

from playwright.sync_api import expect

from rnnlab import train_text
from tests.browser.helpers import free_port, running_app, settled
from tests.browser.probe import Player

EPOCHS = 400


def test_a_reload_shows_the_run_that_the_link_says(open_page):
    player = Player(open_page("training?seed=9"), "training")
    player.button("toggle").click()
    player.has("len", 15)
    player.page.wait_for_url("**/training?*epoch=15*")
    player.page.reload()
    again = Player(player.page, "training")
    again.has("len", 15)
    again.press("End")
    expect(again.root.locator(".head")).to_contain_text(f"loss {train_text(seed=9).losses[-1]:.3f}")


def test_two_sessions_that_train_at_the_same_time_get_the_same_numbers_as_one(open_page):
    players = [Player(open_page(f"training?epochs={EPOCHS}&seed=7&cell=gru"), "training") for _ in range(2)]
    for player in players:
        player.button("toggle").click()
    losses = train_text(cell="gru", epochs=EPOCHS, seed=7).losses
    for player in players:
        expect(player.root).to_have_attribute("data-len", str(EPOCHS))
        player.press("End")
        player.at(EPOCHS)
        assert float(player["loss"]) == losses[-1]
        player.press("ArrowLeft")
        player.at(EPOCHS - 1)
        assert float(player["loss"]) == losses[-2]


def test_a_server_killed_during_a_run_and_started_again_trains_the_same_run(browser):
    """The open page reconnects to the new server by itself, and its link holds the run's settings."""
    port, context = free_port(), browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    with running_app(port=port) as server:
        page.goto(f"{server.url}/training?seed=9&hidden_size=40&epochs=5000")
        player = Player(settled(page), "training")
        player.button("toggle").click()
        expect(player.root).not_to_have_attribute("data-len", "1")
        server.process.kill()
        expect(player.root.get_by_role("status")).to_have_text("The connection is lost. Reconnecting …")
    with running_app(port=port):
        again = Player(settled(page), "training")
        expect(again.root.get_by_role("status")).to_have_text("")
        again.has("len", 1)  # the link says the run, not how far it had come
        again.new_data(lambda: again.button("step").click())
        again.has("len", 2)
        assert float(again["loss"]) == train_text(hidden_size=40, epochs=2, seed=9).losses[-1]
    context.close()
