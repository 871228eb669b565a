"""`unit_heatmap`: one quantity of a layer, a row per unit and a column per step."""

from __future__ import annotations

import plotly.graph_objects as go

from rnnlab.figures.theme import diverging_scale, figure, whole_ticks
from rnnlab.i18n.messages import t
from rnnlab.player.palette import palette
from rnnlab.recording.recording import Recording


def unit_heatmap(
    recording: Recording,
    layer: int = 0,
    *,
    reverse: bool = False,
    item: int = 0,
    quantity: str = "h",
    dark: bool = False,
) -> go.Figure:
    """One layer's values: a row per unit, unit 0 on top, a column per step.

    Args:
        recording: Of kind "cell", "layers", "generation" or "ablation".
        layer: Which layer, from 0.
        reverse: The backward direction of a bidirectional network.
        item: Which sequence of the batch.
        quantity: "h", or "c" or a gate where the cell has it.
        dark: The theme.

    Returns:
        A heatmap of (hidden_size, seq_len) values, coloured on the fixed range -1 to 1 (clamped beyond).
    """
    values = recording.layer_arrays(quantity)[layer, "reverse" if reverse else "forward"][:, item, :].T
    heat = go.Heatmap(
        z=values,
        x=list(range(1, values.shape[1] + 1)),
        zmin=-1,
        zmax=1,
        colorscale=diverging_scale(dark),
        xgap=1 if values.shape[1] <= 60 else 0,
        ygap=1 if values.shape[0] <= 24 else 0,
        colorbar={"thickness": 10, "tickvals": [-1, 0, 1], "ticktext": ["−1", "0", "+1"], "outlinewidth": 0},
        hovertemplate=t("step {step}, unit {unit}: {value}", step="%{x}", unit="%{y}", value="%{z:.4f}")
        + "<extra></extra>",
    )
    fig = figure([heat], dark=dark, height=max(180, min(420, 60 + 22 * values.shape[0])), x=t("step"), y=t("unit"))
    fig.update_yaxes(autorange="reversed", showgrid=False, dtick=whole_ticks(values.shape[0], 12))
    fig.update_xaxes(showgrid=False, dtick=whole_ticks(values.shape[1]))
    fig.update_coloraxes(colorbar_tickfont_color=palette(dark).ink_3)
    return fig
