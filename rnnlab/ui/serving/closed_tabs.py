"""`ClosedTabs`: a tab that is closed while a message is sent to it is no error of the server."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected


class ClosedTabs:
    """ASGI middleware that ends a websocket's handler quietly where its tab was closed in the middle of a message.

    Streamlit's handler takes the failed message for one of another protocol and tries to close the websocket again,
    which Starlette refuses; the server would log the traceback.

    Args:
        app: The application around which it stands.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        try:
            await self._app(scope, receive, send)
        except WebSocketDisconnected:
            if scope["type"] != "websocket":
                raise
