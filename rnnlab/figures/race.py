"""`race_curves`: the losses of several cells that learn the same task, over the epochs."""

from __future__ import annotations

import plotly.graph_objects as go

from rnnlab.config.choices import CellType
from rnnlab.figures.theme import DASHES, add_dashed_line, figure, whole_ticks
from rnnlab.i18n.messages import t
from rnnlab.player.palette import palette
from rnnlab.recording.recording import Recording

# As in the player: a cell is recognised by dash, symbol and name, never by colour alone.
_SYMBOLS = {"rnn": "triangle-up", "gru": "square", "lstm": "circle"}
_DASHES = dict(zip(("lstm", "gru", "rnn"), DASHES, strict=False))
_MAX_AXIS = 1.6  # top of the loss axis, in baselines: higher first losses are cut off


def race_curves(recording: Recording, *, dark: bool = False) -> go.Figure:
    """The loss of every epoch and cell so far.

    Args:
        recording: Of kind "race".
        dark: The theme.

    Returns:
        A line per cell, marks for its held-out losses, and the baseline dashed; in nats or as mean squared error. The
        axis begins at zero and ends at most at 1.6 times the baseline; drag to see what lies above.
    """
    header = recording.header
    baseline = header["baseline"]["loss"]
    unit = t("mean squared error") if header["config"]["task"] == "adding" else t("nats")
    cells = [lane["cell"] for lane in header["lanes"]]
    traces = [trace for cell in cells for trace in _cell_traces(recording, cell, unit, dark)]
    longest = max(len(recording[f"losses.{cell}"]) for cell in cells)
    highest = max([baseline, *(float(recording[f"losses.{cell}"].max(initial=0)) for cell in cells)])
    fig = figure(traces, dark=dark, height=360, x=t("epoch"), y=t("loss, {unit}", unit=unit))
    fig.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.12, "font": {"color": palette(dark).ink_2}})
    fig.update_yaxes(range=[0, 1.04 * min(highest, _MAX_AXIS * baseline)])
    fig.update_xaxes(showgrid=False, dtick=whole_ticks(longest))
    add_dashed_line(fig, baseline, t("no memory {loss:.3f}", loss=baseline), dash="longdash", dark=dark)
    return fig


def _cell_traces(recording: Recording, cell: CellType, unit: str, dark: bool) -> tuple[go.Scatter, go.Scatter]:
    """The line of a cell's losses, and the marks of its held-out losses."""
    colour, losses = palette(dark).cells[cell], recording[f"losses.{cell}"]
    hovered_loss = f"{cell.upper()} %{{y:.4f}} {unit}"
    line = go.Scatter(
        x=list(range(1, len(losses) + 1)),
        y=losses,
        mode="lines",
        name=cell.upper(),
        line={"color": colour, "width": 2, "dash": _DASHES[cell]},
        hovertemplate=t("epoch {epoch}: {loss}", epoch="%{x}", loss=hovered_loss) + "<extra></extra>",
    )
    marks = go.Scatter(
        x=recording[f"held_out.epoch.{cell}"],
        y=recording[f"held_out.{cell}"],
        mode="markers",
        name=t("{cell} held out", cell=cell.upper()),
        marker={"symbol": f"{_SYMBOLS[cell]}-open", "size": 8, "color": colour},
        hovertemplate=t("after epoch {epoch}, held out: {loss}", epoch="%{x}", loss=hovered_loss) + "<extra></extra>",
    )
    return line, marks
