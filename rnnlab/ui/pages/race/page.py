"""`page`: the page Race: which cell remembers?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from rnnlab.i18n.messages import mark, t
from rnnlab.ui import networks
from rnnlab.ui.around_player import AroundPlayer
from rnnlab.ui.inspected import draw_inspect_button
from rnnlab.ui.live.restorable import Restorable
from rnnlab.ui.networks import Network
from rnnlab.ui.pages.race.form import RaceForm
from rnnlab.ui.pages.race.live_race import RaceRun
from rnnlab.ui.pages.race.sentences import (
    baseline_sentences,
    failure_sentences,
    network_name,
    size_sentences,
    task_sentence,
)
from rnnlab.ui.pages.race.tabs import draw_losses, draw_race_tabs
from rnnlab.ui.player import Event, player
from rnnlab.ui.shell.draw_order import FirstCall, pause_for_draw
from rnnlab.ui.shell.page_table import title_of
from rnnlab.ui.shell.reloads import follow
from rnnlab.ui.shell.style import head

PLAYER = "race-player"
_RACES = "race.races"
_AROUND = AroundPlayer("race")
_PRESETS = {
    "short": mark("Echo 3 steps later: every cell learns it"),
    "adding": mark("The adding problem at length 100"),
    "next": mark("Next character of a text"),
}


def page() -> None:
    """Draw the whole page: its picture first, then the widgets and the panels below."""
    form = RaceForm()
    head(title_of("race"), user_text=task_sentence(form.config))
    form.draw_notices()
    picture(form, FirstCall())
    with st.sidebar:
        form.draw_settings()
        if form["task"] == "next":
            form.draw_texts()
        with st.container(key="facts"):
            st.text(size_sentences(form.config))
    form.share()
    notes(form)
    draw_panels()


def sync(form: RaceForm) -> None:
    """Make the session's race the one of the form's config, trained as far as the link says."""
    races: Restorable[RaceRun] | None = st.session_state.get(_RACES)
    if races is None:
        races = st.session_state[_RACES] = Restorable(_begin(form))
    elif not _is_chosen(races.present, form):
        races.replace(_begin(form))
    run = races.present
    run.settings = form.settings()
    follow("race", races)
    if not run.running:
        form.set("epoch", run.link_epoch)
    _publish(run)


def _begin(form: RaceForm) -> RaceRun:
    return RaceRun(form.config.config, form.config.cells, form["epoch"] if form.linked else 1)


def _is_chosen(run: RaceRun, form: RaceForm) -> bool:
    """Whether a race is the one of the form's config, perhaps with another last epoch, as far as the link says."""
    chosen = form.config
    same = run.cells == chosen.cells and (run.config == chosen.config or run.prolong(chosen.config))
    return same and not (form.linked and form["epoch"] != run.epochs_done)


def restore_race(form: RaceForm) -> None:
    """Show the race before the present one again, with its settings; for a callback."""
    races = races_of_visitor()
    if races.restore() and races.present.settings is not None:
        form.restore(races.present.settings)


def _publish(run: RaceRun) -> None:
    """Publish each lane's network, if the task is "next": such a network can run freely."""
    lanes = run.race.trainers if run.config.task == "next" else {}
    found = {
        network_name(run, cell): Network(
            run=(run.number, cell), epochs_done=partial(getattr, lane, "epochs_done"), newest=partial(run.network, cell)
        )
        for cell, lane in lanes.items()
    }
    networks.publish("Race", found)


def race_of_visitor() -> RaceRun:
    """The race of this session."""
    return races_of_visitor().present


def races_of_visitor() -> Restorable[RaceRun]:
    """The race of this session, and those before it."""
    races: Restorable[RaceRun] = st.session_state[_RACES]
    return races


@st.fragment(key=_AROUND.picture)  # an event of the player reruns this alone
def picture(form: RaceForm, first_call: FirstCall) -> None:
    """Draw the player, then train one slice if the browser has asked for it: the picture is on its way meanwhile."""
    alone = not first_call()
    form.read_widgets()
    sync(form)
    run = race_of_visitor()
    _draw_player(form, run)
    _AROUND.player_drawn(form, run, alone=alone)


def _draw_player(form: RaceForm, run: RaceRun) -> None:
    next_tick = run.next_tick(trains=run.ticks.asked) if run.has_work else None
    run.ticks.sent(run.shown_around, next_tick)
    player(
        run.snapshot(),
        view={"name": "race", "next": next_tick},
        key=PLAYER,
        on_event=partial(_handle, form),
        after_event=lambda: _AROUND.after_event(form, race_of_visitor()),
    )
    pause_for_draw()
    for cell in run.failures:
        with st.container(key=f"problem-race-{cell}"):
            st.text(failure_sentences(run, cell))


def _handle(form: RaceForm, event: Event) -> str:
    """Carry out an event of the player, as the page Embedding does; nothing of a race is refused."""
    run, kind = race_of_visitor(), event["type"]
    actions = {
        "train": run.go_on,
        "pause": run.pause,
        "step": run.step,
        "tick": run.ticks.ask,
        "new_seed": form.new_seed,
    }
    if kind == "look":
        run.visit(event.get("epoch"))
    elif kind == "reset":
        races_of_visitor().replace(RaceRun(form.config.config, form.config.cells))
    elif kind in actions:
        actions[kind]()
    return ""


def notes(form: RaceForm) -> None:
    """Draw the sentences below the player, and the buttons of the presets."""
    with st.container(key="floor"):
        st.text(baseline_sentences(form.config))
    with st.container(horizontal=True, key="race-presets"):
        earlier = races_of_visitor().earlier
        if earlier is not None:
            text = t("Back to the race before ({done:,} epochs)", done=earlier.epochs_done)
            st.button(text, key="race.earlier", on_click=restore_race, args=(form,))
        for name, label in _PRESETS.items():
            st.button(t(label), key=f"race.preset.{name}", on_click=form.preset, args=(name,))
    if form.config.config.task == "adding":
        st.caption(
            t(
                "Source of the adding problem: Hochreiter and Schmidhuber 1997, “Long Short-Term Memory”, experiment "
                "4; in this form Le, Jaitly and Hinton 2015, “A Simple Way to Initialize Recurrent Networks of "
                "Rectified Linear Units”. At length 100 a plain RNN stays near 0.167; an LSTM goes below it, after "
                "some hundred epochs."
            )
        )
    st.caption(
        t("While you are on another page a race waits, and goes on when you come back; closing the tab ends it.")
    )


@st.fragment(key=_AROUND.below)
def draw_panels() -> None:
    """Draw the tabs and the figure, as of the last time that the race was paused."""
    run = race_of_visitor()
    with st.container(horizontal=True, key="race-links"):
        for cell in run.cells if run.epochs_done else ():
            name = t("Race, epoch {epoch:,}", epoch=run.epochs_done)
            label = t("Inspect the {cell}", cell=cell.upper())
            draw_inspect_button(f"race-{cell}", name, partial(run.network, cell), label)
    draw_race_tabs(run, follows=PLAYER)
    draw_losses(run.snapshot())
