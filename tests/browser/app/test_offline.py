"""The server contacts no other host, at its start or when a page is opened."""

import socket

import pytest

from tests.browser.helpers import Server, running_app
from tests.browser.probe import Player

# Prints every name that is looked up and every connection that is opened; its arguments are those of streamlit.
WATCHED = """
import socket, sys
def report(event, args):
    if event == "socket.getaddrinfo":
        print("ASKED", args[0], flush=True)
    if event == "socket.connect" and args[0].type == socket.SOCK_STREAM and args[0].family != socket.AF_UNIX:
        print("ASKED", args[1][0], flush=True)
sys.addaudithook(report)
from streamlit.web.cli import main
sys.argv = ["streamlit", *sys.argv[1:]]
main()
"""
HANDSHAKE = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: http://elsewhere.example\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)


def asked(server: Server) -> set[str]:
    return {line.split()[1] for line in server.log if line.startswith("ASKED")}


@pytest.mark.parametrize("options", [[], ["--server.address=0.0.0.0"]])
def test_no_name_is_looked_up_and_no_other_host_is_called(open_page, options):
    with running_app(streamlit=["-c", WATCHED], options=options) as server:
        page = open_page(url=server.url)
        Player(page, "weather").at(3)
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as stranger:
            stranger.sendall(HANDSHAKE.format(host=host).encode())
            assert b" 403 " in stranger.recv(1000)
        page.close()
    assert asked(server) <= {"localhost", "127.0.0.1", "0.0.0.0", "None"}
    log = "".join(server.log)
    assert "URL: http://localhost:" in log
    assert "external" not in log.lower()
