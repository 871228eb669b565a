"""`player`: the browser component that shows a Recording; which step is shown is its own state, not the server's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.components.v2 import component

if TYPE_CHECKING:
    from rnnlab.recording.recording import Recording

Event = Mapping[str, Any]
Handler = Callable[[Event], str]

_MAX_SERIAL = 2**53  # JavaScript holds whole numbers below it exactly
_MAX_SENDER = 16  # characters


@cache
def _mount() -> Callable[..., Any]:
    """The component, registered once per process; the browser fetches the assets as files, so no message holds them."""
    return component("rnnlab.player", js="hosts/streamlit.js", css="player.css", html='<div class="mount"></div>')


@dataclass
class _Answer:
    """The last numbered event of one player: the browser repeats an event until it finds its number here.

    Attributes:
        sender: Tells one loading of the page from another; each counts its events from 1.
        serial: The event's number.
        problem: Why it was not carried out, in one sentence, or "".
    """

    sender: str = ""
    serial: int = 0
    problem: str = ""


def player(
    recording: Recording,
    *,
    view: Mapping[str, Any],
    key: str,
    on_event: Handler | None = None,
    after_event: Callable[[], None] | None = None,
) -> None:
    """Show a recording; a player of the same key keeps its place in time across reruns, themes and new recordings.

    Args:
        recording: What to show; the browser is sent its bytes, and nothing else.
        view: `{"name": "cell" | "layers" | "training" | "race" | "generation" | "ablation" | "weather" | "panels" |
            "progress" | "menu", ...}` and that view's settings. `next`, in seconds, has the browser ask for another
            picture so much later, with the event "tick"; None where nothing is left to train.
        key: Names this player in the session; also the CSS class `st-key-<key>`.
        on_event: Carries out an event before the rerun that it causes, and returns why that was not possible, or "".
            Each event comes once, in the order in which the person caused them: `{"type": "train" | "pause" | "step" |
            "tick" | "reset" | "new_seed" | "select" | "edit" | "undo" | "redo" | "reset_edits" | "hold" | "release" |
            "again" | "steps" | "tab" | "quantity" | "csv" | "look" | "fork" | "rest", ...}`.
        after_event: Called once an event was carried out; it may say what is drawn then, as `rerun_parts` does.
    """
    answer: _Answer | None = st.session_state.get(_answer_key(key))
    if answer is not None:
        view = {**view, "answer": {"from": answer.sender, "serial": answer.serial, "problem": answer.problem}}
    data = recording.with_header(view={**view, "key": key}).to_bytes()
    try:
        callback = partial(receive, key, on_event, after_event) if on_event else _no_callback
        _mount()(key=key, data=data, on_event_change=callback)
    except KeyError:
        if key in st.session_state:
            raise
        st.stop()  # the tab was closed meanwhile: Streamlit empties a session while its script still runs


def receive(key: str, on_event: Handler, after_event: Callable[[], None] | None = None) -> None:
    """Hand a player's event to its page, unless the same event came before; to be called as Streamlit's callback."""
    event = _event(st.session_state.get(key))
    if event is None:
        return
    number = _number(event)
    if number is not None:
        before: _Answer | None = st.session_state.get(_answer_key(key))
        if before is not None and before.sender == number[0] and number[1] <= before.serial:
            return
        st.session_state[_answer_key(key)] = answer = _Answer(*number)
        answer.problem = on_event(event)
    else:
        on_event(event)
    if after_event is not None:
        after_event()


def _number(event: Event) -> tuple[str, int] | None:
    """Sender and number of an event; None if it is not numbered, or with anything but what the player sends."""
    sender, serial = event.get("from"), event.get("serial")
    if type(serial) is not int or not 0 < serial < _MAX_SERIAL:
        return None
    return (sender, serial) if isinstance(sender, str) and len(sender) <= _MAX_SENDER else None


def _answer_key(key: str) -> str:
    return f"{key}.answer"


def _event(result: Any) -> Event | None:
    event = result.get("event") if isinstance(result, Mapping) else getattr(result, "event", None)
    return event if isinstance(event, Mapping) and isinstance(event.get("type"), str) else None


def _no_callback() -> None:
    """Does nothing; Streamlit delivers an event only to a component that has a callback for it."""
