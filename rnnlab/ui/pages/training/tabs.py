"""The panels below the player of the page Embedding: tabs of the selected run, and two figures."""

from __future__ import annotations

import streamlit as st

from rnnlab.analysis.memoryless import memoryless_floor
from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording
from rnnlab.ui.pages.training.live_run import LiveRun
from rnnlab.ui.pages.training.sentences import unprinted
from rnnlab.ui.panels.panels import PLOTLY, Panels, draw_tabs
from rnnlab.ui.panels.shapes import training_shapes
from rnnlab.ui.shell.style import is_dark

FIGURES = "training-figures"


def draw_run_tabs(recording: Recording, run: LiveRun, *, follows: str) -> None:
    """Draw the tabs.

    Args:
        recording: Of the run, whole.
        run: The selected one.
        follows: Key of the player whose cursor the tabs follow.
    """
    tabs: tuple[str, ...] = ("Console", "Table", "Shapes", "Code")
    if not run.trainer.can_be_scripted:
        st.caption(t("Console and Code are left out: so many weights were set by hand that no script lists them."))
        tabs = tabs[1:3]
    draw_tabs(
        Panels(
            page="training",
            follows=follows,
            recording=recording,
            shapes=training_shapes(run.config, recording),
            quantities=_quantities(run.config),
            unprinted=unprinted(recording, failed=run.trainer.failure is not None),
        ),
        *tabs,
    )


def _quantities(config: TextConfig) -> dict[str, str]:
    """The quantities of the tab Table: array → its label."""
    cell_state = {"c": t("c: cell state of every layer and step")} if config.cell == "lstm" else {}
    return {
        "losses": t("loss and predicted text of every epoch"),
        "probabilities": t("probabilities: epoch, step, symbol"),
        "h": t("h: hidden state of every layer and step"),
        **cell_state,
        "emb.weight": t("emb.weight: epoch, symbol, dimension"),
    }


def draw_figures(recording: Recording, config: TextConfig) -> None:
    """Draw the figures in an expander, and only if it is open: at every run a browser renders open figures anew.

    Args:
        recording: Of the run, whole.
        config: Of the first run.
    """
    opened = st.expander(t("Embedding in two dimensions, and the loss"), key=FIGURES, on_change="rerun")
    if opened.open:
        with opened:
            left, right = st.columns(2, gap="medium")
            with left:
                _embedding(recording)
            with right:
                _loss(recording, config)


def _embedding(recording: Recording) -> None:
    from rnnlab.figures import embedding_map

    st.header(t("Embedding in two dimensions"), anchor=False)
    st.caption(t("Symbols that lie close are alike to the network; the axes say how much of all variation they show."))
    st.plotly_chart(embedding_map(recording, dark=is_dark()), key="training-map", theme=None, config=PLOTLY)


def _loss(recording: Recording, config: TextConfig) -> None:
    from rnnlab.figures import loss_curve

    st.header(t("Loss"), anchor=False)
    st.caption(
        t(
            "Lower is better: 0 would mean certain and right everywhere. Dashed: the best that any network without "
            "memory can do. Ticks on the axis: epochs whose gradient was clipped."
        )
    )
    floor = memoryless_floor(config.source, config.target).loss
    st.plotly_chart(loss_curve(recording, floor=floor, dark=is_dark()), key="training-loss", theme=None, config=PLOTLY)
