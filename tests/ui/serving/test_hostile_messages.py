"""A real server: whatever a client sends, its page shows no error, the terminal no traceback, and the others go on."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets import ConnectionClosed

from benchmarks.client import Tab
from tests.browser.helpers import Server

KEY = "training-player"
DEEP, LONG = "[" * 100_000 + "]" * 100_000, "9" * 5000


def sent(server: Server, page: str, send: Callable[[Tab], Awaitable[None]], *, is_answered: bool = True) -> Tab:
    """A tab after it has sent something that is answered by a run or not, and has asked for a run if it still can."""

    async def run() -> Tab:
        tab = await Tab(server.url, page).open()
        assert await tab.settle()
        await send(tab)
        if not is_answered or await tab.settle(0.5) or not tab.is_closed:
            with contextlib.suppress(ConnectionClosed):
                await tab.rerun()
            assert await tab.settle() or tab.is_closed
        if not tab.is_closed:
            await tab.close()
        async with Tab(server.url, page) as other:
            assert await other.settle()
        return tab

    return asyncio.run(run())


@pytest.mark.parametrize(
    "event",
    [
        *("", "{", "null", "5", "[5]", DEEP, f'[{{"event": "event", "value": {DEEP}}}]', '[{"event": [], "value": 1}]'),
        *(f'[{{"event": "event", "value": {{"type": "look", "epoch": {value}}}}}]' for value in (LONG, "NaN", "1e999")),
        r'[{"event": "event", "value": {"type": "\ud800"}}]',
        json.dumps([{"event": "event", "value": {"type": "rename", "name": "a" * 3_000_000}}]),
    ],
    ids=str.__len__,
)
def test_an_event_that_cannot_be_read(served, event):
    async def send(tab: Tab) -> None:
        name, fragment = tab.page.players[KEY]
        await tab.rerun(fragment=fragment, triggers={tab.trigger(name): event})

    assert sent(served, "training", send).page.errors == []


def test_a_page_that_opens_files_says_nothing_in_the_terminal(served):
    """Whether a message can be read is asked on another thread than the session's, where a file cannot be looked up."""

    async def run() -> None:
        async with Tab(served.url, "inspect") as tab:
            assert await tab.settle()
            name = next(name for name in tab.page.uploaders)
            message = tab.request()
            message.rerun_script.widget_states.widgets.add(id=name).file_uploader_state_value.SetInParent()
            await tab.send(message)
            assert await tab.settle()

    before = len(served.log)
    asyncio.run(run())
    assert "ScriptRunContext" not in "".join(served.log[before:])


VALUES: dict[str, Any] = {
    "string_value": "x",
    "double_value": float("nan"),
    "bool_value": True,
    "int_value": -(2**53),
    "trigger_value": True,
    "json_value": "{",
    "json_trigger_value": DEEP,
    "bytes_value": b"\xff",
}
MESSAGES = (
    *("double_array_value", "int_array_value", "string_array_value", "arrow_value"),
    *("file_uploader_state_value", "string_trigger_value", "chat_input_value"),
)


@pytest.mark.parametrize("kind", [*VALUES, *MESSAGES])
def test_values_of_a_wrong_type(served, kind):
    """Of every field of the page at once, of fields that it does not have, and of the player."""

    async def send(tab: Tab) -> None:
        message = tab.request(triggers=dict.fromkeys(("", "unknown", tab.trigger("unknown")), "{"))
        for widget in message.rerun_script.widget_states.widgets:
            if kind in VALUES:
                setattr(widget, kind, VALUES[kind])
            else:
                getattr(widget, kind).SetInParent()
        await tab.send(message)

    assert sent(served, "training", send).page.errors == []


def test_values_of_a_wrong_type_before_the_page_was_shown(served):
    """The ids of its fields are the same in every session."""

    async def run() -> Tab:
        async with Tab(served.url, "training") as first:
            assert await first.settle()
        tab = Tab(served.url, "training")
        tab.page.widgets = dict.fromkeys(first.page.widgets, ("json_value", "{"))
        tab.page.widgets[first.page.players[KEY][0]] = ("json_value", DEEP)
        async with tab:
            assert await tab.settle()
        return tab

    assert asyncio.run(run()).page.errors == []


def request(**changes: Any) -> Callable[[Tab], Awaitable[None]]:
    """Sends a request for a run with these fields."""

    async def send(tab: Tab) -> None:
        message = tab.request()
        for name, value in changes.items():
            setattr(message.rerun_script, name, value)
        await tab.send(message)

    return send


@pytest.mark.parametrize(
    "send",
    [
        request(query_string="epochs=%ff&seed=%ed%a0%80&lr=%00&source=\0"),
        request(query_string="&".join(f"a{number}=1" for number in range(100_000))),
        request(page_script_hash="unknown"),
        request(page_script_hash="", page_name="../\0"),
        request(fragment_id="unknown"),
    ],
    ids=["query", "long query", "hash", "name", "fragment"],
)
def test_requests_for_what_is_not_there(served, send):
    assert sent(served, "training", send).page.errors == []


@pytest.mark.parametrize(
    "frame",
    ["text", "", b"", b"\xff" * 100, b"\x5a\x04\x0a\x02\xff\xfe", b"\x00" * 30_000_000],
    ids=["text", "empty text", "empty", "garbage", "no UTF-8", "too long"],
)
def test_frames_that_are_no_message(served, frame):
    async def send(tab: Tab) -> None:
        await tab.socket.send(frame)

    assert sent(served, "cell", send, is_answered=False).page.errors == []


@pytest.mark.parametrize("kind", ["clear_cache", "set_run_on_save", "load_git_info", "debug_shutdown_runtime"])
def test_messages_of_which_the_app_knows_nothing(served, kind):
    async def send(tab: Tab) -> None:
        await tab.send(BackMsg(**{kind: True}))

    assert sent(served, "cell", send, is_answered=False).page.errors == []


TYPES = (
    *("train", "pause", "step", "reset", "new_seed", "select", "edit", "undo", "redo", "reset_edits", "hold"),
    *("release", "again", "steps", "tab", "quantity", "csv", "look", "fork", "rest", "stage", "rename", "remove"),
    *("earlier", "tick", "window", "brush", "show"),
)
NAMES = (
    *("epoch", "run", "name", "index", "value", "serial", "cursor", "layer", "unit", "step", "what", "part", "stroke"),
    *("live", "weights", "lr", "clip", "optimiser", "quantity", "kind", "text", "at", "n", "from"),
    *("first", "last", "item", "rows", "columns", "level", "steps"),
)
PAGES = ("", "cell", "layers", "training", "race", "free", "ablation", "inspect")
EXTREMES = (None, True, [], {}, "", "\0", -1, 0.5, 2**53, 1e300, [[]], {"a": []}, "weight_hh_l0")


@pytest.mark.parametrize("page", PAGES)
def test_events_whose_parts_are_of_any_kind(served, page):
    async def run() -> None:
        tab = await Tab(served.url, page).open()
        assert await tab.wait(lambda: len(tab.page.players) > 1)
        players = list(tab.page.players)
        for index, (kind, value) in enumerate(itertools.product(TYPES, EXTREMES)):
            # Each page, and each player of it, gets others of them, so that it does not take minutes.
            turn, page_of_it = divmod(index, len(PAGES))
            if PAGES[page_of_it] == page:
                await tab.event(players[turn % len(players)], {**dict.fromkeys(NAMES, value), "type": kind})
                await tab.settle(5)
                assert tab.page.errors == [], (kind, value)
        await tab.close()

    asyncio.run(run())
