"""The app started on a recording begins with it, and only there: no address can name a file."""

import pytest
from playwright.sync_api import expect

from rnnlab import LayersConfig, Runs, TextConfig, Trainer
from rnnlab.bundled.recordings import tagger
from rnnlab.config.edits import Edit
from rnnlab.tracing.record import record_layers
from tests.browser.helpers import running_app
from tests.browser.probe import Player

STARTED_ON = """
import sys
from pathlib import Path
from rnnlab.ui.shell.given import give
give(Path({path!r}))
from streamlit.web.cli import main
sys.argv = ["streamlit", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize("kind", ["layers", "runs", "watched"])
def test_a_visit_begins_with_the_recording(open_page, tmp_path, kind):
    path = tmp_path / "a.rnnlab"
    if kind == "layers":
        config = LayersConfig(cell="gru", seq_len=11, hidden_size=3)
        record_layers(config, [Edit("x", (0, 0, 1), 0.5)]).save(path)
    elif kind == "watched":
        tagger().save(path)
    else:
        runs = Runs(Trainer(TextConfig(source="abc", target="bca", epochs=30)))
        runs[0].trainer.run_for(60)
        path.write_bytes(runs.to_bytes())
    with running_app(streamlit=["-c", STARTED_ON.format(path=str(path))]) as server:
        page = open_page(url=server.url)
        if kind == "layers":
            player = Player(page, "layers")
            player.has("len", 11)
            player.has("edits", 1)
            assert "/layers?" in page.url
        elif kind == "watched":
            Player(page, "inspect").has("len", 120)
            expect(page.locator(".st-key-lede")).to_contain_text("a.rnnlab: LSTM")
        else:
            player = Player(page, "training")
            player.has("len", 30)
            player.at(30)
        other = open_page("cell?seq_len=2", url=server.url)
        Player(other, "cell").has("len", 2)
        other.close()
        link = open_page("?first=2015-06-01", url=server.url)
        Player(link, "weather").has("len", 3)
        link.close()
        page.close()
