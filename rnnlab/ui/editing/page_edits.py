"""The edits of a page: events of its player, checked and carried out, and an `EditHistory` kept in the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

from rnnlab.config.edits import LINK_EDITS, MOST_EDITS, Edit, check_edits, merged
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.errors import EditError
from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording
from rnnlab.ui.editing.undo import EditHistory, State
from rnnlab.ui.forms.fields import Edits
from rnnlab.ui.forms.form import Form
from rnnlab.ui.live.recorded import recorded
from rnnlab.ui.player import Event
from rnnlab.ui.shell.draw_order import FirstCall, expect_draw, pause_for_draw
from rnnlab.ui.shell.reruns import rerun_page

C = TypeVar("C", CellConfig, LayersConfig)

_EVENTS = ("edit", "undo", "redo", "reset_edits")
_MAX_STROKE = 2**53  # JavaScript holds whole numbers below it exactly


@dataclass
class _Memory:
    """What one session keeps of the edits of one page between runs."""

    history: EditHistory = field(default_factory=EditHistory)
    config: CellConfig | LayersConfig | None = None  # for which edits of missing numbers were last dropped
    shared: Edits | None = None  # what the form was last given; if it holds another object, that came from a link
    dropped: str = ""  # a sentence about those that were dropped then
    problem: str = ""  # why the last event was not carried out
    live: bool = False  # whether it came from the middle of a drag
    behind: bool = False  # whether the page around the player still shows the edits before that event


def _memory(form: Form[C]) -> _Memory:
    memory: _Memory = st.session_state.setdefault(form.key("editing"), _Memory())
    return memory


def sync(form: Form[C]) -> None:
    """Read a link's edits, drop those of numbers that the config does not have, and give the form those for the URL.

    To be called once the form has read its widgets.
    """
    memory = _memory(form)
    memory.live = memory.behind = False  # the whole page is drawn again
    linked = form["edits"] is not memory.shared  # true also where the run that read the link was interrupted
    if linked:
        memory.history.set(tuple(form["edits"]))
    if linked or form.config != memory.config:
        memory.dropped, memory.problem = _dropped_notice(memory.history.drop_missing(form.config)), ""
        memory.config = form.config
    edits = memory.history.present
    memory.shared = Edits(edits if len(edits) <= LINK_EDITS else ())
    form.set("edits", memory.shared)


def reruns_alone(form: Form[C], first_call: FirstCall) -> bool:
    """Whether a fragment with a page's widgets reruns without the page; if so, form and edits are read again.

    To be called first in the fragment.
    """
    alone = not first_call()
    if alone:
        form.read_widgets()
        sync(form)
    return alone


def present(form: Form[C]) -> State:
    """The edits that are in force."""
    return _memory(form).history.present


def restore(form: Form[C], edits: Sequence[Edit]) -> None:
    """Replace the present edits, as a step that can be undone."""
    _memory(form).history.set(merged(edits))


def recording(form: Form[C]) -> Recording:
    """What the page shows: the form's config with the edits."""
    memory = _memory(form)
    return recorded(form.config, memory.history.present, keep=not memory.live)


def view(form: Form[C]) -> dict[str, Any]:
    """The part of the player's view that is about edits."""
    memory = _memory(form)
    return {
        "item": form["item"],
        "problem": memory.problem,
        "undo": memory.history.can_undo,
        "redo": memory.history.can_redo,
    }


def handle(form: Form[C], event: Event) -> str:
    """Carry out an event of the player, if it is about edits.

    Returns:
        Why that was not possible, in one sentence, or "".
    """
    if event["type"] not in _EVENTS:
        return ""
    memory = _memory(form)
    memory.problem, memory.dropped, memory.live = "", "", event.get("live") is True
    memory.behind = True
    try:
        _carry_out(event, memory.history, form.config)
    except EditError as error:
        memory.problem = t("{problem}.", problem=error)
    return memory.problem


def follow(form: Form[C]) -> None:
    """Rerun the page around the player if that shows old edits; during a drag, only at its end.

    To be called after the player.
    """
    memory = _memory(form)
    if memory.behind and not memory.live:
        expect_draw()
        pause_for_draw()
        rerun_page()


def draw_notices(form: Form[C]) -> None:
    """Draw the notices: an event that was not carried out, edits that were dropped, too many edits for a link."""
    memory, page = _memory(form), form.key("edits")
    count = len(memory.history.present)
    notices = [sentence for sentence in (memory.problem, memory.dropped) if sentence]
    if count > LINK_EDITS:
        notices.append(
            t(
                "{count} values are set by hand, and a link has room for {most}: the link says the settings only. "
                "Save keeps them all.",
                count=count,
                most=LINK_EDITS,
            )
        )
    with st.container(key=f"notes-{page}"):  # drawn also when empty, so that what follows keeps its place
        for i, sentence in enumerate(notices):
            with st.container(key=f"notice-{page}-{i}"):
                st.text(sentence)


def _carry_out(event: Mapping[str, Any], history: EditHistory, config: CellConfig | LayersConfig) -> None:
    """Change the history as an event asks; its fields may hold anything.

    Raises:
        EditError: The config has no such number, or the edit cannot be made.
    """
    if event["type"] == "undo":
        history.undo()
    elif event["type"] == "redo":
        history.redo()
    elif event["type"] == "reset_edits":
        history.set(())
    else:
        history.set(_edited(event, history.present, config), _whole_number(event.get("stroke")))


def _edited(event: Mapping[str, Any], before: State, config: CellConfig | LayersConfig) -> State:
    """The edits with the one that an event asks for; an event without a value removes the edit of its number."""
    name, index, value = (event.get(part) for part in ("name", "index", "value"))
    edit = Edit(name, index, 0.0 if value is None else value)  # type: ignore[arg-type]
    check_edits([edit], config)
    if value is None:
        return tuple(other for other in before if other.place != edit.place)
    after = merged([*before, edit])
    if len(after) > MOST_EDITS:
        raise EditError.must_be("edits", "at most {most} at a time", words=t("one more"), most=MOST_EDITS)
    return after


def _whole_number(value: Any) -> int | None:
    """The value, if it is a whole number from 0 that JavaScript holds exactly, else None."""
    return value if type(value) is int and 0 <= value < _MAX_STROKE else None


def _dropped_notice(dropped: Sequence[Edit]) -> str:
    """One sentence about edits that were dropped; empty if none were."""
    if not dropped:
        return ""
    if len(dropped) == 1:
        return t("{edit} is not there any more at these settings, so its edit was dropped.", edit=dropped[0])
    return t(
        "{count} edits were dropped: at these settings {edit} and others are not there any more.",
        count=len(dropped),
        edit=dropped[0],
    )
