"""`Restorable`: what was trained before is kept, in order, and comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rnnlab.ui.live.restorable import Restorable


@dataclass
class Run:
    """A run of which nothing but its length matters."""

    name: str
    epochs: int = 9
    paused: bool = False

    @property
    def is_trained(self) -> bool:
        return self.epochs > 1

    def pause(self) -> None:
        self.paused = True

    def copy(self) -> Run:
        return replace(self)

    def holds_more_than(self, other: Run) -> bool:
        return self.name != other.name or self.epochs > other.epochs


def all_of(runs: Restorable[Run]) -> list[str]:
    """The names of what is there and of all that can be restored, in that order."""
    found = [runs.present.name]
    while runs._earlier:
        found.append(runs._earlier.pop().name)
    return found


def test_three_are_kept_and_the_last_one_comes_back_first():
    runs = Restorable(Run("a"))
    for name in "bcde":
        runs.replace(Run(name))
    assert all_of(runs) == ["e", "d", "c", "b"]


def test_two_change_places_and_rest_while_they_are_not_shown():
    runs = Restorable(Run("a"))
    runs.replace(Run("b"))
    assert runs.restore()
    assert (runs.present.name, runs.earlier) == ("a", Run("b", paused=True))


def test_what_begins_with_epoch_1_need_not_be_kept():
    runs = Restorable(Run("a", epochs=1))
    runs.replace(Run("b"))
    assert runs.earlier is None
    assert not runs.restore()


def test_what_another_session_had_was_before_all_that_is_here_and_nothing_comes_twice():
    former, runs = Restorable(Run("a")), Restorable(Run("c"))
    for run in (Run("c"), Run("new", epochs=1), Run("b")):
        former.replace(run)
    runs.replace(Run("d"))
    runs.replace(Run("c", epochs=12))
    assert runs.add_before(former.copy())
    assert all_of(runs) == ["c", "d", "c", "b"]  # the run "c" of the other session has come less far
    assert all_of(former) == ["b", "c", "a"]


def test_nothing_is_taken_over_of_a_session_that_had_nothing_else():
    runs = Restorable(Run("a"))
    assert not runs.add_before(Restorable(Run("a", epochs=8)))
    assert runs.earlier is None
