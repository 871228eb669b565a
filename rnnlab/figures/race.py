"""`race_curves`: the losses of several cells that learn the same task, over the epochs."""

from __future__ import annotations

import plotly.graph_objects as go

from rnnlab.figures.theme import DASHES, figure
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
    p, header = palette(dark), recording.header
    unit = t("mean squared error") if header["config"]["task"] == "adding" else t("nats")
    traces, top = [], header["baseline"]["loss"]
    for lane in header["lanes"]:
        cell = lane["cell"]
        colour, losses = p.cells[cell], recording[f"losses.{cell}"]
        top = max(top, float(losses.max(initial=0)))
        hovered_loss = f"{cell.upper()} %{{y:.4f}} {unit}"
        traces.append(
            go.Scatter(
                x=list(range(1, len(losses) + 1)), y=losses, mode="lines", name=cell.upper(),
                line={"color": colour, "width": 2, "dash": _DASHES[cell]},
                hovertemplate=t("epoch {epoch}: {loss}", epoch="%{x}", loss=hovered_loss) + "<extra></extra>",
            )
        )  # fmt: skip
        traces.append(
            go.Scatter(
                x=recording[f"held_out.epoch.{cell}"], y=recording[f"held_out.{cell}"], mode="markers",
                name=t("{cell} held out", cell=cell.upper()),
                marker={"symbol": f"{_SYMBOLS[cell]}-open", "size": 8, "color": colour},
                hovertemplate=t("after epoch {epoch}, held out: {loss}", epoch="%{x}", loss=hovered_loss)
                + "<extra></extra>",
            )
        )  # fmt: skip
    fig = figure(traces, dark=dark, height=360, x=t("epoch"), y=t("loss, {unit}", unit=unit))
    fig.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.12, "font": {"color": p.ink_2}})
    fig.update_yaxes(range=[0, 1.04 * min(top, _MAX_AXIS * header["baseline"]["loss"])])
    fig.update_xaxes(showgrid=False)
    fig.add_hline(
        y=header["baseline"]["loss"],
        line={"color": p.ink_2, "width": 1.5, "dash": "longdash"},
        annotation={
            "text": t("no memory {loss:.3f}", loss=header["baseline"]["loss"]),
            "font": {"size": 11, "color": p.ink_2},
        },
        annotation_position="top right",
    )
    return fig
