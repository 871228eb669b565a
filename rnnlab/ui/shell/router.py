"""`navigation`: which page an address names; and `ensure_routed`, which restores `app.py` for a page run without it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from rnnlab.ui.shell.address import forget_waiting
from rnnlab.ui.shell.page_table import FRONT, GROUPS, title_of

_PAGES = Path(__file__).resolve().parents[3] / "pages"
_ROUTED = "routed"
_HERE = "here"  # the address of the page that was shown last
_ENTERED = "entered"


def navigation() -> Page:
    """Find the page that the URL names, and mark this session as routed."""
    st.session_state[_ROUTED] = True
    groups = {group: [page_of(file) for file in pages] for group, pages in GROUPS.items()}
    # /home is Home, too; for unknown addresses Streamlit shows "page does not exist".
    groups[""].append(st.Page(_PAGES / f"{FRONT}.py", title=title_of(FRONT), url_path=FRONT, visibility="hidden"))
    # Hidden: the browser renders Streamlit's own links again whenever a script starts or ends, which delays every
    # changed number by as much as its picture takes. `rnnlab.ui.shell.menu` draws the menu instead.
    page = st.navigation(groups, position="hidden")
    if page.url_path != st.session_state.get(_HERE):
        st.session_state[_HERE], st.session_state[_ENTERED] = page.url_path, True
        forget_waiting()
    return page


def page_of(file: str) -> Page:
    """The page of a file in `pages/`, by its name without the ending."""
    front = file == FRONT
    return st.Page(_PAGES / f"{file}.py", title=title_of(file), default=front, url_path="front" if front else file)


def has_entered() -> bool:
    """Whether the person has just come to this page, from another one or from outside; only the first call is True."""
    return bool(st.session_state.pop(_ENTERED, False))


def ensure_routed() -> None:
    """Rerun through `app.py` if Streamlit runs a page without it; to be called first by every page.

    If the first visitor of a server follows a link to a page other than the front, Streamlit takes the folder `pages/`
    for the multipage app of its older kind and runs the page alone, without `app.py`. One call of `st.navigation` turns
    that off.
    """
    if not st.session_state.get(_ROUTED):
        navigation()
        st.rerun()
