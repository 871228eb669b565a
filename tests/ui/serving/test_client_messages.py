"""`checked` leaves out of a message what no page could have sent, and changes nothing else."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from rnnlab.ui.serving.client_messages import NoMessageError, checked, is_plain_json

DEEP, LONG = "[" * 100_000 + "]" * 100_000, "9" * 5000


@dataclass(frozen=True)
class Widget:
    """What `checked` asks of Streamlit's metadata of a widget."""

    value_type: str | None
    deserializer: Any


WIDGETS = {
    "good": Widget("string_value", str),
    "seed": Widget("double_value", float),
    "name": Widget("string_value", str),
    "choice": Widget("int_value", ("a", "b").__getitem__),
    "cleared": Widget(None, float),  # as Streamlit notes a field that was emptied
    "events": Widget("json_trigger_value", json.loads),
    "state": Widget("json_value", dict),
}


def request(**values: tuple[str, Any]) -> BackMsg:
    """A request for a run with these values: `seed=("double_value", 3.0)`."""
    message = BackMsg()
    message.rerun_script.query_string = "seed=3"
    for name, (kind, value) in values.items():
        setattr(message.rerun_script.widget_states.widgets.add(id=name), kind, value)
    return message


def kept(**values: tuple[str, Any]) -> list[str]:
    """The widgets whose values Streamlit may see."""
    data = checked(request(**values).SerializeToString(), WIDGETS.get)
    assert data is not None
    asked = BackMsg.FromString(data).rerun_script
    assert asked.query_string == "seed=3"
    return [widget.id for widget in asked.widget_states.widgets]


def test_an_ordinary_message_stays_as_it_is():
    event = json.dumps([{"event": "event", "value": {"type": "edit", "index": [0, 1], "value": -0.5, "name": "W_hh"}}])
    data = request(
        seed=("double_value", 3.0), name=("string_value", "é 👩‍🔬"), events=("json_trigger_value", event)
    ).SerializeToString()
    assert checked(data, WIDGETS.get) == data


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("unknown", "double_value", 1.0),
        ("", "json_trigger_value", "{}"),
        ("seed", "string_value", "3"),
        ("name", "json_value", "3"),
        ("choice", "int_value", 2),
        ("choice", "int_value", 2**62),
        ("cleared", "string_value", "three"),
        ("state", "json_value", "5"),
        ("events", "json_trigger_value", DEEP),
        ("events", "json_trigger_value", LONG),
    ],
)
def test_a_value_that_its_widget_cannot_read_is_left_out(name, kind, value):
    assert kept(**{name: (kind, value)}, good=("string_value", "it stays")) == ["good"]


def test_an_emptied_field_is_filled_again():
    assert kept(cleared=("double_value", 2.0)) == ["cleared"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "nul", "[1,]", DEEP, "[" * 17 + "]" * 17, '{"a":' * 17 + "1" + "}" * 17, '"' + "a" * 300_000 + '"'),
        *(LONG, f"[-{LONG}]", str(2**53 + 1), "NaN", "[Infinity]", '{"a": -Infinity}', "1e999", "[-1e999]"),
        *(
            r'"\ud800"',
            r'["\udfff"]',
            r'{"\ud800": 1}',
            '[{"event": "event", "value": {"type": "look", "epoch": NaN}}]',
        ),
    ],
)
def test_what_no_browser_writes_is_no_plain_json(text):
    assert not is_plain_json(text)


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=16,
)


@given(PLAIN)
def test_whatever_a_browser_writes_is_plain_json(value):
    assert is_plain_json(json.dumps(value))
    assert is_plain_json(json.dumps(value, ensure_ascii=False))


@pytest.mark.parametrize("kind", ["stop_script", "app_heartbeat"])
def test_what_else_a_page_sends_passes(kind):
    data = BackMsg(**{kind: True}).SerializeToString()
    assert checked(data, WIDGETS.get) == data


@pytest.mark.parametrize(
    "kind", ["clear_cache", "set_run_on_save", "load_git_info", "debug_disconnect_websocket", "debug_shutdown_runtime"]
)
def test_what_no_page_sends_is_dropped(kind):
    assert checked(BackMsg(**{kind: True}).SerializeToString(), WIDGETS.get) is None
    assert checked(b"", WIDGETS.get) is None


@pytest.mark.parametrize(
    ("operation", "passes"), [("deferred_file", True), ("install_skills", False), ("dismiss_skills_nudge", False)]
)
def test_a_browser_can_have_a_file_made_but_nothing_installed(operation, passes):
    message = BackMsg()
    getattr(message.backend_operation_request, operation).SetInParent()
    assert (checked(message.SerializeToString(), WIDGETS.get) is not None) == passes


@pytest.mark.parametrize("data", [b"\xff" * 100, b"\x5a\x04\x0a\x02\xff\xfe", b"\x00"])
def test_bytes_that_are_no_message_are_refused(data):
    with pytest.raises(NoMessageError):
        checked(data, WIDGETS.get)


@given(st.binary(max_size=60))
def test_whatever_the_bytes_are_there_is_an_answer(data):
    try:
        answer = checked(data, WIDGETS.get)
    except NoMessageError:
        return
    assert answer is None or BackMsg.FromString(answer).WhichOneof("type")
