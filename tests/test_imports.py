"""Rooms import only rooms that stand before them in `ROOMS`, and light rooms import nothing heavy."""

import subprocess
import sys

import pytest

import rnnlab
from tests.imports import (
    ROOT,
    circles,
    crossing_names,
    imported,
    modules,
    reached,
    script_imports,
    scripts,
    upward,
    within,
)

# A room may import what stands on a line above its own, never what stands below.
ROOMS = (
    ("rnnlab.version", "rnnlab.i18n"),
    ("rnnlab.errors",),
    ("rnnlab.text",),
    ("rnnlab.config",),
    ("rnnlab.recording",),
    ("rnnlab.analysis",),
    ("rnnlab.tasks",),
    ("rnnlab.nn",),
    ("rnnlab.tracing",),
    ("rnnlab.watching",),
    ("rnnlab.training",),
    ("rnnlab.inference",),
    ("rnnlab.weather",),
    ("rnnlab.bundled",),
    ("rnnlab.player",),
    ("rnnlab.figures",),
    ("rnnlab.export",),
    ("rnnlab.sweeps",),
    ("rnnlab.ui",),
    ("rnnlab.cli",),
    ("rnnlab.notebook",),
    ("rnnlab",),  # the public names, and the modules that define them
    ("pages", "app"),
)
UI_ROOMS = (
    ("player",),
    ("shell",),
    ("panels",),
    ("live",),
    ("networks", "inspected"),
    ("forms",),
    ("editing", "around_player"),
    ("files",),
    ("pages",),
    ("serving",),
)
SCRIPT_ROOMS = (
    ("lib",),
    ("messages",),
    ("requests",),
    ("canvas",),
    ("editing",),
    ("arithmetic",),
    ("charts",),
    ("sequence",),
    ("player", "panels"),
    ("views",),
    ("views/index.js",),
    ("hosts",),
)
# What is left once a network has run: it needs no torch.
WITHOUT_TORCH = ("rnnlab.config", "rnnlab.recording", "rnnlab.analysis", "rnnlab.figures", "rnnlab.player")
PROJECT_FOLDERS = ("rnnlab", "pages", "tests", "benchmarks")
MOST_FILES = 15

GRAPH = {name: frozenset(targets & modules().keys()) for name, targets in modules(types=True).items()}


def room_of(name):
    """The innermost room of ROOMS that a module lies in."""
    found = [room for line in ROOMS for room in line if within(name, room)]
    assert found, f"{name} lies in no room"
    return max(found, key=len)


def breaches(where, forbidden):
    """`module → import` for every import of something forbidden by a module for which `where` holds."""
    return sorted(
        f"{name} → {target}"
        for name, targets in modules().items()
        if where(name)
        for target in targets
        if within(target, *forbidden)
    )


def test_the_reader_of_imports_sees_functions_aliases_and_types():
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
    running = {
        *("os.path", "typing", "plotly", "pandas", "numpy"),
        *("rnnlab.tracing.trace", "rnnlab.errors", "rnnlab.text", "rnnlab.ui.player"),
    }
    assert imported(source, "rnnlab.x", own) == running
    assert imported(source, "rnnlab.x", own, types=True) == running | {"torch"}


def test_the_reader_of_scripts_sees_every_way_to_import():
    source = """
import { a } from "./a.js";
import b from '../b.js';
import "../c/c.js"; // only so that it is fetched
export { d } from "./d.js";
// import { no } from "./no.js";
const load = () => import("./e.js");
"""
    assert script_imports(source, "views/cell/view.js") == {
        *("views/cell/a.js", "views/b.js", "views/c/c.js", "views/cell/d.js", "views/cell/e.js")
    }


def test_the_readers_find_the_whole_tree():
    assert {"app", "pages.home", "rnnlab", "rnnlab.export", "rnnlab.training.trainer"} <= modules().keys()
    assert {"hosts/streamlit.js", "lib/recording.js", "views/cell/view.js"} <= scripts().keys()


def test_every_import_goes_to_a_room_nearer_the_ground():
    assert not upward(GRAPH, ROOMS, {name: room_of(name) for name in GRAPH})


def test_the_rooms_of_the_app_keep_their_order():
    ui = {name: targets for name, targets in GRAPH.items() if within(name, "rnnlab.ui") and name != "rnnlab.ui"}
    assert not upward(ui, UI_ROOMS, {name: name.split(".")[2] for name in ui})


def test_no_page_imports_another_page():
    pages = {name: targets for name, targets in GRAPH.items() if name.startswith("rnnlab.ui.pages.")}
    assert not upward(pages, [{name.split(".")[3] for name in pages}], {name: name.split(".")[3] for name in pages})


def test_the_rooms_of_the_player_keep_their_order():
    rooms = {name: name if name == "views/index.js" else name.split("/")[0] for name in scripts()}
    assert not upward(scripts(), SCRIPT_ROOMS, rooms)


def test_no_view_imports_another_view():
    views = {name: targets for name, targets in scripts().items() if name.startswith("views/") and name.count("/") > 1}
    rooms = {name: name.split("/")[1] for name in views}
    assert not upward(views, [set(rooms.values())], rooms)


def test_only_the_index_and_the_hosts_name_views():
    known = {name for name, targets in scripts().items() if any(target.startswith("views/") for target in targets)}
    assert not [name for name in known if not name.startswith(("views/", "hosts/"))]


def test_only_hosts_know_streamlit():
    words = ("streamlit", "data-testid", "setTriggerValue", "parentElement.querySelector")
    files = [ROOT / "rnnlab/player/assets" / name for name in scripts() if not name.startswith("hosts/")]
    assert not [f"{file.name}: {word}" for file in files for word in words if word in file.read_text("utf-8")]


def test_every_script_that_is_imported_is_there():
    assert not {target for targets in scripts().values() for target in targets} - scripts().keys()


def test_the_streamlit_host_names_all_that_the_first_picture_needs():
    """Named in one file, they are fetched in one round instead of one after the other."""
    static = {
        name: frozenset(script_imports(without_dynamic(name), name)) for name in scripts()
    }  # what is fetched with a module
    needed = (
        reached("hosts/streamlit.js", static) | {"views/weather/view.js"} | reached("views/weather/view.js", static)
    )
    assert needed == static["hosts/streamlit.js"]


def without_dynamic(name):
    return (ROOT / "rnnlab/player/assets" / name).read_text("utf-8").replace("import(", "load(")


def test_no_module_imports_itself_by_any_road():
    assert not circles(GRAPH)
    assert not circles(scripts())


def test_no_name_with_a_leading_underscore_crosses_a_file():
    files = [file for folder in ("rnnlab", "pages") for file in (ROOT / folder).rglob("*.py")]
    found = {file.relative_to(ROOT).as_posix(): crossing_names(file.read_text("utf-8")) for file in files}
    assert not {file: names for file, names in found.items() if names}


def test_no_folder_holds_more_files_than_one_sees_at_a_glance():
    folders = [path for name in PROJECT_FOLDERS for path in [ROOT / name, *(ROOT / name).rglob("*")] if path.is_dir()]
    counts = {
        folder.relative_to(ROOT).as_posix(): sum(path.is_file() for path in folder.iterdir())
        for folder in folders
        if "__pycache__" not in folder.parts
    }
    assert not {folder: count for folder, count in counts.items() if count > MOST_FILES}


def test_only_ui_pages_and_app_know_streamlit():
    assert not breaches(lambda name: within(name, "rnnlab") and not within(name, "rnnlab.ui"), ["streamlit"])


def test_training_that_a_page_watches_knows_no_streamlit():
    assert not breaches(lambda name: within(name, "rnnlab.ui.live"), ["streamlit"])


def test_only_figures_know_plotly():
    assert not breaches(lambda name: not within(name, "rnnlab.figures"), ["plotly"])


@pytest.mark.parametrize("room", WITHOUT_TORCH)
def test_what_reads_a_recording_reaches_no_torch_by_any_road(room):
    for start in [name for name in modules() if within(name, room)]:
        roads = {start, *reached(start, modules())}
        assert not [name for name in roads if any(within(target, "torch") for target in modules()[name])], start


def test_pages_hold_no_formula():
    assert not breaches(lambda name: within(name, "pages", "app"), ["torch", "numpy", "plotly", "pandas"])


def test_the_library_asks_its_own_modules_and_not_its_public_face():
    assert not [name for name, targets in modules().items() if within(name, "rnnlab") and "rnnlab" in targets]


def loaded_after(*names):
    """Which heavy packages a fresh process holds after importing these."""
    code = f"import {', '.join(names)}, sys; print(*({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


HEAVY = {"torch", "streamlit", "plotly", "pandas", "numpy", "regex", "safetensors"}


def test_importing_rnnlab_loads_nothing_heavy():
    assert loaded_after("rnnlab") == set()


def test_a_recording_needs_no_more_than_numpy():
    assert loaded_after("rnnlab.recording.recording", "rnnlab.config.training") == {"numpy", "regex"}


def test_figures_load_no_torch_and_no_streamlit():
    grounds = [name for name in modules() if within(name, "rnnlab.config", "rnnlab.recording", "rnnlab.analysis")]
    assert not loaded_after(*grounds, "rnnlab.figures") & {"torch", "streamlit"}


@pytest.mark.parametrize("name", rnnlab.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    assert getattr(rnnlab, name).__doc__.strip()
    assert name in dir(rnnlab)


def test_the_list_of_public_names_is_in_order_and_whole():
    assert rnnlab.__all__ == sorted(rnnlab.__all__, key=lambda name: (not name[0].isupper(), name))
    assert set(rnnlab.__all__) == {*rnnlab._MODULE_OF_NAME, *rnnlab._SUBMODULES}


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'rnnlab' has no attribute 'transformer'$"):
        rnnlab.transformer  # noqa: B018
