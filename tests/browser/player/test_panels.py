"""The tabs below a player: keys, files, the clipboard, and a table that is drawn where it can be seen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rnnlab import CellConfig
from rnnlab.export import script
from rnnlab.tracing.record import record_cell
from tests.browser.helpers import settled
from tests.browser.probe import Player

CONFIG = CellConfig(seq_len=64, hidden_size=64)


@pytest.fixture
def page(open_page) -> Page:
    page = open_page(f"cell?seq_len={CONFIG.seq_len}&hidden_size={CONFIG.hidden_size}")
    Player(page, "cell")
    open_panels(page, "Console")
    return page


def open_panels(page: Page, name: str) -> Locator:
    """The panels, once this one is open."""
    root = page.locator(f'.mount[data-view="panels"][data-open="{name}"]')
    root.wait_for()
    return root


def saved(page: Page, button: str) -> tuple[str, str]:
    """Name and text of the file that a button gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.suggested_filename, Path(download.value.path()).read_text(encoding="utf-8")


def test_keys_go_from_tab_to_tab_and_the_open_one_outlives_new_numbers(page):
    page.get_by_role("tab", name="Console").focus()
    opened = []
    for key in ("ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        chosen = page.locator('[role=tab][aria-selected="true"]')
        expect(chosen).to_be_focused()
        opened.append(chosen.inner_text())
        open_panels(page, opened[-1])
    assert opened == ["Table", "Code", "Console", "Code", "Console"]
    page.get_by_role("tab", name="Shapes").click()
    open_panels(page, "Shapes").evaluate("(root) => { root.mark = 1; }")
    player = Player(page, "cell")
    player.new_data(lambda: page.locator(".st-key-cell-seq_len [data-testid=stNumberInputStepDown]").click())
    root = open_panels(page, "Shapes")
    expect(root.get_by_role("row", name=re.compile("^dataset"))).to_contain_text(f"({CONFIG.seq_len - 1}, 1, 4)")
    assert root.evaluate("(root) => root.mark") == 1


def test_the_table_is_the_frames_rows_down_to_the_last_and_the_csv_is_all_of_it(page):
    page.get_by_role("tab", name="Table").click()
    root = open_panels(page, "Table")
    page.get_by_label("Quantity").select_option("pre")
    frame = record_cell(CONFIG).to_frame("pre")
    shown = "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    first = [[str(int(v)) for v in row[:-1]] + [f"{row[-1]:.9g}"] for row in frame.head(5).itertuples(index=False)]
    expect(root.locator("tbody tr").first.locator("td").last).to_have_text(first[0][-1])
    assert root.locator("tbody tr").evaluate_all(shown)[:5] == first
    assert root.locator("tbody tr").count() < 50
    root.locator(".numbers").evaluate("(pane) => { pane.scrollTop = pane.scrollHeight; }")
    expect(root.locator("tbody tr").last.locator("td").last).to_have_text(f"{frame['value'].iloc[-1]:.9g}")
    assert saved(page, "Download CSV") == ("rnnlab-cell-pre.csv", frame.to_csv(index=False))
    assert root.locator(".numbers").evaluate("(pane) => pane.scrollTop") > 1000


def test_copy_and_download_give_the_very_script(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("tab", name="Code").click()
    root = open_panels(page, "Code")
    assert root.locator("pre").evaluate("(pre) => pre.textContent") == script(CONFIG)
    assert saved(page, "Download script") == ("rnnlab_cell.py", script(CONFIG))
    page.get_by_role("button", name="Copy").click()
    expect(root.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == script(CONFIG)
    settled(page)


def test_a_persons_text_is_text_in_every_tab(open_page):
    evil = "<img/src=x>"
    page = open_page(f"training?source={evil[::-1]}&target={evil}&epochs=60&epoch=60")
    Player(page, "training")
    for name in ("Table", "Console"):
        page.get_by_role("tab", name=name).click()
        root = open_panels(page, name)
        if name == "Table":
            root.locator(".numbers").evaluate("(pane) => { pane.scrollTop = pane.scrollHeight; }")
        expect(root).to_contain_text(evil)
        assert root.locator("img").count() == 0
