"""`Requests`: for whom the server answers, and what it says to a browser with every answer."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import get_instance

from rnnlab.i18n.messages import t
from rnnlab.ui.serving.hosts import answers_to, is_origin, own_names

HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",  # no page of another site can show the app in a frame and have it clicked
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # an address holds what a person has typed
}
_FOREIGN = "This server does not answer to that name; if it should, start it with --browser.serverAddress NAME."
_COMPONENT = "rnnlab.player"
_ASSETS = "/_stcore/bidi-components/"
_POLICY = 1008  # of RFC 6455: the connection is against a rule of the server


class Requests:
    """ASGI middleware around every request of the app.

    It answers only to names of this server, and only for files that the player has. A request that no browser would
    make, or that ends in the middle, leaves no traceback.

    Args:
        app: The application around which it stands.
        names: Names of this server, see `answers_to`; by default `own_names()`.
        assets: The paths of the player's files; by default asked of Streamlit.
    """

    def __init__(
        self,
        app: ASGIApp,
        names: Collection[str] | None = None,
        assets: Callable[[], Collection[str]] | None = None,
    ) -> None:
        self._app = app
        self._names = own_names() if names is None else names
        self._assets = assets or player_assets
        self._known_assets: Collection[str] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or one connection."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if answers_to(headers.get("host"), self._names) and is_origin(headers.get("origin", "null")):
            await self._app(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": _POLICY})

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        problem = self._problem(scope)
        if problem:
            return await problem(scope, receive, send_with_headers)
        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            pass  # the tab was closed before it had sent the whole file
        except UnicodeError:  # an upload in a character set with which nothing can be read
            if started:
                raise
            await PlainTextResponse(t("Bad Request"), 400)(scope, receive, send_with_headers)

    def _problem(self, scope: Scope) -> PlainTextResponse | None:
        """Why a request is not passed on."""
        if not answers_to(Headers(scope=scope).get("host"), self._names):
            sentence = t(
                "This server does not answer to that name. Start it with --browser.serverAddress NAME if it should."
            )
            return PlainTextResponse(sentence, 403)
        _, found, asset = scope["path"].partition(_ASSETS)
        if found:
            self._known_assets = self._assets() if self._known_assets is None else self._known_assets
            if asset not in self._known_assets:
                return PlainTextResponse(t("not found"), 404)
        return None


def player_assets() -> frozenset[str]:
    """The paths, below that of all components, of every file of the player."""
    root = Path(get_instance().bidi_component_registry.get_component_path(_COMPONENT) or "")
    files = (path for path in root.rglob("*") if path.is_file())
    return frozenset(f"{_COMPONENT}/{path.relative_to(root).as_posix()}" for path in files)
