"""`Connections` lets the end of a closed tab pass, and no other error; it says whose connection ended, and how."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from rnnlab.ui.serving.connections import Connections


def first_message() -> bytes:
    message = ForwardMsg()
    message.new_session.initialize.session_id = "this one"
    return message.SerializeToString()


async def as_streamlit_does(scope: Scope, receive: Receive, send: Send) -> None:
    """Streamlit's handler in short: a failed message, then the attempt to read, then the attempt to close."""
    websocket = WebSocket(scope, receive, send)
    await websocket.accept()
    with contextlib.suppress(WebSocketDisconnect):
        await websocket.send_bytes(first_message())
    try:
        await websocket.receive_bytes()
    except RuntimeError:
        await websocket.close()
    except WebSocketDisconnect:
        pass


async def with_a_fault(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("a fault of the app")


class Ends:
    """Notes the ends of sessions."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, int]] = []

    def leave(self, session: str, code: int) -> None:
        self.noted.append((session, code))


def connect(app: Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]], *, in_a_message: bool) -> None:
    """Connect to an app, in a tab that is closed as soon as the connection stands, or in the middle of a message."""
    messages: list[Message] = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        if in_a_message and message["type"] == "websocket.send":
            raise OSError

    asyncio.run(app({"type": "websocket", "headers": [], "path": "/"}, receive, send))


def test_a_tab_closed_during_a_message_ends_quietly():
    with pytest.raises(RuntimeError, match="once a close message has been sent"):
        connect(as_streamlit_does, in_a_message=True)
    connect(Connections(as_streamlit_does, Ends()), in_a_message=True)


def test_any_other_error_is_raised():
    with pytest.raises(RuntimeError, match="a fault of the app"):
        connect(Connections(with_a_fault, Ends()), in_a_message=False)


def test_a_message_after_the_end_finds_the_tab_gone():
    """The server ends a connection by itself when a client breaks the protocol, while Streamlit still sends."""
    ended = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        await websocket.accept()
        with pytest.raises(WebSocketDisconnect):
            await websocket.send_bytes(first_message())
        ended.append(True)

    async def receive() -> Message:
        return {"type": "websocket.connect" if not ended else "websocket.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            raise RuntimeError("Unexpected ASGI message 'websocket.send', after sending 'websocket.close'.")

    asyncio.run(Connections(app, Ends())({"type": "websocket", "headers": [], "path": "/"}, receive, send))
    assert ended


@pytest.mark.parametrize("in_a_message", [False, True])
def test_the_end_of_a_session_is_noted_with_what_the_browser_says_of_it(in_a_message):
    ends = Ends()
    connect(Connections(as_streamlit_does, ends), in_a_message=in_a_message)
    assert ends.noted == [("this one", 1001)]
