"""`draw_progress`: how far work has come that a page waits for; the browser asks for each next part of it."""

from __future__ import annotations

import streamlit as st

from rnnlab.recording.recording import Recording
from rnnlab.ui.player import Event, player

_TICKED = "progress.ticked"


def draw_progress(key: str, done: float, text: str, next_tick: float) -> bool:
    """Draw a bar and a sentence above it.

    Args:
        key: Names the bar in the session.
        done: Fraction of the work, from 0 to 1.
        text: The sentence.
        next_tick: Seconds until the browser is to ask for the next part.

    Returns:
        Whether it has just asked, so that the caller is to do that part now.
    """
    view = {"name": "progress", "done": done, "text": text, "next": next_tick}
    player(Recording({}, {"kind": "progress"}), view=view, key=key, on_event=_handle)
    return bool(st.session_state.pop(_TICKED, False))


def _handle(event: Event) -> str:
    if event["type"] == "tick":
        st.session_state[_TICKED] = True
    return ""
