"""A recording as the last expression of a cell plays in a real JupyterLab, which asks no other host for anything."""

import json

from playwright.sync_api import expect

from rnnlab import CellConfig, LayersConfig
from rnnlab.tracing.record import record_cell, record_layers
from tests.browser.probe import Player

RECORDINGS = {"cell": record_cell(CellConfig()), "layers": record_layers(LayersConfig(cell="lstm"))}
BEYOND = (
    "(node) => [node.scrollWidth - node.clientWidth, node.scrollHeight - node.clientHeight]"  # what is cut off, in px
)


def write_notebook(folder):
    for kind, recording in RECORDINGS.items():
        recording.save(folder / f"{kind}.rnnlab")
    sources = ["import rnnlab", *(f'rnnlab.load("{kind}.rnnlab")' for kind in RECORDINGS)]
    sources.append('rnnlab.Recording({}, {"kind": "unknown"})')
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells = [{**cell, "id": f"c{place}", "source": source} for place, source in enumerate(sources)]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "a.ipynb").write_text(json.dumps(notebook), "utf-8")


def test_two_players_in_one_notebook(lab, browser):
    write_notebook(lab.root)
    context = browser.new_context(viewport={"width": 1440, "height": 1800}, color_scheme="light")
    asked, failures = [], []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: failures.append(str(error.error)))
    page = context.new_page()
    page.goto(f"{lab.url}/lab/tree/a.ipynb")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()

    for player in [Player(page, kind) for kind in RECORDINGS]:
        player.has("theme", "dark")  # the notebook's, not the system's
        player.button("toggle").click()
        player.has("playing", "true")
        player.at(int(player["len"]))
        player.press("Home", "ArrowRight", "ArrowDown", "b")  # the last one would insert a cell
        player.at(1)
        assert player.arithmetic()
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(4)
        output = page.locator(".jp-OutputArea-output", has=player.root)
        assert output.evaluate(BEYOND) == [0, 0]
    expect(page.locator(".jp-OutputArea-executeResult pre")).to_have_text(
        "Recording(kind='unknown', arrays=0, bytes=0)"
    )
    context.close()
    here = (lab.url, f"blob:{lab.url}", "data:")
    assert [url for url in asked if not url.startswith(here)] == []
    assert failures == []
