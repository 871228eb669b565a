"""`python -m rnnlab.ui.serving.cluster --processes 4` serves the app from several processes behind one nginx.

One process computes with one core at a time. Everything else is as with `streamlit run app.py`: a browser stays with
its process, and if that ends, another one takes over, where links and files bring a run back.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from rnnlab.i18n.messages import t
from rnnlab.ui.serving.nginx import settings

ROOT = Path(__file__).parents[3]
_START = 60.0  # seconds in which a process must answer
_PAUSE = 0.2  # seconds between two looks at the processes


def main() -> None:
    """Serve until somebody stops it."""
    parser = argparse.ArgumentParser(prog="python -m rnnlab.ui.serving.cluster", description=__doc__)
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, metavar="N", help=t("one per core by default")
    )
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="localhost", help=t("0.0.0.0 lets other machines connect"))
    parser.add_argument("--name", default="localhost", help=t("of this machine, under which others address it"))
    given = parser.parse_args()
    if given.processes < 1:
        parser.error(t("processes must be at least 1, got {given}", given=given.processes))
    if not nginx_path():
        parser.error(
            t("nginx must be installed (Debian: apt-get install nginx-light), got none on PATH or in /usr/sbin")
        )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with cluster(given.processes, address=given.address, port=given.port, name=given.name) as running:
            print(f"\n  URL: http://{given.name}:{given.port}\n", flush=True)
            running.watch()
    except KeyboardInterrupt:
        pass
    except RuntimeError as error:
        sys.exit(f"{error}")


class Processes:
    """Server processes of the app on this machine.

    Args:
        ports: Where they listen, one each.
        name: Under which browsers address them.
    """

    def __init__(self, ports: list[int], name: str) -> None:
        self.ports = ports
        self._name = name
        self._environment = {**os.environ, "STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32)}
        self.running = [self._start(port) for port in ports]

    def _start(self, port: int) -> subprocess.Popen[bytes]:
        options = [f"--server.port={port}", "--server.address=127.0.0.1", f"--browser.serverAddress={self._name}"]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL)

    def wait(self) -> None:
        """Wait until each of them answers.

        Raises:
            RuntimeError: One of them did not start.
        """
        until = time.monotonic() + _START
        for process, port in zip(self.running, self.ports, strict=True):
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"the server process on port {port} must start; its messages are above")
                time.sleep(_PAUSE)

    def watch(self) -> None:
        """Start any of them again that has ended; goes on until it is interrupted."""
        while True:
            for number, process in enumerate(self.running):
                if process.poll() is not None:
                    self.running[number] = self._start(self.ports[number])
                    ended = t("Process {number} had ended and was started again", number=number)
                    print(ended, file=sys.stderr, flush=True)
            time.sleep(_PAUSE)

    def stop(self) -> None:
        """End all of them."""
        _end(*self.running)


@contextmanager
def cluster(
    count: int, *, address: str = "localhost", port: int = 8501, name: str = "localhost"
) -> Iterator[Processes]:
    """Several server processes behind an nginx, for the length of a block.

    Args:
        count: How many.
        address, port: Where nginx listens.
        name: Under which browsers address this machine.
    """
    processes = Processes([_free_port() for _ in range(count)], name)
    try:
        processes.wait()
        with TemporaryDirectory(prefix="rnnlab-") as folder:
            file = Path(folder) / "nginx.conf"
            file.write_text(
                settings(processes.ports, address=address, port=port, folder=Path(folder)), encoding="utf-8"
            )
            nginx = subprocess.Popen([nginx_path() or "nginx", "-e", "stderr", "-p", folder, "-c", str(file)])
            try:
                while not _answers(port):
                    if nginx.poll() is not None:
                        raise RuntimeError(f"nginx must start on port {port}; its messages are above")
                    time.sleep(_PAUSE)
                yield processes
            finally:
                _end(nginx)
    finally:
        processes.stop()


def nginx_path() -> str | None:
    """The program, where Debian puts it or on PATH."""
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _end(*running: subprocess.Popen[bytes]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


if __name__ == "__main__":
    main()
