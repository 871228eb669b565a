"""Save and Open for the page whose runs are trained: a run with its forks is one file."""

from __future__ import annotations

import streamlit as st

from rnnlab.config.training import TextConfig
from rnnlab.errors import RnnlabError
from rnnlab.ui.forms.form import Form
from rnnlab.ui.pages.training.run_files import opened_runs
from rnnlab.ui.pages.training.session import Session
from rnnlab.ui.shell.draw_order import expect_draw

MAX_MB = 64  # of a file that is opened: six runs and their longest losses
_SAID = "training-opened"  # how many files were opened, and what came of the last one


def save_and_open(form: Form[TextConfig], session: Session) -> None:
    """Draw the two buttons; the file is written only when somebody wants it."""
    with st.container(horizontal=True, key="files-training"):
        st.download_button(
            "Save",
            session.to_bytes,
            "rnnlab-training.rnnlab",
            "application/octet-stream",
            key="training-save",
            on_click="ignore",
            width="stretch",
        )
        with st.popover("Open", key="training-open", width="stretch"):
            _choose(form, session)


def _choose(form: Form[TextConfig], session: Session) -> None:
    """The field for a file, empty again after every file, and what came of the last one."""
    count, said = st.session_state.get(_SAID, (0, ""))
    key = f"training-file-{count}"
    st.file_uploader(  # of any ending: what holds no runs gets our own sentence
        "A .rnnlab file that this page has saved",
        key=key,
        max_upload_size=MAX_MB,
        on_change=lambda: _take(form, session, key),
    )
    if said:
        with st.container(key="problem-training-file"):
            st.text(said)


def _take(form: Form[TextConfig], session: Session, key: str) -> None:
    """Put the runs of a file on the page, or say why not and leave all as it is."""
    file = st.session_state.get(key)
    if file is None:
        return
    try:
        runs = opened_runs(file.getvalue())
    except RnnlabError as error:
        said = f"{file.name} was not opened: {error}."
    else:
        said = f"{file.name} is open."
        session.replace(runs)
        fill(form, runs.config)
        expect_draw()
    st.session_state[_SAID] = (st.session_state.get(_SAID, (0, ""))[0] + 1, said)


def fill(form: Form[TextConfig], config: TextConfig) -> None:
    """Make the widgets say a config; to be called before they are drawn, as in a callback."""
    for name, value in config.to_dict().items():
        st.session_state[form.key(name)] = float(value) if name in ("lr", "clip") else value
