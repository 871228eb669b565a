"""`page`: the page Embedding: watch it learn."""

from __future__ import annotations

from functools import partial
from math import prod
from pathlib import Path

import streamlit as st

from rnnlab.analysis.memoryless import memoryless_floor
from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import mark, t
from rnnlab.ui import networks
from rnnlab.ui.around_player import AroundPlayer
from rnnlab.ui.files.buttons import MAX_MB, save_and_open
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.handover import link_of
from rnnlab.ui.forms.settings import FOLDED, TEXT_ROWS, training_form
from rnnlab.ui.inspected import draw_inspect_button
from rnnlab.ui.pages.training.run_files import opened_runs
from rnnlab.ui.pages.training.run_set import RunSet
from rnnlab.ui.pages.training.sentences import baseline_sentences, size_sentences, task_sentence
from rnnlab.ui.pages.training.session import Session
from rnnlab.ui.pages.training.snapshot import snapshot
from rnnlab.ui.pages.training.tabs import draw_figures, draw_run_tabs
from rnnlab.ui.player import Event, player
from rnnlab.ui.shell.draw_order import FirstCall, pause_for_draw
from rnnlab.ui.shell.page_table import title_of
from rnnlab.ui.shell.reloads import follow
from rnnlab.ui.shell.reruns import person_waits
from rnnlab.ui.shell.style import head

PLAYER = "training-player"
_RUN = "training.run"
_AROUND = AroundPlayer("training")
_TITLE = "Embedding"  # its title on other pages
_FILE_NUMBERS = 500_000  # weights and biases of all runs; a file of more may be larger than the page opens
_PAGES = Path(__file__).resolve().parents[4] / "pages"
_NEXT = {"free": mark("Let this run write freely"), "ablation": mark("Hold one of its units")}


def page() -> None:
    """Draw the whole page: its picture first, then the widgets and the panels below."""
    form = training_form()
    head(title_of("training"), user_text=task_sentence(form.config))
    form.draw_notices()
    picture(form, FirstCall())
    with st.sidebar:
        settings(form)
        facts(form)
        files(form)
    form.share()
    below(form)


def sync(form: Form[TextConfig]) -> None:
    """Make the session's first run the one of the form's config, trained as far as the link says."""
    session: Session | None = st.session_state.get(_RUN)
    if session is None:
        session = st.session_state[_RUN] = Session(RunSet.begin(form.config, form["epoch"] if form.linked else 1))
    elif (session.runs.config != form.config and not session.runs.prolong(form.config)) or (
        form.linked and form["epoch"] != session.runs.link_epoch
    ):
        session.replace(RunSet.begin(form.config, form["epoch"] if form.linked else 1))
    follow("training", session.sets)
    if not session.runs.running:
        form.set("epoch", session.runs.link_epoch)
    networks.publish(_TITLE, session.networks())


def session_of_visitor() -> Session:
    """The runs of this visitor."""
    session: Session = st.session_state[_RUN]
    return session


@st.fragment(key=_AROUND.picture)  # an event of the player reruns this alone
def picture(form: Form[TextConfig], first_call: FirstCall) -> None:
    """Draw the player, then train one slice if the browser has asked for it: the picture is on its way meanwhile."""
    alone = not first_call()
    form.read_widgets()
    sync(form)
    session = session_of_visitor()
    _draw_player(form, session)
    _AROUND.player_drawn(form, session, alone=alone)


def _draw_player(form: Form[TextConfig], session: Session) -> None:
    run, next_tick = session.runs.run, session.runs.next_tick(trains=session.ticks.asked)
    floor = memoryless_floor(form.config.source, form.config.target)
    view = {"name": "training", "floor": floor.loss, "next": next_tick, **session.view()}
    session.ticks.sent(session.shown_around, next_tick)
    share = session.ticks.line.share if session.runs.run.running else session.ticks.line.rest_share
    player(
        snapshot(session.runs, share),
        view=view,
        key=PLAYER,
        on_event=partial(_handle, form),
        after_event=lambda: _AROUND.after_event(form, session_of_visitor()),
    )
    with st.container(key="floor"):
        st.text(baseline_sentences(run.config, running=run.running))  # holds a person's letters: never Markdown
    pause_for_draw()
    if session.problem:
        with st.container(key="problem-training-event"):
            st.text(session.problem)
    if run.problem:
        with st.container(key="problem-training-run"):
            st.text(
                t(
                    "{problem} Everything up to there is kept; fork from an epoch before it, with a smaller lr.",
                    problem=run.problem,
                )
            )


def _handle(form: Form[TextConfig], event: Event) -> str:
    """Carry out an event of the player; the rerun of the player's own fragment shows it, which is the quickest way."""
    session = session_of_visitor()
    if event["type"] == "new_seed":
        form.new_seed()
    elif event["type"] == "earlier" and session.restore_earlier():
        write_widgets(form, session.runs.config)
    return session.handle(event)


@st.fragment(key=_AROUND.below)
def below(form: Form[TextConfig]) -> None:
    """Draw the links, the tabs and the figures; train ahead."""
    links()
    draw_panels(form)
    prefetch()


def prefetch() -> None:
    """Train ahead for a short time; to be called when everything is drawn."""
    session_of_visitor().runs.run.prefetch(person_waits)
    # If the person has left, this read of the session state ends the run: at its regular end Streamlit would forget the
    # other page's fragments.
    session_of_visitor()


def settings(form: Form[TextConfig]) -> None:
    """Draw the widgets of the sidebar."""
    form.grid(*TEXT_ROWS, ("epochs", "seed"), ("memory",), toggle=True)
    form.fold(*FOLDED)


def facts(form: Form[TextConfig]) -> None:
    """Draw a sentence about the vocabulary and the size of the network."""
    shapes = session_of_visitor().runs.run.weight_shapes
    with st.container(key="facts"):
        st.text(size_sentences(form.config, sum(map(prod, shapes.values()))))


def files(form: Form[TextConfig]) -> None:
    """Draw Save and Open: a run with its forks is one file."""
    session = session_of_visitor()

    def apply(runs: RunSet) -> None:
        session.replace(runs)
        write_widgets(form, runs.config)

    with st.container(horizontal=True, key="files-training"):
        save_and_open("training", session.to_bytes, opened_runs, apply)
    runs = session.runs
    if sum(prod(shape) for run in runs for shape in runs[run].weight_shapes.values()) > _FILE_NUMBERS:
        st.caption(
            t(
                "The file of so many weights may be larger than the {most} MB that this page opens: remove runs before "
                "you save, or open it in Python with rnnlab.Runs.load.",
                most=MAX_MB,
            )
        )


def write_widgets(form: Form[TextConfig], config: TextConfig) -> None:
    """Set the widgets to a config; to be called before they are drawn, as in a callback."""
    for name, value in config.to_dict().items():
        form.put(name, float(value) if name in ("lr", "clip") else value)


def links() -> None:
    """Draw links to pages that use the network of the selected run."""
    session = session_of_visitor()
    run = session.runs.run
    with st.container(horizontal=True, vertical_alignment="center", key="training-links"):
        for name, label in _NEXT.items() if run.epochs_done else ():
            query = link_of(networks.full_name(_TITLE, session.network_name(run)), run.whole())
            page = st.Page(_PAGES / f"{name}.py", title=t(label), url_path=name)
            st.page_link(page, label=t(label), query_params=query)
        if run.epochs_done:
            draw_inspect_button("training", f"{_TITLE}, {session.network_name(run)}", run.whole)


@st.fragment
def draw_panels(form: Form[TextConfig]) -> None:
    """Draw the tabs and the figures, as of the last time that the run was paused."""
    run = session_of_visitor().runs.run
    recording = run.whole()
    if "probabilities" in recording:
        draw_run_tabs(recording, run, follows=PLAYER)
        draw_figures(recording, form.config)
