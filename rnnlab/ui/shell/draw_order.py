"""What reaches the browser first: the picture, and after it all that stands around it."""

from __future__ import annotations

import time
from threading import Event

import streamlit as st

_BREATH = 0.1  # seconds
_OPENING = 0.4  # seconds; the browser also has the player to fetch and to start
SEEN = Event()  # somebody has had a first picture: what takes the server long to get ready may begin
_OPENED = "opened"
_HURRY = "hurry"


class FirstCall:
    """Tells a fragment's first run, inside the page that calls it, from its reruns alone, which get the same object."""

    def __init__(self) -> None:
        self._over = False

    def __call__(self) -> bool:
        """True once, then False."""
        was, self._over = self._over, True
        return not was


def hurry() -> None:
    """Somebody waits for a picture: `let_draw` will hold back what comes after it."""
    st.session_state[_HURRY] = True


def let_draw() -> None:
    """To be called after a picture: gives the browser the time to draw it before more elements reach it.

    Streamlit's page draws all that has arrived in one go, so tables and figures that follow at once would hold the
    picture up. Whoever changes the next number meanwhile interrupts this run, and nothing is lost.
    """
    if st.session_state.pop(_HURRY, False):
        time.sleep(_BREATH)


def let_open() -> None:
    """`let_draw` for the first picture of a session: all else on the page would be fetched and drawn with it."""
    if _OPENED not in st.session_state:
        st.session_state[_OPENED] = True
        time.sleep(_OPENING)
        SEEN.set()
