"""The page Free running: a trained network reads its own output, beside the same network under teacher forcing."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import streamlit as st

from rnnlab.errors import RnnlabError
from rnnlab.i18n.messages import t
from rnnlab.player.payload import for_player
from rnnlab.text import symbols
from rnnlab.ui import networks
from rnnlab.ui.forms.fields import MAX_CODE_POINTS, told
from rnnlab.ui.forms.settings import FOLDED
from rnnlab.ui.networks import Chosen
from rnnlab.ui.pages.generation.form import PAGE, FreeForm
from rnnlab.ui.panels.panels import Panels, draw_tabs
from rnnlab.ui.panels.shapes import generation_shapes
from rnnlab.ui.player import player
from rnnlab.ui.shell.draw_order import pause_for_draw
from rnnlab.ui.shell.page_table import title_of
from rnnlab.ui.shell.style import head

if TYPE_CHECKING:
    from rnnlab.recording.recording import Recording

PLAYER = "free-player"
_SHOWN = "free.shown"
_PROBLEM = "free.problem"
_SLIDER_MAX = 5.0  # of the temperature, unless a link has given a higher one
_MOST_SEEDS = 10_000  # from which the button Draw again draws
_OWN = (  # rows of settings that only the page's own network has
    ("text",),
    ("target",),
    ("hidden_size", "num_layers"),
    ("embedding_size", "cell"),
    ("optimiser", "lr"),
    ("epochs", "epoch"),
    ("seed", "new_seed"),
    ("memory",),
)


@st.fragment  # a changed setting reruns this, not the router and the page around it
def page() -> None:
    """Draw the whole page: its picture first, then the widgets and the panels below."""
    form = FreeForm()
    sentence = t(
        "A trained network reads a few symbols, then what it says itself; beside it, the same network reads a given "
        "text."
    )
    head(title_of(PAGE), sentence)
    if _follow_text(form):
        form = FreeForm()  # reads the widgets again
    form.read_widgets()
    form.draw_notices()
    above = st.container(horizontal=True, key="free-controls")
    chosen = networks.network_of(PAGE, form["network"], form.config.network, form.config.epoch)
    _generate(form, chosen)
    progress = st.container(key="free-progress")  # drawn also when empty, so that the player keeps its place
    if chosen.recording is None:
        with progress:
            networks.draw_training(PAGE)
    picture()
    pause_for_draw()
    with above:
        controls(form)
    with st.sidebar:
        settings(form)
    draw_panels(form)
    form.share()


def _follow_text(form: FreeForm) -> bool:
    """Replace a prime with which the old text begins by as many symbols of a new text; whether that was done."""
    new, prime = st.session_state.get(form.key("text")), st.session_state.get(form.key("prime"))
    if not isinstance(new, str) or not isinstance(prime, str) or new == form["text"]:
        return False
    first = symbols(prime)
    if not 0 < len(new) <= MAX_CODE_POINTS or prime != form["prime"] or symbols(form["text"])[: len(first)] != first:
        return False
    form.put("prime", "".join(symbols(new)[: max(1, min(len(first), len(symbols(new)) - 1))]))
    return True


def _generate(form: FreeForm, chosen: Chosen) -> None:
    """Run the network, unless its run is shown already; after an error the last run stays on the page."""
    from rnnlab.inference.teacher_forcing import compare

    st.session_state[_PROBLEM] = chosen.problem
    shown = st.session_state.get(_SHOWN)
    generation = form.config.generation
    if chosen.recording is None or (shown and shown[0] is chosen.recording and shown[1] == generation):
        return
    try:
        recording = compare(chosen.recording, generation)
    except RnnlabError as error:
        problem = t("{problem}.", problem=told(error))
        st.session_state[_PROBLEM] = f"{chosen.problem} {problem}".strip()
        return
    st.session_state[_SHOWN] = (chosen.recording, generation, recording)


def _recording() -> Recording | None:
    shown = st.session_state.get(_SHOWN)
    return shown[2] if shown else None


@st.fragment  # a click inside the player reruns the player only
def picture() -> None:
    """Draw the player, and a sentence about what went wrong."""
    recording = _recording()
    if recording is not None:
        player(for_player(recording), view={"name": "generation"}, key=PLAYER)
    with st.container(key="free-run"):
        if st.session_state.get(_PROBLEM):
            with st.container(key="problem-free-run"):
                st.text(st.session_state[_PROBLEM])


def controls(form: FreeForm) -> None:
    """Draw the widgets above the player: prime, length and sampling."""
    form.draw("prime")
    form.draw("length")
    form.draw("temperature", slider=_SLIDER_MAX)
    form.draw("top_k")
    form.draw("draw")
    st.button(t("Draw again"), key="free.again", on_click=lambda: _draw_again(form))


def _draw_again(form: FreeForm) -> None:
    form.put("draw", secrets.randbelow(_MOST_SEEDS))


def settings(form: FreeForm) -> None:
    """Draw the widgets of the sidebar: the network, and what the forced run reads."""
    form.draw_network()
    form.grid(*(_OWN if form.is_own else ()), ("reference",), toggle=True)
    if form.is_own:
        form.fold(*FOLDED)


@st.fragment  # a click on a tab reruns the tabs only
def draw_panels(form: FreeForm) -> None:
    """Draw the texts and the tabs."""
    recording = _recording()
    if recording is None:
        return
    texts(recording)
    scripted = "origin" in recording.header
    if not scripted:
        st.caption(t("There is no script and no Console here: this network was not trained from one text's settings."))
    draw_tabs(
        Panels(
            page=PAGE,
            follows=PLAYER,
            recording=recording,
            shapes=generation_shapes(recording),
            quantities=_quantities(recording),
        ),
        *(("Console",) if scripted else ()),
        *("Table", "Shapes"),
        *(("Code",) if scripted else ()),
    )


def texts(recording: Recording) -> None:
    """Draw both generated texts, as plain text that can be copied."""
    vocab, header = recording.header["vocab"], recording.header
    forced = "".join(vocab[i] for i in recording["said_forced"])
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption(t("The prime and what the network wrote after it, running freely."))
        st.code(header["prime"] + header["text"], language=None, wrap_lines=True)
    with right:
        st.caption(t("What it said at every step while it was forced to read the reference."))
        st.code(forced, language=None, wrap_lines=True)


def _quantities(recording: Recording) -> dict[str, str]:
    names = {
        "probabilities": t("probabilities: step, symbol; free running"),
        "probabilities_forced": t("probabilities: step, symbol; teacher forcing"),
        "logits": t("z: scores, step, symbol; free running"),
        "read": t("read: id at every step; free running"),
        "said": t("said: id at every step; free running"),
        "h": t("h: hidden state of every layer and step; free running"),
        "h_forced": t("h: hidden state of every layer and step; teacher forcing"),
        "distance": t("distance of the two hidden states, of every layer and step"),
    }
    return names | ({"c": t("c: cell state, free running")} if recording.header["config"]["cell"] == "lstm" else {})
