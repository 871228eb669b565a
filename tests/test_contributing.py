"""Every path that CONTRIBUTING.md and README.md name exists, and every room is listed."""

import re

import pytest

from tests.imports import ASSETS, ROOT
from tests.test_imports import ROOMS, SCRIPT_ROOMS, UI_ROOMS

DOCUMENTS = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")}
PLANNED = {"sweeps"}  # rooms that the order of imports lists, but that do not exist yet
EXAMPLE = "norms"  # what the recipes add
FOLDERS = ("rnnlab/", "pages/", "tests/", "benchmarks/", "app.py")


def paths(text: str) -> set[str]:
    """All paths of this project that a text names between backticks, but for those of the recipes' example."""
    words = {word.rstrip("/") for code in re.findall(r"`([^`\n]+)`", text) for word in code.split()}
    return {word for word in words if word.startswith(FOLDERS) and EXAMPLE not in word and "<" not in word}


def rooms(names):
    return [
        name.removeprefix("rnnlab.") for line in names for name in line if name.removeprefix("rnnlab.") not in PLANNED
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_is_named_is_there(name):
    named = paths(DOCUMENTS[name])
    assert len(named) > 10
    assert not [path for path in named if not (ROOT / path).exists()]


def test_both_list_the_rooms_from_the_ground_up():
    known = [room for room in rooms(ROOMS) if room not in ("rnnlab", "pages", "app")]
    map_ = DOCUMENTS["CONTRIBUTING.md"].split("| room of")[1].split("\n\n")[0]
    listed = [room for row in map_.splitlines()[2:] for room in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert listed == known
    tour = re.findall(r"`rnnlab/(\w+)(?:\.py|/)`", DOCUMENTS["README.md"].split("| place |")[1])
    assert tour == known


@pytest.mark.parametrize(
    ("start", "expected"), [("Inside `rnnlab/ui/`", UI_ROOMS), ("Inside `rnnlab/player/", SCRIPT_ROOMS)]
)
def test_the_rooms_inside_a_room_are_listed_in_order(start, expected):
    (sentence,) = re.findall(rf"{start}[^:]*:([^.]*)\.\s", DOCUMENTS["CONTRIBUTING.md"])
    assert re.findall(r"`(\w+)`", sentence) == [room for room in rooms(expected) if "/" not in room]


def test_every_room_has_a_folder_of_tests():
    built = {path.name for path in (ROOT / "rnnlab").iterdir() if (path / "__init__.py").exists()}
    elsewhere = {"bundled"}  # tested where its recordings are shown: tests/ui/pages/test_home.py
    assert not [room for room in built - elsewhere if not (ROOT / "tests" / room).is_dir()]
    assert (ROOT / "tests" / "browser").is_dir()
    assert ASSETS.is_dir()
