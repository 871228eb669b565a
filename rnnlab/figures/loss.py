"""The loss over the epochs."""

from __future__ import annotations

import plotly.graph_objects as go

from rnnlab.figures.theme import figure, palette
from rnnlab.recording import Recording


def loss_curve(recording: Recording, *, dark: bool = False) -> go.Figure:
    """The loss of every epoch trained so far.

    Args:
        recording: Of kind "training".
        dark: The theme.

    Returns:
        One line over epochs 1 to the last, in nats, from zero up; on a log axis of epochs it would hide the start.
    """
    p, losses = palette(dark), recording["losses"]
    line = go.Scatter(
        x=list(range(1, len(losses) + 1)),
        y=losses,
        mode="lines+markers" if len(losses) <= 40 else "lines",
        line={"color": p.ink, "width": 2},
        marker={"size": 5},
        hovertemplate="epoch %{x}: %{y:.4f} nats<extra></extra>",
    )
    fig = figure([line], dark=dark, height=320, x="epoch", y="cross-entropy, nats")
    fig.update_yaxes(rangemode="tozero")
    fig.update_xaxes(showgrid=False, rangemode="normal", dtick=1 if len(losses) <= 20 else None)
    return fig
