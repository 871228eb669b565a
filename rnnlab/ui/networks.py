"""Which network a page lets run: one trained from the page's own settings, or one that another page has trained.

A page calls `settle` first, then shows what it has, `waiting` while there is nothing yet, and `choose` among its
widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from rnnlab.ui.live.network_training import Training

if TYPE_CHECKING:
    from rnnlab.recording.recording import Recording

_SHELF = "shelf"

if TYPE_CHECKING:
    from rnnlab.config.training import TextConfig
    from rnnlab.recording.recording import Recording

TICK = 0.15  # seconds between two looks at how far the training is
OWN = "trained from the settings of this page"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The network that a page lets run.

    Attributes:
        name: The name that another page gave it; empty if it is the page's own.
        recording: Of kind "training"; None while the page's own network is still being trained.
        problem: One sentence if the training stopped before its end, else empty.
    """

    name: str
    recording: Recording | None
    problem: str = ""


def taken(page: str) -> str:
    """The name of the network that the page takes from another one; empty if it has its own."""
    kept = f"{_key(page)}-kept"  # a widget that is not drawn, as on another page, forgets its value
    name = st.session_state[kept] = st.session_state.get(_key(page), st.session_state.get(kept, OWN))
    return name if name in offered() else ""


def taken_recording(page: str) -> Recording | None:
    """The network that the page takes from another one, of kind "training", as it is now.

    Returns:
        None if the page has its own, or if what it takes cannot be run on a text.
    """
    name = taken(page)
    recording = offered()[name]() if name else None
    reads = recording is not None and recording.header.get("vocab") and len(recording.get("epoch", ()))
    return recording if reads else None


def settle(page: str, config: TextConfig, epoch: int = 0) -> Chosen:
    """The page's network. Its own is trained if it is not: at once if that is quick, else begun.

    Args:
        page: The page's short name.
        config: What its own network learns.
        epoch: Whose weights are wanted; the last one's if 0.
    """
    name, recording = taken(page), taken_recording(page)
    if recording is not None:
        return Chosen(name=name, recording=recording)
    training: Training | None = st.session_state.get(_training(page))
    until = min(epoch, config.epochs) or config.epochs
    if training is None or (training.config, training.until) != (config, until):
        training = st.session_state[_training(page)] = Training(config, epoch)
    problem = f"{name}: it has not been trained, or reads no symbols; this page's own is shown." if name else ""
    return Chosen(name="", recording=training.recording, problem=problem or training.problem)


def choose(page: str, on_change: Callable[[], None] | None = None) -> None:
    """The widget that takes another page's network, if there is one; and what to know about it.

    Args:
        page: The page's short name.
        on_change: Called before the run in which the page has another network.
    """
    names = [OWN, *offered()]
    if len(names) == 1:
        return
    if st.session_state.get(_key(page)) not in names:  # it is not offered any more, or was not drawn for a while
        st.session_state[_key(page)] = taken(page) or OWN
    st.selectbox("Network", names, key=_key(page), on_change=on_change)
    st.caption("A network that another page has trained in this session is no part of the link, and has no script.")


@st.fragment(run_every=TICK)
def waiting(page: str) -> None:
    """How far the training of the page's own network is; trains on while it is looked at."""
    training: Training = st.session_state[_training(page)]
    done, total = training.epochs_done, training.until
    st.progress(done / total, text=f"Training: epoch {done:,} of {total:,}. It waits while you are on another page.")
    training.tick()
    if training.recording is not None:
        st.rerun()


def _key(page: str) -> str:
    return f"{page}.network"


def _training(page: str) -> str:
    return f"{page}.training"


def offer(page: str, networks: Mapping[str, Callable[[], Recording]]) -> None:
    """Say which networks a page has now; what it offered before is taken off.

    Args:
        page: The page's title.
        networks: The name of each, as a person knows it, and what gives its newest recording of kind "training". It is
            called when, and only if, somebody takes the network.
    """
    st.session_state.setdefault(_SHELF, {})[page] = dict(networks)


def offered() -> dict[str, Callable[[], Recording]]:
    """Every network that some page of this session offers: "page: name" → what gives its recording."""
    shelf: dict[str, dict[str, Callable[[], Recording]]] = st.session_state.get(_SHELF, {})
    return {f"{page}: {name}": give for page, networks in shelf.items() for name, give in networks.items()}
