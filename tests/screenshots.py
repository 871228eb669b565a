"""`python -m tests.screenshots` takes every page's picture, light and dark, into tests/screenshots/."""

from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.helpers import chromium_path, running_app, settled
from tests.browser.probe import Player

FOLDER = Path(__file__).parent / "screenshots"


def home(page: Page) -> None:
    Player(page, "weather")


def cell(page: Page) -> None:
    player = Player(page, "cell")
    player.press("ArrowRight", "ArrowDown", "Escape")
    player.at(2)


def layers(page: Page) -> None:
    Player(page, "layers")


def training(page: Page) -> None:
    """A run of 15 epochs, shown at the third."""
    player = Player(page, "training")
    player.new_data(lambda: player.button("toggle").click())
    player.has("len", 15)
    player.press("Home", "ArrowRight", "ArrowRight")
    player.at(3)


def forks(page: Page) -> None:
    """The same run forked twice: with a smaller learning rate, and with none of Adam's memory."""
    player = Player(page, "training")
    player.new_data(lambda: player.button("toggle").click())
    player.has("len", 15)
    for epoch, name, changes in ((4, "slower", {"lr": "0.01"}), (6, "plain SGD", {"optimiser": "sgd"})):
        if player.root.locator(".chip").first.is_visible():
            player.root.locator(".chip button").first.click()  # both are forks of the first run
        player.press("Home", *["ArrowRight"] * (epoch - 1))
        player.at(epoch)
        player.root.locator("button.fork").first.click()
        panel = player.root.locator("form.fork")
        panel.locator(".name").fill(name)
        for field, value in changes.items():
            box = panel.locator(f".{field}")
            box.select_option(value) if field == "optimiser" else box.fill(value)
        panel.locator("button.go").click()
        panel.wait_for(state="hidden")
    player.press("Home", *["ArrowRight"] * 8)
    player.at(9)


def race(page: Page) -> None:
    """The race that the plain RNN loses, shown at its end."""
    player = Player(page, "race")
    player.button("toggle").click()
    player.root.page.locator('.mount[data-view="race"][data-status="done"]').wait_for(timeout=120_000)
    player.press("End")
    player.has("playing", "false")


def free(page: Page) -> None:
    Player(page, "generation")


def ablation(page: Page) -> None:
    player = Player(page, "ablation")
    player.press("ArrowLeft")
    player.at(4)


def inspect(page: Page) -> None:
    """The units that hold a date, and the other dates."""
    player = Player(page, "inspect")
    player.has("computed", "true")
    player.press(*["ArrowRight"] * 7, "b", "ArrowRight", "ArrowRight", "b")
    player.root.locator(".inspect-found li").first.wait_for()


PAGES = {"": home, "cell": cell, "layers": layers, "training": training, "training?seed=0": forks}
PAGES |= {"race": race, "inspect": inspect, "free": free, "ablation": ablation}


def main() -> None:
    with running_app() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        for theme in ("light", "dark"):
            for path, prepare in PAGES.items():
                context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme)
                page = context.new_page()
                page.goto(f"{server.url}/{path}")
                prepare(settled(page))
                page.mouse.move(5, 890)
                page.locator(".mount[data-version]").first.evaluate(
                    "(root) => root.getRootNode().activeElement?.blur()"
                )
                page.wait_for_timeout(1500)  # until motion has ended and tables are drawn
                page.screenshot(path=FOLDER / theme / f"{prepare.__name__}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
