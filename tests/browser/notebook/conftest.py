"""`lab`: a real JupyterLab on this machine, with settings and data of its own."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.helpers import Process, free_port

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


class Lab(Process):
    """`jupyter lab`; `root` holds the notebooks. Where it is stopped, it ends its kernels, too."""

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
        super().__init__(
            port,
            [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--port={port}", f"--ServerApp.root_dir={self.root}"],
            up="is running at",
            env={**os.environ, **own, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython")},
        )


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """JupyterLab in its dark theme, running."""
    running = Lab(tmp_path)
    try:
        running.wait()
        yield running
    finally:
        running.stop()
