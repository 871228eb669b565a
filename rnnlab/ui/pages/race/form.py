"""`RaceForm`: the settings of a race, and the texts to learn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import streamlit as st

from rnnlab.config.choices import OptimiserName, ScheduleName
from rnnlab.errors import ConfigError, RnnlabError
from rnnlab.i18n.messages import mark, t
from rnnlab.ui.forms.fields import Field, Kind, read_url, told
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.settings import SEED
from rnnlab.ui.pages.race.choice import RaceChoice, race_choice
from rnnlab.ui.pages.race.text import DEFAULT, SHORT, LongText, TextField, check_text, read_file
from rnnlab.ui.shell.draw_order import expect_draw

PAGE = "race"
MOST_EPOCHS = 20_000
MOST_DELAY = 50
TASKS = {
    "next": mark("Next character"),
    "echo": mark("Echo"),
    "copy": mark("Copy"),
    "reverse": mark("Reverse"),
    "adding": mark("Adding"),
}
TEAMS = ("rnn,gru,lstm", "rnn,gru", "rnn,lstm", "gru,lstm", "rnn", "gru", "lstm")
RaceSettings = tuple[dict[str, Any], LongText | None]  # all values of the form, and the long text
_LONG = "race.long"  # the session's text that is too long for the form's own values
_UPLOADED = "race.uploaded"  # how many texts were given, and a sentence about the last one if it was refused
_EDITED = "race.edited"  # whether the text of the open dialog was taken
_SIZES = ("seq_len", "delay", "num_symbols", "batch_size", "hidden_size", "num_layers", "embedding_size")


def _number(name: str, kind: Kind, default: float, low: float, high: float) -> Field:
    return Field(name=name, kind=kind, default=default, low=low, high=high)


RACE = (
    Field(name="task", kind="choice", default="echo", choices=tuple(TASKS), label=mark("Task")),
    Field(name="cells", kind="choice", default=TEAMS[0], choices=TEAMS, label=mark("Cells")),
    TextField(name="text", kind="text", default=DEFAULT, label=mark("Text")),
    _number("delay", "int", 6, 1, MOST_DELAY),  # the plain RNN fails, GRU and LSTM learn it
    _number("seq_len", "int", 20, 2, 200),
    _number("num_symbols", "int", 2, 1, 20),
    _number("batch_size", "int", 32, 1, 64),
    _number("hidden_size", "int", 48, 1, 128),
    _number("num_layers", "int", 1, 1, 3),
    _number("embedding_size", "int", 16, 1, 64),
    _number("lr", "float", 0.03, 0.0001, 1000),
    _number("epochs", "int", 600, 1, MOST_EPOCHS),
    Field(name="optimiser", kind="choice", default="adam", choices=get_args(OptimiserName)),
    Field(name="schedule", kind="choice", default="constant", choices=get_args(ScheduleName)),
    Field(name="clip", kind="float", default=1.0, low=0, high=1000, label=mark("clip (0 = off)")),
    _number(SEED[0], "int", 0, *SEED[2:]),
    Field(name="epoch", kind="int", default=1, low=1, high=MOST_EPOCHS, hidden=True),
)
PRESETS: dict[str, dict[str, Any]] = {
    "short": {"delay": 3, "epochs": 300},
    # As in benchmarks/adding.py; the page Race names the source below the player.
    "adding": {"task": "adding", "seq_len": 100, "hidden_size": 32, "lr": 0.01, "epochs": 2000},
    "next": {"task": "next", "seq_len": 32, "lr": 0.01, "epochs": 1000},
}

_STEPS: list[tuple[str, ...]] = [("seq_len", "batch_size")]
_WORD: list[tuple[str, ...]] = [("delay",), ("num_symbols", "batch_size")]
_TASK_ROWS = {"next": _STEPS, "echo": [("delay",), *_STEPS], "copy": _WORD, "reverse": _WORD, "adding": _STEPS}
_ROWS = (("cells",), ("hidden_size", "num_layers"), ("lr", "epochs"), ("optimiser", "schedule"))
_LAST: list[tuple[str, ...]] = [("clip", "embedding_size"), ("seed", "new_seed")]


class RaceForm(Form[RaceChoice]):
    """The page's form, and the session's text if that is too long for a field."""

    def __init__(self) -> None:
        caps = {"epoch": lambda values: int(values["epochs"])}
        super().__init__(PAGE, RACE, lambda values: race_choice(values, self.long), caps=caps)

    @property
    def long(self) -> LongText | None:
        """The present text, if it is too long for the link."""
        long: LongText | None = st.session_state.get(_LONG)
        return long

    def preset(self, name: str) -> None:
        """Put a preset's settings in place of all others but the cells and the text; for a callback."""
        for f in RACE:
            if not f.hidden and f.name not in ("cells", "text"):
                self.put(f.name, PRESETS[name].get(f.name, f.default))

    def settings(self) -> RaceSettings:
        """All values of the form and the long text, for `restore`."""
        return {f.name: self[f.name] for f in RACE}, self.long

    def restore(self, settings: RaceSettings) -> None:
        """Set all widgets and the long text as they were; for a callback."""
        values, st.session_state[_LONG] = settings
        for f in RACE:
            if not f.hidden:
                self.put(f.name, values[f.name])

    def draw_settings(self) -> None:
        """Draw the widgets of the settings that the chosen task has, also while they do not go together with it."""
        chosen = st.session_state.get(self.key("task"))
        task = chosen if chosen in TASKS else self["task"]
        last = [("clip", "seed"), ("new_seed",)] if task == "adding" else _LAST
        text = [("text",)] if task == "next" and self.long is None else []
        self.grid(("task",), *text, *_TASK_ROWS[task], *_ROWS, *last)

    def draw_texts(self) -> None:
        """Draw the field for a file and, if a long text is in use, the button that returns to the short one."""
        if self.long is not None:
            with st.container(key="facts-text"):
                st.text(self.long.sentence)
            if st.button(t("See, edit or replace the text"), key="race.edit", width="stretch"):
                self._draw_editor(self.long)
        count, outcome = st.session_state.get(_UPLOADED, (0, ""))
        key = f"race.file.{count}"
        st.file_uploader(
            t("A .txt file up to 1 MB, in UTF-8"), key=key, max_upload_size=1, on_change=lambda: self._upload(key)
        )
        if outcome:
            with st.container(key="problem-race-file"):
                st.text(outcome)

    def _draw_editor(self, long: LongText) -> None:
        """Draw the long text in a dialog: a field in the page would send it to the server with every click."""
        key = "race.editor"
        st.session_state[_EDITED] = False
        st.session_state[_UPLOADED] = (st.session_state.get(_UPLOADED, (0, ""))[0], "")

        def take() -> None:
            text = st.session_state[key]
            st.session_state[_EDITED] = text == long.text or self._use_text(t("edited text"), lambda: text)

        @st.dialog(t("Text"), width="large")
        def editor() -> None:
            if st.session_state[_EDITED]:
                st.rerun()  # without the dialog
            st.text_area(t("Text"), long.text, height=420, label_visibility="collapsed", key=key)
            st.button(t("Use this text"), key="race.use", on_click=take)
            if refused := st.session_state.get(_UPLOADED, (0, ""))[1]:
                with st.container(key="problem-race-editor"):
                    st.text(refused)

        editor()

    def _draw(self, name: str, **options: Any) -> None:
        draw = _WIDGETS.get(name)
        if draw is None:
            super()._draw(name, **options)
            return
        if self.key(name) not in st.session_state:
            st.session_state[self.key(name)] = self[name]
        draw(self, self.key(name))

    def _apply_link(self, query: Mapping[str, Sequence[str]]) -> None:
        """As `Form._apply_link`, with the default sizes where those of the link do not fit together."""
        if "text" in query:
            st.session_state.pop(_LONG, None)
        query = _with_delay(query)
        try:
            super()._apply_link(query)
        except ConfigError as error:
            super()._apply_link({name: given for name, given in query.items() if name not in _SIZES})
            self._memory.notices.append(t("In the link, {problem}; the default sizes are used.", problem=told(error)))

    def paste(self) -> None:
        """Use a pasted text that is too long for its widget as the long text; for a callback."""
        self.entered("text")()
        text = st.session_state[self.key("text")]
        if isinstance(text, str) and len(text) > SHORT:
            self.put("text", self["text"])
            self._use_text(t("pasted text"), lambda: text)

    def _upload(self, key: str) -> None:
        file = st.session_state.get(key)
        if file is not None:
            self._use_text(file.name, lambda: read_file(file.getvalue()))

    def _use_text(self, name: str, read: Callable[[], str]) -> bool:
        """Use another text; if it is refused, keep the one before and a sentence that says why, and return False."""
        count = st.session_state.get(_UPLOADED, (0, ""))[0]
        try:
            text = read()
            check_text(text, self.config.config.seq_len if self["task"] == "next" else 20)
        except RnnlabError as error:
            st.session_state[_UPLOADED] = (
                count + 1,
                t("{name} was not taken: {problem}.", name=name[:80], problem=told(error)),
            )
            return False
        st.session_state[_UPLOADED] = (count + 1, "")
        if len(text) <= SHORT:
            st.session_state.pop(_LONG, None)
            self.put("text", text)
        else:
            st.session_state[_LONG] = LongText(name[:80], text)
        expect_draw()
        return True


def _with_delay(query: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """A link's parameters; one that names a sequence too short for the default delay gets the longest that fits."""
    values, _ = read_url(RACE, query)
    if "delay" in query or values["task"] != "echo" or values["seq_len"] > values["delay"]:
        return query
    return {**query, "delay": [str(values["seq_len"] - 1)]}


def _names(team: str) -> str:
    return ", ".join(cell.upper() for cell in team.split(","))


def _text(form: RaceForm, key: str) -> None:
    st.text_area(t("Text"), key=key, height=140, on_change=form.paste)


def _task(form: RaceForm, key: str) -> None:
    st.selectbox(
        t("Task"), tuple(TASKS), format_func=lambda task: t(TASKS[task]), key=key, on_change=form.entered("task")
    )


def _cells(form: RaceForm, key: str) -> None:
    st.selectbox(t("Cells"), TEAMS, format_func=_names, key=key, on_change=form.entered("cells"))


def _delay(form: RaceForm, key: str) -> None:
    st.slider(t("delay, in steps"), 1, MOST_DELAY, key=key, on_change=form.entered("delay"))


_WIDGETS: dict[str, Callable[[RaceForm, str], None]] = {"task": _task, "cells": _cells, "delay": _delay, "text": _text}
