"""`Process` and `Server`: a server in a process of its own; and `settled`, which waits for a page."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
# At a page's address Streamlit first asks for these paths below it, which the server answers with 404.
PROBE = re.compile(r"^/\w+/_stcore/(health|host-config)$")
TIMEOUT = 60_000  # ms; a slow machine is no failure
# `window.slow(ms)`: from now on the server's messages reach the page so much later, in the same order; `window.asked`
# counts the script runs that it asks for until the first of them arrives.
SLOW_LINE = """(() => {
    const { addEventListener, send } = WebSocket.prototype;
    let late = 0, counting = false;
    window.slow = (ms) => { late = ms; window.asked = 0; counting = true; };
    WebSocket.prototype.addEventListener = function (type, listener, ...more) {
        const later = (event) => setTimeout(() => { counting = false; listener(event); }, late);
        const deliver = (event) => (late ? later(event) : listener(event));
        addEventListener.call(this, type, type === "message" ? deliver : listener, ...more);
    };
    WebSocket.prototype.send = function (message) {
        const isRun = new TextDecoder().decode(message).includes(location.host); // a heartbeat has no address
        if (counting && isRun) window.asked++;
        return send.call(this, message);
    };
})()"""


def chromium_path() -> str:
    """The browser that tests/run.sh found, or one on PATH."""
    names = (os.environ.get("RNNLAB_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "no Chromium found: run tests/run.sh, which installs one, or name one in RNNLAB_CHROMIUM"
    return path


class Process:
    """A server in a process of its own; `url` ends without a slash, `log` is what it has printed.

    Args:
        port: Where it listens.
        command: Its arguments.
        up: Words of the line that it prints once the port is open.
        how: More for `subprocess.Popen`.
    """

    def __init__(self, port: int, command: Sequence[str], up: str, **how: Any) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log: list[str] = []
        self._up = threading.Event()
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", **how
        )
        self._reader = threading.Thread(target=self._read, args=(up,), daemon=True)
        self._reader.start()

    def _read(self, up: str) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.log.append(line)
            if up in line:
                self._up.set()
        self._up.set()  # the process has ended, so nothing is left to wait for

    def wait(self) -> None:
        self._up.wait(TIMEOUT / 1000)
        assert self.process.poll() is None, "the server ended:\n" + "".join(self.log)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        finally:
            self.process.kill()
            self._reader.join(timeout=5)
            if self.process.stdout:
                self.process.stdout.close()


class Server(Process):
    """`streamlit run app.py` in a fresh process.

    Args:
        app, port: What is served, and where; a free port by default.
        root, python: The checkout whose app it is, and the Python of that checkout's environment.
        streamlit: Python's arguments that start streamlit.
        options: Streamlit's, but for the port.
    """

    def __init__(
        self,
        app: str = "app.py",
        port: int | None = None,
        *,
        root: Path = ROOT,
        python: str = sys.executable,
        streamlit: Sequence[str] = ("-m", "streamlit"),
        options: Sequence[str] = ("--server.address=127.0.0.1",),
    ) -> None:
        port = port or free_port()
        command = [python, *streamlit, "run", app, f"--server.port={port}", *options]
        super().__init__(port, command, up="URL:", cwd=root, env={**os.environ, "PYTHONUNBUFFERED": "1"})

    def wait_until_healthy(self) -> None:
        self.wait()
        with urlopen(f"{self.url}/_stcore/health", timeout=TIMEOUT / 1000) as answer:
            assert answer.status == 200


def free_port() -> int:
    """A port of this machine on which no process listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def running_app(app: str = "app.py", port: int | None = None, **arguments: Any) -> Iterator[Server]:
    """A `Server` for the length of a block; a traceback in its log fails."""
    server = Server(app, port, **arguments)
    try:
        server.wait_until_healthy()
        yield server
    finally:
        server.stop()
    log = "".join(server.log)
    assert "Traceback" not in log, log


def settled(page: Page) -> Page:
    """Wait until the script has run and the page is connected; returns the page. Not for a page on a timer."""
    page.locator(
        "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
    ).wait_for(state="attached", timeout=TIMEOUT)
    return page
