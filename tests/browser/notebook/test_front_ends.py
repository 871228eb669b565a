"""The widget in a bare page, as in VS Code: it has no other file, and only the page's body says which theme it is."""

import pytest
from playwright.sync_api import expect

from rnnlab import CellConfig, LayersConfig
from rnnlab.tracing.record import record_cell, record_layers
from tests.browser.probe import Player
from tests.notebook.test_notebook import widget_of

POLICY = "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'"
PAGE = f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}"><body>'
# What anywidget does: the module gets an address, and renders a model into an element.
RENDER = """async ([state, recording]) => {
    const bytes = Uint8Array.from(atob(recording), (letter) => letter.charCodeAt(0));
    const values = { ...state, recording: new DataView(bytes.buffer) };
    const url = URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" }));
    const { default: { render } } = await import(url);
    const el = document.body.appendChild(document.createElement("div"));
    (window.leave ??= []).push(await render({ model: { get: (name) => values[name] }, el }));
}"""
CELL, LAYERS = record_cell(CellConfig()), record_layers(LayersConfig())


@pytest.fixture
def bare(browser):
    """A page that may load nothing; a request or an error in it fails the test."""
    context = browser.new_context(offline=True, color_scheme="dark")
    asked, failures = [], []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: failures.append(str(error.error)))
    page = context.new_page()
    page.set_content(PAGE)
    yield page
    context.close()
    assert [url for url in asked if not url.startswith("blob:")] == []
    assert failures == []


def render(page, recording):
    state, buffers = widget_of(recording)
    page.evaluate(RENDER, [state, buffers["recording"]])


def test_two_widgets_of_one_kind_have_each_its_own_cursor_and_share_their_modules(bare):
    render(bare, CELL)
    first, second = (bare.locator(".mount[data-version]").nth(place) for place in (0, 1))
    first.locator(".stage").press("End")
    expect(first).to_have_attribute("data-step", str(len(CELL["x"])))
    render(bare, CELL)
    expect(second).to_have_attribute("data-step", "1")  # where a new player begins
    expect(second).to_have_attribute("data-mounts", "2")  # counted by the module that both use


def test_it_follows_the_theme_of_the_front_end_and_without_one_the_reader_s(bare):
    render(bare, LAYERS)
    player = Player(bare, "layers")
    player.has("theme", "dark")
    for name, kind, theme in (
        ("vscodeThemeKind", "vscode-light", "light"),
        ("vscodeThemeKind", "vscode-dark", "dark"),
        ("vscodeThemeKind", "vscode-high-contrast-light", "light"),
        ("vscodeThemeKind", "vscode-high-contrast", "dark"),
        ("jpThemeLight", "true", "light"),
        ("jpThemeLight", "false", "dark"),
    ):
        bare.evaluate("([name, kind]) => { document.body.dataset[name] = kind; }", [name, kind])
        player.has("theme", theme)
        assert player.root.locator(".speed").evaluate("(node) => getComputedStyle(node).colorScheme") == theme
    bare.evaluate("() => { delete document.body.dataset.jpThemeLight; delete document.body.dataset.vscodeThemeKind; }")
    bare.emulate_media(color_scheme="light")
    player.has("theme", "light")


def test_a_removed_cell_leaves_nothing_running(bare):
    render(bare, LAYERS)
    player = Player(bare, "layers")
    player.press("Home")
    player.button("toggle").click()
    player.has("playing", "true")
    bare.evaluate("() => leave[0]()")
    player.drawn()
    frame = player["frame"]
    bare.evaluate("() => { document.body.dataset.jpThemeLight = 'true'; }")
    player.drawn()
    assert (player["frame"], player["theme"]) == (frame, "dark")


def test_bytes_that_are_no_recording_get_a_sentence(bare):
    state, _ = widget_of(CELL)
    bare.evaluate(RENDER, [state, "AAAA"])
    expect(bare.get_by_role("alert")).to_contain_text("This recording cannot be shown: ")
