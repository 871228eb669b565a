"""The player as a page calls it."""

from types import SimpleNamespace
from typing import Any

import pytest

from rnnlab import Recording
from rnnlab.ui import player as player_module


@pytest.fixture
def module():
    return player_module


class StoppedError(Exception):
    """What `st.stop` does to a script."""


def stopped():
    raise StoppedError


def mount_in_an_emptied_session(**arguments):
    raise KeyError(f'st.session_state has no key "{arguments["key"]}"')


def test_a_tab_that_is_closed_while_its_player_is_drawn_ends_the_script_quietly(module, monkeypatch):
    monkeypatch.setattr(module, "_mount", lambda: mount_in_an_emptied_session)
    monkeypatch.setattr(module, "st", SimpleNamespace(session_state={}, stop=stopped))
    with pytest.raises(StoppedError):
        module.player(Recording({}, {"kind": "cell"}), view={"name": "cell"}, key="cell-player")


def test_a_key_error_of_our_own_is_no_closed_tab(module, monkeypatch):
    monkeypatch.setattr(module, "_mount", lambda: mount_in_an_emptied_session)
    monkeypatch.setattr(module, "st", SimpleNamespace(session_state={"cell-player": None}, stop=stopped))
    with pytest.raises(KeyError):
        module.player(Recording({}, {"kind": "cell"}), view={"name": "cell"}, key="cell-player")


@pytest.fixture
def session(module, monkeypatch):
    """A session's state, in which `receive` finds the event."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(module, "st", SimpleNamespace(session_state=state))
    return state


def events_handled(module, session, *events):
    """The types of these events that reach the page, one after the other."""
    handled: list[str] = []
    for event in events:
        session["cell-player"] = {"event": event}
        module.receive("cell-player", lambda event: handled.append(event["type"]) or "")
    return handled


def test_each_event_is_handled_once_and_in_order(module, session):
    first, second = ({"type": name, "from": "a1", "serial": n} for name, n in (("step", 3), ("pause", 4)))
    assert events_handled(module, session, first, first, second, first, second) == ["step", "pause"]
    assert session["cell-player.answer"].serial == 4


def test_another_loading_of_the_page_counts_anew(module, session):
    first, second = ({"type": "step", "from": name, "serial": 1} for name in ("a1", "b2"))
    assert events_handled(module, session, first, second) == ["step", "step"]


@pytest.mark.parametrize("serial", [-1, 0, 2**60, pytest.param(10**5000, id="huge"), "43", 1.5, True, None, [1]])
@pytest.mark.parametrize("sender", ["a1", "a" * 100, None, 7])
def test_an_event_with_another_number_than_the_players_is_handled_and_not_answered(module, session, serial, sender):
    event = {"type": "step", "from": sender, "serial": serial}
    assert events_handled(module, session, event, event) == ["step", "step"]
    assert "cell-player.answer" not in session


def test_the_answer_holds_the_problem(module, session):
    session["cell-player"] = {"event": {"type": "fork", "from": "a1", "serial": 1}}
    module.receive("cell-player", lambda event: "No such epoch.")
    assert session["cell-player.answer"].problem == "No such epoch."


@pytest.mark.parametrize("junk", [None, 7, {}, {"event": None}, {"event": {"type": 3}}, {"event": [1]}])
def test_what_is_no_event_is_ignored(module, session, junk):
    session["cell-player"] = junk
    module.receive("cell-player", lambda event: pytest.fail("handled"))
