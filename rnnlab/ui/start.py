"""What the server gets ready while its first visitor's browser still fetches Streamlit's own page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import streamlit as st


@asynccontextmanager
async def warm_up(_app: st.App) -> AsyncIterator[None]:
    """For the length of the server's life; it answers at once, and gets ready beside that."""
    Thread(target=_get_ready, daemon=True).start()
    yield


def _get_ready() -> None:
    """All that Home's first picture needs, which takes 0.4 s the first time: the browser takes longer to get there."""
    import inspect

    import PIL.Image  # noqa: F401  # which Streamlit imports for a page's icon

    from rnnlab.ui import home_cards, menu, style, weather_form, weather_tables  # noqa: F401
    from rnnlab.weather_data import bundled, days

    days()
    bundled()
    # At the first element of a process Streamlit looks whether it runs in a console; the first look at the stack asks
    # for the file of every module there is.
    inspect.stack()
