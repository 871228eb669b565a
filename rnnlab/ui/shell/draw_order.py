"""The order in which a page is sent to the browser: the picture first, everything else after a short pause.

Streamlit's page draws all that has arrived at once, so tables and figures that follow a picture without a pause delay
it. A script run that the next changed number interrupts during the pause loses nothing.
"""

from __future__ import annotations

import time
from threading import Event

import streamlit as st

FIRST_DRAWN = Event()  # set when a session has had its first picture: `startup` waits for it
PAUSE = 0.1  # seconds
FIRST_PAUSE = 0.4  # seconds; the browser must fetch and start the player first
_EXPECTED = "draw-expected"
_DRAWN = "first-drawn"


class FirstCall:
    """A callable that is True the first time only.

    Streamlit calls a fragment again with the same arguments, so a fragment that is given one knows whether it runs as
    part of its page (True) or is rerun alone (False).
    """

    def __init__(self) -> None:
        self._called = False

    def __call__(self) -> bool:
        """True once, then False."""
        called, self._called = self._called, True
        return not called


def expect_draw() -> None:
    """Announce that a person waits for a new picture: the next `pause_for_draw` will pause."""
    st.session_state[_EXPECTED] = True


def pause_for_draw() -> None:
    """Give the browser time to draw the picture just sent, if it was expected; to be called right after a player."""
    if st.session_state.pop(_EXPECTED, False):
        time.sleep(PAUSE)


def pause_for_first_draw() -> None:
    """Give the browser time to draw the first picture of a session; later calls return at once."""
    if _DRAWN not in st.session_state:
        st.session_state[_DRAWN] = True
        time.sleep(FIRST_PAUSE)
        FIRST_DRAWN.set()
