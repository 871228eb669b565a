"""What the server gets ready by itself: Home's picture before anybody comes, and all else once somebody has seen it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import TYPE_CHECKING

from rnnlab.ui.shell.draw_order import FIRST_DRAWN

if TYPE_CHECKING:
    import streamlit as st


_CALM = 1.5  # seconds; the browser still fetches what stands around its first picture


@asynccontextmanager
async def warm_up(_app: st.App) -> AsyncIterator[None]:
    """For the length of the server's life; it answers at once, and gets ready beside that."""
    Thread(target=_get_ready, daemon=True).start()
    yield


def keep_offline() -> None:
    """To be called before anything is served.

    When somebody comes from an address that Streamlit does not know, it asks a host of the internet which address this
    machine has. Nothing here needs the answer. (That it asks at its start, too, the settings prevent.)
    """
    from streamlit import net_util

    net_util.get_external_ip = lambda: None


def _get_ready() -> None:
    _for_home()
    FIRST_DRAWN.wait()
    time.sleep(_CALM)
    _for_all()


def _for_home() -> None:
    """All that Home's first picture needs, which takes 0.4 s the first time: the browser takes longer to get there."""
    import inspect

    import PIL.Image  # noqa: F401  # which Streamlit imports for a page's icon

    import rnnlab.ui.pages.home.page
    import rnnlab.ui.shell.menu  # noqa: F401
    from rnnlab.bundled.recordings import bundled
    from rnnlab.weather.data import days

    days()
    bundled()
    # At the first element of a process Streamlit looks whether it runs in a console; the first look at the stack asks
    # for the file of every module there is.
    inspect.stack()


def _for_all() -> None:
    """PyTorch, and what the other pages need of it: who goes there from Home does not wait 2 s for it."""
    import rnnlab.ui.pages.ablation.page
    import rnnlab.ui.pages.cell.page
    import rnnlab.ui.pages.generation.page
    import rnnlab.ui.pages.layers.page
    import rnnlab.ui.pages.race.page
    import rnnlab.ui.pages.training.page  # noqa: F401
    from rnnlab.training.trainer import train_text

    train_text(epochs=1)  # torch fetches its optimisers at the first step
