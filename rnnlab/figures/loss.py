"""`loss_curve`: the loss of a training run over its epochs."""

from __future__ import annotations

import plotly.graph_objects as go

from rnnlab.figures.theme import add_dashed_line, figure, whole_ticks
from rnnlab.i18n.messages import t
from rnnlab.player.palette import palette
from rnnlab.recording.recording import Recording


def loss_curve(recording: Recording, *, floor: float | None = None, dark: bool = False) -> go.Figure:
    """The loss of every epoch trained so far, or of those that the recording keeps.

    Args:
        recording: Of kind "training".
        floor: The memoryless loss, in nats, as from `rnnlab.memoryless_floor`; drawn as a dashed line.
        dark: The theme.

    Returns:
        One line over epochs 1 to the last, in nats, from zero up; both axes are linear.
        Epochs whose gradient was clipped have a tick on the axis.
    """
    p, losses, epochs = palette(dark), recording["losses"], recording.loss_epochs
    line = go.Scatter(
        x=epochs,
        y=losses,
        mode="lines+markers" if len(losses) <= 40 else "lines",
        line={"color": p.ink, "width": 2},
        marker={"size": 5},
        hovertemplate=t("epoch {epoch}: {loss} nats", epoch="%{x}", loss="%{y:.4f}") + "<extra></extra>",
    )
    lines = [line]
    if "clipped" in recording:
        lines.append(_clipped(recording, p.ink_2))
    fig = figure(lines, dark=dark, height=320, x=t("epoch"), y=t("cross-entropy, nats"))
    fig.update_yaxes(rangemode="tozero")
    fig.update_xaxes(showgrid=False, rangemode="normal", dtick=whole_ticks(max(epochs, default=1), 20))
    if floor is not None:
        add_dashed_line(fig, floor, t("best without memory {loss:.3f}", loss=floor), dash="dash", dark=dark)
    return fig


def _clipped(recording: Recording, colour: str) -> go.Scatter:
    """A tick for each epoch whose gradient was clipped."""
    return go.Scatter(
        x=recording["clipped"],
        y=[0] * len(recording["clipped"]),
        customdata=recording["clipped.norm"],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 8, "color": colour},
        hovertemplate=t("epoch {epoch}: gradient of norm {norm} clipped", epoch="%{x}", norm="%{customdata:.3g}")
        + "<extra></extra>",
    )
