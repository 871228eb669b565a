"""`EditHistory`: the edits of one page, with undo and redo. No streamlit here."""

from __future__ import annotations

from rnnlab.config.edits import Edit, editable_shapes, fits
from rnnlab.config.networks import CellConfig, LayersConfig

State = tuple[Edit, ...]

DEPTH = 100  # steps that can be undone; the oldest are dropped first


class EditHistory:
    """The sets of edits of one page: the present one, those before it, and those that can be redone.

    A set is immutable, so an undo gives exactly the edits of before.
    """

    def __init__(self) -> None:
        self._states: list[State] = [()]
        self._at = 0
        self._stroke: int | None = None
        self._before: tuple[list[State], int] = ([()], 0)  # `_states` and `_at` when the present stroke began

    @property
    def present(self) -> State:
        """The edits that are in force."""
        return self._states[self._at]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self._at < len(self._states) - 1

    def set(self, edits: State, stroke: int | None = None) -> None:
        """Make these the present edits.

        Args:
            edits: All of them.
            stroke: The number of a drag, whose values become one step together; no step if it ends where it began.
        """
        if stroke is not None and stroke == self._stroke:
            self._states, self._at = list(self._before[0]), self._before[1]
        else:
            self._stroke, self._before = stroke, (list(self._states), self._at)
        if edits != self.present:
            self._states = [*self._states[: self._at + 1], edits][-DEPTH - 1 :]
            self._at = len(self._states) - 1

    def undo(self) -> None:
        """Go one step back, if there is one."""
        self._at, self._stroke = max(0, self._at - 1), None

    def redo(self) -> None:
        """Go one step on again, if there is one."""
        self._at, self._stroke = min(len(self._states) - 1, self._at + 1), None

    def drop_missing(self, config: CellConfig | LayersConfig) -> list[Edit]:
        """Drop the edits of numbers that a config does not have, from every step.

        Returns:
            Those that were in force.
        """
        known = editable_shapes(config)
        dropped = [edit for edit in self.present if not fits(edit, known)]
        states: list[State] = []
        for number, state in enumerate(self._states):
            kept = tuple(edit for edit in state if fits(edit, known))
            if not states or kept != states[-1]:  # an undo must change something
                states.append(kept)
            if number == self._at:
                at = len(states) - 1
        self._states, self._at, self._stroke = states, at, None
        return dropped
