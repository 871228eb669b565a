"""The page RNN: layers × time: every layer of a recurrent network at every step."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnlab.config.choices import GATES
from rnnlab.config.networks import LayersConfig
from rnnlab.i18n.messages import mark, t
from rnnlab.player.payload import for_player
from rnnlab.recording.recording import Recording
from rnnlab.ui.editing import page_edits
from rnnlab.ui.files.buttons import save_and_open_settings
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.settings import LAYERS, layers_form
from rnnlab.ui.inspected import draw_inspect_button
from rnnlab.ui.panels.panels import PLOTLY, Panels, draw_tabs
from rnnlab.ui.panels.shapes import layers_shapes
from rnnlab.ui.player import Event, player
from rnnlab.ui.shell.draw_order import FirstCall, pause_for_draw
from rnnlab.ui.shell.page_table import title_of
from rnnlab.ui.shell.reruns import rerun_page
from rnnlab.ui.shell.style import head, is_dark

PLAYER = "layers-player"
_DETAIL = "layers.detail"
FIGURES = "layers-figures"
_LINES = 4  # units drawn as lines by default


@st.fragment  # a click above the picture reruns this, not the router and the page around it
def page() -> None:
    """Draw the whole page: its picture first, then the widgets and the panels below."""
    form = layers_form()
    head(
        title_of("layers"),
        t(
            "Each cell reads the one below and the one on its left. "
            "Two slices of this grid are what PyTorch gives back."
        ),
    )
    form.read_widgets()
    page_edits.sync(form)
    form.draw_notices()
    above = st.container(horizontal=True, key="controls")
    picture_and_settings(form, FirstCall())
    page_edits.draw_notices(form)
    with above:
        controls(form)
    draw_panels(form)
    form.share()


@st.fragment  # a changed number reruns this first, and the page around it once the picture is drawn
def picture_and_settings(form: Form[LayersConfig], first_call: FirstCall) -> None:
    """Draw the picture, then the fields of the sidebar."""
    alone = page_edits.reruns_alone(form, first_call)
    picture(form)
    pause_for_draw()
    with st.sidebar:
        save_and_open_settings(form, "layers", LAYERS, settings(form))
        st.caption(t("Change any number: the grid, the shapes and the code follow."))
    if alone:
        rerun_page()


@st.fragment  # a click inside the player reruns the player only
def picture(form: Form[LayersConfig]) -> None:
    """Draw the player; where all weights are too many to send, it gets those of the selected unit."""
    recording = page_edits.recording(form)
    detail = st.session_state.get(_DETAIL)
    if detail is not None and not _exists(form.config, detail):
        detail = st.session_state[_DETAIL] = None
    small, view = for_player(recording, form["item"], detail=detail), {"name": "layers", "batch_item": 0}
    view |= {"edit": page_edits.view(form), **small.header.get("view", {})}
    player(small, view=view, key=PLAYER, on_event=partial(_handle, form))
    page_edits.follow(form)


def _handle(form: Form[LayersConfig], event: Event) -> str:
    if event["type"] == "select":
        st.session_state[_DETAIL] = {name: event.get(name) for name in ("layer", "reverse", "unit")}
    return page_edits.handle(form, event)


def _exists(config: LayersConfig, detail: dict[str, object]) -> bool:
    """Whether the network has the unit that an event selected; an event's fields may hold anything."""
    layer, unit, reverse = detail["layer"], detail["unit"], detail["reverse"]
    sizes = (
        type(layer) is int and 0 <= layer < config.num_layers and type(unit) is int and 0 <= unit < config.hidden_size
    )
    return sizes and type(reverse) is bool and (config.bidirectional or not reverse)


def controls(form: Form[LayersConfig]) -> None:
    """Draw the widgets above the player."""
    form.draw("cell", segmented=True)
    form.draw("bidirectional", toggle=True)
    form.draw("batch_first", toggle=True)


def settings(form: Form[LayersConfig]) -> DeltaGenerator:
    """Draw the widgets of the sidebar; returns their grid, for the buttons that follow."""
    last = ("nonlinearity", "seed") if form.config.cell == "rnn" else ("seed",)
    item = [("item",)] if form.config.batch_size > 1 else []
    return form.grid(
        ("seq_len",), ("batch_size", "input_size"), ("hidden_size", "num_layers"), last, ("new_seed",), *item
    )


@st.fragment  # a click on a tab reruns the tabs only
def draw_panels(form: Form[LayersConfig]) -> None:
    """Draw the tabs and the figures."""
    config, recording = form.config, page_edits.recording(form)
    with st.container(horizontal=True, key="layers-links"):
        draw_inspect_button("layers", t("Layers"), lambda: recording)
    draw_tabs(
        Panels(
            page="layers",
            follows=PLAYER,
            recording=recording,
            shapes=layers_shapes(config, recording),
            quantities=_quantities(config),
            note=t(" with batch_first on") if config.batch_first else t(" with batch_first off"),
        ),
        *("Shapes", "Table", "Code", "Console"),
    )
    figures(config, recording, form["item"])


def _quantities(config: LayersConfig) -> dict[str, str]:
    """The quantities of the tab Table: name in the recording → its label."""
    states = {"h": t("h: hidden state of every layer and step")}
    if config.cell == "lstm":
        states["c"] = t("c: cell state of every layer and step")
    gates = {gate: t("{gate}: gate of every layer and step", gate=gate) for gate in GATES[config.cell]}
    return states | gates | {"x": t("x: the input"), "output": "output", "h_n": "h_n"}


def figures(config: LayersConfig, recording: Recording, item: int) -> None:
    """Draw one layer as a heatmap and as lines, if open: at every run a browser renders all open figures anew."""
    opened = st.expander(t("One layer over time: heatmap and lines"), key=FIGURES, on_change="rerun")
    if opened.open:
        with opened:
            _draw_figures(config, recording, item)


def _draw_figures(config: LayersConfig, recording: Recording, item: int) -> None:
    from rnnlab.figures import unit_heatmap, unit_lines

    row = st.container(horizontal=True, key="layer-choice")
    directions = [mark("forward"), mark("reverse")] if config.bidirectional else [mark("forward")]
    layer = row.selectbox(
        t("Layer"), range(config.num_layers), index=config.num_layers - 1, key="layers-figure-layer", width=120
    )
    direction = row.selectbox(t("Direction"), directions, format_func=t, key="layers-figure-direction", width=140)
    chosen = row.multiselect(
        t("Lines for units"),
        range(config.hidden_size),
        default=range(min(_LINES, config.hidden_size)),
        key="layers-figure-units",
    )
    which: dict[str, Any] = {"layer": layer, "reverse": direction == "reverse", "item": item, "dark": is_dark()}
    st.caption(t("A row is a unit, a column a step: blue is below zero, orange above, pale near zero."))
    st.plotly_chart(unit_heatmap(recording, **which), key="layers-heatmap", theme=None, config=PLOTLY)
    st.caption(t("The same numbers as lines, one per chosen unit: where two cross, the units agree."))
    st.plotly_chart(unit_lines(recording, chosen, **which), key="layers-lines", theme=None, config=PLOTLY)
