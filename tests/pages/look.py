"""What a page shows, for tests that have no browser."""

from streamlit.testing.v1 import AppTest

from rnnlab.recording import Recording


def shown(page: AppTest, key: str) -> Recording:
    """The recording that the player of this key was sent."""
    payloads = [c.proto.bytes for c in page.get("bidi_component") if c.proto.id.endswith(f"-{key}")]
    assert len(payloads) == 1, f"{len(payloads)} players have the key {key}"
    return Recording.from_bytes(payloads[0])


def texts(page: AppTest) -> list[str]:
    """Every plain text of the page: its sentence, its notices, its complaints."""
    return [text.value for text in page.text]


def open_tab(page: AppTest, key: str, name: str) -> AppTest:
    """The page after a click on a tab."""
    page.session_state[key] = name
    page.run()
    assert not page.exception, page.exception
    return page


def query(page: AppTest) -> dict[str, str]:
    """The link as the page leaves it."""
    given = {name: page.query_params[name] for name in page.query_params}
    return {name: value if isinstance(value, str) else ",".join(value) for name, value in given.items()}
