"""Which network a page lets run: one trained from the page's own settings, or one that another page has trained.

A page calls `settle` first, then shows what it has, `waiting` while there is nothing yet, and `choose` among its
widgets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from rnnlab.ui.shelf import offered
from rnnlab.ui.trained import Training

if TYPE_CHECKING:
    from rnnlab.config import TextConfig
    from rnnlab.recording import Recording

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
    name = st.session_state.get(_key(page), OWN)
    return name if name in offered() else ""


def settle(page: str, config: TextConfig, epoch: int = 0) -> Chosen:
    """The page's network. Its own is trained if it is not: at once if that is quick, else begun.

    Args:
        page: The page's short name.
        config: What its own network learns.
        epoch: Whose weights are wanted; the last one's if 0.
    """
    name = taken(page)
    if name:
        return Chosen(name=name, recording=offered()[name]())
    training: Training | None = st.session_state.get(_training(page))
    until = min(epoch, config.epochs) or config.epochs
    if training is None or (training.config, training.until) != (config, until):
        training = st.session_state[_training(page)] = Training(config, epoch)
    return Chosen(name="", recording=training.recording, problem=training.problem)


def choose(page: str, on_change: Callable[[], None] | None = None) -> None:
    """The widget that takes another page's network, if there is one; and what to know about it.

    Args:
        page: The page's short name.
        on_change: Called before the run in which the page has another network.
    """
    names = [OWN, *offered()]
    if len(names) == 1:
        return
    if st.session_state.get(_key(page)) not in names:  # it is not offered any more
        st.session_state[_key(page)] = OWN
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
