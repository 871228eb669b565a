"""The pages and their places; and the way back to `app.py` for a page that was opened without it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

_PAGES = Path(__file__).resolve().parents[3] / "pages"
_ROUTED = "routed"
_HERE = "here"  # the page that was routed to last
_ENTERED = "entered"
_FRONT = "home"
# Group by group: each page's file, which is its path, too, but for the front's; and its title.
_GROUPS = {
    "": ((_FRONT, "Home"),),
    "Learn": (
        ("cell", "RNNCell, step by step"),
        ("layers", "RNN: layers × time"),
        ("training", "Embedding: watch it learn"),
    ),
    "Compare": (("race", "Race: which cell remembers?"),),
    "Touch": (("free", "Free running: let it write"), ("ablation", "Ablation: hold one unit")),
}


def navigation() -> Page:
    """Find the page that the URL names; marks this session as routed."""
    st.session_state[_ROUTED] = True
    groups = {name: [page_of(file) for file, _ in pages] for name, pages in _GROUPS.items()}
    # Someone who types /home means Home; unknown paths get Streamlit's "page does not exist".
    groups[""].append(st.Page(_PAGES / "home.py", title="Home", url_path="home", visibility="hidden"))
    # Hidden: Streamlit's own links are rendered again by the browser whenever a script starts or ends, and cost every
    # changed number as much time as its picture. `rnnlab.ui.shell.menu` draws ours.
    page = st.navigation(groups, position="hidden")
    if page.url_path != st.session_state.get(_HERE):
        st.session_state[_HERE], st.session_state[_ENTERED] = page.url_path, True
    return page


def page_of(file: str) -> Page:
    """The page that a file of `pages/` is, by its name without the ending."""
    front, titles = file == _FRONT, {file: title for pages in _GROUPS.values() for file, title in pages}
    return st.Page(_PAGES / f"{file}.py", title=titles[file], default=front, url_path="front" if front else file)


def links() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a menu shows: names of groups, and path and title of each page in them."""
    return [
        (name, [("" if file == _FRONT else file, title) for file, title in pages]) for name, pages in _GROUPS.items()
    ]


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
