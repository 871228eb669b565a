"""The network that a page runs: its own, or one that another page has trained and this page has taken over.

A page that trains networks calls `publish`. A page that only uses one calls `network_of`, then draws its picture, and
`draw_training` while its own network is being trained. Which network it uses is a field of its form: `OWN`, or the
title of one that was taken over, as in "Race: LSTM, 120 parameters, epoch 43". `take` keeps the recording of that
moment: a network that was taken over stays as it was, whatever becomes of the run that trained it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import mark, t
from rnnlab.recording.recording import Recording
from rnnlab.text import corpus, decode, symbols
from rnnlab.ui.live.network_training import NetworkTraining
from rnnlab.ui.panels.progress import draw_progress
from rnnlab.ui.shell.reloads import follow
from rnnlab.ui.shell.reruns import person_waits, rerun_page

OWN = mark("trained with the settings here")
_PUBLISHED = "published"
_MOST_TAKEN = 3  # of one page: the one in use, and those before it
_MOST_SYMBOLS = 500  # of a long text: the limit of a text's field


@dataclass(frozen=True, kw_only=True)
class Network:
    """A network that a page trains, for other pages to take over.

    Attributes:
        run: Tells the run that trains it from every other run of the process.
        epochs_done: Returns how many epochs it has trained.
        newest: Returns its newest recording, of kind "training", of a network that reads symbols.
    """

    run: Hashable
    epochs_done: Callable[[], int]
    newest: Callable[[], Recording]


@dataclass(frozen=True, eq=False)
class Taken:
    """A network as it was when a page took it over.

    Attributes:
        run: As of `Network`.
        recording: Of kind "training".
    """

    run: Hashable
    recording: Recording

    @property
    def epoch(self) -> int:
        """How many epochs it had trained."""
        return int(self.recording.header["epochs_done"])

    @cached_property
    def digest(self) -> str:
        """A hash of everything that is recorded of it."""
        return hashlib.sha256(self.recording.to_bytes()).hexdigest()


class TakenOver(dict[str, Taken]):
    """The networks that a page has taken over last, by title, in the order in which that was done."""

    def copy(self) -> TakenOver:
        """The same networks, which never change, for another session."""
        return TakenOver(self)

    def add_before(self, former: TakenOver) -> bool:
        """Keep the networks of another session, where there is room; whether there are any that are not here."""
        room = max(0, _MOST_TAKEN - len(self))
        found = [(title, other) for title, other in former.items() if title not in self][-room:] if room else []
        own = dict(self)
        self.clear()
        self.update([*found, *own.items()])
        return bool(found)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The network that a page runs.

    Attributes:
        recording: Of kind "training"; None while the page's own network is still being trained.
        taken: The network if it was taken over, else None.
        problem: One sentence if the training stopped before its end, else empty.
    """

    recording: Recording | None
    taken: Taken | None = None
    problem: str = ""


def publish(page: str, networks: Mapping[str, Network]) -> None:
    """Let the other pages of this session take over a page's networks; those it published before are withdrawn.

    Args:
        page: The page's title.
        networks: By their names, which stay the same while they are trained.
    """
    st.session_state.setdefault(_PUBLISHED, {})[page] = dict(networks)


def published() -> dict[str, Network]:
    """All networks published in this session that have trained an epoch: "page: name" → network."""
    pages: dict[str, dict[str, Network]] = st.session_state.get(_PUBLISHED, {})
    found = {full_name(page, name): network for page, named in pages.items() for name, network in named.items()}
    return {name: network for name, network in found.items() if network.epochs_done()}


def full_name(page: str, name: str) -> str:
    """What other pages call a network of a page.

    Args:
        page: The page's title.
        name: As it was published.
    """
    return f"{page}: {name}"


def offered(page: str) -> dict[str, Network]:
    """The networks that a page can take over as they are now, by title; no title is that of another one taken over."""
    kept, found = _kept(page), dict[str, Network]()
    for name, network in published().items():
        title = first = t("{name}, epoch {epoch:,}", name=name, epoch=network.epochs_done())
        number = 2
        while title in found or (title in kept and kept[title].run != network.run):
            title, number = f"{first} ({number})", number + 1
        found[title] = network
    return found


def titles(page: str) -> tuple[str, ...]:
    """What the choice of a page's network can be: `OWN`, those taken over last, those that can be taken over now."""
    return tuple(dict.fromkeys((OWN, *_kept(page), *offered(page))))


def take(page: str, title: str, in_use: str = OWN) -> None:
    """Take a network over as it is now; one that was taken over under this title before stays as it was.

    Args:
        page: The page's short name.
        title: Of `titles`; any other text does nothing.
        in_use: Of the network that the page runs until then, which is kept in any case.
    """
    kept, network = _kept(page), offered(page).get(title)
    if title in kept or network is None:
        return
    kept[title] = Taken(network.run, network.newest())
    spare = [old for old in kept if old not in (title, in_use)]
    for old in spare[: max(0, len(kept) - _MOST_TAKEN)]:
        del kept[old]


def taken(page: str, title: str) -> Taken | None:
    """The network that a page has taken over under a title; None if that is `OWN`."""
    return _kept(page).get(title)


def newer(page: str, title: str) -> str:
    """The title of the newest state of the run whose network a page has taken over; empty if it has that already."""
    mine = taken(page, title)
    for other, network in offered(page).items():
        if mine is not None and network.run == mine.run and network.epochs_done() != mine.epoch:
            return other
    return ""


def network_of(page: str, title: str, config: TextConfig, epoch: int = 0) -> Chosen:
    """The network that a page runs; where that is its own, its training begins here and ends here if it is short.

    Args:
        page: The page's short name.
        title: Of the network that was taken over, or `OWN`.
        config: What the page's own network learns.
        epoch: The epoch whose weights are used, from 1; 0 for the last one.
    """
    other = taken(page, title)
    if other is not None:
        return Chosen(recording=other.recording, taken=other)
    training: NetworkTraining | None = st.session_state.get(_training(page))
    until = min(epoch, config.epochs) or config.epochs
    if training is None or (training.config, training.until) != (config, until):
        training = st.session_state[_training(page)] = NetworkTraining(config, epoch)
    return Chosen(recording=training.recording, problem=training.problem)


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


def _kept(page: str) -> TakenOver:
    kept: TakenOver = st.session_state.setdefault(f"{page}.taken", TakenOver())
    follow(f"{page}.taken", kept)
    return kept


def _training(page: str) -> str:
    return f"{page}.training"
