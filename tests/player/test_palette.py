"""The player's theme.js and Streamlit's settings hold the colours of `rnnlab.player.palette`."""

import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from rnnlab.player.palette import DARK, LIGHT

ROOT = Path(__file__).parents[2]
THEME = (ROOT / "rnnlab/player/assets/canvas/theme.js").read_text("utf-8")


@pytest.mark.parametrize(("name", "palette"), [("LIGHT", LIGHT), ("DARK", DARK)])
def test_the_player_has_the_colours_of_the_palette(name, palette):
    block = re.search(rf"const {name} = \{{(.*?)\n\}};", THEME, re.DOTALL)[1]
    lists = re.findall(r"(\w+): \[(.*?)\]", block, re.DOTALL)
    found = dict(re.findall(r'(\w+): "(.*?)"', block))
    found |= {key: tuple(re.findall('"(.*?)"', values)) for key, values in lists}
    cells = (ROOT / "rnnlab/player/assets/views/race/looks.js").read_text("utf-8")
    assert dict(re.findall(rf'(\w+): {{.*?{name.lower()}: "(#\w+)"', cells)) == palette.cells
    ours = {re.sub(r"_(\w)", lambda letter: letter[1].upper(), key): value for key, value in asdict(palette).items()}
    ours.pop("cells")
    assert found == ours | {"name": name.lower()}


@pytest.mark.parametrize(("name", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_streamlit_has_the_colours_of_the_palette(name, palette):
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"][name]
    sidebar = theme.pop("sidebar")
    assert theme == {
        **dict.fromkeys(("primaryColor", "textColor", "linkColor"), palette.ink),
        "backgroundColor": palette.page,
        "secondaryBackgroundColor": palette.bar,
        "borderColor": palette.rule_strong,
    }
    assert sidebar["secondaryBackgroundColor"] == (palette.surface if name == "light" else palette.bar)


def test_no_other_python_file_of_the_app_contains_a_colour():
    files = [*(ROOT / "rnnlab").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]
    found = [file.name for file in files if re.search(r"#[0-9A-Fa-f]{6}\b", file.read_text("utf-8"))]
    assert found == ["palette.py"]
