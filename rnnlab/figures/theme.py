"""Colours and layout that all figures share; the palette is the player's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go


@dataclass(frozen=True)
class Palette:
    """One theme's colours, as hex."""

    ink: str
    ink_2: str
    ink_3: str
    edge: str
    rule: str
    page: str
    now: str
    diverging: tuple[str, ...]  # nine stops from -1 to +1


LIGHT = Palette(
    ink="#15181C",
    ink_2="#454B53",
    ink_3="#696F78",
    edge="#878D95",
    rule="#E3E3DE",
    page="#FFFFFF",
    now="#A6168F",
    diverging=("#124A86", "#2F77B8", "#76ABD8", "#BCD7ED", "#F8F8F5", "#F9DBBB", "#F0AD6E", "#DA7A2C", "#AD4B05"),
)
DARK = Palette(
    ink="#F1F1EE",
    ink_2="#BFC4CA",
    ink_3="#90979F",
    edge="#6D747C",
    rule="#2A2E33",
    page="#0F1114",
    now="#F283DB",
    diverging=("#8CCBFF", "#5A9FDB", "#33709F", "#22455F", "#1C1F23", "#553A1F", "#94601F", "#D58A34", "#FFBE70"),
)
# Lines that lie in one chart differ by dash and symbol first, so that no meaning hangs on a colour.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def palette(dark: bool) -> Palette:
    """The colours of one theme."""
    return DARK if dark else LIGHT


def diverging_scale(dark: bool) -> list[list[Any]]:
    """The scale of all signed values as Plotly takes it: [position from 0 to 1, colour]."""
    stops = palette(dark).diverging
    return [[i / (len(stops) - 1), colour] for i, colour in enumerate(stops)]


def plain(text: str) -> str:
    """A person's text so that Plotly shows it letter for letter: it reads a part of HTML, links included."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def figure(trace: list[Any], *, dark: bool, height: int, x: str, y: str) -> go.Figure:
    """A figure of these traces in the house style, axes named."""
    p = palette(dark)
    axis = {
        "gridcolor": p.rule,
        "linecolor": p.rule,
        "zerolinecolor": p.rule,
        "tickfont": {"size": 11, "color": p.ink_3},
    }
    font = {"size": 12, "color": p.ink_3}
    fig = go.Figure(trace)
    fig.update_layout(
        height=height,
        margin={"l": 56, "r": 16, "t": 12, "b": 44},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "Liberation Sans, Arial, Helvetica, sans-serif", "size": 12, "color": p.ink_2},
        hoverlabel={"bgcolor": p.page, "bordercolor": p.edge, "font": {"color": p.ink, "size": 12}},
        showlegend=False,
        xaxis={**axis, "title": {"text": x, "font": font}},
        yaxis={**axis, "title": {"text": y, "font": font}},
    )
    return fig
