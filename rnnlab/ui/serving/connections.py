"""`Connections`: what stands between a tab and Streamlit, from its first message until it has gone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import get_instance

from rnnlab.ui.serving.client_messages import NoMessageError, checked
from rnnlab.ui.serving.left_sessions import LeftSessions, left_sessions

if TYPE_CHECKING:
    from streamlit.runtime.state.common import WidgetMetadata

_TAKEN_OVER = 1012  # as registered for RFC 6455: the server asks the browser to connect again
_NO_MESSAGE = 1002  # of RFC 6455: an endpoint ends the connection because the other one broke the protocol
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
        self._open: dict[str, _Connection] = {}  # by the session's id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "websocket":
            return await self._app(scope, receive, send)
        connection = _Connection(receive, send, _asked_for(scope), self._join)
        try:
            await self._app(scope, connection.receive, connection.send)
        except WebSocketDisconnected:
            # The tab was closed in the middle of a message. Streamlit's handler takes that for a message of another
            # protocol and tries to close the connection again, which Starlette refuses.
            pass
        finally:
            if connection.session:
                if self._open.get(connection.session) is connection:
                    del self._open[connection.session]
                self._left = self._left or left_sessions()
                self._left.leave(connection.session, await connection.end())

    async def _join(self, connection: _Connection) -> None:
        """Note which connection a session has now, and end the one that it had before.

        After a failure of the network an attempt of the browser to connect again may arrive when it has given that
        attempt up and has succeeded with the next one. Streamlit gives the session to whoever comes last, and the
        browser would wait at the other connection for ever.
        """
        before = self._open.get(connection.session)
        self._open[connection.session] = connection
        if before is not None:
            await before.take_over()


def _asked_for(scope: Scope) -> str:
    """The session's id that the browser names: the third of its subprotocols."""
    names = [*scope.get("subprotocols", ()), "", "", ""]
    return str(names[2]).strip()


class _Connection:
    """One connection.

    Attributes:
        session: The id of its session once Streamlit has said it, else empty.

    Args:
        receive, send: Those of the server.
        asked: The id of the session to which the browser wants to return; empty if to none.
        joined: Called once the session is known.
    """

    def __init__(
        self, receive: Receive, send: Send, asked: str, joined: Callable[[_Connection], Awaitable[None]]
    ) -> None:
        self.session = ""
        self._joined = joined
        self._receive, self._send, self._asked = receive, send, asked
        self._code: int | None = None

    async def receive(self) -> Message:
        """The next message that Streamlit may see."""
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                self._code = message.get("code", 1005)
            if message["type"] != "websocket.receive":
                return message
            try:
                data = checked(message.get("bytes") or b"", self._known)
            except NoMessageError:
                await self._send({"type": "websocket.close", "code": _NO_MESSAGE})
                self._code = _NO_MESSAGE
                return {"type": "websocket.disconnect", "code": _NO_MESSAGE}
            if data is not None:
                return {"type": "websocket.receive", "bytes": data}

    def _known(self, widget: str) -> WidgetMetadata[Any] | None:
        session = get_instance().get_app_session(self.session or self._asked)
        return session.session_state.get_widget_metadata(widget) if session else None

    async def send(self, message: Message) -> None:
        if not self.session and message["type"] == "websocket.send":  # the first one, which holds settings only
            self.session = ForwardMsg.FromString(message["bytes"]).new_session.initialize.session_id
            if self.session:
                await self._joined(self)
        try:
            await self._send(message)
        except RuntimeError as error:  # so says the server of a message after the end of a connection
            raise OSError from error  # and so an application understands it

    async def take_over(self) -> None:
        """Another connection has the session now: have the browser connect again, if it is still there."""
        with contextlib.suppress(RuntimeError, OSError):  # it has ended already
            await self._send({"type": "websocket.close", "code": _TAKEN_OVER})

    async def end(self) -> int:
        """How it ended, as in RFC 6455; asked where the application did not wait for the last message."""
        try:
            async with asyncio.timeout(_ENDING):
                while self._code is None:
                    await self.receive()
        except TimeoutError:
            return 1006
        return self._code or 1006
