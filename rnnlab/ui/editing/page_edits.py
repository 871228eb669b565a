"""Editing in the player: what its events ask for, checked and carried out, with the way back kept in the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

from rnnlab.config.edits import LINK_EDITS, MOST_EDITS, Edit, check_edits, merged
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.errors import EditError
from rnnlab.recording.recording import Recording
from rnnlab.ui.editing.undo import EditHistory, State
from rnnlab.ui.forms.fields import Edits
from rnnlab.ui.forms.form import Form
from rnnlab.ui.live.recorded import recorded
from rnnlab.ui.player import last_event
from rnnlab.ui.shell.draw_order import FirstCall, expect_draw, pause_for_draw

C = TypeVar("C", CellConfig, LayersConfig)

_EVENTS = ("edit", "undo", "redo", "reset_edits")
_MAX_SERIAL = 2**53  # as far as a browser counts


@dataclass
class _Memory:
    """What one session remembers of the edits of one page."""

    history: EditHistory = field(default_factory=EditHistory)
    config: CellConfig | LayersConfig | None = None  # what the edits were last fitted to
    shared: Edits | None = None  # what the form was last told; another object came from a link
    dropped: str = ""  # a sentence about those that were dropped then
    serial: int = 0  # of the last event, so that the browser knows its answer
    problem: str = ""  # why that event was not carried out
    live: bool = False  # whether it came from the middle of a drag
    behind: bool = False  # whether the page around the player shows what was before it


def _memory(form: Form[C]) -> _Memory:
    memory: _Memory = st.session_state.setdefault(form.key("editing"), _Memory())
    return memory


def settle(form: Form[C]) -> None:
    """To be called once the form has settled: take a link's edits, drop what no longer fits, tell the URL."""
    memory = _memory(form)
    memory.live = memory.behind = False  # the whole page is drawn anew
    linked = form["edits"] is not memory.shared  # even if the run that took the link was cut short
    if linked:
        memory.history.set(tuple(form["edits"]))
    if linked or form.config != memory.config:
        memory.dropped, memory.problem = _told(memory.history.drop_missing(form.config)), ""
        memory.config = form.config
    edits = memory.history.present
    memory.shared = Edits(edits if len(edits) <= LINK_EDITS else ())
    form.set("edits", memory.shared)


def reruns_alone(form: Form[C], inside: FirstCall) -> bool:
    """To be called first in a fragment with a page's widgets: settle everything again if it reruns without the page."""
    alone = not inside()
    if alone:
        form.read_widgets()
        settle(form)
    return alone


def present(form: Form[C]) -> State:
    """The edits that are in force."""
    return _memory(form).history.present


def restore(form: Form[C], edits: Sequence[Edit]) -> None:
    """Put other edits in the place of the present ones, as a step that can be undone."""
    _memory(form).history.set(merged(edits))


def recording(form: Form[C]) -> Recording:
    """What the page shows: the form's config with the edits."""
    memory = _memory(form)
    return recorded(form.config, memory.history.present, keep=not memory.live)


def view(form: Form[C]) -> dict[str, Any]:
    """What the player must know of the edits besides the recording: part of its view."""
    memory = _memory(form)
    return {
        "item": form["item"],
        "serial": memory.serial,
        "problem": memory.problem,
        "undo": memory.history.can_undo,
        "redo": memory.history.can_redo,
    }


def handle(form: Form[C], player: str) -> None:
    """Do what an event of the player asks; to be called while it is handled.

    Args:
        form: The page's form.
        player: The key of the player.
    """
    event = last_event(player)
    if event is None or event["type"] not in _EVENTS:
        return
    memory = _memory(form)
    memory.serial = _whole(event.get("serial")) or 0
    memory.problem, memory.dropped, memory.live = "", "", event.get("live") is True
    memory.behind = True
    try:
        _carry_out(event, memory.history, form.config)
    except EditError as error:
        memory.problem = f"{error}."


def follow(form: Form[C]) -> None:
    """To be called after the player: it is drawn first and alone, then all that stands around it.

    In the middle of a drag the page waits for its end.
    """
    memory = _memory(form)
    if memory.behind and not memory.live:
        expect_draw()
        pause_for_draw()
        st.rerun()


def notes(form: Form[C]) -> None:
    """What there is to say about the edits, below the player."""
    memory, page = _memory(form), form.key("edits")
    count = len(memory.history.present)
    said = [sentence for sentence in (memory.problem, memory.dropped) if sentence]
    if count > LINK_EDITS:
        said.append(
            f"{count} values are set by hand, and a link has room for {LINK_EDITS}: the link says the settings only. "
            "Save keeps them all."
        )
    with st.container(key=f"notes-{page}"):  # also when it is empty: what follows must keep its place
        for i, sentence in enumerate(said):
            with st.container(key=f"notice-{page}-{i}"):
                st.text(sentence)


def _carry_out(event: Mapping[str, Any], history: EditHistory, config: CellConfig | LayersConfig) -> None:
    """Raises EditError; an event comes from a browser, so nothing about it is sure."""
    if event["type"] == "undo":
        history.undo()
    elif event["type"] == "redo":
        history.redo()
    elif event["type"] == "reset_edits":
        history.set(())
    else:
        history.set(_edited(event, history.present, config), _whole(event.get("stroke")))


def _edited(event: Mapping[str, Any], before: State, config: CellConfig | LayersConfig) -> State:
    """The edits with the one that an event asks for; without a value, the drawn one comes back."""
    name, index, value = (event.get(part) for part in ("name", "index", "value"))
    edit = Edit(name, index, 0.0 if value is None else value)  # type: ignore[arg-type]
    check_edits([edit], config)
    if value is None:
        return tuple(other for other in before if other.place != edit.place)
    after = merged([*before, edit])
    if len(after) > MOST_EDITS:
        raise EditError(f"edits must be at most {MOST_EDITS} at a time, got one more")
    return after


def _whole(value: Any) -> int | None:
    """A count as a browser may send it, or None for anything else."""
    return value if type(value) is int and 0 <= value < _MAX_SERIAL else None


def _told(dropped: Sequence[Edit]) -> str:
    """One sentence about edits that were dropped; empty if none were."""
    if not dropped:
        return ""
    if len(dropped) == 1:
        return f"{dropped[0]} is not there any more at these settings, so its edit was dropped."
    return f"{len(dropped)} edits were dropped: at these settings {dropped[0]} and others are not there any more."
