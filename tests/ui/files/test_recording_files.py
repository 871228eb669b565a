"""Save and Open: the content of a file, opening it, and bad files, which change nothing."""

import tomllib

import numpy as np
import pytest

from rnnlab.config.edits import MOST_EDITS, Edit, to_text
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.training import TextConfig
from rnnlab.errors import RnnlabError
from rnnlab.recording.recording import Recording
from rnnlab.tracing.record import record_cell, record_layers
from rnnlab.training.trainer import train_text
from rnnlab.ui.files import recording_files
from rnnlab.ui.files.recording_files import opened, saved
from rnnlab.ui.forms.settings import CELL, LAYERS
from tests.conftest import ROOT
from tests.recording.test_file_format import indexed, packed
from tests.ui.look import query, send, shown, texts

CONFIG = CellConfig(seq_len=5, hidden_size=3, nonlinearity="relu", bias=False, seed=11)
EDITS = (Edit("x", (4, 0, 1), 0.1), Edit("weight_hh", (2, 0), -1e-30))
GOOD = saved(record_cell(CONFIG, EDITS))


def upload(page, name, data, file="mine.rnnlab"):
    page.file_uploader[0].set_value((file, data, "application/octet-stream")).run()
    assert not page.exception, page.exception
    return page


def with_config(**changes):
    return record_cell(CONFIG).with_header(config={**CONFIG.to_dict(), **changes}).to_bytes()


def with_edits(*edits):
    return record_cell(CONFIG).with_header(edits=list(edits)).to_bytes()


def test_a_saved_file_holds_every_number_and_says_how_they_came_about():
    recording = Recording.from_bytes(GOOD)
    assert recording == record_cell(CONFIG, EDITS)
    assert opened(GOOD, "cell", CELL) == (CONFIG, EDITS)


def test_a_file_of_layers_comes_back_too():
    config = LayersConfig(cell="lstm", bidirectional=True, batch_first=True, batch_size=2)
    edits = (Edit("c_0", (7, 1, 0), 0.3), Edit("x", (0, 1, 3), 9))
    assert opened(saved(record_layers(config, edits)), "layers", LAYERS) == (config, edits)


def test_a_recording_that_is_too_large_to_be_opened_again_is_saved_as_what_makes_it(monkeypatch):
    monkeypatch.setattr(recording_files, "WHOLE", 100)
    data = saved(record_cell(CONFIG, EDITS))
    assert not Recording.from_bytes(data)
    assert opened(data, "cell", CELL) == (CONFIG, EDITS)


def test_opening_a_file_restores_settings_edits_picture_and_link(run_page):
    page = upload(run_page("cell", seq_len="4", batch_size="2", edits="x.0.0.0~1"), "cell", GOOD)
    expected = record_cell(CONFIG, EDITS)
    assert {name: array.tobytes() for name, array in shown(page, "cell-player").items()} == {
        name: array.tobytes() for name, array in expected.items()
    }
    assert query(page) == {
        "seq_len": "5",
        "hidden_size": "3",
        "nonlinearity": "relu",
        "bias": "false",
        "seed": "11",
        "edits": to_text(EDITS),
    }
    assert page.number_input(key="cell.seq_len").value == 5
    assert "mine.rnnlab is open." in texts(page)


def test_the_edits_that_a_file_replaced_come_back_with_undo(run_page):
    page = upload(run_page("cell", edits="x.0.0.0~0.5"), "cell", GOOD)
    send(page, "cell-player", type="undo")
    assert shown(page, "cell-player").header["edits"] == [["x", [0, 0, 0], 0.5]]


def test_another_file_can_be_opened_after_the_first_and_after_a_bad_one(run_page):
    page = upload(run_page("cell"), "cell", GOOD)
    page = upload(page, "cell", b"junk", "bad.rnnlab")
    assert "bad.rnnlab was not opened: file must be a recording (.rnnlab), got something else." in texts(page)
    assert shown(page, "cell-player").header["config"]["seq_len"] == 5
    page = upload(page, "cell", saved(record_cell(CellConfig(seq_len=2))))
    assert shown(page, "cell-player").header["config"]["seq_len"] == 2
    assert "edits" not in shown(page, "cell-player").header


def test_the_numbers_of_a_file_are_computed_again_and_never_believed(run_page):
    honest = record_cell(CONFIG)
    forged = Recording({name: np.zeros_like(array) for name, array in honest.items()}, honest.header)
    page = upload(run_page("cell"), "cell", forged.to_bytes())
    assert shown(page, "cell-player")["layer0.h"].tobytes() == honest["layer0.h"].tobytes()


BAD = {
    "file must be a recording (.rnnlab), got something else": [
        b"",
        b"junk",
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        packed({}),
    ],
    "recording must be whole": [GOOD[:-5], GOOD[:60]],
    "recording must be whole and readable": [indexed({"a": 3}, bytes(8))],
    "recording must be of version 1, got version 7": [indexed({}, version="7")],
    "recording must have a readable header": [indexed({}, header="["), indexed({}, header="[" * 100_000)],
    "file must be a recording of the page RNNCell, step by step, got one of the page RNN: layers × time": [
        record_layers(LayersConfig()).to_bytes()
    ],
    "file must be a recording of the page RNNCell, step by step, got one of the page Embedding: watch it learn": [
        train_text(epochs=1).to_bytes()
    ],
    "file must be a recording of the page RNNCell, step by step, got one of another kind": [
        Recording({}, {"kind": "weather"}).to_bytes(),
        Recording({}, {"kind": "<b>![](http://x/y)</b>" * 1000}).to_bytes(),
    ],
    "config must": [
        indexed({}),
        record_cell(CONFIG).with_header(config=3).to_bytes(),
        record_cell(CONFIG).with_header(config={"seq_len": 3, "size": 2}).to_bytes(),
        record_cell(CONFIG).with_header(config=TextConfig().to_dict()).to_bytes(),
    ],
    "seq_len must be a whole number from 1 to 64, got 65": [with_config(seq_len=65)],
    "seq_len must be a whole number from 1 to 64, got 1000": [with_config(seq_len=10**30)],
    "hidden_size must be a positive whole number": [with_config(hidden_size=True), with_config(hidden_size="3")],
    "nonlinearity must be one of": [with_config(nonlinearity="sine"), with_config(nonlinearity=["tanh"])],
    "seed must be": [with_config(seed=-1), with_config(seed=None), with_config(seed=2**64)],
    "edits must be listed as": [record_cell(CONFIG).with_header(edits="x").to_bytes(), with_edits(["x", [0]])],
    "edits must be inside x": [with_edits(["x", [5, 0, 0], 1])],
    "edits must be of an input": [with_edits(["c_0", [0, 0], 1])],
    "edits must be at most 500, got 501": [with_edits(*[["x", [0, 0, 0], 1]] * (MOST_EDITS + 1))],
    "value must be a number": [with_edits(["x", [0, 0, 0], "1"]), with_edits(["x", [0, 0, 0], 1e30])],
    "name must be": [with_edits(["y", [0, 0, 0], 1]), with_edits([{}, [0, 0, 0], 1])],
    "index must be": [with_edits(["x", [0, 0, -1], 1]), with_edits(["x", [[[]]], 1])],
}


def repr_of(value):
    return value if isinstance(value, str) else f"{len(value)} bytes"


@pytest.mark.parametrize(
    ("sentence", "data"), [(said, data) for said, all_of in BAD.items() for data in all_of], ids=repr_of
)
def test_a_bad_file_is_refused_in_one_sentence(sentence, data):
    with pytest.raises(RnnlabError) as error:
        opened(data, "cell", CELL)
    assert str(error.value).startswith(sentence)
    assert len(str(error.value)) < 200
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("data", [all_of[0] for all_of in BAD.values()], ids=BAD)
def test_a_bad_file_leaves_everything_as_it_was(run_page, data):
    page = run_page("cell", seq_len="4", edits="x.0.0.0~0.5")
    before, link = shown(page, "cell-player"), query(page)
    page = upload(page, "cell", data, "![](http://x/y.png)")
    (said,) = [text for text in texts(page) if "was not opened" in text]
    assert said.startswith("![](http://x/y.png) was not opened: ")  # as plain text
    assert said.endswith(".")
    assert shown(page, "cell-player") == before
    assert query(page) == link


def test_a_file_of_the_other_page_is_refused_there_too(run_page):
    page = upload(run_page("layers"), "layers", GOOD)
    assert (
        "mine.rnnlab was not opened: file must be a recording of the page RNN: layers × time, "
        "got one of the page RNNCell, step by step." in texts(page)
    )


def test_the_field_takes_no_file_larger_than_stated(run_page):
    field = run_page("cell").file_uploader[0]
    assert field.proto.max_upload_size_mb == 32


@pytest.mark.parametrize("name", ["cell", "layers"])
def test_both_pages_can_save(run_page, name):
    (button,) = [b for b in run_page(name).download_button if b.label == "Save"]
    assert not button.disabled


@pytest.mark.parametrize("name", ["cell", "layers", "training"])
def test_a_page_offers_to_open_no_larger_file_than_the_server_takes(run_page, name):
    (field,) = run_page(name).get("file_uploader")
    most = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["server"]["maxUploadSize"]
    assert field.proto.max_upload_size_mb == most
