"""`write_address`: puts a page's settings into its address, without one more entry in the browser's history."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

_READY = "address.ready"
_WANTED = "address.wanted"


def write_address(query: Mapping[str, str]) -> None:
    """Replace the parameters of the address; those that are written before the menu is loaded wait for it."""
    if is_ready():
        st.query_params.from_dict(query)
    else:
        st.session_state[_WANTED] = query


def is_ready() -> bool:
    """Whether the browser has loaded the menu, with which the player looks after the history."""
    return bool(st.session_state.get(_READY, False))


def be_ready() -> None:
    """The menu is loaded: write what waits."""
    st.session_state[_READY] = True
    wanted = st.session_state.pop(_WANTED, None)
    if wanted is not None:
        st.query_params.from_dict(wanted)


def forget_waiting() -> None:
    """Another page is shown: what waits belongs to the one before."""
    st.session_state.pop(_WANTED, None)
