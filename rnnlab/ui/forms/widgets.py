"""The widget of one field."""

from __future__ import annotations

import streamlit as st

from rnnlab.ui.forms.fields import Field


def draw_widget(f: Field, key: str, *, segmented: bool = False, toggle: bool = False, slider: float = 0.0) -> None:
    """Draw one field; its value is read through the session state under its key.

    Number fields have no limits of their own: with them the browser would hold a bad number back, and the page could
    not say anything about it. Nor do they hold whole numbers only: the browser would make 1 of 1e9, and 3 of 3.7.
    """
    label = f.label or f.name
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
    """A slider over the usual values of a float; over all that it may have once a link has said more."""
    wide = f"{key}-wide"
    if st.session_state[key] > usual:
        st.session_state[wide] = True
    high = float(f.high) if st.session_state.get(wide) else usual
    st.slider(f.label or f.name, float(f.low), high, step=0.05, key=key)
