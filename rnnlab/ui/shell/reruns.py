"""`rerun_page`: draws the whole page again; and what has caused the present run of the script, or waits for its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

_ASKED = "rerun.asked"
_OWN = "rerun.own"
_BEFORE = "rerun.before"


def rerun_page() -> NoReturn:
    """End this run and draw the whole page again."""
    st.session_state[_ASKED] = True
    st.rerun()
    raise AssertionError  # st.rerun has raised


def is_fragment_run() -> bool:
    """Whether this run draws a fragment only.

    The callbacks of an event also run at the beginning of another page, if the person has gone there meanwhile.
    """
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def rerun_parts(*keys: str) -> NoReturn:
    """End a callback, and draw only the fragments with these keys, in this order."""
    st.rerun(list(keys))
    raise AssertionError  # st.rerun has raised


def begin_run() -> None:
    """To be called first in every run of the whole page."""
    st.session_state[_OWN] = st.session_state.pop(_ASKED, False)
    act = st.session_state.pop(_BEFORE, None)
    if act is not None:
        act()


def before_next_run(act: Callable[[], None]) -> None:
    """Call `act` at the beginning of the next run of the whole page, where widgets can still be given values."""
    st.session_state[_BEFORE] = act


def is_own_rerun() -> bool:
    """Whether `rerun_page` has caused the present run of the whole page, and no event of the browser."""
    return bool(st.session_state.get(_OWN, False))


def is_history_navigation() -> bool:
    """Whether the browser's Back or Forward button has caused this run.

    Any other run may carry an address from before our last change to it, which must not win over the widgets.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def person_waits() -> bool:
    """Whether the browser has asked for something else meanwhile, other than for the next picture.

    Streamlit ends a run of its own accord only for some of these requests, and only where the script draws something.
    """
    context = get_script_run_ctx()
    requests = context.script_requests if context is not None else None
    if requests is None or requests._state == ScriptRequestType.CONTINUE:
        return False
    data = requests._rerun_data
    if requests._state == ScriptRequestType.STOP or data is None or not data.fragment_id_queue:
        return True
    widgets = data.widget_states.widgets if data.widget_states is not None else ()
    events = [widget.json_trigger_value for widget in widgets if widget.WhichOneof("value") == "json_trigger_value"]
    return not events or any('"tick"' not in event for event in events)
