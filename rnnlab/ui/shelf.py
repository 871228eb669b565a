"""The networks that a session has trained, by name: one page trains, another lets them run. Nothing is copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from rnnlab.recording import Recording

_SHELF = "shelf"


def offer(page: str, networks: Mapping[str, Callable[[], Recording]]) -> None:
    """Say which networks a page has now; what it offered before is taken off.

    Args:
        page: The page's title.
        networks: The name of each, as a person knows it, and what gives its newest recording of kind "training". It is
            called when, and only if, somebody takes the network.
    """
    st.session_state.setdefault(_SHELF, {})[page] = dict(networks)


def offered() -> dict[str, Callable[[], Recording]]:
    """Every network that some page of this session offers: "page: name" → what gives its recording."""
    shelf: dict[str, dict[str, Callable[[], Recording]]] = st.session_state.get(_SHELF, {})
    return {f"{page}: {name}": give for page, networks in shelf.items() for name, give in networks.items()}
