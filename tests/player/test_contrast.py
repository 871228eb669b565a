"""Contrast of the player's palettes by WCAG's formula, in both themes."""

import re
from pathlib import Path

import pytest

SOURCE = (Path(__file__).parents[2] / "rnnlab/player/assets/canvas/theme.js").read_text("utf-8")
HEX = r'"(#[0-9A-F]{6})"'


def palette(name: str) -> dict[str, list[str]]:
    """Colour names of one palette to their values, one each but for lists."""
    block = re.search(rf"const {name} = \{{(.*?)\n\}};", SOURCE, re.DOTALL)[1]
    lists = {key: re.findall(HEX, values) for key, values in re.findall(r"(\w+): \[(.*?)\]", block, re.DOTALL)}
    return {key: [value] for key, value in re.findall(rf"(\w+): {HEX}", block)} | lists


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, part: float) -> str:
    """The colour between two, straight in sRGB, as the player mixes them."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)


@pytest.mark.parametrize("theme", ["LIGHT", "DARK"])
@pytest.mark.parametrize(
    ("name", "least"), [("ink", 4.5), ("ink2", 4.5), ("ink3", 4.5), ("now", 4.5), ("runs", 4.5), ("edge", 3)]
)
@pytest.mark.parametrize("ground", ["page", "surface", "bar"])
def test_words_and_lines_stand_out_from_what_they_lie_on(theme, name, least, ground):
    colours = palette(theme)
    for colour in colours[name]:
        assert contrast(colour, colours[ground][0]) >= least, (name, colour, ground)


@pytest.mark.parametrize("theme", ["LIGHT", "DARK"])
def test_a_number_can_be_read_on_every_colour_of_the_scale(theme):
    stops = palette(theme)["stops"]
    assert len(stops) == 9
    for one, other in zip(stops, [*stops[1:], stops[-1]], strict=True):
        for part in range(9):  # colours in between, too
            colour = mixed(one, other, part / 8)
            assert max(contrast(colour, "#000000"), contrast(colour, "#FFFFFF")) >= 4.5, colour
