"""`LeftSessions` ends the session of a closed tab soon, and keeps that of a lost connection for its time."""

import asyncio

import pytest

from rnnlab.ui.serving import left_sessions
from rnnlab.ui.serving.left_sessions import LeftSessions


def ended(*leaves, kept, wait, monkeypatch, back=0.02):
    """The sessions that have been ended so many seconds after these (session, code) were left."""
    monkeypatch.setattr(left_sessions, "BACK", back)
    done = []

    async def run():
        sessions = LeftSessions(done.append, kept)
        for session, code in leaves:
            sessions.leave(session, code)
        await asyncio.sleep(wait)

    asyncio.run(run())
    return done


@pytest.mark.parametrize("code", [1000, 1001])
def test_that_of_a_closed_tab_ends_soon(code, monkeypatch):
    assert ended(("closed", code), ("lost", 1006), kept=60, wait=0.1, monkeypatch=monkeypatch) == ["closed"]


@pytest.mark.parametrize("code", [1002, 1005, 1006, 1009, 1011, 1012])
def test_that_of_a_lost_connection_ends_after_its_time(code, monkeypatch):
    assert ended(("lost", code), kept=60, wait=0.1, monkeypatch=monkeypatch) == []
    assert ended(("lost", code), kept=0.02, wait=0.1, monkeypatch=monkeypatch, back=60) == ["lost"]


def test_only_the_last_end_of_a_session_counts(monkeypatch):
    """It was closed, found again with the button Back, and then its connection broke."""
    assert ended(("again", 1001), ("again", 1006), kept=60, wait=0.1, monkeypatch=monkeypatch) == []
    assert ended(("again", 1001), ("again", 1001), kept=60, wait=0.1, monkeypatch=monkeypatch) == ["again"]
