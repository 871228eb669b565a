"""`AroundPlayer`: keeps the page around a player in step with the training that the player shows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from rnnlab.ui.shell.draw_order import expect_draw, pause_for_draw
from rnnlab.ui.shell.reruns import rerun_page, rerun_parts

State = tuple[Any, Any]  # which runs are there, and how many epochs they have done


class AroundPlayer:
    """Draws what stands around a player again, as soon as nothing trains and it shows a former state.

    Args:
        page: The page's short name.

    Attributes:
        picture, below: Keys of two fragments of the page: the player, and what shows the epochs done.
    """

    def __init__(self, page: str) -> None:
        self.picture, self.below = f"{page}-picture", f"{page}-below"
        self._drawn = f"{page}.around"

    def drawn(self, state: State) -> None:
        """The whole page shows this state."""
        st.session_state[self._drawn] = state

    def draw_below(self, state: State) -> None:
        """Draw the two fragments instead of the player alone, if only the epochs have changed; for a callback."""
        before: State = st.session_state[self._drawn]
        if state[0] == before[0] and state != before:
            self.drawn(state)
            expect_draw()
            rerun_parts(self.picture, self.below)

    def draw_page(self, state: State) -> None:
        """Draw the whole page if anything has changed; to be called when the player is drawn."""
        if state != st.session_state[self._drawn]:
            expect_draw()
            pause_for_draw()
            rerun_page()
