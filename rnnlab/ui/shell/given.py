"""The recording that the app was started on: `rnnlab open FILE`.

Only the process that serves can give one, once, before it serves: no address and no message of a browser names a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from rnnlab.errors import RecordingError
from rnnlab.recording.reading import read_file
from rnnlab.recording.recording import Recording
from rnnlab.text import visible
from rnnlab.ui.shell.page_table import FRONT
from rnnlab.ui.shell.router import page_of

# The page that opens each kind of recording.
PAGE_OF_KIND = {"cell": "cell", "layers": "layers", "runs": "training"}
PAGE_OF_KIND |= dict.fromkeys(("watched", "training", "weather", "generation", "ablation"), "inspect")
_ASKED = "given.asked"  # of a session: whether it has been shown the file's page
_WAITING = "given.waiting"  # and whether that page has yet to open it


@dataclass(frozen=True)
class Given:
    """A file, read when the app was started.

    Attributes:
        name: The file's, as it is shown.
        page: The page that opens it.
        data: Its bytes.
    """

    name: str
    page: str
    data: bytes


_given: list[Given] = []  # at most one


def give(path: Path) -> None:
    """Begin every visit to the front page with this recording.

    Raises:
        RecordingError: It cannot be read, is damaged, or no page opens recordings of its kind.
    """
    data = read_file(path)
    kind = Recording.from_bytes(data).kind
    if kind not in PAGE_OF_KIND:
        rule = "of a kind that a page opens, which are {kinds}"
        raise RecordingError.must_be("recording", rule, got=kind, kinds=", ".join(PAGE_OF_KIND))
    _given[:] = [Given(visible(path.name), PAGE_OF_KIND[kind], data)]


def show_given(here: str) -> None:
    """In a session's first run, at the front page without settings of a link: go to the page that opens the file.

    Args:
        here: The address of the page that is asked for; "" is the front page.
    """
    first = not st.session_state.get(_ASKED)
    st.session_state[_ASKED] = True
    if first and _given and here in ("", FRONT) and not st.query_params:
        st.session_state[_WAITING] = True
        st.switch_page(page_of(_given[0].page))


def take_given(page: str) -> Given | None:
    """The file, once in a session, on the page that opens it."""
    if not st.session_state.get(_WAITING) or not _given or _given[0].page != page:
        return None
    del st.session_state[_WAITING]
    return _given[0]
