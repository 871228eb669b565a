"""`draw_widget`: the Streamlit widget of one `Field`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from rnnlab.i18n.messages import t
from rnnlab.ui.forms.fields import Field


def draw_widget(
    f: Field,
    key: str,
    *,
    on_change: Callable[[], None],
    segmented: bool = False,
    toggle: bool = False,
    slider: float = 0.0,
) -> None:
    """Draw one field; its value is in the session state under its key.

    Number widgets get neither limits nor an integer format: the browser would not send what is out of range, and would
    turn 1e9 into 1 and 3.7 into 3, so the page could not say what is wrong.

    Args:
        f: The field.
        key: The widget's.
        on_change: Called when the browser sends another value.
        segmented: A choice as a segmented control, not as a select box.
        toggle: A flag as a switch, not as a check box.
        slider: A float as a slider up to this value, which a link may exceed; 0 for a number field.
    """
    label = t(f.label) if f.label else f.name
    names = {choice: choice.upper() if choice in ("rnn", "gru", "lstm") else choice for choice in f.choices}
    if f.kind == "int":
        st.number_input(label, value=float(f.default), step=1.0, format="%g", key=key, on_change=on_change)
    elif f.kind == "float" and slider:
        _slider(f, key, slider, on_change)
    elif f.kind == "float":
        st.number_input(label, value=f.default, step=f.default / 5 or 0.1, format="%g", key=key, on_change=on_change)
    elif f.kind == "flag":
        (st.toggle if toggle else st.checkbox)(label, value=f.default, key=key, on_change=on_change)
    elif f.kind == "text":
        st.text_input(label, value=f.default, key=key, on_change=on_change)
    elif segmented:
        shown: dict[str, Any] = {"format_func": names.__getitem__, "key": key, "on_change": on_change}
        st.segmented_control(label, f.choices, default=f.default, required=True, **shown)
    else:
        shown = {"format_func": names.__getitem__, "key": key, "on_change": on_change}
        st.selectbox(label, f.choices, index=f.choices.index(f.default), **shown)


def _slider(f: Field, key: str, usual: float, on_change: Callable[[], None]) -> None:
    """A slider up to `usual`, or up to the field's own limit once a link has given a greater value."""
    wide = f"{key}-wide"
    if st.session_state[key] > usual:
        st.session_state[wide] = True
    high = float(f.high) if st.session_state.get(wide) else usual
    st.slider(t(f.label) if f.label else f.name, float(f.low), high, step=0.05, key=key, on_change=on_change)
