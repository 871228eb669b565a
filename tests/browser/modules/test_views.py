"""`View`, which lists what the player calls and which every view extends, and `Windowed`."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.modules.conftest import ORIGIN
from tests.imports import ASSETS

CALLERS = ("player", "editing", "arithmetic")
MEMBERS = """async () => {
  const { View } = await import("/lib/view.js");
  return [...Object.getOwnPropertyNames(View.prototype), ...Object.keys(new View({}))];
}"""
VIEWS = """async () => {
  const { View } = await import("/lib/view.js");
  const { VIEWS } = await import("/views/index.js");
  const loaded = await Promise.all(Object.entries(VIEWS).map(async ([name, load]) => [name, (await load()).default]));
  return Object.fromEntries(loaded.map(([name, view]) => [name, view.prototype instanceof View]));
}"""
WINDOW = """async () => {
  const { Windowed } = await import("/sequence/window.js");
  class Ten extends Windowed {
    selectsSteps = true;
    get count() { return 10; }
    get span() { return { visible: 4, pitch: 20, windowed: true }; }
  }
  const player = { selected: null, setHover() {}, select(selected) { this.selected = selected; } };
  window.view = new Ten(player);
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(modules: BrowserContext) -> Page:
    page = modules.new_page()
    page.goto(ORIGIN)
    return page


def test_the_player_calls_only_what_the_contract_lists_and_never_by_optional_chaining(page):
    source = "\n".join(file.read_text("utf-8") for folder in CALLERS for file in (ASSETS / folder).glob("*.js"))
    called = set(re.findall(r"(?<!header\.)(?<!recording\.)\bview\.(\w+)\(", source))
    assert len(called) > 20
    assert called <= set(page.evaluate(MEMBERS))
    assert not re.findall(r"\bview\.\w+\?\.", source)


def test_every_view_extends_the_contract(page):
    views = page.evaluate(VIEWS)
    assert len(views) >= 7
    assert all(views.values()), views


@pytest.mark.parametrize(
    ("acts", "first"),
    [
        ("view.follow(5)", 2),  # in the middle of the window
        ("view.follow(5); view.scrollTo(0); view.follow(5)", 0),  # a person may scroll while the step stays
        ("view.follow(10)", 6),
        ("view.scrollTo(99)", 6),
        ("view.scrollTo(-3)", 0),
        ("view.showStep(5)", 2),
        ("view.scrollTo(6); view.showStep(4)", 4),
        ("view.wheel({ deltaX: 30, deltaY: 0 }); view.wheel({ deltaX: 30, deltaY: 0 })", 3),
        ("view.wheel({ deltaX: 0, deltaY: 80 })", 0),  # the page scrolls
        ("view.wheel({ shiftKey: true, deltaX: 0, deltaY: 80 })", 4),
        ("view.moveAcross(1)", 1),
        ("view.player.selected = { t: 3 }; view.moveAcross(1)", 1),  # to a step just outside of the window
        ("view.player.selected = { t: 0 }; view.moveAcross(-1)", 0),
    ],
)
def test_the_window_over_a_long_sequence(page, acts, first):
    page.evaluate(WINDOW)
    page.evaluate(f"() => {{ {acts}; }}")
    assert page.evaluate("view.first") == first


def test_units_are_chosen_down_through_the_layers(page):
    steps = """async () => {
      const { nextUnit } = await import("/lib/selection.js");
      const found = [];
      for (let at = null; (at = nextUnit(at, 1, { layers: 2, units: 2 }));) found.push([at.layer, at.unit]);
      return [found, nextUnit({ layer: 1, unit: 0 }, -1, { layers: 2, units: 2 })];
    }"""
    assert page.evaluate(steps) == [[[1, 0], [1, 1], [0, 0], [0, 1]], None]
