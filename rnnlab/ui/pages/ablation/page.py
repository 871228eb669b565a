"""The page Ablation: what a trained network does while one of its units is held at a value."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import streamlit as st

from rnnlab.config.training import TextConfig
from rnnlab.errors import RnnlabError
from rnnlab.i18n.messages import t
from rnnlab.player.payload import pair_for_player
from rnnlab.recording.recording import Recording
from rnnlab.text import symbols
from rnnlab.ui import networks
from rnnlab.ui.forms.fields import told
from rnnlab.ui.forms.network_form import NetworkForm
from rnnlab.ui.forms.settings import FOLDED, TEXT_ROWS
from rnnlab.ui.pages.ablation.form import PAGE, ablation_form, apply_event, draw_hold_widgets, exists, hold_of
from rnnlab.ui.pages.ablation.runs import Hold, Ranking, Subject, ablated, quantities, ranking_of, ranking_view
from rnnlab.ui.pages.ablation.tables import tables
from rnnlab.ui.panels.panels import Panels, draw_tabs
from rnnlab.ui.panels.progress import draw_progress
from rnnlab.ui.panels.shapes import ablation_shapes
from rnnlab.ui.player import Event, player
from rnnlab.ui.shell.draw_order import expect_draw, pause_for_draw
from rnnlab.ui.shell.page_table import title_of
from rnnlab.ui.shell.reruns import person_waits, rerun_page
from rnnlab.ui.shell.style import head

PLAYER = "ablation-player"
_DETAIL = "ablation.detail"
_RANKED = 24  # places in the picture, at most


@st.fragment  # a changed number reruns this, not the router and the page around it
def page() -> None:
    """Draw the whole page: its picture first, then the widgets and the panels below."""
    form = ablation_form()
    head(
        title_of(PAGE),
        t("Hold one unit of a trained network at a value and see which letters, and how much of the loss, hang on it."),
    )
    form.read_widgets()
    form.draw_notices()
    problems: dict[str, str] = {}
    subject = _subject(form, problems)
    ready = None
    if subject is None:
        networks.draw_training(PAGE)
    else:
        ready = _picture(form, subject, problems)
    pause_for_draw()
    with st.sidebar:
        _settings(form, subject, problems)
    if subject is not None and ready is not None:
        draw_panels(form, subject, *ready)
    form.share()


def _subject(form: NetworkForm[TextConfig], problems: dict[str, str]) -> Subject | None:
    """The network and the text that it reads; None while it is being trained."""
    config, epoch = form.config, form["epoch"]
    chosen = networks.network_of(PAGE, form["network"], config, epoch)
    recording = chosen.recording
    if recording is None:
        return None
    if chosen.problem:
        problems["training"] = t(
            "{problem} The network is used as it was then; a smaller lr may help.", problem=chosen.problem
        )
    source, target = networks.learned_texts(recording)
    key = chosen.taken.digest if chosen.taken else (config, int(recording.header["epochs_done"]))
    return Subject(recording=recording, source=source, target=target, key=key)


def _picture(
    form: NetworkForm[TextConfig], subject: Subject, problems: dict[str, str]
) -> tuple[Recording, Ranking] | None:
    """Draw the player, or a sentence in its place if this network cannot be run on its text.

    Returns:
        What the panels below need; None if it cannot be run.
    """
    seq_len = len(symbols(subject.source))
    try:
        ranking = ranking_of(subject)
        recording = _ablate(form, subject, problems)
    except RnnlabError as error:
        with st.container(key="problem-ablation-network"):
            st.text(t("This network cannot be shown: {problem}.", problem=told(error)))
        return None
    hold = _hold_from(recording)
    detail = _detail(subject, hold)
    view = {"name": "ablation", "network": str(hash(subject.key)), "ranking": ranking_view(ranking, hold, _RANKED)}
    small = pair_for_player(recording, detail) if hold else recording
    view |= small.header.get("view", {})
    player(small, view=view, key=PLAYER, on_event=partial(_handle, form, subject, seq_len))
    st.caption(
        t(
            "How to read it: both runs read the same text with the same weights. Only the locked number is put in "
            "place of what the network computed; every other difference follows from it."
        )
    )
    if not ranking.done:
        _draw_ranking_progress(ranking)
    return recording, ranking


def _ablate(form: NetworkForm[TextConfig], subject: Subject, problems: dict[str, str]) -> Recording:
    """Both runs; if the loss of the second is not finite, the untouched run alone and a sentence beside the value."""
    hold = hold_of(form)
    try:
        return ablated(subject, hold)
    except RnnlabError as error:
        if hold is None or getattr(error, "field", None) != "value":
            raise
        problems["value"] = t("{problem}; nothing is held.", problem=told(error))
        return ablated(subject, None)


def _hold_from(recording: Recording) -> Hold | None:
    header = recording.header
    if "unit" not in header:
        return None
    return Hold(layer=header["layer"], unit=header["unit"], what=header["gate"] or "h", value=header["value"])


def _detail(subject: Subject, hold: Hold | None) -> dict[str, Any] | None:
    """The unit whose arithmetic is shown: the one chosen last, else the one that is held."""
    chosen: dict[str, Any] | None = st.session_state.get(_DETAIL)
    if chosen is not None and exists(chosen, subject):
        return chosen
    return {"layer": hold.layer, "unit": hold.unit} if hold else None


def _handle(form: NetworkForm[TextConfig], subject: Subject, seq_len: int, event: Event) -> str:
    """Carry out an event: hold or release a unit, at every step or at one, or select a unit."""
    if event["type"] in ("hold", "select") and exists(event, subject):
        st.session_state[_DETAIL] = {"layer": event["layer"], "unit": event["unit"]}
    if apply_event(form, event, subject, seq_len):
        expect_draw()
    return ""


@st.fragment
def _draw_ranking_progress(ranking: Ranking) -> None:
    """Draw the progress of the ranking and rank some more units; at the end, rerun the page."""
    done, total = len(ranking.effects), ranking.total
    text = t("Ranking: {done:,} of {total:,} units held in turn. It waits while you are away.", done=done, total=total)
    if draw_progress("ablation-ranking", done / total, text, ranking.next_tick()):
        with suppress(RnnlabError):  # the rerun of the page draws the error
            ranking.tick(give_up=person_waits)
    if ranking.done or ranking.failed:
        rerun_page()


def _settings(form: NetworkForm[TextConfig], subject: Subject | None, problems: Mapping[str, str]) -> None:
    """Draw the widgets of the sidebar: the hold, then the network."""
    training = problems.get("training")
    draw_hold_widgets(form, subject, {name: text for name, text in problems.items() if name == "value"})
    form.draw_network()
    if not form.is_own:
        return
    form.grid(*TEXT_ROWS, ("epochs", "epoch"), ("seed", "new_seed"), ("memory",), toggle=True)
    form.fold(*FOLDED)
    if training:
        with st.container(key="problem-ablation-training"):
            st.text(training)


@st.fragment  # a click on a tab reruns the tabs only
def draw_panels(form: NetworkForm[TextConfig], subject: Subject, recording: Recording, ranking: Ranking) -> None:
    """Draw the tabs."""
    scripted = "origin" in recording.header
    order = ("Console", "Table", "Shapes", "Code") if scripted else ("Table", "Shapes")
    draw_tabs(
        Panels(
            page=PAGE,
            follows=PLAYER,
            recording=recording,
            shapes=ablation_shapes(recording),
            quantities={},
            tables=tables(recording, ranking.effects if ranking.done else (), quantities(subject.cell)),
        ),
        *order,
    )
    if not scripted:
        st.caption(t("There is no script and no Console here: this network was not trained from one text's settings."))
