"""Save and Open: what a page shows as a `.rnnlab` file, and back into its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields as fields_of
from typing import TypeVar

import streamlit as st

from rnnlab.config import CellConfig, LayersConfig
from rnnlab.edits import Edit, check_edits, edits_of
from rnnlab.errors import EditError, RecordingError, RnnlabError
from rnnlab.programs import config_of
from rnnlab.recording import Recording
from rnnlab.ui import editing
from rnnlab.ui.fields import Field
from rnnlab.ui.recorded import recorded
from rnnlab.ui.widgets import Form, hurry

C = TypeVar("C", CellConfig, LayersConfig)

MAX_MB = 32  # of a file that is opened
WHOLE = 24_000_000  # bytes of arrays up to which a file holds them all, and so can be opened again
_NAMES = {"cell": "RNNCell, step by step", "layers": "RNN: layers × time", "training": "Embedding: watch it learn"}


def save_and_open(form: Form[C], page: str, table: Sequence[Field]) -> None:
    """Draw the two buttons.

    Args:
        form: The page's form.
        page: Its short name, which is the kind of its recordings.
        table: Its fields.
    """
    config, edits = form.config, editing.present(form)
    with st.container(horizontal=True, key=f"files-{page}"):
        st.download_button(
            "Save",
            lambda: saved(recorded(config, edits)),
            f"rnnlab-{page}.rnnlab",
            "application/octet-stream",
            key=f"{page}-save",
            on_click="ignore",
            width="stretch",
        )
        with st.popover("Open", key=f"{page}-open", width="stretch"):
            _choose(form, page, table)
    if recorded(config, edits).nbytes > WHOLE:
        st.caption("So many numbers are not saved: the file will hold the settings and edits, which give them again.")


def _choose(form: Form[C], page: str, table: Sequence[Field]) -> None:
    """The field for a file, empty again after every file, and what came of the last one."""
    count, said = st.session_state.get(f"{page}-opened", (0, ""))
    key = f"{page}-file-{count}"
    st.file_uploader(
        "A recording that this page has saved",
        "rnnlab",
        key=key,
        max_upload_size=MAX_MB,
        on_change=lambda: _take(form, page, table, key),
    )
    if said:
        with st.container(key=f"problem-{page}-file"):
            st.text(said)


def _take(form: Form[C], page: str, table: Sequence[Field], key: str) -> None:
    """Put what a file says into the form, or say why not and leave all as it is."""
    file = st.session_state.get(key)
    if file is None:
        return
    try:
        config, edits = opened(file.getvalue(), page, table)
    except RnnlabError as error:
        said = f"{file.name} was not opened: {error}."
    else:
        said = f"{file.name} is open."
        for f in fields_of(config):
            st.session_state[form.key(f.name)] = getattr(config, f.name)
        editing.restore(form, edits)
        hurry()
    count = st.session_state.get(f"{page}-opened", (0, ""))[0]
    st.session_state[f"{page}-opened"] = (count + 1, said)


def saved(recording: Recording) -> bytes:
    """A recording as a file that can be opened again: without its arrays if they are too many."""
    return (recording if recording.nbytes <= WHOLE else recording.only()).to_bytes()


def opened(data: bytes, page: str, table: Sequence[Field]) -> tuple[CellConfig | LayersConfig, tuple[Edit, ...]]:
    """What a file says: the settings and edits. Its other numbers are computed again, never believed.

    Args:
        data: The file.
        page: Short name of the page that opens it.
        table: The page's fields, whose limits hold for files too.

    Raises:
        RnnlabError: It is no recording, of another page, damaged, of another version, or beyond the page's limits.
    """
    recording = Recording.from_bytes(data)
    if recording.kind != page:
        known = _NAMES.get(recording.kind)
        got = f"one of the page {known}" if known else "one of another kind"
        raise RecordingError(f"file must be a recording of the page {_NAMES[page]}, got {got}")
    config = config_of(recording)
    assert isinstance(config, CellConfig | LayersConfig)  # the kind says so
    limits = {f.name: f for f in table}
    for f in fields_of(config):
        limits[f.name].check(getattr(config, f.name))
    edits = edits_of(recording)
    if len(edits) > editing.MOST_EDITS:
        raise EditError(f"edits must be at most {editing.MOST_EDITS}, got {len(edits)}")
    check_edits(edits, config)
    return config, edits
