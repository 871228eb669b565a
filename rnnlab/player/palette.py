"""`Palette`: the colours of one theme. The player's scripts and `.streamlit/config.toml` hold the same colours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rnnlab.config.choices import CellType

_PLACEHOLDER = re.compile(r"\$([a-z]+(?:_[a-z0-9]+)*)")


@dataclass(frozen=True, kw_only=True)
class Palette:
    """One theme's colours, as hex; `cell_border` as rgba().

    Attributes:
        page, surface, bar: Backgrounds: of the page, of the player, of bars and notices.
        ink, ink_2, ink_3: Text, from the most to the least important.
        edge: Outlines of shapes, and arrows.
        rule, rule_strong: Lines between things.
        ghost, fill: Shapes of steps not reached yet; shapes without a value.
        now, now_tint: The step at the cursor, and the background behind it.
        cell_border: Around a coloured cell.
        runs: Of the runs of a training, in order.
        cells: Of the cells of a race, which differ by dash and mark too.
        stops: Of the colour scale of signed values, nine from -1 to +1.
    """

    page: str
    surface: str
    bar: str
    ink: str
    ink_2: str
    ink_3: str
    edge: str
    rule: str
    rule_strong: str
    ghost: str
    fill: str
    now: str
    now_tint: str
    cell_border: str
    runs: tuple[str, ...]
    cells: Mapping[CellType, str]
    stops: tuple[str, ...]


LIGHT = Palette(
    page="#FFFFFF",
    surface="#FFFFFF",
    bar="#F6F6F3",
    ink="#15181C",
    ink_2="#454B53",
    ink_3="#696F78",
    edge="#878D95",
    rule="#E3E3DE",
    rule_strong="#CFCFC9",
    ghost="#C4C6C8",
    fill="#DDE0E3",
    now="#A6168F",
    now_tint="#FBEFF8",
    cell_border="rgba(11,14,18,.22)",
    runs=("#15181C", "#1B7F4B", "#6A4BC4", "#8A6500", "#0E7C86", "#B3261E"),
    cells={"rnn": "#8A6A00", "gru": "#0E7C66", "lstm": "#15181C"},
    stops=("#124A86", "#2F77B8", "#76ABD8", "#BCD7ED", "#F8F8F5", "#F9DBBB", "#F0AD6E", "#DA7A2C", "#AD4B05"),
)
DARK = Palette(
    page="#0F1114",
    surface="#131619",
    bar="#1A1D21",
    ink="#F1F1EE",
    ink_2="#BFC4CA",
    ink_3="#90979F",
    edge="#6D747C",
    rule="#2A2E33",
    rule_strong="#3A3F45",
    ghost="#4A5057",
    fill="#353B42",
    now="#F283DB",
    now_tint="#2B1827",
    cell_border="rgba(255,255,255,.15)",
    runs=("#F1F1EE", "#5CC98A", "#B7A2FF", "#D9B44A", "#4CC7D1", "#FF8A80"),
    cells={"rnn": "#D9BE4C", "gru": "#5CCFB4", "lstm": "#F1F1EE"},
    stops=("#8CCBFF", "#5A9FDB", "#33709F", "#22455F", "#1C1F23", "#553A1F", "#94601F", "#D58A34", "#FFBE70"),
)


def palette(dark: bool) -> Palette:
    """The colours of one theme."""
    return DARK if dark else LIGHT


def with_colours(css: str) -> str:
    """A stylesheet with the colours of both themes filled in.

    Args:
        css: With placeholders like $ink or, for runs and stops, $stops_0.

    >>> with_colours("a { color: $ink; fill: $stops_8; }")
    'a { color: light-dark(#15181C, #F1F1EE); fill: light-dark(#AD4B05, #FFBE70); }'
    """
    return _PLACEHOLDER.sub(lambda match: f"light-dark({_colour(LIGHT, match[1])}, {_colour(DARK, match[1])})", css)


def _colour(theme: Palette, name: str) -> str:
    group, _, number = name.rpartition("_")
    colour: str = getattr(theme, group)[int(number)] if group in ("runs", "stops") else getattr(theme, name)
    return colour
