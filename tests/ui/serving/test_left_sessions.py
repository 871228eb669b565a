"""`LeftSessions` ends the session of a closed tab soon, and keeps that of a lost connection for its time."""

from collections.abc import Callable

import pytest

from rnnlab.ui.serving.left_sessions import BACK, LeftSessions, give_back_memory


class Call:
    """What a loop is to call later."""

    def __init__(self, at: float, call: Callable[[], None]) -> None:
        self.at, self.call, self.cancelled = at, call, False

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    """A loop whose time passes when a test says so."""

    def __init__(self) -> None:
        self.now, self.calls = 0.0, list[Call]()

    def call_later(self, seconds: float, call: Callable[..., None], *values: object) -> Call:
        self.calls.append(Call(self.now + seconds, lambda: call(*values)))
        return self.calls[-1]

    def pass_until(self, now: float) -> None:
        self.now = now
        due = [call for call in self.calls if call.at <= now and not call.cancelled]
        self.calls = [call for call in self.calls if call not in due]
        for call in due:
            call.call()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("rnnlab.ui.serving.left_sessions.asyncio.get_running_loop", lambda: clock)
    return clock


@pytest.mark.parametrize(
    ("code", "seconds"),
    [*((code, BACK) for code in (1000, 1001)), *((code, 900) for code in (1002, 1005, 1006, 1009, 1011, 1012))],
)
def test_that_of_a_closed_tab_ends_soon_and_that_of_a_lost_connection_after_its_time(clock, code, seconds):
    ended = []
    LeftSessions(ended.append, 900).leave("it", code)
    clock.pass_until(seconds - 0.1)
    assert ended == []
    clock.pass_until(seconds)
    assert ended == ["it"]


@pytest.mark.parametrize(("last", "seconds"), [(1001, BACK), (1006, 900)])
def test_only_the_last_end_of_a_session_counts(clock, last, seconds):
    """It was closed, found again with the button Back, and has ended once more."""
    ended = []
    sessions = LeftSessions(ended.append, 900)
    sessions.leave("it", 1001)
    clock.pass_until(BACK - 1)
    sessions.leave("it", last)
    clock.pass_until(BACK)
    assert ended == []
    clock.pass_until(BACK - 1 + seconds)
    assert ended == ["it"]
    sessions.leave("it", 1001)  # which it may be told again
    clock.pass_until(2000)
    assert ended == ["it", "it"]


def test_a_closed_tab_is_kept_no_longer_than_a_lost_one(clock):
    ended = []
    LeftSessions(ended.append, 3).leave("it", 1001)
    clock.pass_until(3)
    assert ended == ["it"]


def test_memory_is_given_back_once_after_the_last_of_several(clock):
    ended, tidied = [], []
    sessions = LeftSessions(ended.append, 900, lambda: tidied.append(len(ended)))
    sessions.leave("one", 1001)
    clock.pass_until(0.5)
    sessions.leave("two", 1001)
    for now in (BACK, BACK + 0.5, BACK + 3, BACK + 3.4):
        clock.pass_until(now)
    assert (ended, tidied) == (["one", "two"], [])
    clock.pass_until(BACK + 3.5)
    assert tidied == [2]
    clock.pass_until(2000)
    assert tidied == [2]


def test_memory_is_given_back_wherever_the_app_runs(monkeypatch):
    give_back_memory()
    monkeypatch.setattr("rnnlab.ui.serving.left_sessions.ctypes.CDLL", lambda _: object())
    give_back_memory()
