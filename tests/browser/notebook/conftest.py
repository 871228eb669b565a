"""`lab`: a real JupyterLab on this machine, with settings and data of its own."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.helpers import TIMEOUT, free_port

OPTIONS = (
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--IdentityProvider.token=",
    "--LabApp.extension_manager=readonly",  # the other one asks a package index
)
SETTINGS = {  # by the names of files
    "themes": {"theme": "JupyterLab Dark"},
    "notification": {"fetchNews": "false", "checkForUpdates": False},
}


class Lab:
    """`jupyter lab` in a process of its own; `url` ends without a slash, `root` holds the notebooks."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "notebooks"
        self.root.mkdir()
        settings = folder / "config/lab/user-settings/@jupyterlab/apputils-extension"
        settings.mkdir(parents=True)
        for name, values in SETTINGS.items():
            (settings / f"{name}.jupyterlab-settings").write_text(json.dumps(values), "utf-8")
        places = {"CONFIG": "config", "DATA": "data", "RUNTIME": "runtime"}
        own = {f"JUPYTER_{name}_DIR": str(folder / place) for name, place in places.items()}
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--port={port}", f"--ServerApp.root_dir={self.root}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, **own, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython")},
        )
        self._up = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.log.append(line)
            if "is running at" in line:
                self._up.set()
        self._up.set()  # the process has ended, so nothing is left to wait for

    def wait(self) -> None:
        self._up.wait(TIMEOUT / 1000)
        assert self.process.poll() is None, "JupyterLab ended:\n" + "".join(self.log)

    def stop(self) -> None:
        self.process.terminate()  # it ends the kernels, too
        try:
            self.process.wait(timeout=15)
        finally:
            self.process.kill()
            self._reader.join(timeout=5)
            if self.process.stdout:
                self.process.stdout.close()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """JupyterLab in its dark theme, running."""
    running = Lab(tmp_path)
    try:
        running.wait()
        yield running
    finally:
        running.stop()
