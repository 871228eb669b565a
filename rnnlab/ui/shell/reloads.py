"""What a tab shows on its pages is found again when the tab is loaded again, which begins another session.

The browser gives each loading of the app a name of its own, and keeps it as long as the tab is there. The next loading
says that name and some before it, and gets a copy of what the pages had: the session of a tab that was left lives a
few seconds longer, and a tab that was duplicated goes on for itself. Only sessions hold anything: what they have ends
with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol, Self
from weakref import WeakValueDictionary

import streamlit as st

_TAB = "tab"
_NAME = "[0-9a-f]{32}"  # 128 random bits, which nobody can guess
_NAMES = re.compile(f"{_NAME}( {_NAME}){{0,3}}")


class Kept(Protocol):
    """What one page keeps for one session."""

    def copy(self) -> Self:
        """The same for another session, which shares nothing with this one that changes."""

    def add_before(self, former: Any) -> bool:
        """Take over what another session had; whether that is anything new."""


@dataclass
class _Loading:
    """One loading of the app in a tab.

    Attributes:
        name: As the browser says it; empty until then.
        here: What each page keeps that was opened since.
        before: A copy of what each page kept in the loading before that was not opened since.
    """

    name: str = ""
    here: dict[str, Kept] = field(default_factory=dict)
    before: dict[str, Kept] = field(default_factory=dict)


_LOADINGS: WeakValueDictionary[str, _Loading] = WeakValueDictionary()  # by name; each is held by its session alone


def follow(page: str, kept: Kept) -> None:
    """Let the next loading of this tab find what a page keeps, and give it what the page kept in the one before.

    Args:
        page: The page's short name.
        kept: The same object as long as the session has it.
    """
    loading = _present()
    loading.here[page] = kept
    if page in loading.before:
        kept.add_before(loading.before.pop(page))


def announce(name: object, before: object) -> bool:
    """Note the name of this loading, and take over what the pages kept in the one before; once in a session.

    Args:
        name: Of this loading, from a browser's event.
        before: Of those before it in the same tab, the last one first, parted by spaces; Python may not have heard of
            the last ones, if they ended soon.

    Returns:
        Whether a page that is open has got anything.
    """
    loading = _present()
    own = _names(name)
    if loading.name or len(own) != 1:
        return False
    former = next(filter(None, map(_LOADINGS.get, _names(before))), None)
    (loading.name,) = own
    _LOADINGS[loading.name] = loading
    if former is None:
        return False
    loading.before = {page: kept.copy() for page, kept in {**former.before, **former.here}.items()}
    shared = loading.here.keys() & loading.before.keys()
    got = [loading.here[page].add_before(loading.before.pop(page)) for page in shared]
    return any(got)


def _present() -> _Loading:
    loading: _Loading = st.session_state.setdefault(_TAB, _Loading())
    return loading


def _names(given: object) -> list[str]:
    """The names in a value of an event; none if it is not what a browser says."""
    return given.split(" ") if isinstance(given, str) and _NAMES.fullmatch(given) else []
