"""`Connections`: what stands between a tab and Streamlit, from its first message until it has gone."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from rnnlab.ui.serving.left_sessions import LeftSessions, left_sessions

_ENDING = 1.0  # seconds for the server to say how a connection ended


class Connections:
    """ASGI middleware around every websocket of the app.

    Args:
        app: The application around which it stands.
        left: Told how each connection ended; by default that of this process's server.
    """

    def __init__(self, app: ASGIApp, left: LeftSessions | None = None) -> None:
        self._app = app
        self._left = left

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "websocket":
            return await self._app(scope, receive, send)
        connection = _Connection(receive, send)
        try:
            await self._app(scope, connection.receive, connection.send)
        except WebSocketDisconnected:
            # The tab was closed in the middle of a message. Streamlit's handler takes that for a message of another
            # protocol and tries to close the connection again, which Starlette refuses.
            pass
        finally:
            if connection.session:
                self._left = self._left or left_sessions()
                self._left.leave(connection.session, await connection.end())


class _Connection:
    """One connection.

    Attributes:
        session: The id of its session once Streamlit has said it, else empty.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self.session = ""
        self._receive, self._send = receive, send
        self._code: int | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._code = message.get("code", 1005)
        return message

    async def send(self, message: Message) -> None:
        if not self.session and message["type"] == "websocket.send":  # the first one, which holds settings only
            self.session = ForwardMsg.FromString(message["bytes"]).new_session.initialize.session_id
        await self._send(message)

    async def end(self) -> int:
        """How it ended, as in RFC 6455; asked where the application did not wait for the last message."""
        try:
            async with asyncio.timeout(_ENDING):
                while self._code is None:
                    await self.receive()
        except TimeoutError:
            return 1006
        return self._code or 1006
