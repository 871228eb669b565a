"""`page`: the page Embedding: watch it learn."""

from __future__ import annotations

from math import prod
from pathlib import Path

import streamlit as st

from rnnlab.analysis.memoryless import memoryless_floor
from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import mark, t
from rnnlab.ui import networks
from rnnlab.ui.files.buttons import save_and_open
from rnnlab.ui.forms.fields import write_url
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.settings import FOLDED, TEXT_ROWS, TRAINING, training_form
from rnnlab.ui.pages.training.run_files import opened_runs
from rnnlab.ui.pages.training.run_set import RunSet
from rnnlab.ui.pages.training.sentences import baseline_sentences, size_sentences, task_sentence
from rnnlab.ui.pages.training.session import Session
from rnnlab.ui.pages.training.snapshot import snapshot
from rnnlab.ui.pages.training.tabs import draw_figures, draw_run_tabs
from rnnlab.ui.player import last_event, player
from rnnlab.ui.shell.draw_order import expect_draw, pause_for_draw
from rnnlab.ui.shell.page_table import title_of
from rnnlab.ui.shell.style import head

PLAYER = "training-player"
TICK = 0.15  # seconds between two snapshots while it trains
_RUN = "training.run"
_LIVE = "training-live"
_CHANGED = "training.changed"
_TITLE = "Embedding"  # its title on other pages
_MAX_MB = 64  # of a file that is opened: six runs and their longest losses
_PAGES = Path(__file__).resolve().parents[4] / "pages"
_NEXT = {"free": mark("Let the first run write freely"), "ablation": mark("Hold one of its units")}


def page() -> None:
    """Draw the whole page: its picture first, then the widgets and the panels below."""
    form = training_form()
    head(title_of("training"), user_text=task_sentence(form.config))
    form.draw_notices()
    sync(form)
    picture(form)
    with st.sidebar:
        settings(form)
        facts(form)
        files(form)
    form.share()
    links(form)
    draw_panels(form)
    prefetch()


def sync(form: Form[TextConfig]) -> None:
    """Make the session's first run the one of the form's config, trained as far as the link says."""
    session: Session | None = st.session_state.get(_RUN)
    if session is None:
        session = st.session_state[_RUN] = Session(RunSet.begin(form.config, form["epoch"] if form.linked else 1))
    elif session.runs.config != form.config or (form.linked and form["epoch"] != session.runs.link_epoch):
        session.replace(RunSet.begin(form.config, form["epoch"] if form.linked else 1))
    if not session.runs.running:
        form.set("epoch", session.runs.link_epoch)
    networks.publish(_TITLE, session.networks())


def session_of_visitor() -> Session:
    """The runs of this visitor."""
    session: Session = st.session_state[_RUN]
    return session


@st.fragment(key=_LIVE)
def picture(form: Form[TextConfig]) -> None:
    """Draw the player, on a timer only while a run trains."""
    # Two fragments, not one with a changing timer: Streamlit stops a timer only when its fragment is no longer drawn.
    (_draw_running if session_of_visitor().runs.running else _draw_paused)(form)


@st.fragment
def _draw_paused(form: Form[TextConfig]) -> None:
    _draw_player(form)
    if st.session_state.pop(_CHANGED, False):
        st.rerun()  # the picture is drawn; now the page around it


@st.fragment(run_every=TICK)
def _draw_running(form: Form[TextConfig]) -> None:
    """Draw first, then train: in the other order the picture would be one slice late."""
    _draw_player(form)
    runs = session_of_visitor().runs
    runs.tick()
    if not runs.running:
        st.rerun()


def _draw_player(form: Form[TextConfig]) -> None:
    session = session_of_visitor()
    run = session.runs.run
    floor = memoryless_floor(form.config.source, form.config.target)
    view = {"name": "training", "floor": floor.loss, **session.view()}
    player(snapshot(session.runs), view=view, key=PLAYER, on_event=lambda: _handle(form))
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


def _handle(form: Form[TextConfig]) -> None:
    """Carry out an event of the player.

    A run that is paused before and after it is drawn by the rerun of its own fragment, which is the quickest way; a run
    that starts or pauses changes from one fragment to the other.
    """
    event, session = last_event(PLAYER), session_of_visitor()
    if event is None:
        return
    if event["type"] == "new_seed":
        form.new_seed()
        st.rerun()
    if event["type"] == "earlier" and session.restore_earlier():
        write_widgets(form, session.runs.config)
        st.rerun()
    was_running = session.runs.running
    if not session.handle(event):
        return
    expect_draw()
    st.session_state[_CHANGED] = not session.runs.running
    if was_running or session.runs.running:
        st.rerun([_LIVE])


def prefetch() -> None:
    """Train ahead for a short time; to be called when everything is drawn."""
    session_of_visitor().runs.run.prefetch()
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
        save_and_open("training", session.to_bytes, opened_runs, apply, max_mb=_MAX_MB)


def write_widgets(form: Form[TextConfig], config: TextConfig) -> None:
    """Set the widgets to a config; to be called before they are drawn, as in a callback."""
    for name, value in config.to_dict().items():
        st.session_state[form.key(name)] = float(value) if name in ("lr", "clip") else value


def links(form: Form[TextConfig]) -> None:
    """Draw links to pages that train the same network as far and use it."""
    values = {**form.config.to_dict(), "epoch": form["epoch"]}
    query = write_url(TRAINING, values)
    with st.container(horizontal=True, key="training-links"):
        for name, label in _NEXT.items():
            page = st.Page(_PAGES / f"{name}.py", title=t(label), url_path=name)
            st.page_link(page, label=t(label), query_params=query)


@st.fragment
def draw_panels(form: Form[TextConfig]) -> None:
    """Draw the tabs and the figures, as of the last time that the run was paused."""
    run = session_of_visitor().runs.run
    recording = run.whole()
    if "probabilities" in recording:
        draw_run_tabs(recording, run, follows=PLAYER)
        draw_figures(recording, form.config)
