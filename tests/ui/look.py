"""Reads what a page shows, and sends it events, in tests without a browser."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest

from rnnlab.recording.recording import Recording


def shown(page: AppTest, key: str) -> Recording:
    """The recording that the player of this key was sent."""
    payloads = [c.proto.bytes for c in page.get("bidi_component") if c.proto.id.endswith(f"-{key}")]
    assert len(payloads) == 1, f"{len(payloads)} players have the key {key}"
    return Recording.from_bytes(payloads[0])


def texts(page: AppTest) -> list[str]:
    """Every plain text of the page: its sentence, its notices, its problems."""
    return [text.value for text in page.text]


def open_tab(page: AppTest, key: str, name: str) -> AppTest:
    """Click on a tab and return the page; key is "<page>-tabs"."""
    panels = f"{key.removesuffix('-tabs')}-panels"
    send(page, panels, type="tab", name=name)
    assert panel_view(page, panels)["open"] == name
    return page


def panel_view(page: AppTest, key: str) -> Mapping[str, Any]:
    """The view that the panels of this key were sent: which tab is open, and its content."""
    view: Mapping[str, Any] = shown(page, key).header["view"]
    return view


def table(page: AppTest, key: str) -> dict[str, list[Any]]:
    """The rows of the open tab Table, by the name of their column."""
    arrays = shown(page, key)
    columns = enumerate(panel_view(page, key)["columns"])
    return {c["name"]: c["text"] if "text" in c else arrays[f"column{i}"].tolist() for i, c in columns}


def query(page: AppTest) -> dict[str, str]:
    """The parameters of the page's address."""
    given = {name: page.query_params[name] for name in page.query_params}
    return {name: value if isinstance(value, str) else ",".join(value) for name, value in given.items()}


def send(page: AppTest, key: str, **event: object) -> AppTest:
    """Send an event as the player of this key in a browser would, and return the page."""
    (base,) = {c.proto.id for c in page.get("bidi_component") if c.proto.id.endswith(f"-{key}")}
    states = page._tree.get_widget_states()
    state = states.widgets.add()
    state.id = _make_trigger_id(base, "events")
    state.json_trigger_value = json.dumps([{"event": "event", "value": event}])
    page._run(states)
    assert not page.exception, page.exception
    return page


def linked(page: AppTest, name: str) -> dict[str, str]:
    """The parameters of the link to another page."""
    (link,) = [link.proto for link in page.get("page_link") if link.proto.page == name]
    return dict(parse_qsl(link.query_string, keep_blank_values=True))


def go(app: AppTest, name: str, **link: str) -> AppTest:
    """Go to a page of the whole app, in the same session, by its link in the menu or one with parameters."""
    app.query_params.clear()
    app.query_params.update(link)
    del app.session_state["routed"]  # AppTest forgets at every run that `st.navigation` was called
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception, app.exception
    return app
