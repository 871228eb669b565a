"""`embedding_map`: the rows of the embedding table in the plane of their first two principal components."""

from __future__ import annotations

import plotly.graph_objects as go

from rnnlab.analysis.pca import principal_plane
from rnnlab.figures.theme import figure, plain
from rnnlab.i18n.messages import t
from rnnlab.player.palette import palette
from rnnlab.recording.recording import Recording


def embedding_map(recording: Recording, *, dark: bool = False) -> go.Figure:
    """Where each symbol's embedding lies at the last recorded epoch.

    Args:
        recording: Of kind "training".
        dark: The theme.

    Returns:
        A point per symbol of the vocabulary; each axis says how much of the variance it keeps.
    """
    p, plane = palette(dark), principal_plane(recording["emb.weight"][-1])
    names = [plain(symbol) if symbol.strip() else "␣" for symbol in recording.header["vocab"]]
    dots = go.Scatter(
        x=plane.points[:, 0],
        y=plane.points[:, 1],
        mode="markers+text" if len(names) <= 80 else "markers",
        text=names,
        textposition="top center",
        textfont={"size": 14, "color": p.ink},
        marker={"size": 8, "color": p.edge, "line": {"width": 1, "color": p.ink}},
        cliponaxis=False,
        hovertemplate="%{text}: %{x:.3f}, %{y:.3f}<extra></extra>",
    )
    shares = [
        t("component {number}, {share:.0%} of the variance", number=i + 1, share=part)
        for i, part in enumerate(plane.variance)
    ]
    fig = figure([dots], dark=dark, height=320, x=shares[0], y=shares[1])
    fig.update_layout(margin_t=28)
    return fig
