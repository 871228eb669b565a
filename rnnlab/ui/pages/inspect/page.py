"""The page Inspect hidden states: the states of any recorded network over its steps, and what they tell."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from rnnlab.i18n.messages import t
from rnnlab.player.inspection.payload import inspection
from rnnlab.recording.recording import Recording
from rnnlab.text import visible
from rnnlab.ui.files.buttons import open_given, open_here
from rnnlab.ui.forms.form import Form
from rnnlab.ui.inspected import Inspected, inspect, inspected
from rnnlab.ui.pages.inspect.form import PAGE, InspectChoice, draw_settings, inspect_form, part_of
from rnnlab.ui.pages.inspect.looking import Looking
from rnnlab.ui.pages.inspect.recipes import draw_recipes
from rnnlab.ui.player import Event, player
from rnnlab.ui.shell.draw_order import expect_draw, pause_for_draw
from rnnlab.ui.shell.page_table import title_of
from rnnlab.ui.shell.reruns import person_waits, rerun_page
from rnnlab.ui.shell.style import head

PLAYER = "inspect-player"
_LOOKING = "inspect.looking"
_CHANGED = "inspect.changed"  # whether an event of the player has changed the form, which the whole page must read
_MOST_NAME = 80  # letters of a name in the sentence
_SOON = 0.02  # seconds until the browser, which has drawn the states, asks for what is computed from them


def page() -> None:
    """Draw the whole page: its picture first, then the sidebar."""
    open_given(PAGE, _read, inspect)
    shown = inspected()
    form = inspect_form(shown)
    st.session_state.pop(_CHANGED, None)
    head(title_of(PAGE), user_text=_sentence(shown, form.config))
    form.read_widgets()
    form.draw_notices()
    picture(form, shown)
    pause_for_draw()
    with st.sidebar:
        _draw_file(shown)
        draw_settings(form, shown, part_of(shown, form.config).call)
        draw_recipes()
    form.share()


def _sentence(shown: Inspected, choice: InspectChoice) -> str:
    call = shown.calls[choice.call - 1]
    return t(
        "{name}: {cell}, layers: {layers}, hidden size {hidden}, {steps:,} steps. Drag over the steps to find the "
        "units that hold them.",
        name=visible(shown.name[:_MOST_NAME]) or t("Example"),
        cell=call.cell.upper(),
        layers=call.num_layers,
        hidden=call.hidden_size,
        steps=call.seq_len,
    )


@st.fragment  # what is looked at within the part reruns the player only
def picture(form: Form[InspectChoice], shown: Inspected) -> None:
    """Draw the player."""
    if st.session_state.pop(_CHANGED, False):
        rerun_page()
    choice, looking = form.config, looking_of(shown, form.config)
    part = part_of(shown, choice)
    results = looking.results(part, choice.order, give_up=lambda: True)
    view: dict[str, Any] = {
        "id": [shown.id, choice.call, choice.item],
        "shows": [choice.layer, choice.reverse, choice.quantity],
        "threshold": choice.threshold,
        "found": looking.places(part, choice.threshold),
        "next": None if results else _SOON,
    }
    small = inspection(part, looking.extent(part), results, looking.looked, **view)
    player(small, view=small.header["view"], key=PLAYER, on_event=partial(_handle, form, shown))


def looking_of(shown: Inspected, choice: InspectChoice) -> Looking:
    """What this session looks at in a recording."""
    kept: tuple[str, Looking] | None = st.session_state.get(_LOOKING)
    if kept is None or kept[0] != shown.id:
        kept = st.session_state[_LOOKING] = (shown.id, Looking())
    kept[1].go_to((choice.call, choice.item))
    return kept[1]


def _handle(form: Form[InspectChoice], shown: Inspected, event: Event) -> str:
    """Carry out an event: look elsewhere, brush, select a unit, go to another batch item or quantity, or compute."""
    choice, looking = form.config, looking_of(shown, form.config)
    part = part_of(shown, choice)
    if event["type"] == "tick":
        looking.results(part, choice.order, give_up=person_waits)
    elif event["type"] == "show":
        _show(form, event, shown)
    else:
        looking.handle(event, part)
    return ""


def _show(form: Form[InspectChoice], event: Event, shown: Inspected) -> None:
    """Change the quantity or the batch item, as a link to where something shows does."""
    call = shown.calls[form.config.call - 1]
    quantity, item = event.get("quantity"), event.get("item")
    if isinstance(quantity, str) and quantity in call.quantities:
        form.put("quantity", quantity)
    if type(item) is int and 0 <= item < call.batch_size:
        form.put("item", item)
    expect_draw()
    st.session_state[_CHANGED] = True


def _draw_file(shown: Inspected) -> None:
    """Draw the name of the recording, and the field that opens another one."""
    if shown.left_out:
        with st.container(key="facts-inspect-left-out"):
            st.text(shown.left_out)
    open_here(PAGE, t("Recording: a .rnnlab file"), _read, inspect)


def _read(data: bytes, name: str) -> Inspected:
    return Inspected.of(name, Recording.from_bytes(data))
