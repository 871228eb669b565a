"""A real server on every address of the machine, as README.md says for a class: what it answers and what it refuses."""

import asyncio
import socket
import time
from http.client import HTTPConnection, HTTPResponse

import pytest

from benchmarks.client import Tab
from rnnlab.ui.serving.requests import HEADERS
from tests.browser.helpers import Server
from tests.ui.serving.conftest import NAME

LONG = "a" * 5000
ASSETS = "/_stcore/bidi-components/rnnlab.player"
TOKEN = "2|00000000|0011|1"
SIGNED = {"X-Xsrftoken": TOKEN, "Cookie": f"_streamlit_xsrf={TOKEN}"}
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
}


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


def answer(
    server: Server,
    path: str,
    *,
    method: str = "GET",
    host: str | None = "127.0.0.1",
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> HTTPResponse:
    """The answer to one request, its content read."""
    connection = HTTPConnection("127.0.0.1", port_of(server), timeout=60)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    named = {} if host is None else {"Host": host}
    length = {} if body is None else {"Content-Length": str(len(body))}
    for name, value in {**named, **length, **(headers or {})}.items():
        connection.putheader(name, value.encode("latin-1"))
    connection.endheaders(body)
    response = connection.getresponse()
    if response.status != 101:
        response.content = response.read()  # type: ignore[attr-defined]
    connection.close()
    return response


@pytest.mark.parametrize(
    "path", ["/", "/training", "/static/nosuch.js", f"{ASSETS}/player.css", "/_stcore/health", "/media/x"]
)
def test_every_answer_says_that_no_other_site_may_show_it(served, path):
    given = dict(answer(served, path).getheaders())
    lower = {name.lower(): value for name, value in given.items()}
    assert {name: lower.get(name.lower()) for name in HEADERS} == HEADERS
    assert HEADERS["X-Frame-Options"] == "SAMEORIGIN"
    assert HEADERS["Content-Security-Policy"] == "frame-ancestors 'self'"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (NAME, 200),
        (f"{NAME}:80", 200),
        ("192.168.1.20", 200),
        ("localhost", 200),
        ("evil.example", 403),
        ("[", 403),
        (None, 400),
    ],
)
def test_it_answers_to_its_own_names_only(served, host, status):
    assert answer(served, "/", host=host).status == status


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        (NAME, f"http://{NAME}", 101),
        ("192.168.1.20:8501", "http://192.168.1.20:8501", 101),
        (NAME, "http://evil.example", 403),
        (NAME, "null", 403),
        (NAME, "http://[", 403),
        ("192.168.1.20:8501", "http://192.168.1.20:9999", 403),
        ("evil.example", "http://evil.example", 403),  # whose name points to this machine
    ],
)
def test_a_page_of_another_site_gets_no_connection(served, host, origin, status):
    assert answer(served, "/_stcore/stream", host=host, headers={**UPGRADE, "Origin": origin}).status == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    [
        *("/../app.py", "/%2e%2e/app.py", "/app.py", "/.streamlit/config.toml", "//etc/passwd", "/static/../../app.py"),
        *("/static/%2e%2e/%2e%2e/app.py", "/static/..%2f..%2fapp.py", "/static/..%5c..%5capp.py", "/static/%00"),
        *(f"/static/{LONG}", "/component/rnnlab.player/../../app.py", "/component/rnnlab.player/%2e%2e/%2e%2e/app.py"),
        *(f"{ASSETS}/../../../app.py", f"{ASSETS}/%2e%2e/%2e%2e/%2e%2e/app.py", f"{ASSETS}/..%2f..%2f..%2fapp.py"),
        *(f"{ASSETS}//etc/passwd", f"{ASSETS}/%2fetc%2fpasswd", f"{ASSETS}/{LONG}", f"{ASSETS}/%00", f"{ASSETS}/%ff"),
        *(f"{ASSETS}/hosts", f"{ASSETS}/nosuch.js", "/media/../app.py", "/media/%00", "/app/static/..%2f..%2fapp.py"),
    ],
)
def test_no_path_leads_to_a_file_that_is_not_for_browsers(served, path, method):
    response = answer(served, path, method=method)
    assert response.status < 500
    assert b"root:" not in response.content
    assert b"set_page_config" not in response.content
    assert b"postScriptGC" not in response.content


def test_the_players_files_are_for_browsers(served):
    css = answer(served, f"{ASSETS}/player.css")
    assert (css.status, css.getheader("content-type", "").partition(";")[0]) == (200, "text/css")
    module = answer(served, f"{ASSETS}/hosts/streamlit.js")
    assert module.status == 200
    assert module.getheader("content-type", "").partition(";")[0].endswith("/javascript")


def part(name: str = "words.txt", content: bytes = b"hello") -> bytes:
    head = f'--B\r\nContent-Disposition: form-data; name="x"; filename="{name}"\r\n\r\n'
    return head.encode("latin-1") + content + b"\r\n--B--\r\n"


@pytest.mark.parametrize(
    ("kind", "body", "signed", "status"),
    [
        ("multipart/form-data; boundary=B", part(), True, 204),
        ("multipart/form-data; boundary=B", part(), False, 403),  # a form of another site cannot know the token
        ("multipart/form-data; boundary=B", part("..\\..\\app.py\0"), True, 204),  # only a name, no path
        ("multipart/form-data; boundary=B; charset=undefined", part("\xff"), True, 400),
        ("multipart/form-data", part(), True, 400),
        ("multipart/form-data; boundary=B", b"\xff" * 1000, True, 400),
        ("multipart/form-data; boundary=B", part()[:-10], True, 400),
        ("application/json", b"{", True, 400),
    ],
)
def test_what_is_uploaded_is_one_file_of_a_page_of_the_app(served, kind, body, signed, status):
    async def session() -> str:
        async with Tab(served.url, "race") as tab:
            await tab.settle()
            path = f"/_stcore/upload_file/{tab.session}/..%00"
            headers = {"Content-Type": kind, **(SIGNED if signed else {})}
            response = await asyncio.to_thread(answer, served, path, method="PUT", headers=headers, body=body)
            assert response.status == status

    asyncio.run(session())


def test_an_upload_for_another_session_is_refused(served):
    headers = {"Content-Type": "multipart/form-data; boundary=B", **SIGNED}
    assert answer(served, "/_stcore/upload_file/nosuch/f", method="PUT", headers=headers, body=part()).status == 400


def test_an_upload_that_is_cut_leaves_nothing_in_the_terminal(served):
    async def cut() -> None:
        async with Tab(served.url, "race") as tab:
            await tab.settle()
            head = (
                f"PUT /_stcore/upload_file/{tab.session}/f HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n"
            )
            head += "".join(f"{name}: {value}\r\n" for name, value in SIGNED.items())
            head += "Content-Type: multipart/form-data; boundary=B\r\n\r\n"
            with socket.create_connection(("127.0.0.1", port_of(served))) as line:
                line.sendall(head.encode() + part()[:50])
        async with Tab(served.url, "cell") as tab:  # which is answered after that
            await tab.settle()

    asyncio.run(cut())


def test_text_that_is_none_ends_the_connection_in_one_line(served):
    async def text() -> None:
        tab = await Tab(served.url, "cell").open()
        await tab.settle()
        tab.socket.transport.write(b"\x81\x82\0\0\0\0\xff\xfe")  # a frame of two bytes that are no UTF-8
        assert await tab.wait(lambda: tab.is_closed)
        until = time.monotonic() + 10
        while len(served.log) == before and time.monotonic() < until:
            await asyncio.sleep(0.01)

    before = len(served.log)
    asyncio.run(text())
    assert served.log[before:] == ["Invalid UTF-8 sequence received from client.\n"]
