"""The parts of the page Embedding: watch it learn."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from rnnlab.analysis.memoryless import memoryless_floor, without_recurrence
from rnnlab.config.training import TextConfig
from rnnlab.recording.recording import Recording
from rnnlab.text import symbols
from rnnlab.ui import networks
from rnnlab.ui.forms.fields import write_url
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.settings import FOLDED, TEXT_ROWS, TRAINING, training_form
from rnnlab.ui.pages.training.buttons import fill, save_and_open
from rnnlab.ui.pages.training.run_set import RunSet
from rnnlab.ui.pages.training.session import Session
from rnnlab.ui.pages.training.snapshot import snapshot
from rnnlab.ui.panels.panels import PLOTLY, Panels, draw_tabs
from rnnlab.ui.panels.shapes import training_shapes
from rnnlab.ui.player import last_event, player
from rnnlab.ui.shell.draw_order import expect_draw, pause_for_draw
from rnnlab.ui.shell.style import head, is_dark

PLAYER = "training-player"
TICK = 0.15  # seconds between two snapshots while it trains
_RUN = "training.run"
_LIVE = "training-live"
_CHANGED = "training.changed"
FIGURES = "training-figures"
_TITLE = "Embedding"  # as other pages name it
_PAGES = Path(__file__).resolve().parents[4] / "pages"
_NEXT = {"free": "Let the first run write freely", "ablation": "Hold one of its units"}
_WAITS = " On another page the run waits for you to come back; closing the tab ends it."
_WEIGHTS = ("emb.", "rnn.", "fc.")


def page() -> None:
    """The whole page: its picture first, then the widgets and what stands below."""
    form = training_form()
    head("Embedding: watch it learn", told=promise(form.config))
    form.draw_notices()
    settle(form)
    picture(form)
    with st.sidebar:
        settings(form)
        facts(form)
        files(form)
    form.share()
    links(form)
    below(form)
    rest()


def promise(config: TextConfig) -> str:
    """The page's sentence: what is learned, and whether that needs memory."""
    pairs = list(zip(symbols(config.source), symbols(config.target), strict=True))
    answers: dict[str, set[str]] = {}
    for symbol, answer in pairs:
        answers.setdefault(symbol, set()).add(answer)
    torn = next((symbol for symbol, found in answers.items() if len(found) > 1), None)
    task = f"Read {_short(config.source)}, answer {_short(config.target)}."
    if torn is None:
        return f"{task} Every symbol always has the same answer, so it could be learned without memory."
    return f"{task} The same “{torn}” needs different answers, so only a network with memory can get them all."


def floor_words(config: TextConfig) -> str:
    """The best without memory, in words; and what a network whose W_hh is zero has left of it."""
    floor = memoryless_floor(config.source, config.target)
    letters = "letter" if floor.total == 1 else "letters"
    words = [f"Best without memory: {floor.loss:.3f} nats, {floor.correct} of {floor.total} {letters}.", floor.sentence]
    if not config.memory:
        words.append(without_recurrence(config.cell).sentence)
    if config.clip:
        words.append(f"Ticks under the loss curve: epochs whose gradient was clipped to norm {config.clip:g}.")
    return " ".join(words)


def _short(text: str) -> str:
    letters = symbols(text)
    return f"“{''.join(letters[:24])}{'…' if len(letters) > 24 else ''}”"


def settle(form: Form[TextConfig]) -> None:
    """Make the session's first run the one that the form describes; a link says how far it was trained, too."""
    session: Session | None = st.session_state.get(_RUN)
    if session is None:
        session = st.session_state[_RUN] = Session(RunSet.begin(form.config, form["epoch"] if form.linked else 1))
    elif session.runs.config != form.config or (form.linked and form["epoch"] != session.runs.link_epoch):
        session.replace(RunSet.begin(form.config, form["epoch"] if form.linked else 1))
    if not session.runs.running:
        form.set("epoch", session.runs.link_epoch)
    networks.publish(_TITLE, session.networks())


def present() -> Session:
    """What this session has trained."""
    session: Session = st.session_state[_RUN]
    return session


@st.fragment(key=_LIVE)
def picture(form: Form[TextConfig]) -> None:
    """The player; on a timer while the run goes on, and only then."""
    # Two fragments, not one with a changing timer: Streamlit stops a timer when its fragment is no longer drawn.
    (_ticking if present().runs.running else _resting)(form)


@st.fragment
def _resting(form: Form[TextConfig]) -> None:
    _mount(form)
    if st.session_state.pop(_CHANGED, False):
        st.rerun()  # the picture stands; now the page around it


@st.fragment(run_every=TICK)
def _ticking(form: Form[TextConfig]) -> None:
    """Show first, then train: the other way round the picture would be one slice late."""
    _mount(form)
    runs = present().runs
    runs.tick()
    if not runs.running:
        st.rerun()


def _mount(form: Form[TextConfig]) -> None:
    session = present()
    run = session.runs.run
    floor = memoryless_floor(form.config.source, form.config.target)
    view = {"name": "training", "floor": floor.loss, **session.view()}
    player(snapshot(session.runs), view=view, key=PLAYER, on_event=lambda: _handle(form))
    with st.container(key="floor"):
        st.text(floor_words(run.config) + _WAITS * run.running)  # holds a person's letters: never Markdown
    pause_for_draw()
    if session.problem:
        with st.container(key="problem-training-event"):
            st.text(session.problem)
    if run.problem:
        with st.container(key="problem-training-run"):
            st.text(f"{run.problem} Everything up to there is kept; fork from an epoch before it, with a smaller lr.")


def _handle(form: Form[TextConfig]) -> None:
    """Do what the player's buttons ask.

    A run that rests before and after is shown by the rerun of its own fragment, which is the quickest way; a run that
    starts or stops ticking changes fragments.
    """
    event, session = last_event(PLAYER), present()
    if event is None:
        return
    if event["type"] == "new_seed":
        form.new_seed()
        st.rerun()
    if event["type"] == "earlier" and session.come_back():
        fill(form, session.runs.config)
        st.rerun()
    was_running = session.runs.running
    if not session.handle(event):
        return
    expect_draw()
    st.session_state[_CHANGED] = not session.runs.running
    if was_running or session.runs.running:
        st.rerun([_LIVE])


def rest() -> None:
    """Everything is drawn: use the quiet to be ready for Train."""
    present().runs.run.prefetch()
    # Whoever has left meanwhile is let go here: a run that got to its end would forget the fragments of the other page.
    present()


def settings(form: Form[TextConfig]) -> None:
    """The widgets of the sidebar."""
    form.grid(*TEXT_ROWS, ("epochs", "seed"), ("memory",), toggle=True)
    form.fold(*FOLDED)


def facts(form: Form[TextConfig]) -> None:
    """The vocabulary and the size of the network."""
    recording = present().runs.run.whole()
    count = sum(array[0].size for name, array in recording.items() if name.startswith(_WEIGHTS))
    vocab = form.config.vocab
    with st.container(key="facts"):
        st.text(f"Vocabulary {' '.join(vocab[:40])}{' …' if len(vocab) > 40 else ''}, built from the two texts. "
                f"{count:,} parameters.")  # fmt: skip


def files(form: Form[TextConfig]) -> None:
    """Save and Open."""
    save_and_open(form, present())


def links(form: Form[TextConfig]) -> None:
    """The pages that take up this very network, trained as far."""
    values = {**form.config.to_dict(), "epoch": form["epoch"]}
    query = write_url(TRAINING, values)
    with st.container(horizontal=True, key="training-links"):
        for name, label in _NEXT.items():
            page = st.Page(_PAGES / f"{name}.py", title=label, url_path=name)
            st.page_link(page, label=label, query_params=query)


@st.fragment
def below(form: Form[TextConfig]) -> None:
    """The tabs and the figures, as of the last time that the run rested."""
    run = present().runs.run
    recording = run.whole()
    if "probabilities" not in recording:
        return
    tabs: tuple[str, ...] = ("Console", "Table", "Shapes", "Code")
    if not run.trainer.can_be_scripted:
        st.caption("Console and Code are left out: so many weights were set by hand that no script lists them.")
        tabs = tabs[1:3]
    draw_tabs(
        Panels(
            page="training",
            follows=PLAYER,
            recording=recording,
            shapes=training_shapes(run.config, recording),
            quantities=_quantities(run.config),
        ),
        *tabs,
    )
    # At every run a browser renders all that is open: the figures are there for whoever opens them.
    opened = st.expander("Embedding in two dimensions, and the loss", key=FIGURES, on_change="rerun")
    if opened.open:
        with opened:
            _figures(form, recording)


def _figures(form: Form[TextConfig], recording: Recording) -> None:
    from rnnlab.figures import embedding_map, loss_curve

    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Embedding in two dimensions", anchor=False)
        st.caption("Symbols that lie close are alike to the network; the axes say how much of all variation they show.")
        st.plotly_chart(embedding_map(recording, dark=is_dark()), key="training-map", theme=None, config=PLOTLY)
    with right:
        st.subheader("Loss", anchor=False)
        st.caption(
            "Lower is better: 0 would mean certain and right everywhere. Dashed: the best that any network without "
            "memory can do. Ticks on the axis: epochs whose gradient was clipped."
        )
        floor = memoryless_floor(form.config.source, form.config.target).loss
        st.plotly_chart(
            loss_curve(recording, floor=floor, dark=is_dark()), key="training-loss", theme=None, config=PLOTLY
        )


def _quantities(config: TextConfig) -> dict[str, str]:
    states = {"h": "h: hidden state of every layer and step"} | (
        {"c": "c: cell state of every layer and step"} if config.cell == "lstm" else {}
    )
    return (
        {"losses": "loss and predicted text of every epoch", "probabilities": "probabilities: epoch, step, symbol"}
        | states
        | {"emb.weight": "emb.weight: epoch, symbol, dimension"}
    )
