"""The parts of the page Race: which cell remembers?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from rnnlab.export.race_script import race_script, reads_file
from rnnlab.ui import networks
from rnnlab.ui.live import budget
from rnnlab.ui.pages.race.form import TASKS, RaceChoice, RaceForm
from rnnlab.ui.pages.race.live_race import RaceRun
from rnnlab.ui.pages.race.tables import losses_table, race_shapes
from rnnlab.ui.panels.panels import PLOTLY, Panels, draw_tabs
from rnnlab.ui.panels.shapes import Row
from rnnlab.ui.player import last_event, player
from rnnlab.ui.shell.draw_order import expect_draw, pause_for_draw
from rnnlab.ui.shell.style import head, is_dark

PLAYER = "race-player"
TICK = 0.1  # seconds between two snapshots while it trains
_RUN = "race.run"
_LIVE = "race-live"
_CHANGED = "race.changed"


def page() -> None:
    """The whole page: its picture first, then the widgets and what stands below."""
    form = RaceForm()
    head("Race: which cell remembers?", told=promise(form))
    form.draw_notices()
    settle(form)
    picture(form)
    with st.sidebar:
        form.settings()
        if form["task"] == "next":
            form.texts()
        facts(form.config)
    form.share()
    words(form)
    below()


def promise(form: RaceForm) -> str:
    """The page's sentence: what the task needs of a memory."""
    return f"{TASKS[form.config.config.task]}. {form.config.need}"


def settle(form: RaceForm) -> None:
    """Make the session's race the one that the form describes; a link says how far it was trained, too."""
    run: RaceRun | None = st.session_state.get(_RUN)
    chosen = form.config
    same = run is not None and (run.config, run.cells) == (chosen.config, chosen.cells)
    if run is None or not same or (form.linked and form["epoch"] != run.epochs_done):
        run = RaceRun(chosen.config, chosen.cells, form["epoch"] if form.linked else 1)
        st.session_state[_RUN] = run
    if not run.running:
        form.set("epoch", max(1, run.epochs_done))
    _publish(run)


def _publish(run: RaceRun) -> None:
    """Publish the lanes, so that the page Free running can let them write."""
    epochs = "1 epoch" if run.epochs_done == 1 else f"{run.epochs_done:,} epochs"
    writers = run.race.trainers if run.config.task == "next" else {}
    networks.publish(
        "Race",
        {f"{cell.upper()} after {epochs}": partial(t.recording, budget.REST_BYTES) for cell, t in writers.items()},
    )


@st.fragment(key=_LIVE)
def picture(form: RaceForm) -> None:
    """The player; on a timer while the race goes on, and only then."""
    (_ticking if st.session_state[_RUN].has_work else _resting)(form)


@st.fragment
def _resting(form: RaceForm) -> None:
    _mount(form)
    if st.session_state.pop(_CHANGED, False):
        st.rerun()  # the picture stands; now the page around it


@st.fragment(run_every=TICK)
def _ticking(form: RaceForm) -> None:
    """Show first, then train: the other way round the picture would be one slice late."""
    _mount(form)
    run: RaceRun = st.session_state[_RUN]
    run.tick()
    if not run.has_work:
        st.rerun()


def _mount(form: RaceForm) -> None:
    run: RaceRun = st.session_state[_RUN]
    player(run.snapshot(), view={"name": "race"}, key=PLAYER, on_event=lambda: _handle(form))
    pause_for_draw()
    for cell, sentence in run.failures.items():
        with st.container(key=f"problem-race-{cell}"):
            others = "The others go on." if len(run.cells) > len(run.failures) else "A smaller lr may help."
            st.text(f"{cell.upper()} stopped: {sentence} Everything up to there is kept. {others}")


def _handle(form: RaceForm) -> None:
    """Do what the player's buttons ask; as on the page Embedding."""
    event, run = last_event(PLAYER), st.session_state[_RUN]
    kind = event["type"] if event else ""
    if kind == "look":
        run.visit(event.get("epoch") if event else None)
        if run.has_work and not run.running:  # the turn has not come: a timer asks again
            st.rerun([_LIVE])
        return
    if kind == "new_seed":
        form.new_seed()
        st.rerun()
    actions = {"train": run.go_on, "pause": run.pause, "step": run.step}
    was_running = run.running
    if kind == "reset":
        st.session_state[_RUN] = run = RaceRun(form.config.config, form.config.cells)
    elif kind in actions:
        actions[kind]()
    else:
        return
    expect_draw()
    st.session_state[_CHANGED] = not run.running
    if was_running or run.running:
        st.rerun([_LIVE])


def words(form: RaceForm) -> None:
    """Under the player: how to read it, and races that are worth seeing."""
    config, baseline = form.config.config, form.config.baseline
    unit = "mean squared error" if config.task == "adding" else "nats"
    with st.container(key="floor"):
        st.text(
            f"Dashed: {baseline.loss:.3f} {unit}, {baseline.sentence}. To get below it takes memory. "
            "Lines: loss of each epoch's batch; marks on them: loss on what is held out."
            + (
                f" Ticks at the bottom: epochs whose gradient was clipped to norm {config.clip:g}."
                if config.clip
                else ""
            )
        )
    with st.container(horizontal=True, key="race-presets"):
        for name, text in (
            ("delay", "Echo 6 steps later: the plain RNN fails"),
            ("adding", "The adding problem at length 100"),
            ("next", "Next character of a text"),
        ):
            st.button(text, key=f"race.preset.{name}", on_click=form.preset, args=(name,))
    if config.task == "adding":
        st.caption(
            "Source of the adding problem: Hochreiter and Schmidhuber 1997, “Long Short-Term Memory”, experiment 4; in "
            "this form Le, Jaitly and Hinton 2015, “A Simple Way to Initialize Recurrent Networks of Rectified Linear "
            "Units”. At length 100 a plain RNN stays near 0.167; an LSTM goes below it, after some hundred epochs."
        )
    st.caption("While you are on another page a race waits, and goes on when you come back; closing the tab ends it.")


def facts(chosen: RaceChoice) -> None:
    """The lanes' sizes, matched."""
    lanes = "; ".join(
        f"{cell.upper()} {size} units, {count:,} parameters"
        for cell, size, count in zip(chosen.cells, chosen.sizes, chosen.parameters, strict=True)
    )
    several = len(chosen.cells) > 1
    matched = f" hidden_size is the {chosen.cells[-1].upper()}'s; the others match it within 5 %." if several else ""
    steps = chosen.config.seq_len
    long = f" {steps} steps." if chosen.config.task in ("copy", "reverse") else ""
    with st.container(key="facts"):
        st.text(f"{lanes}.{matched}{long}")


@st.fragment
def below() -> None:
    """The tabs and the figure, as of the last time that the race rested."""
    run: RaceRun = st.session_state[_RUN]
    recording = run.snapshot()
    draw_tabs(
        Panels(
            page="race",
            follows=PLAYER,
            recording=recording,
            shapes=_shapes(run),
            quantities={},
            tables={"losses": ("loss of every epoch, and on what is held out", lambda: losses_table(run.snapshot()))},
            program=(_program_note(run), lambda: race_script(run.config, run.cells, run.epochs_done)),
        ),
        *("Table", "Shapes", "Code"),
    )
    from rnnlab.figures.race import race_curves

    st.subheader("Loss", anchor=False)
    st.caption(
        "Lower is better. One line per cell, marks where the held-out loss was taken; dashed, what needs no memory. "
        "Drag to zoom in, double-click to go back."
    )
    st.plotly_chart(race_curves(recording, dark=is_dark()), key="race-loss", theme=None, config=PLOTLY)


def _program_note(run: RaceRun) -> str:
    """What to know before one runs the program."""
    beside = " It reads your text from text.txt beside it." if reads_file(run.config) else ""
    return f"Run it where rnnlab is installed: it races again and prints each cell's loss at this epoch.{beside}"


def _shapes(run: RaceRun) -> list[Row]:
    """The tensors of every lane."""
    lanes = {cell: race_shapes(trainer.config, trainer.model()) for cell, trainer in run.race.trainers.items()}
    if len(lanes) == 1:
        return next(iter(lanes.values()))
    return [replace(row, tensor=f"{cell.upper()} {row.tensor}") for cell, rows in lanes.items() for row in rows]
