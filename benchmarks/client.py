"""`Tab`: a tab without a browser, which speaks Streamlit's protocol; for servers on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from rnnlab.recording.recording import Recording

SECONDS = 60.0  # after which what was waited for counts as lost
# How Streamlit names the events of a component: between these stands the component's id.
EVENTS = ("$$STREAMLIT_INTERNAL_KEY_", "__events")


@dataclass(frozen=True)
class Picture:
    """What a player was sent.

    Attributes:
        at: When it came, `time.monotonic()` in seconds.
        data: The bytes of a recording.
    """

    at: float
    data: bytes

    def recording(self) -> Recording:
        return Recording.from_bytes(self.data)

    @cached_property
    def header(self) -> dict[str, Any]:
        """That of the recording, read without its arrays."""
        size = int.from_bytes(self.data[:8], "little")
        header: dict[str, Any] = json.loads(json.loads(self.data[8 : 8 + size])["__metadata__"]["header"])
        return header


@dataclass
class Page:
    """What a page has shown since it was opened.

    Attributes:
        widgets: Value of each widget by its id: the field of Streamlit's protocol that carries it, and what it holds.
        players: Id and fragment of each player by its key.
        pictures: What each player was sent last, by its key.
        texts: The sentences, by their place on the page.
        errors: What was shown as an error.
        uploaders: Ids of the widgets that take files.
    """

    widgets: dict[str, tuple[str, Any]] = field(default_factory=dict)
    players: dict[str, tuple[str, str]] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    texts: dict[tuple[int, ...], str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    uploaders: set[str] = field(default_factory=set)


class Tab:
    """A tab of a browser that was opened at an address of the app.

    Args:
        url: The server's, without a slash at the end.
        page, query: The address: `training` and `seed=3&epochs=300`.
        session: The session to return to, as a browser's tab asks for it after its connection broke.
        headers: Of the handshake; the origin is the server's own where none is given.
    """

    def __init__(
        self,
        url: str,
        page: str = "",
        query: str = "",
        *,
        session: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.url, self.name, self.query = url, page, query
        self.session = session
        self.page = Page()
        self.finished = False  # whether a run of the script has come to its end since the last message to the server
        self.messages, self.received = 0, 0  # number and bytes
        self._headers = {"Origin": url, **(headers or {})}
        self._hash = ""
        self._changed = asyncio.Event()

    async def open(self) -> Tab:
        """Connect, and ask for the page."""
        await self.connect()
        await self.rerun()
        return self

    async def connect(self) -> None:
        """Open a connection, to the session that this tab has had if there is one; it is asked for nothing."""
        origin = self._headers.get("Origin", "")
        self.socket = await websockets.connect(
            f"ws{self.url.removeprefix('http')}/_stcore/stream",
            subprotocols=[websockets.Subprotocol(name) for name in ("streamlit", "none", self.session) if name],
            origin=websockets.Origin(origin) if origin else None,
            additional_headers={name: value for name, value in self._headers.items() if name != "Origin"},
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=SECONDS,
        )
        self._reader = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Close the tab, as a browser does."""
        await self.socket.close(1001)
        await self._reader

    async def cut(self) -> None:
        """Lose the connection without a word."""
        self.socket.transport.abort()
        await self._reader

    async def __aenter__(self) -> Tab:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def is_closed(self) -> bool:
        return self._reader.done()

    async def send(self, message: BackMsg) -> None:
        self.finished = False
        await self.socket.send(message.SerializeToString())

    async def rerun(
        self, *, fragment: str = "", page: str | None = None, triggers: Mapping[str, str] | None = None
    ) -> None:
        """Ask for a run of the script with the widgets as they are.

        Args:
            fragment: The part of the page to run.
            page: The name of another page to go to.
            triggers: JSON of events, by id.
        """
        await self.send(self.request(fragment=fragment, page=page, triggers=triggers))

    def request(
        self, *, fragment: str = "", page: str | None = None, triggers: Mapping[str, str] | None = None
    ) -> BackMsg:
        """The message that `rerun` sends."""
        message = BackMsg()
        ask = message.rerun_script
        ask.query_string, ask.fragment_id = self.query, fragment
        if page is None and self._hash:
            ask.page_script_hash = self._hash
        else:
            ask.page_name = self.name if page is None else page
        ask.widget_states.SetInParent()
        for name, (kind, value) in self.page.widgets.items():
            setattr(ask.widget_states.widgets.add(id=name), kind, value)
        for name, event in (triggers or {}).items():
            ask.widget_states.widgets.add(id=name, json_trigger_value=event)
        ask.context_info.url, ask.context_info.timezone = f"{self.url}/{self.name}", "UTC"
        return message

    async def event(self, key: str, value: Any) -> None:
        """Send an event of a player, as a click in it does."""
        name, fragment = self.page.players[key]
        await self.rerun(fragment=fragment, triggers={self.trigger(name): events(value)})

    @staticmethod
    def trigger(player: str) -> str:
        """The id under which the events of the player with this id travel."""
        return player.join(EVENTS)

    async def set(self, key: str, value: Any) -> None:
        """Change a widget that is known by its key, as `cell.seed`."""
        name = next(name for name in self.page.widgets if name.endswith(key))
        self.page.widgets[name] = (self.page.widgets[name][0], value)
        await self.rerun()

    async def go(self, page: str, query: str = "") -> None:
        """Go to another page by the menu."""
        self.name, self.query, self.page = page, query, Page()
        await self.rerun(page=page)

    async def wait(self, condition: Callable[[], object], seconds: float = SECONDS) -> bool:
        """Wait until a condition holds, looked at after every message; False if the time is over or the tab closed."""
        until = time.monotonic() + seconds
        while not condition():
            left = until - time.monotonic()
            if left <= 0 or self.is_closed:
                return bool(condition())
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left, 1.0)):
                    await self._changed.wait()
        return True

    async def settle(self, seconds: float = SECONDS) -> bool:
        """Wait until the script has run to its end."""
        return await self.wait(lambda: self.finished, seconds)

    async def _read(self) -> None:
        try:
            async for data in self.socket:
                assert isinstance(data, bytes)
                self.messages += 1
                self.received += len(data)
                self._take(ForwardMsg.FromString(data))
                self._changed.set()
        except websockets.ConnectionClosed:
            pass
        finally:
            self._changed.set()

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                self.session = message.new_session.initialize.session_id or self.session
            case "navigation":
                self._hash = message.navigation.page_script_hash
            case "script_finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.finished = True
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "session_event" if message.session_event.HasField("script_compilation_exception"):
                self.page.errors.append(message.session_event.script_compilation_exception.message)
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self._show(message.delta.new_element, message.delta.fragment_id, tuple(message.metadata.delta_path))

    def _show(self, element: Element, fragment: str, place: tuple[int, ...]) -> None:
        kind = element.WhichOneof("type")
        page = self.page
        if kind == "bidi_component":
            part = element.bidi_component
            key = part.id.split("-", 2)[2]
            page.players[key] = (part.id, fragment)
            page.pictures[key] = Picture(time.monotonic(), part.bytes)
        elif kind in VALUES or kind == "selectbox":
            self._show_widget(kind, getattr(element, kind))
        elif kind == "file_uploader":
            page.uploaders.add(element.file_uploader.id)
        elif kind == "text":
            page.texts[place] = element.text.body
        elif kind == "exception":
            page.errors.append(element.exception.message)

    def _show_widget(self, kind: str, widget: Any) -> None:
        """Note a widget's value: that which the server sets, or at first its default; else it stays as it is."""
        if kind == "selectbox":
            value = ("string_value", widget.raw_value if widget.set_value else widget.options[widget.default])
        else:
            value = (VALUES[kind], widget.value if widget.set_value else widget.default)
        if widget.set_value or widget.id not in self.page.widgets:
            self.page.widgets[widget.id] = value


# The field of Streamlit's protocol that carries the value of such a widget.
VALUES = {
    "number_input": "double_value",
    "text_input": "string_value",
    "text_area": "string_value",
    "checkbox": "bool_value",
}


def events(value: Any) -> str:
    """JSON of a component's trigger that carries one event."""
    return json.dumps([{"event": "event", "value": value}])
