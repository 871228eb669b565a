"""The order in which a page reaches the browser: the picture first, and after a short pause all that stands around it.

Streamlit's page draws everything that has arrived in one go, so tables and figures that follow a picture at once delay
it. A run that is interrupted during the pause, by the next changed number, loses nothing.
"""

from __future__ import annotations

import time
from threading import Event

import streamlit as st

FIRST_DRAWN = Event()  # set when a session has had its first picture: slow preparations of the server may begin
_PAUSE = 0.1  # seconds
_FIRST_PAUSE = 0.4  # seconds; the browser also has the player to fetch and to start
_EXPECTED = "draw-expected"
_DRAWN = "first-drawn"


class FirstCall:
    """Tells a fragment's first run, inside the page that calls it, from its reruns alone, which get the same object."""

    def __init__(self) -> None:
        self._over = False

    def __call__(self) -> bool:
        """True once, then False."""
        was, self._over = self._over, True
        return not was


def expect_draw() -> None:
    """Announce that a person waits for a new picture: the next `pause_for_draw` will pause."""
    st.session_state[_EXPECTED] = True


def pause_for_draw() -> None:
    """Give the browser time to draw the picture just sent, if it was expected; to be called right after a player."""
    if st.session_state.pop(_EXPECTED, False):
        time.sleep(_PAUSE)


def pause_for_first_draw() -> None:
    """Give the browser time to draw the first picture of a session; later calls return at once."""
    if _DRAWN not in st.session_state:
        st.session_state[_DRAWN] = True
        time.sleep(_FIRST_PAUSE)
        FIRST_DRAWN.set()
