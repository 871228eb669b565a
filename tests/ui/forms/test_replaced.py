"""A value that a page has set is not undone by one that the browser sent before it showed the new one."""

from types import SimpleNamespace

import pytest

from rnnlab.ui.forms import replaced
from rnnlab.ui.forms.replaced import ReplacedValues


@pytest.fixture
def state(monkeypatch):
    """The session's state, with a widget that holds 3."""
    state = {"seed": 3}
    monkeypatch.setattr(replaced, "st", SimpleNamespace(session_state=state))
    return state


def sent_by_browser(values, state, seed):
    """A run that an event of the browser causes, with this value of the widget; returns the value after it."""
    if state["seed"] != seed:
        state["seed"] = seed
        values.entered("seed")
    values.confirm(by_browser=True)
    return state["seed"]


def test_the_value_before_is_out_of_date_until_the_browser_has_sent_the_new_one(state):
    values = ReplacedValues()
    values.put("seed", 7)
    values.confirm(by_browser=True)  # the run in which it was set
    values.confirm(by_browser=False)  # and the one that the page has caused
    assert [sent_by_browser(values, state, 3) for _ in range(2)] == [7, 7]
    assert sent_by_browser(values, state, 7) == 7
    assert sent_by_browser(values, state, 3) == 3  # typed by the person, who has seen 7


def test_what_the_person_types_meanwhile_counts(state):
    values = ReplacedValues()
    values.put("seed", 7)
    assert sent_by_browser(values, state, 5) == 5
    assert sent_by_browser(values, state, 3) == 3


def test_a_value_may_be_set_twice_before_the_browser_shows_either(state):
    values = ReplacedValues()
    values.put("seed", 7)
    state["seed"] = 3  # an event with the value before: New seed was pressed again
    values.put("seed", 8)
    values.entered("seed")
    assert [sent_by_browser(values, state, old) for old in (3, 7)] == [8, 8]


def test_a_widget_that_was_not_set_is_the_persons(state):
    assert sent_by_browser(ReplacedValues(), state, 5) == 5
