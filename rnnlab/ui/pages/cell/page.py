"""The page RNNCell, step by step: every product and sum of one cell."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnlab.config.choices import WEIGHT_NAMES
from rnnlab.config.networks import CellConfig
from rnnlab.i18n.messages import t
from rnnlab.player.payload import for_player
from rnnlab.recording.recording import Recording
from rnnlab.ui.editing import page_edits
from rnnlab.ui.files.buttons import save_and_open_settings
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.settings import CELL, cell_form
from rnnlab.ui.panels.panels import Panels, draw_tabs
from rnnlab.ui.panels.shapes import cell_shapes
from rnnlab.ui.player import player
from rnnlab.ui.shell.draw_order import FirstCall, pause_for_draw
from rnnlab.ui.shell.page_table import title_of
from rnnlab.ui.shell.reruns import rerun_page
from rnnlab.ui.shell.style import head

PLAYER = "cell-player"


def page() -> None:
    """Draw the whole page: its picture first, then the widgets and the panels below."""
    form = cell_form()
    head(
        title_of("cell"),
        t("At each step the cell mixes the new input with what it remembers. Select any unit to see its arithmetic."),
    )
    form.read_widgets()
    page_edits.sync(form)
    form.draw_notices()
    picture_and_settings(form, FirstCall())
    page_edits.draw_notices(form)
    draw_panels(form)
    form.share()


@st.fragment  # a changed number reruns this first, and the page around it once the picture is drawn
def picture_and_settings(form: Form[CellConfig], first_call: FirstCall) -> None:
    """Draw the picture, then the fields of the sidebar."""
    alone = page_edits.reruns_alone(form, first_call)
    picture(form)
    pause_for_draw()
    with st.sidebar:
        save_and_open_settings(form, "cell", CELL, settings(form))
        facts(form)
    if alone:
        rerun_page()


@st.fragment  # a click inside the player reruns the player only
def picture(form: Form[CellConfig]) -> None:
    """Draw the player, and nothing else that could delay it."""
    small = for_player(page_edits.recording(form), form["item"])
    view = {"name": "cell", "batch_item": 0, "edit": page_edits.view(form)}
    player(small, view=view, key=PLAYER, on_event=partial(page_edits.handle, form))
    page_edits.follow(form)


def settings(form: Form[CellConfig]) -> DeltaGenerator:
    """Draw the widgets of the sidebar; returns their grid, for the buttons that follow."""
    item = [("item",)] if form.config.batch_size > 1 else []
    return form.grid(
        ("seq_len",),
        ("batch_size", "input_size"),
        ("hidden_size", "nonlinearity"),
        ("seed", "new_seed"),
        ("bias",),
        *item,
    )


def facts(form: Form[CellConfig]) -> None:
    """Draw a sentence with the number of weights and biases."""
    recording = page_edits.recording(form)
    count = sum(recording[name].size for name in WEIGHT_NAMES if name in recording)
    st.caption(t("{count:,} weights and biases, drawn once and used at every step.", count=count))


@st.fragment  # a click on a tab reruns the tabs only
def draw_panels(form: Form[CellConfig]) -> None:
    """Draw the tabs."""
    recording = page_edits.recording(form)
    draw_tabs(
        Panels(
            page="cell",
            follows=PLAYER,
            recording=recording,
            shapes=cell_shapes(form.config, recording),
            quantities=_quantities(recording),
        ),
        *("Console", "Table", "Shapes", "Code"),
    )


def _quantities(recording: Recording) -> dict[str, str]:
    """The quantities of the tab Table: name in the recording → its label."""
    return {
        "h": t("h: hidden state after every step"),
        "pre": t("z: what goes into the nonlinearity"),
        "x": t("x: the input"),
    } | {name: name for name in WEIGHT_NAMES if name in recording}
