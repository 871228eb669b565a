"""Fixtures of all tests of the app: the whole app, and longer time limits, so that a slow machine does not fail."""

import pytest
from streamlit.testing.v1 import AppTest

from rnnlab.ui.live import budget
from rnnlab.ui.shell import draw_order
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def a_slow_machine_is_no_failure(monkeypatch):
    """Raise the limits beyond which a run waits for a timer of the browser, or a visit is refused."""
    for limit in ("BURST", "LONGEST_VISIT", "LONGEST_RACE_VISIT"):
        monkeypatch.setattr(budget, limit, 10_000.0)
    for pause in ("PAUSE", "FIRST_PAUSE"):  # no browser draws meanwhile
        monkeypatch.setattr(draw_order, pause, 0.0)
    for patience in ("TICK_PATIENCE", "PREFETCH_PATIENCE"):  # a test that holds the lock itself waits in vain
        monkeypatch.setattr(budget, patience, 0.1)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The whole app, opened on Home, for tests that go from page to page; see `tests.ui.look.go`."""
    monkeypatch.chdir(ROOT)  # where streamlit looks for its settings
    opened = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    opened.session_state["address.ready"] = True  # as once a browser has loaded the menu
    return opened.run()
