"""The pages and their places; and the way back to `app.py` for a page that was opened without it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

_PAGES = Path(__file__).resolve().parents[2] / "pages"
_ROUTED = "routed"
_HERE = "here"  # the page that was routed to last
_ENTERED = "entered"
_CHOSEN = "chosen"  # the path of the page that was clicked in the menu


def navigation() -> Page:
    """Find the page that the URL names, or go to the one that was chosen; marks this session as routed."""
    st.session_state[_ROUTED] = True
    groups = _groups()
    # Hidden: Streamlit's own links are rendered again by the browser whenever a script starts or ends, and cost every
    # changed number as much time as its picture. `rnnlab.ui.menu` draws ours.
    page = st.navigation(groups, position="hidden")
    chosen = st.session_state.pop(_CHOSEN, None)
    for other in (page for group in groups.values() for page in group):
        if other.url_path == chosen and other.title != page.title:
            st.switch_page(other)
    if page.url_path != st.session_state.get(_HERE):
        st.session_state[_HERE], st.session_state[_ENTERED] = page.url_path, True
    return page


def links() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a menu shows: names of groups, and path and title of each page in them."""
    return [
        (name, [(page.url_path, page.title) for page in group if page.visibility == "visible"])
        for name, group in _groups().items()
    ]


def choose(path: object) -> None:
    """Have `navigation` go to the page of this path, if there is one; for a callback, which cannot go itself."""
    st.session_state[_CHOSEN] = path


def _groups() -> dict[str, list[Page]]:
    return {
        "": [
            st.Page(_PAGES / "home.py", title="Home", default=True, url_path="front"),
            # Someone who types /home means Home; unknown paths get Streamlit's "page does not exist".
            st.Page(_PAGES / "home.py", title="Home", url_path="home", visibility="hidden"),
        ],
        "Learn": [
            st.Page(_PAGES / "cell.py", title="RNNCell, step by step", url_path="cell"),
            st.Page(_PAGES / "layers.py", title="RNN: layers × time", url_path="layers"),
            st.Page(_PAGES / "training.py", title="Embedding: watch it learn", url_path="training"),
        ],
        "Compare": [st.Page(_PAGES / "race.py", title="Race: which cell remembers?", url_path="race")],
        "Touch": [
            st.Page(_PAGES / "free.py", title="Free running: let it write", url_path="free"),
            st.Page(_PAGES / "ablation.py", title="Ablation: hold one unit", url_path="ablation"),
        ],
    }


def has_entered() -> bool:
    """Whether the person has come to this page from another one, or from outside; True once for each time."""
    return bool(st.session_state.pop(_ENTERED, False))


def ensure_routed() -> None:
    """To be called first by every page.

    A server whose first visitor follows a link to a page, not to the front, takes the folder `pages/` for the old
    kind of app and runs the page alone, without `app.py`. One call of `st.navigation` teaches it better.
    """
    if not st.session_state.get(_ROUTED):
        navigation()
        st.rerun()
