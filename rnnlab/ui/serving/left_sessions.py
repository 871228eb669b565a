"""`LeftSessions`: the session of a closed tab ends soon; that of a lost connection is kept until the tab is back."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
from collections.abc import Callable

from streamlit import config
from streamlit.runtime import get_instance

CLOSED = (1000, 1001)  # what a browser says when a tab is closed, reloaded, or sent to another address
BACK = 10.0  # seconds in which the browser's button Back still finds the session of such a tab
_TIDY = 3.0  # seconds


class LeftSessions:
    """Ends the sessions that nobody will come back to, so that their memory, threads and files are free again.

    A tab whose connection broke connects again by itself and names its session. Streamlit keeps sessions for that, 128
    of them and each for `server.disconnectedSessionTTL` seconds; but it drops one only when there is another to keep,
    and it keeps those of closed tabs as well.

    Args:
        end: Ends the session of an id, unless it is connected again.
        kept: Seconds for which the session of a lost connection is kept.
        tidy: Called three seconds after the last of several has ended; it may take 0.1 s.
    """

    def __init__(self, end: Callable[[str], None], kept: float, tidy: Callable[[], None] = lambda: None) -> None:
        self._end, self._kept, self._tidy = end, kept, tidy
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tidying: asyncio.TimerHandle | None = None

    def leave(self, session: str, code: int) -> None:
        """Note that a connection of this session has ended.

        Args:
            session: Its id.
            code: How the connection ended, as in RFC 6455.
        """
        if session in self._timers:
            self._timers.pop(session).cancel()
        seconds = min(BACK, self._kept) if code in CLOSED else self._kept
        self._timers[session] = asyncio.get_running_loop().call_later(seconds, self._over, session)

    def _over(self, session: str) -> None:
        del self._timers[session]
        self._end(session)
        if self._tidying:
            self._tidying.cancel()
        self._tidying = asyncio.get_running_loop().call_later(_TIDY, self._tidy)


def left_sessions() -> LeftSessions:
    """The sessions of Streamlit's server in this process."""
    # Streamlit no longer finds a session once it has expired, but still holds it: a second earlier it can be ended.
    return LeftSessions(_end, config.get_option("server.disconnectedSessionTTL") - 1, give_back_memory)


def give_back_memory() -> None:
    """Free what refers to itself, and let the system have it where the C library can (glibc)."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _end(session: str) -> None:
    runtime = get_instance()
    if not runtime.is_active_session(session):
        runtime.close_session(session)
