"""`Chosen`: the network that a page runs, its own or one that another page has published in the same session.

A page that trains networks calls `publish`. A page that only uses one calls `network_of` first, then draws its picture,
`draw_training` while its own network is being trained, and `draw_choice` among its widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import mark, t
from rnnlab.recording.recording import Recording
from rnnlab.text import corpus, decode, symbols
from rnnlab.ui.live.network_training import NetworkTraining
from rnnlab.ui.panels.progress import draw_progress
from rnnlab.ui.shell.reruns import person_waits, rerun_page

if TYPE_CHECKING:
    Networks = dict[str, Callable[[], Recording]]

OWN = mark("trained from the settings of this page")
_PUBLISHED = "published"
_MOST_SYMBOLS = 500  # of a long text: the limit of a text's field


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The network that a page runs.

    Attributes:
        name: The name under which another page has published it; empty if it is the page's own.
        recording: Of kind "training"; None while the page's own network is still being trained.
        problem: One sentence if the training stopped before its end, else empty.
    """

    name: str
    recording: Recording | None
    problem: str = ""


def publish(page: str, networks: Mapping[str, Callable[[], Recording]]) -> None:
    """Let the other pages of this session choose a page's networks; those it published before are withdrawn.

    Args:
        page: The page's title.
        networks: Name → a function that returns the newest recording, of kind "training", of that network; called only
            when another page has chosen it.
    """
    st.session_state.setdefault(_PUBLISHED, {})[page] = dict(networks)


def published() -> Networks:
    """All networks published in this session: "page: name" → a function that returns the newest recording."""
    pages: dict[str, Networks] = st.session_state.get(_PUBLISHED, {})
    return {f"{page}: {name}": newest for page, networks in pages.items() for name, newest in networks.items()}


def chosen_name(page: str) -> str:
    """The name of the published network that a page runs; empty if it runs its own."""
    copy = f"{_key(page)}-kept"  # Streamlit drops the value of a widget that is not drawn, as on another page
    name = st.session_state[copy] = st.session_state.get(_key(page), st.session_state.get(copy, OWN))
    return name if name in published() else ""


def chosen_recording(page: str) -> Recording | None:
    """The newest recording, of kind "training", of the published network that a page runs.

    Returns:
        None if the page runs its own, or if the published one has not been trained or reads no symbols.
    """
    name = chosen_name(page)
    recording = published()[name]() if name else None
    usable = recording is not None and recording.header.get("vocab") and len(recording.get("epoch", ()))
    return recording if usable else None


def network_of(page: str, config: TextConfig, epoch: int = 0) -> Chosen:
    """The network that a page runs; where that is its own, its training begins here and ends here if it is short.

    Args:
        page: The page's short name.
        config: What the page's own network learns.
        epoch: The epoch whose weights are used, from 1; 0 for the last one.
    """
    name, recording = chosen_name(page), chosen_recording(page)
    if recording is not None:
        return Chosen(name=name, recording=recording)
    training: NetworkTraining | None = st.session_state.get(_training(page))
    until = min(epoch, config.epochs) or config.epochs
    if training is None or (training.config, training.until) != (config, until):
        training = st.session_state[_training(page)] = NetworkTraining(config, epoch)
    problem = training.problem
    if name:
        problem = t("{name}: it has not been trained, or reads no symbols; this page's own is shown.", name=name)
    return Chosen(name="", recording=training.recording, problem=problem)


def draw_choice(page: str, on_change: Callable[[], None] | None = None) -> None:
    """Draw the widget that chooses among the published networks, with a caption, if there are any.

    Args:
        page: The page's short name.
        on_change: Called before the run in which the page has another network.
    """
    names = [OWN, *published()]
    if len(names) == 1:
        return
    if st.session_state.get(_key(page)) not in names:  # the network was withdrawn, or Streamlit has dropped the value
        st.session_state[_key(page)] = chosen_name(page) or OWN
    st.selectbox(t("Network"), names, format_func=_shown_name, key=_key(page), on_change=on_change)
    st.caption(t("A network that another page has trained in this session is no part of the link, and has no script."))


@st.fragment
def draw_training(page: str) -> None:
    """Draw how far the training of the page's own network is, and train one slice more; at the end, rerun the page."""
    training = _training_of(page)
    done, total = training.epochs_done, training.until
    text = t("Training: epoch {done:,} of {total:,}. It waits while you are on another page.", done=done, total=total)
    if draw_progress(f"{page}-training", done / total, text, training.next_tick()):
        training.tick(person_waits)
        if training.recording is not None:
            rerun_page()


def _training_of(page: str) -> NetworkTraining:
    training: NetworkTraining = st.session_state[_training(page)]
    return training


def learned_texts(network: TextConfig | Recording) -> tuple[str, str]:
    """The text that a network has learned to read, and the one that it has learned to answer.

    Args:
        network: The config of a text's training; or a recording of kind "training", of such a config or of the task
            "next".

    Returns:
        Source and target, of equally many symbols; of the task "next" the beginning of its text, and the same one
        symbol later.
    """
    if isinstance(network, Recording):
        config = network.header["config"]
        if "task" in config:
            ids, vocab = corpus(config["text"]).ids[:_MOST_SYMBOLS], corpus(config["text"]).vocab
            return decode(ids[:-1], vocab), decode(ids[1:], vocab)
        network = TextConfig.from_dict(config)
    return network.source, network.target


def learned_text(network: TextConfig | Recording) -> str:
    """The whole text whose next symbol a network has learned to predict; else the text that it has learned to read.

    Args:
        network: As for `learned_texts`.
    """
    source, target = map(symbols, learned_texts(network))
    return "".join([*source, target[-1]] if target[:-1] == source[1:] else source)


def _shown_name(name: str) -> str:
    return t(name) if name == OWN else name


def _key(page: str) -> str:
    return f"{page}.network"


def _training(page: str) -> str:
    return f"{page}.training"
