"""The panels below the player of the page Race: the tabs and the figure of the losses."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from rnnlab.export.race_script import race_script
from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording
from rnnlab.ui.pages.race.live_race import RaceRun
from rnnlab.ui.pages.race.sentences import script_note
from rnnlab.ui.pages.race.tables import losses_table, race_shapes
from rnnlab.ui.panels.panels import PLOTLY, Panels, draw_tabs
from rnnlab.ui.panels.shapes import Row
from rnnlab.ui.shell.style import is_dark


def draw_race_tabs(run: RaceRun, *, follows: str) -> None:
    """Draw the tabs; `follows` is the key of the player whose cursor they follow."""
    losses = (t("loss of every epoch, and on what is held out"), lambda: losses_table(run.snapshot()))
    draw_tabs(
        Panels(
            page="race",
            follows=follows,
            recording=run.snapshot(),
            shapes=_shapes(run),
            quantities={},
            tables={"losses": losses},
            script=(script_note(run), lambda: race_script(run.config, run.cells, run.epochs_done)),
        ),
        *("Table", "Shapes", "Code"),
    )


def _shapes(run: RaceRun) -> list[Row]:
    """The tensors of every lane, with the name of its cell before each if there are several."""
    lanes = {cell: race_shapes(trainer.config, trainer.model()) for cell, trainer in run.race.trainers.items()}
    if len(lanes) == 1:
        return next(iter(lanes.values()))
    return [replace(row, tensor=f"{cell.upper()} {row.tensor}") for cell, rows in lanes.items() for row in rows]


def draw_losses(recording: Recording) -> None:
    """Draw the figure of the losses of a recording of kind "race"."""
    from rnnlab.figures.race import race_curves

    st.header(t("Loss"), anchor=False)
    st.caption(
        t(
            "Lower is better. One line per cell, marks where the held-out loss was taken; dashed, what needs no "
            "memory. Drag to zoom in, double-click to go back."
        )
    )
    st.plotly_chart(race_curves(recording, dark=is_dark()), key="race-loss", theme=None, config=PLOTLY)
