"""What the server does at its start: it imports what Home needs, and after the first picture what the others need."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import TYPE_CHECKING

from rnnlab.ui.shell.draw_order import FIRST_DRAWN

if TYPE_CHECKING:
    import streamlit as st


_CALM = 1.5  # seconds after the first picture, in which the browser fetches what stands around it


@asynccontextmanager
async def warm_up(_app: st.App) -> AsyncIterator[None]:
    """Prepare the pages in a thread beside the server, which answers at once; a lifespan, as `st.App` takes it."""
    Thread(target=_get_ready, daemon=True).start()
    yield


def keep_offline() -> None:
    """Keep Streamlit from asking a host of the internet for this machine's address; to be called before serving.

    It asks when a visitor comes from an address that it does not know, and nothing here needs the answer. The settings
    keep it from asking at its start.
    """
    from streamlit import net_util

    net_util.get_external_ip = lambda: None


def _get_ready() -> None:
    _for_home()
    FIRST_DRAWN.wait()
    time.sleep(_CALM)
    _for_all()


def _for_home() -> None:
    """Import and read what Home's first picture needs: 0.4 s, less than a browser takes to ask for it."""
    import inspect

    import PIL.Image  # noqa: F401  # which Streamlit imports for a page's icon

    import rnnlab.ui.pages.home.page
    import rnnlab.ui.shell.menu  # noqa: F401
    from rnnlab.bundled.recordings import bundled
    from rnnlab.weather.data import days

    days()
    bundled()
    # At the first element of a process Streamlit inspects the stack to see whether it runs in a console; the first
    # inspection looks up the file of every module.
    inspect.stack()


def _for_all() -> None:
    """Import PyTorch and the other pages, for which the first visitor of one would wait 2 s."""
    import rnnlab.ui.pages.ablation.page
    import rnnlab.ui.pages.cell.page
    import rnnlab.ui.pages.generation.page
    import rnnlab.ui.pages.layers.page
    import rnnlab.ui.pages.race.page
    import rnnlab.ui.pages.training.page  # noqa: F401
    from rnnlab.training.trainer import train_text

    train_text(epochs=1)  # torch imports its optimisers at the first step
