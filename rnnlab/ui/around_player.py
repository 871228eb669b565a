"""`AroundPlayer`: trains for a player, and keeps the page around it in step with the training that it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import streamlit as st

from rnnlab.ui.shell.draw_order import expect_draw, pause_for_draw
from rnnlab.ui.shell.reruns import is_fragment_run, person_waits, rerun_page, rerun_parts

if TYPE_CHECKING:
    from rnnlab.ui.forms.form import Form
    from rnnlab.ui.live.ticks import Ticks

State = tuple[Any, Any]  # which runs are there, and how many epochs they have done


class Shown(Protocol):
    """What a session trains on a page: runs, or a race."""

    @property
    def ticks(self) -> Ticks:
        """The browser's requests for the next picture."""

    @property
    def shown_around(self) -> State:
        """What the page around the player shows of it."""

    @property
    def has_work(self) -> bool:
        """Whether a tick would do anything."""

    @property
    def link_epoch(self) -> int:
        """The epoch that a link to the page says."""

    def tick(self, give_up: Callable[[], bool]) -> None:
        """As `PacedTraining.tick`."""


class AroundPlayer:
    """Trains a slice when the browser has asked for it, and draws what stands around the player once nothing trains.

    Args:
        page: The page's short name.

    Attributes:
        picture, below: Keys of two fragments of the page: the player, and what shows the epochs done.
    """

    def __init__(self, page: str) -> None:
        self.picture, self.below = f"{page}-picture", f"{page}-below"
        self._drawn = f"{page}.around"

    def player_drawn(self, form: Form[Any], shown: Shown, *, alone: bool) -> None:
        """Train the slice that was asked for; or draw the whole page, if the player shows a state that is new to it.

        Args:
            form: Of the page.
            shown: What the player shows.
            alone: Whether the player alone is drawn, and not the whole page.
        """
        state = shown.shown_around
        if not alone:
            st.session_state[self._drawn] = state
        elif not shown.has_work and state != st.session_state[self._drawn]:
            expect_draw()
            pause_for_draw()
            rerun_page()
        if shown.ticks.asked:
            _train_slice(form, shown)

    def after_event(self, form: Form[Any], shown: Shown) -> None:
        """To be called when an event of the player was carried out.

        A slice that comes before the picture is trained. If nothing trains any more and only the epochs have changed,
        what is below the player is drawn with it.
        """
        if not is_fragment_run():
            return
        if shown.ticks.trains_first(shown.shown_around):
            _train_slice(form, shown)
        if not shown.has_work:
            form.set("epoch", shown.link_epoch)
            form.share()
            self._draw_below(shown.shown_around)

    def _draw_below(self, state: State) -> None:
        before: State = st.session_state[self._drawn]
        if state[0] == before[0] and state != before:
            st.session_state[self._drawn] = state
            expect_draw()
            rerun_parts(self.picture, self.below)


def _train_slice(form: Form[Any], shown: Shown) -> None:
    shown.tick(person_waits)
    shown.ticks.trained()
    form.share_epoch(shown.link_epoch)
