"""`ReplacedValues`: widget values that the page has set itself, until the browser shows them."""

from __future__ import annotations

from typing import Any

import streamlit as st


class ReplacedValues:
    """Tells an entry of the person from a value that is out of date.

    A browser sends the values of all its widgets with every event. What it sends before it shows a value that the page
    has set, as after New seed, still holds the value before; that is no entry, and must not undo what the page has set.
    """

    def __init__(self) -> None:
        self._values: dict[str, tuple[tuple[Any, ...], Any]] = {}  # widget's key → its values before, and the one set
        self._just_set = False

    def put(self, key: str, value: Any) -> None:
        """Set a widget; to be called before it is drawn, as in a callback."""
        before: tuple[Any, ...] = ()
        if key in self._values:
            before, set_before = self._values[key]
            before += (set_before,)
        if key in st.session_state:
            before += (st.session_state[key],)
        st.session_state[key] = value
        self._values[key] = (tuple(old for old in before if old != value), value)
        self._just_set = True

    def entered(self, key: str) -> None:
        """The browser has sent another value for a widget: the widget's callback."""
        before, value = self._values.get(key, ((), None))
        if st.session_state[key] in before:
            st.session_state[key] = value
            self._just_set = True
        elif st.session_state[key] != value:
            self._values.pop(key, None)

    def confirm(self, *, by_browser: bool) -> None:
        """Values that the browser has sent back are shown there: from now on the value before is an entry again.

        Args:
            by_browser: Whether an event of the browser has caused this run, and not the page itself.
        """
        if by_browser and not self._just_set:
            self._values = {key: held for key, held in self._values.items() if st.session_state.get(key) != held[1]}
        self._just_set = False
