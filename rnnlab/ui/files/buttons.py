"""`save_and_open`: the buttons that save what a page shows to a file, and open such a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields as fields_of
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnlab.config.edits import Edit
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.errors import RnnlabError
from rnnlab.i18n.messages import t
from rnnlab.ui.editing import page_edits
from rnnlab.ui.files.recording_files import WHOLE, opened, saved
from rnnlab.ui.forms.fields import Field, told
from rnnlab.ui.forms.form import Form
from rnnlab.ui.live.recorded import recorded
from rnnlab.ui.shell.draw_order import expect_draw
from rnnlab.ui.shell.given import Given, take_given
from rnnlab.ui.shell.reruns import before_next_run

C = TypeVar("C", CellConfig, LayersConfig)
T = TypeVar("T")

MAX_MB = 32  # of a file that is opened; the server takes no larger one, see maxUploadSize in .streamlit/config.toml


def save_and_open(
    page: str,
    save: Callable[[], bytes],
    open: Callable[[bytes], T],
    apply: Callable[[T], None],
) -> None:
    """Draw Save and Open, side by side or below one another as the container around them lays them out.

    Args:
        page: The page's short name; the widgets have the keys `<page>-save`, `<page>-open` and `<page>-file-<n>`.
        save: Returns the file's bytes; called only when Save is pressed.
        open: Returns the content of a file's bytes, and changes nothing; raises a `RnnlabError` for a file that the
            page cannot show.
        apply: Makes the page show that content; called before widgets are drawn.
    """
    st.download_button(
        t("Save"),
        save,
        f"rnnlab-{page}.rnnlab",
        "application/octet-stream",
        key=f"{page}-save",
        on_click="ignore",
        width="stretch",
    )
    with st.popover(t("Open"), key=f"{page}-open", width="stretch"):
        open_here(page, t("A .rnnlab file that this page has saved"), lambda data, name: open(data), apply)


def open_here(page: str, label: str, open: Callable[[bytes, str], T], apply: Callable[[T], None]) -> None:
    """Draw the field that opens a file, and what became of the last one.

    Args:
        page: As for `save_and_open`.
        label: Of the field.
        open: Returns the content of a file, of its bytes and its name, as that of `save_and_open`.
        apply: As for `save_and_open`.
    """
    if (file := take_given(page)) is not None:
        _open_given(file, open, apply)
    count, outcome = _files_opened(page)
    key = f"{page}-file-{count}"  # a new key after every file empties the field
    st.file_uploader(  # of any ending: `open` says what is wrong with a file that is no recording
        label,
        key=key,
        max_upload_size=MAX_MB,
        on_change=lambda: _open_file(page, key, open, apply),
    )
    if outcome:
        with st.container(key=f"problem-{page}-file"):
            st.text(outcome)


def open_given(page: str, open: Callable[[bytes, str], T], apply: Callable[[T], None]) -> None:
    """Open the file that the app was started on, if it is for this page; to be called before anything is drawn.

    Args:
        page, open, apply: As for `open_here`.
    """
    if (file := take_given(page)) is not None:
        _open_bytes(page, file.name, file.data, open, apply)


def _open_given(file: Given, open: Callable[[bytes, str], T], apply: Callable[[T], None]) -> None:
    """Open the file that the app was started on, in a run of its own: `apply` must come before the widgets."""
    before_next_run(lambda: _open_bytes(file.page, file.name, file.data, open, apply))
    st.rerun()


def _open_file(page: str, key: str, open: Callable[[bytes, str], T], apply: Callable[[T], None]) -> None:
    """Make the page show the content of the file that was chosen in the field with this key."""
    file = st.session_state.get(key)
    if file is not None:
        _open_bytes(page, file.name, file.getvalue(), open, apply)


def _open_bytes(page: str, name: str, data: bytes, open: Callable[[bytes, str], T], apply: Callable[[T], None]) -> None:
    """Make the page show the content of a file, or keep a sentence that says why not."""
    try:
        content = open(data, name)
    except RnnlabError as error:
        outcome = t("{file} was not opened: {problem}.", file=name, problem=told(error))
    else:
        outcome = t("{file} is open.", file=name)
        apply(content)
        expect_draw()
    st.session_state[f"{page}-opened"] = (_files_opened(page)[0] + 1, outcome)


def _files_opened(page: str) -> tuple[int, str]:
    """How many files were chosen on this page, and a sentence about the result of the last one, else empty."""
    found: tuple[int, str] = st.session_state.get(f"{page}-opened", (0, ""))
    return found


def save_and_open_settings(form: Form[C], page: str, table: Sequence[Field], within: DeltaGenerator) -> None:
    """Draw Save and Open for a page that its settings and edits define completely.

    Args:
        form: The page's form.
        page: Its short name, which is the kind of its recordings.
        table: Its fields.
        within: The grid whose next row the buttons are.
    """
    config, edits = form.config, page_edits.present(form)

    def apply(content: tuple[CellConfig | LayersConfig, tuple[Edit, ...]]) -> None:
        for f in fields_of(content[0]):
            form.put(f.name, getattr(content[0], f.name))
        page_edits.restore(form, content[1])

    with within:
        save_and_open(page, lambda: saved(recorded(config, edits)), lambda data: opened(data, page, table), apply)
    if recorded(config, edits).nbytes > WHOLE:
        st.caption(
            t("So many numbers are not saved: the file will hold the settings and edits, which give them again.")
        )
