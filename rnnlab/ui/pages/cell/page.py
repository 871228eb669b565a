"""The parts of the page RNNCell, step by step."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnlab.config.choices import WEIGHT_NAMES
from rnnlab.config.networks import CellConfig
from rnnlab.player.payload import for_player
from rnnlab.ui.editing import page_edits
from rnnlab.ui.files.buttons import save_and_open_settings
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.settings import CELL, cell_form
from rnnlab.ui.panels.panels import Panels, draw_tabs
from rnnlab.ui.panels.shapes import cell_shapes
from rnnlab.ui.player import player
from rnnlab.ui.shell.draw_order import FirstCall, pause_for_draw
from rnnlab.ui.shell.style import head

PLAYER = "cell-player"
_QUANTITIES = {
    "h": "h: hidden state after every step",
    "pre": "z: what goes into the nonlinearity",
    "x": "x: the input",
}


def page() -> None:
    """The whole page: its picture first, then the widgets and what stands below."""
    form = cell_form()
    head(
        "RNNCell, step by step",
        "At each step the cell mixes the new input with what it remembers. Select any unit to see its arithmetic.",
    )
    form.read_widgets()
    page_edits.sync(form)
    form.draw_notices()
    numbers(form, FirstCall())
    page_edits.draw_notices(form)
    below(form)
    form.share()


@st.fragment  # a changed number reruns this first, and the page around it when the picture stands
def numbers(form: Form[CellConfig], inside: FirstCall) -> None:
    """The picture, then the fields of the sidebar."""
    alone = page_edits.reruns_alone(form, inside)
    picture(form)
    pause_for_draw()
    with st.sidebar:
        save_and_open_settings(form, "cell", CELL, settings(form))
        facts(form)
    if alone:
        st.rerun()


@st.fragment  # a click inside the player reruns the player only
def picture(form: Form[CellConfig]) -> None:
    """The player, and nothing that could keep it waiting."""
    small = for_player(page_edits.recording(form), form["item"])
    view = {"name": "cell", "batch_item": 0, "edit": page_edits.view(form)}
    player(small, view=view, key=PLAYER, on_event=lambda: page_edits.handle(form, PLAYER))
    page_edits.follow(form)


def settings(form: Form[CellConfig]) -> DeltaGenerator:
    """The widgets of the sidebar, as a grid that has room for more."""
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
    """How much there is to learn."""
    recording = page_edits.recording(form)
    count = sum(recording[name].size for name in WEIGHT_NAMES if name in recording)
    st.caption(f"{count:,} weights and biases, drawn once and used at every step.")


@st.fragment  # so does a click on a tab
def below(form: Form[CellConfig]) -> None:
    """The tabs."""
    recording = page_edits.recording(form)
    draw_tabs(
        Panels(
            page="cell",
            follows=PLAYER,
            recording=recording,
            shapes=cell_shapes(form.config, recording),
            quantities=_QUANTITIES | {name: name for name in WEIGHT_NAMES if name in recording},
        ),
        *("Console", "Table", "Shapes", "Code"),
    )
