"""What IPython is told of a recording: a widget that holds all that its player needs, or the plain repr."""

import json
import subprocess
import sys
from base64 import b64decode
from types import SimpleNamespace

import ipywidgets
import numpy as np
import pytest

from rnnlab import CellConfig, LayersConfig, Recording, Runs, TextConfig, Trainer
from rnnlab import notebook as room
from rnnlab.player.modules import asset, modules_of
from rnnlab.tracing.record import record_cell, record_layers

CELL = record_cell(CellConfig())
WIDGET = "application/vnd.jupyter.widget-view+json"


def widget_of(recording):
    """The widget that a cell shows, closed at once: ipywidgets keeps every open one."""
    data, _ = recording._repr_mimebundle_(include=None, exclude=None)
    assert data["text/plain"] == repr(recording)
    widget = ipywidgets.Widget.get_manager_state()["state"][data[WIDGET]["model_id"]]
    ipywidgets.Widget.close_all()
    return widget["state"], {entry["path"][0]: entry["data"] for entry in widget.get("buffers", ())}


def test_a_recording_travels_as_bytes_with_the_modules_of_its_view():
    recording = record_layers(LayersConfig(batch_size=2))
    state, buffers = widget_of(recording)
    assert set(buffers) == {"recording"}
    shown = Recording.from_bytes(memoryview(b64decode(buffers["recording"])))
    np.testing.assert_array_equal(shown["layer0.h"], recording["layer0.h"][:, :1])
    assert shown.header["view"]["name"] == "layers"
    modules = [tuple(pair) for pair in json.loads(state["modules"])]
    assert modules == modules_of("views/layers/view.js", "hosts/notebook.js")
    assert state["stylesheet"] == asset("player.css")
    assert state["_esm"].startswith(asset("hosts/from_text.js"))


def test_a_saved_run_plays_as_its_training():
    trainer = Trainer(TextConfig(epochs=3))
    assert len(list(trainer)) == 3
    for saved in (trainer.state(), Recording.from_bytes(Runs(trainer).to_bytes())):
        assert '"views/training/view.js"' in widget_of(saved)[0]["modules"]


@pytest.mark.parametrize("kind", ["x", "trace", ""])
def test_a_kind_without_a_view_keeps_its_plain_repr(kind):
    assert Recording({}, {"kind": kind})._repr_mimebundle_() is None


def test_what_does_not_fit_together_says_so_below_its_repr(monkeypatch):
    config = {**CELL.header["config"], "hidden_size": 99}
    damaged = CELL.with_header(config=config)
    text = damaged._repr_mimebundle_()["text/plain"]
    first, reason = text.splitlines()
    assert first == repr(damaged)
    assert reason.startswith("hidden_size must be ")
    monkeypatch.setattr(room, "MOST_BYTES", 100)
    assert "at most 100 bytes, to be played in a notebook" in CELL._repr_mimebundle_()["text/plain"]


def test_in_a_terminal_nothing_is_prepared(monkeypatch):
    shell = type("TerminalInteractiveShell", (), {})()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert CELL._repr_mimebundle_() is None


def test_without_anywidget_the_library_works_and_a_cell_shows_the_plain_repr():
    code = (
        "import sys\nfrom importlib.machinery import PathFinder\nfind = PathFinder.find_spec\n"
        "PathFinder.find_spec = lambda name, *more: None if name == 'anywidget' else find(name, *more)\n"
        "from rnnlab.bundled.recordings import bundled\nprint(bundled()._repr_mimebundle_())\n"
        "print({'anywidget', 'ipywidgets', 'traitlets', 'torch'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "None\nset()\n"
