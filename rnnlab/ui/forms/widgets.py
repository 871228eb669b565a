"""`draw_widget`: the Streamlit widget of one `Field`."""

from __future__ import annotations

import streamlit as st

from rnnlab.i18n.messages import t
from rnnlab.ui.forms.fields import Field


def draw_widget(f: Field, key: str, *, segmented: bool = False, toggle: bool = False, slider: float = 0.0) -> None:
    """Draw one field; its value is in the session state under its key.

    Number widgets get neither limits nor an integer format: the browser would not send what is out of range, and would
    turn 1e9 into 1 and 3.7 into 3, so the page could not say what is wrong.

    Args:
        f: The field.
        key: The widget's.
        segmented: A choice as a segmented control, not as a select box.
        toggle: A flag as a switch, not as a check box.
        slider: A float as a slider up to this value, which a link may exceed; 0 for a number field.
    """
    label = t(f.label) if f.label else f.name
    names = {choice: choice.upper() if choice in ("rnn", "gru", "lstm") else choice for choice in f.choices}
    if f.kind == "int":
        st.number_input(label, value=float(f.default), step=1.0, format="%g", key=key)
    elif f.kind == "float" and slider:
        _slider(f, key, slider)
    elif f.kind == "float":
        st.number_input(label, value=f.default, step=f.default / 5 or 0.1, format="%g", key=key)
    elif f.kind == "flag":
        (st.toggle if toggle else st.checkbox)(label, value=f.default, key=key)
    elif f.kind == "text":
        st.text_input(label, value=f.default, key=key)
    elif segmented:
        st.segmented_control(label, f.choices, default=f.default, required=True, format_func=names.__getitem__, key=key)
    else:
        st.selectbox(label, f.choices, index=f.choices.index(f.default), format_func=names.__getitem__, key=key)


def _slider(f: Field, key: str, usual: float) -> None:
    """A slider up to `usual`, or up to the field's own limit once a link has given a greater value."""
    wide = f"{key}-wide"
    if st.session_state[key] > usual:
        st.session_state[wide] = True
    high = float(f.high) if st.session_state.get(wide) else usual
    st.slider(t(f.label) if f.label else f.name, float(f.low), high, step=0.05, key=key)
