"""`unit_lines`: one quantity of a few units of a layer, a line per unit over the steps."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from rnnlab.figures.theme import DASHES, figure, whole_ticks
from rnnlab.i18n.messages import t
from rnnlab.player.palette import palette
from rnnlab.recording.recording import Recording


def unit_lines(
    recording: Recording,
    units: Sequence[int],
    layer: int = 0,
    *,
    reverse: bool = False,
    item: int = 0,
    quantity: str = "h",
    dark: bool = False,
) -> go.Figure:
    """The values of the chosen units over the steps.

    Args:
        recording: Of kind "cell", "layers", "generation" or "ablation".
        units: Which units, from 0; each is a line named at its end.
        layer, reverse, item, quantity, dark: As in `unit_heatmap`.

    Returns:
        Lines over steps 1 to seq_len, unitless values.
    """
    values = recording.layer_arrays(quantity)[layer, "reverse" if reverse else "forward"][:, item, :]
    steps = list(range(1, len(values) + 1))
    p = palette(dark)
    colours = (p.ink, p.stops[1], p.stops[7], p.edge)
    traces = [
        go.Scatter(
            x=steps,
            y=values[:, unit],
            mode="lines+markers+text" if len(steps) <= 60 else "lines+text",
            name=t("unit {unit}", unit=unit),
            text=[""] * (len(steps) - 1) + [t("unit {unit}", unit=unit)],
            textposition="middle right",
            textfont={"size": 11, "color": p.ink_2},
            line={"color": colours[i % len(colours)], "width": 1.75, "dash": DASHES[i % len(DASHES)]},
            marker={"size": 5},
            cliponaxis=False,
            hovertemplate=t("step {step}, unit {unit}: {value}", step="%{x}", unit=unit, value="%{y:.4f}")
            + "<extra></extra>",
        )
        for i, unit in enumerate(units)
    ]
    fig = figure(traces, dark=dark, height=260, x=t("step"), y=quantity)
    fig.update_layout(margin_r=72)
    fig.update_xaxes(dtick=whole_ticks(len(steps)), showgrid=False)
    return fig
