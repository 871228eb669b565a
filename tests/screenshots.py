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
    """A run of 15 epochs, looked back upon at the third."""
    player = Player(page, "training")
    player.new_data(lambda: player.button("toggle").click())
    player.has("len", 15)
    player.press("Home", "ArrowRight", "ArrowRight")
    player.at(3)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with running_app() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        for theme in ("light", "dark"):
            for path, prepare in {"": home, "cell": cell, "layers": layers, "training": training}.items():
                context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme)
                page = context.new_page()
                page.goto(f"{server.url}/{path}")
                prepare(settled(page))
                page.mouse.move(5, 890)
                page.locator(".mount[data-version]").first.evaluate(
                    "(root) => root.getRootNode().activeElement?.blur()"
                )
                page.wait_for_timeout(1500)  # motion and tables come to rest
                page.screenshot(path=FOLDER / f"{prepare.__name__}-{theme}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
