import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnlab.config.edits import Edit
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.ui.editing.undo import DEPTH, EditHistory

A, B, C = (Edit("h_0", (0, 0), value) for value in (1, 2, 3))
STATES = [(), (A,), (B,), (A, C)]


def with_states(*states):
    history = EditHistory()
    for state in states:
        history.set(state)
    return history


def walked_back(history):
    """Every state from the present one to the first."""
    states = [history.present]
    while history.can_undo:
        history.undo()
        states.append(history.present)
    return states


@given(some.lists(some.sampled_from(["undo", "redo", *STATES])))
def test_any_walk_is_the_walk_of_a_list_and_a_place_in_it(steps):
    history, states, at = EditHistory(), [()], 0
    for step in steps:
        if step == "undo":
            history.undo()
            at = max(0, at - 1)
        elif step == "redo":
            history.redo()
            at = min(len(states) - 1, at + 1)
        else:
            history.set(step)
            if step != states[at]:
                states, at = [*states[: at + 1], step], at + 1
        assert (history.present, history.can_undo, history.can_redo) == (states[at], at > 0, at < len(states) - 1)


def test_a_drag_is_one_step_back():
    history = with_states((A,))
    for state in ((B,), (C,), (A, C)):
        history.set(state, stroke=7)
    assert walked_back(history) == [(A, C), (A,), ()]


def test_two_drags_are_two_steps_back():
    history = EditHistory()
    history.set((A,), stroke=1)
    history.set((B,), stroke=2)
    assert walked_back(history) == [(B,), (A,), ()]


def test_a_drag_that_ends_where_it_began_never_was_and_what_was_undone_can_still_come_back():
    history = with_states((A,), (B,))
    history.undo()
    for state in ((C,), (A, C), (A,)):
        history.set(state, stroke=7)
    assert history.present == (A,)
    history.redo()
    assert history.present == (B,)


def test_a_drag_after_an_undo_begins_anew():
    history = with_states((A,))
    history.set((B,), stroke=7)
    history.undo()
    history.set((C,), stroke=7)
    assert walked_back(history) == [(C,), (A,), ()]


def test_the_oldest_steps_go_first():
    history = EditHistory()
    for value in range(DEPTH + 50):
        history.set((Edit("h_0", (0, 0), value),))
    undone = walked_back(history)
    assert len(undone) == DEPTH + 1
    assert undone[0][0].value == DEPTH + 49
    assert undone[-1][0].value == 49


def test_what_does_not_fit_goes_from_every_step_and_no_step_back_changes_nothing():
    gone, kept = Edit("x", (7, 0, 0), 1), Edit("x", (1, 0, 0), 2)
    history = with_states((gone,), (gone, kept), (kept,))
    history.undo()
    assert history.drop_missing(CellConfig(seq_len=3)) == [gone]
    assert history.present == (kept,)
    assert not history.can_redo
    assert walked_back(history) == [(kept,), ()]


@pytest.mark.parametrize(
    ("edit", "there"),
    [
        (Edit("c_0", (3, 0, 0), 1), False),
        (Edit("h_0", (3, 0, 0), 1), True),
        (Edit("h_0", (4, 0, 0), 1), False),
        (Edit("weight_ih_l1", (1, 1), 1), True),
        (Edit("weight_ih_l1", (2, 1), 1), False),
        (Edit("weight_ih_l1_reverse", (1, 1), 1), False),
        (Edit("weight_ih", (0, 0), 1), False),
    ],
)
def test_only_what_the_present_settings_have_stays(edit, there):
    history = with_states((edit,))
    assert history.drop_missing(LayersConfig()) == ([] if there else [edit])
    assert history.can_undo == there
