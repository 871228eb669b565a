"""`warm_up`: slow imports of the server in the background, Home's at its start, the rest after the first picture."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import TYPE_CHECKING

from rnnlab.ui.shell.draw_order import FIRST_DRAWN

if TYPE_CHECKING:
    import streamlit as st


_DELAY = 1.5  # seconds after the first picture, in which the browser fetches the rest of the page


@asynccontextmanager
async def warm_up(_app: st.App) -> AsyncIterator[None]:
    """Lifespan of the server: start the preparations in a thread of their own, so that it answers at once."""
    logging.getLogger("uvicorn.error").addFilter(in_one_line)
    Thread(target=_prepare, daemon=True).start()
    yield


def in_one_line(record: logging.LogRecord) -> bool:
    """A filter of the server's log: that a client sent text which is none is said without a traceback."""
    if record.exc_info and isinstance(record.exc_info[1], UnicodeDecodeError):
        record.exc_info = None
    return True


def keep_offline() -> None:
    """Keep Streamlit from asking an internet host for this machine's address; to be called before anything is served.

    It would ask when a request comes from an address that it does not know. (That it asks at its start is prevented by
    `serverAddress` in `.streamlit/config.toml`.)
    """
    from streamlit import net_util

    net_util.get_external_ip = lambda: None


def _prepare() -> None:
    prepare_home()
    FIRST_DRAWN.wait()
    time.sleep(_DELAY)
    prepare_pages()


def prepare_home() -> None:
    """Import and read what Home's first picture needs: 0.4 s, less than a browser takes until it asks for the page."""
    import inspect

    import PIL.Image  # noqa: F401  # which Streamlit imports for a page's icon

    import rnnlab.ui.pages.home.page
    import rnnlab.ui.shell.given
    import rnnlab.ui.shell.menu  # noqa: F401
    from rnnlab.bundled.recordings import bundled
    from rnnlab.weather.data import days

    days()
    bundled()
    # At the first element of a process Streamlit inspects the stack to find out whether it runs in a console; the first
    # inspection is slow, since it looks up the file of every module.
    inspect.stack()


def prepare_pages() -> None:
    """Import PyTorch and the other pages, so that the first visit to one of them does not take 2 s longer."""
    import rnnlab.ui.pages.ablation.page
    import rnnlab.ui.pages.cell.page
    import rnnlab.ui.pages.generation.page
    import rnnlab.ui.pages.layers.page
    import rnnlab.ui.pages.race.page
    import rnnlab.ui.pages.training.page  # noqa: F401
    from rnnlab.training.trainer import train_text

    train_text(epochs=1)  # torch imports its optimisers at the first step
