"""`player`: the browser component that shows a Recording; which step is shown is its own state, not the server's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.components.v2 import component

if TYPE_CHECKING:
    from rnnlab.recording.recording import Recording

# Registered once per process; the browser fetches the assets as files, so no message holds them.
_mount = component("rnnlab.player", js="hosts/streamlit.js", css="player.css", html='<div class="mount"></div>')


def player(
    recording: Recording,
    *,
    view: Mapping[str, Any],
    key: str,
    on_event: Callable[[], None] | None = None,
) -> Mapping[str, Any] | None:
    """Show a recording; a player of the same key keeps its place in time across reruns, themes and new recordings.

    Args:
        recording: What to show; the browser is sent its bytes, and nothing else.
        view: `{"name": "cell" | "layers" | "training" | "race" | "generation" | "ablation" | "weather" | "panels" |
            "menu", ...}` and that view's settings.
        key: Names this player in the session; also the CSS class `st-key-<key>`.
        on_event: Called before the rerun that an event causes; read the event with `last_event(key)`.

    Returns:
        The event that caused this rerun, or None: `{"type": "train" | "pause" | "step" | "reset" | "new_seed" |
        "select" | "edit" | "undo" | "redo" | "reset_edits" | "hold" | "release" | "again" | "steps" | "tab" |
        "quantity" | "csv" | "look" | "fork" | "rest", ...}`.
    """
    data = recording.with_header(view={**view, "key": key}).to_bytes()
    try:
        result = _mount(key=key, data=data, on_event_change=on_event or _no_callback)
    except KeyError:
        if key in st.session_state:
            raise
        st.stop()  # the tab was closed meanwhile: Streamlit empties a session while its script still runs
    return _event(result)


def last_event(key: str) -> Mapping[str, Any] | None:
    """The event that is being handled, for use inside `on_event`; None outside of it."""
    return _event(st.session_state.get(key))


def _event(result: Any) -> Mapping[str, Any] | None:
    event = result.get("event") if isinstance(result, Mapping) else getattr(result, "event", None)
    return event if isinstance(event, Mapping) and isinstance(event.get("type"), str) else None


def _no_callback() -> None:
    """Does nothing; Streamlit delivers an event only to a component that has a callback for it."""
