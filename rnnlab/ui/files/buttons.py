"""Save and Open: two small buttons that take a page's settings and edits to a file and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields as fields_of
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.errors import RnnlabError
from rnnlab.ui.editing import page_edits as editing
from rnnlab.ui.files.recording_files import WHOLE, opened, saved
from rnnlab.ui.forms.fields import Field
from rnnlab.ui.forms.form import Form
from rnnlab.ui.live.recorded import recorded
from rnnlab.ui.shell.draw_order import hurry

C = TypeVar("C", CellConfig, LayersConfig)

MAX_MB = 32  # of a file that is opened


def save_and_open(form: Form[C], page: str, table: Sequence[Field], within: DeltaGenerator) -> None:
    """Draw the two buttons.

    Args:
        form: The page's form.
        page: Its short name, which is the kind of its recordings.
        table: Its fields.
        within: The grid whose next row they are.
    """
    config, edits = form.config, editing.present(form)
    with within:
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
    st.file_uploader(  # of any ending: what is no recording gets our own sentence
        "A .rnnlab file that this page has saved",
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
