"""`ClosedTabs` lets the end of a closed tab pass, and no other error."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from rnnlab.ui.serving.closed_tabs import ClosedTabs


async def as_streamlit_does(scope: Scope, receive: Receive, send: Send) -> None:
    """Streamlit's handler in short: a failed message, then the attempt to read, then the attempt to close."""
    websocket = WebSocket(scope, receive, send)
    await websocket.accept()
    with contextlib.suppress(WebSocketDisconnect):
        await websocket.send_bytes(b"picture")
    try:
        await websocket.receive_bytes()
    except RuntimeError:
        await websocket.close()


async def with_a_fault(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("a fault of the app")


def connect(app: Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]) -> None:
    """Connect to an app, in a tab that is closed as soon as the connection stands."""

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            raise OSError

    asyncio.run(app({"type": "websocket", "headers": [], "path": "/"}, receive, send))


def test_a_tab_closed_during_a_message_ends_quietly():
    with pytest.raises(RuntimeError, match="once a close message has been sent"):
        connect(as_streamlit_does)
    connect(ClosedTabs(as_streamlit_does))


def test_any_other_error_is_raised():
    with pytest.raises(RuntimeError, match="a fault of the app"):
        connect(ClosedTabs(with_a_fault))
