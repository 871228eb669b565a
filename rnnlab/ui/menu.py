"""The links to all pages, in the sidebar."""

from __future__ import annotations

import streamlit as st

from rnnlab.recording import Recording
from rnnlab.ui import router
from rnnlab.ui.player import last_event, player

_KEY = "menu"


def menu(here: str) -> None:
    """Draw the links; the browser fetches the player with them, before there is a picture.

    Args:
        here: Title of the page that is shown.
    """
    view = {"name": "menu", "groups": router.links(), "here": here}
    with st.sidebar:
        player(Recording({}, {"kind": _KEY}), view=view, key=_KEY, on_event=_choose)


def _choose() -> None:
    """The event came from a browser, so nothing about it is sure; the router looks its path up."""
    event = last_event(_KEY)
    if event is not None and event["type"] == "page":
        router.choose(event.get("path"))
