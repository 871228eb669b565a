"""The rooms keep to themselves: imports point down the list of layers, and light things stay light."""

import subprocess
import sys

import pytest

import rnnlab
from tests.imports import ROOT, imported, modules, reached, within

# Below the line: what is left once the network has run. Needs no torch.
GROUND = (
    *("rnnlab.errors", "rnnlab.text", "rnnlab.config", "rnnlab.edits"),
    *("rnnlab.recording", "rnnlab.tables", "rnnlab.narrow"),
)
DRAWING = ("rnnlab.figures", "rnnlab.ui.player")
OUTPUTS = ("rnnlab.figures", "rnnlab.export", "rnnlab.ui")


def breaches(where, forbidden):
    """`module → import` for every import of something forbidden by a module for which `where` holds."""
    return sorted(
        f"{name} → {target}"
        for name, targets in modules().items()
        if where(name)
        for target in targets
        if within(target, *forbidden)
    )


def is_core(name):
    return within(name, "rnnlab") and not within(name, *OUTPUTS)


def test_the_reader_of_imports_sees_functions_and_aliases_but_not_type_checking():
    source = """
import os.path as p
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import torch
else:
    import plotly
def f():
    from rnnlab import trace, errors
    from . import text
    from .ui.player import player
    import_module("pandas"); importlib.import_module("numpy")
"""
    own = dict.fromkeys(("rnnlab", "rnnlab.errors", "rnnlab.text", "rnnlab.ui.player", "rnnlab.x"), ROOT / "x.py")
    assert imported(source, "rnnlab.x", own) == {
        *("os.path", "typing", "plotly", "pandas", "numpy"),
        *("rnnlab.tracing", "rnnlab.errors", "rnnlab.text", "rnnlab.ui.player"),
    }


def test_the_reader_of_imports_finds_the_whole_tree():
    assert {"app", "pages.home", "rnnlab", *GROUND, *DRAWING, "rnnlab.export", "rnnlab.training"} <= modules().keys()


def test_only_ui_pages_and_app_know_streamlit():
    assert not breaches(lambda name: within(name, "rnnlab") and not within(name, "rnnlab.ui"), ["streamlit"])


def test_only_figures_know_plotly():
    assert not breaches(lambda name: not within(name, "rnnlab.figures"), ["plotly"])


@pytest.mark.parametrize("room", GROUND + DRAWING)
def test_what_reads_a_recording_reaches_no_torch_by_any_road(room):
    for start in [name for name in modules() if within(name, room)]:
        roads = {start, *reached(start)}
        assert not [name for name in roads if any(within(target, "torch") for target in modules()[name])], start


def test_pages_hold_no_formula():
    assert not breaches(lambda name: within(name, "pages", "app"), ["torch", "numpy", "plotly", "pandas"])


def test_errors_texts_and_configs_lie_at_the_bottom():
    own = {name: targets & modules().keys() for name, targets in modules().items()}
    assert own["rnnlab.errors"] == set()
    assert own["rnnlab.text"] <= {"rnnlab.errors"}
    assert own["rnnlab.config"] <= {"rnnlab.errors", "rnnlab.text"}
    assert own["rnnlab.recording"] <= {"rnnlab.errors", "rnnlab.text", "rnnlab.tables"}


def test_equations_and_models_know_nothing_of_traces_and_training():
    assert not breaches(lambda name: within(name, "rnnlab.cells"), ["rnnlab.models", "rnnlab.tracing"])
    assert not breaches(
        lambda name: within(name, "rnnlab.cells", "rnnlab.models"), ["rnnlab.tracing", "rnnlab.training"]
    )
    assert not breaches(lambda name: within(name, "rnnlab.tracing"), ["rnnlab.training", "rnnlab.models"])


def test_the_core_knows_nothing_of_what_shows_it():
    assert not breaches(is_core, [*OUTPUTS, "pages", "app"])


def test_figures_and_scripts_know_nothing_of_the_app():
    assert not breaches(lambda name: within(name, "rnnlab"), ["pages", "app"])
    assert not breaches(lambda name: within(name, "rnnlab.figures", "rnnlab.export"), ["rnnlab.ui"])
    assert not breaches(lambda name: within(name, "rnnlab.figures"), ["rnnlab.export"])


def test_the_library_asks_its_own_modules_and_not_its_public_face():
    assert not [name for name, targets in modules().items() if within(name, "rnnlab") and "rnnlab" in targets]


def test_no_module_imports_itself_by_any_road():
    assert not [name for name in modules() if name in reached(name)]


def loaded_after(*names):
    """Which heavy packages a fresh process holds after importing these."""
    code = f"import {', '.join(names)}, sys; print(*({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


HEAVY = {"torch", "streamlit", "plotly", "pandas", "numpy", "regex", "safetensors"}


def test_importing_rnnlab_loads_nothing_heavy():
    assert loaded_after("rnnlab") == set()


def test_a_recording_needs_no_more_than_numpy():
    assert loaded_after("rnnlab.recording", "rnnlab.config") == {"numpy", "regex"}


def test_figures_load_no_torch_and_no_streamlit():
    assert not loaded_after(*GROUND, "rnnlab.figures") & {"torch", "streamlit"}


@pytest.mark.parametrize("name", rnnlab.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    assert getattr(rnnlab, name).__doc__.strip()
    assert name in dir(rnnlab)


def test_the_list_of_public_names_is_in_order_and_whole():
    assert rnnlab.__all__ == sorted(rnnlab.__all__, key=lambda name: (not name[0].isupper(), name))
    assert set(rnnlab.__all__) == {*rnnlab._HOMES, *rnnlab._MODULES}


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'rnnlab' has no attribute 'transformer'$"):
        rnnlab.transformer  # noqa: B018
