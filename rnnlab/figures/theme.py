"""`figure`: the layout that all figures share, in the colours of the palette."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from rnnlab.player.palette import palette

# Lines of one chart differ by dash and symbol too, so that no meaning depends on colour alone.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def diverging_scale(dark: bool) -> list[list[Any]]:
    """The colour scale of signed values in Plotly's format: [position from 0 to 1, colour] each."""
    stops = palette(dark).stops
    return [[i / (len(stops) - 1), colour] for i, colour in enumerate(stops)]


def plain(text: str) -> str:
    """A person's text escaped for Plotly, which would interpret some HTML, links included."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def add_dashed_line(fig: go.Figure, y: float, text: str, *, dash: str, dark: bool) -> None:
    """Add a dashed horizontal line at y to a figure, with a text at its right end."""
    colour = palette(dark).ink_2
    fig.add_hline(
        y=y,
        line={"color": colour, "width": 1.5, "dash": dash},
        annotation={"text": text, "font": {"size": 11, "color": colour}},
        annotation_position="top right",
    )


def whole_ticks(count: int, most: int = 24) -> int | None:
    """The distance of ticks along `count` whole positions: 1, so that none lies between two of them.

    None, Plotly's own choice, if there are more than `most`: there it chooses whole distances.
    """
    return 1 if count <= most else None


def figure(traces: list[Any], *, dark: bool, height: int, x: str, y: str) -> go.Figure:
    """A figure of these traces in the house style, axes named."""
    p = palette(dark)
    axis = {
        "gridcolor": p.rule,
        "linecolor": p.rule,
        "zerolinecolor": p.rule,
        "tickfont": {"size": 11, "color": p.ink_3},
    }
    font = {"size": 12, "color": p.ink_3}
    fig = go.Figure(traces)
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
