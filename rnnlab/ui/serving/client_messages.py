"""`checked`: a message from a browser, without what no page of this app could have sent."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.state.common import unpack_widget_state_value

if TYPE_CHECKING:
    from streamlit.proto.WidgetStates_pb2 import WidgetState
    from streamlit.runtime.state.common import WidgetMetadata

    Known = Callable[[str], WidgetMetadata[Any] | None]

# What a page sends: to run the script or stop it, that it is still there, where to put files, and to have one made.
_KINDS = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
_OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})
_JSON = frozenset({"json_value", "json_trigger_value"})
_MOST_JSON = 250_000  # characters; the largest event of a player has some thousand
_MOST_LEVELS = 16  # of lists and objects in one another; an event has five
_LARGEST = 2**53  # up to which a browser counts in whole numbers


class NoMessageError(Exception):
    """Bytes that are no message of Streamlit's protocol."""


def checked(data: bytes, known: Known) -> bytes | None:
    """A message as Streamlit may see it.

    A value is left out if it is of a widget that this session has not shown, not of this widget's type, or nothing that
    the widget could read. So no message, whatever it holds, can make a script fail before its first line.

    Args:
        data: What the browser sent.
        known: What a widget of the session is, by its id; None if the session has not shown it.

    Returns:
        The message, the same bytes if all is well; None if it is to be dropped.

    Raises:
        NoMessageError: The bytes are no message at all.
    """
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError as error:
        raise NoMessageError from error
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        operation = message.backend_operation_request.WhichOneof("payload")
        return data if operation in _OPERATIONS else None
    if kind not in _KINDS:
        return None
    if kind == "rerun_script":
        widgets = message.rerun_script.widget_states.widgets
        good = [widget for widget in widgets if _can_be_read(widget, known(widget.id))]
        if len(good) < len(widgets):
            message.rerun_script.widget_states.ClearField("widgets")
            message.rerun_script.widget_states.widgets.extend(good)
            return bytes(message.SerializeToString())
    return data


def _can_be_read(widget: WidgetState, known: WidgetMetadata[Any] | None) -> bool:
    """Whether a widget can make something of its value."""
    kind = widget.WhichOneof("value")
    if known is None or (kind and known.value_type and kind != known.value_type):
        return False
    if kind in _JSON and not is_plain_json(getattr(widget, kind)):
        return False
    if kind == "file_uploader_state_value":  # names of files, which only the session's own thread may look up
        return True
    try:
        known.deserializer(unpack_widget_state_value(widget))
    except Exception:  # whatever a value does to whichever widget
        return False
    return True


def is_plain_json(text: str) -> bool:
    """Whether this is JSON as a browser writes it, of ordinary size, with finite numbers and whole characters."""
    if len(text) > _MOST_JSON:
        return False
    try:
        return _is_plain(json.loads(text), _MOST_LEVELS)
    except (ValueError, RecursionError):
        return False


def _is_plain(value: Any, levels: int) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, int):
        return abs(value) <= _LARGEST
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list | dict):
        inner = [*value, *value.values()] if isinstance(value, dict) else value
        return levels > 0 and all(_is_plain(item, levels - 1) for item in inner)
    return value is None
