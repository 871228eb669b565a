"""PyTorch imported while somebody still looks at Home, so that the next page need not wait for it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from threading import Thread

from streamlit import runtime


def import_early() -> None:
    """Begin to import PyTorch in the background, once per process; to be called when a page has drawn everything.

    Whoever needs it before it is there waits for this import, not for one more.
    """
    if runtime.exists():  # in a test without a server nobody will open another page
        _begin()


@cache
def _begin() -> None:
    Thread(target=import_module, args=("rnnlab.training",), name="import-torch", daemon=True).start()
