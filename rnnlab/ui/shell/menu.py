"""The links to all pages, in the sidebar."""

from __future__ import annotations

import streamlit as st

from rnnlab.recording.recording import Recording
from rnnlab.ui.player import Event, player
from rnnlab.ui.shell.address import be_ready, is_ready
from rnnlab.ui.shell.page_table import links
from rnnlab.ui.shell.reloads import announce
from rnnlab.ui.shell.reruns import rerun_page

_KEY = "menu"
_FOUND = "menu.found"  # whether the page must be drawn again: it has got what the tab had before a reload


@st.fragment  # that the browser has loaded it reruns this, not the page
def menu(here: str) -> None:
    """Draw the links. They are a player of their own, so the browser fetches the player before there is a picture.

    Args:
        here: Title of the page that is shown.
    """
    view = {"name": "menu", "groups": links(), "here": here, "ready": is_ready()}
    player(Recording({}, {"kind": _KEY}), view=view, key=_KEY, on_event=_handle)
    if st.session_state.pop(_FOUND, False):
        rerun_page()


def _handle(event: Event) -> str:
    if event["type"] == "ready":
        be_ready()
        st.session_state[_FOUND] = announce(event.get("tab"), event.get("before"))
    return ""
