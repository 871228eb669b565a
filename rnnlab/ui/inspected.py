"""`Inspected`: the recording that the page Inspect shows in this session; any page may put one there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from secrets import token_hex

import streamlit as st

from rnnlab.bundled.recordings import tagger
from rnnlab.i18n.messages import t
from rnnlab.player.inspection.checks import checked_calls
from rnnlab.recording.calls import RecordedCall
from rnnlab.recording.recording import Recording
from rnnlab.ui.shell.reloads import follow
from rnnlab.ui.shell.router import page_of

_PAGE = "inspect"
_KEY = "inspected"


@dataclass(frozen=True, eq=False)
class Inspected:
    """A recording that is looked into.

    Attributes:
        name: Of the file or of the page that it is from; what a person has typed may be in it.
        calls: Of the recording, at least one.
        left_out: What the recording does not hold, in words, or "".
        start: The number of the call that is shown first, from 1.
        id: Tells it from every other one.
    """

    name: str
    calls: tuple[RecordedCall, ...]
    left_out: str = ""
    start: int = 1
    id: str = field(default_factory=lambda: token_hex(4))

    @classmethod
    def of(cls, name: str, recording: Recording) -> Inspected:
        """A recording with its calls.

        Raises:
            RecordingError: It is of a kind without calls, or damaged.
        """
        left_out = recording.header.get("left_out")
        calls = checked_calls(recording)
        start = len(calls) if recording.kind == "training" else 1  # the last epoch
        return cls(name, calls, left_out if isinstance(left_out, str) else "", start)


class Opened:
    """What the page Inspect shows in one session; a tab that is loaded again finds it again.

    Attributes:
        shown: The recording; None until one is put here.
    """

    def __init__(self, shown: Inspected | None = None) -> None:
        self.shown = shown

    def copy(self) -> Opened:
        """The same recording, which never changes, for another session."""
        return Opened(self.shown)

    def add_before(self, former: Opened) -> bool:
        """Show what another session has shown, if there is nothing here; whether that is anything new."""
        if self.shown is not None or former.shown is None:
            return False
        self.shown = former.shown
        return True


@cache
def _example() -> Inspected:
    return Inspected.of("", tagger())


def inspected() -> Inspected:
    """What was put here last, or else the example that comes with the app, whose name is empty."""
    opened = _opened()
    follow(_PAGE, opened)
    return opened.shown or _example()


def inspect(found: Inspected) -> None:
    """Have the page Inspect show a recording; it begins with the defaults of its settings."""
    _opened().shown = found


def draw_inspect_button(page: str, name: str, recording: Callable[[], Recording], label: str = "") -> None:
    """Draw the button that shows a run of another page on the page Inspect.

    Args:
        page: The short name of the page that it is on; its key is `<page>-inspect`.
        name: What the page Inspect calls the run.
        recording: Returns the run; called only when the button is pressed.
        label: Of the button, "Inspect this run" by default.
    """
    if st.button(label or t("Inspect this run"), key=f"{page}-inspect", type="tertiary"):
        inspect(Inspected.of(name, recording()))
        st.switch_page(page_of(_PAGE))


def _opened() -> Opened:
    opened: Opened = st.session_state.setdefault(_KEY, Opened())
    return opened
