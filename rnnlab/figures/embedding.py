"""The embedding table, seen in two dimensions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from rnnlab.figures.theme import figure, palette, plain
from rnnlab.recording import Array, Recording


@dataclass(frozen=True)
class Projection:
    """Points in the plane that keeps most of what differs between them.

    Attributes:
        points: (n, 2), in the units of the data; a column is zero where the data has no second direction.
        variance: (2,), the share of the whole variance along each axis, 0 to 1; zeros if all points are equal.
    """

    points: Array
    variance: Array


def principal_plane(rows: Array) -> Projection:
    """Project rows on their first two principal components.

    Args:
        rows: (n, d), any n and d of at least 1.

    Returns:
        The projection. The sign of each axis is fixed so that its largest loading is positive: the same rows always
        give the same picture.

    Source: Jolliffe, Principal Component Analysis, 2nd ed., section 3.5: the singular value decomposition of the
        centred data.
    """
    centred = np.asarray(rows, dtype=np.float64) - np.mean(rows, axis=0, dtype=np.float64)
    left, strength, directions = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign(directions[np.arange(len(directions)), np.abs(directions).argmax(axis=1)])
    scores = left * strength * signs
    points, variance = np.zeros((len(centred), 2)), np.zeros(2)
    # Centred rows never span every direction; what is left of the last one is rounding, not data.
    kept = min(2, int(np.count_nonzero(strength > 1e-12 * strength[0])))
    points[:, :kept] = scores[:, :kept]
    total = float(np.sum(strength**2))
    if total > 1e-12 * max(1.0, float(np.sum(np.square(rows, dtype=np.float64)))):
        variance[:kept] = strength[:kept] ** 2 / total
    return Projection(points, variance)


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
    shares = [f"component {i + 1}, {share:.0%} of the variance" for i, share in enumerate(plane.variance)]
    fig = figure([dots], dark=dark, height=320, x=shares[0], y=shares[1])
    fig.update_layout(margin_t=28)
    return fig
