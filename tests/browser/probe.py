"""`Player`: reads a player's state from its data attributes, and acts on it as a person does."""

import json
import math

from playwright.sync_api import Locator, Page, expect

# Counts the frames; those with flicker, an empty canvas or another element in its place; and those while it plays.
WATCH = """(root) => {
  const canvas = root.querySelector(".stage canvas"), g = canvas.getContext("2d"), mounts = root.dataset.mounts;
  const counts = (root.watched = { frames: 0, blank: 0, remounts: 0, playing: 0 });
  const check = () => {
    counts.frames++;
    counts.playing += root.dataset.playing === "true" ? 1 : 0;
    const same = root.isConnected && root.dataset.mounts === mounts && root.querySelector(".stage canvas") === canvas;
    counts.remounts += same ? 0 : 1;
    const line = g.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1).data;
    counts.blank += line.some((v) => v) ? 0 : 1;
    requestAnimationFrame(check);
  };
  requestAnimationFrame(check);
}"""


class Player:
    """One player on a page."""

    def __init__(self, page: Page, view: str) -> None:
        self.page = page
        self.root: Locator = page.locator(f'.mount[data-view="{view}"][data-version]')
        self.root.wait_for()
        self.stage = self.root.locator(".stage")

    def __getitem__(self, name: str) -> str:
        return self.root.get_attribute(f"data-{name}") or ""

    def at(self, step: int) -> None:
        """Wait until this step is shown."""
        expect(self.root).to_have_attribute("data-step", str(step))

    def has(self, name: str, value: object) -> None:
        """Wait until an attribute has this value."""
        expect(self.root).to_have_attribute(f"data-{name}", str(value))

    def button(self, name: str) -> Locator:
        return self.root.locator(f".transport button.{name}")

    def press(self, *keys: str) -> None:
        """Press keys while the stage has the focus, and wait until it is drawn again."""
        self.stage.focus()
        for key in keys:
            self.page.keyboard.press(key)
        self.drawn()

    def drawn(self) -> None:
        """Wait for two frames of the page."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def new_data(self, act: object) -> None:
        """Do something and wait until the data that follow are drawn."""
        version = self["version"]
        act()  # type: ignore[operator]
        expect(self.root).not_to_have_attribute("data-version", version)

    def watch(self) -> None:
        self.root.evaluate(WATCH)

    def watched(self, frames: int = 0) -> dict[str, int]:
        """The counts since `watch`, once there are so many frames."""
        self.page.wait_for_function(
            "([root, frames]) => root.watched.frames >= frames", arg=[self.root.element_handle(), frames]
        )
        counts: dict[str, int] = json.loads(self.root.evaluate("(root) => JSON.stringify(root.watched)"))
        return counts

    def arithmetic(self) -> list[dict[str, float]]:
        """Each line of the strip: the sum of the terms as shown, the line's own sum, and its value."""
        lines = self.root.locator(".strip .line")
        lines.first.wait_for()
        expect(self.root.locator(".strip .lines")).not_to_contain_text("…")  # long sums are shortened while it moves
        found: list[dict[str, float]] = lines.evaluate_all(
            """(lines) => lines.map((line) => ({
                terms: [...line.querySelectorAll(".term")].reduce((sum, t) => sum + Number(t.dataset.product), 0),
                sum: Number(line.dataset.sum), value: Number(line.dataset.value),
            }))"""
        )
        return found

    def torch_value(self) -> float:
        return float(self.root.locator(".strip .check").get_attribute("data-torch") or math.nan)
