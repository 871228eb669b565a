"""`start`: the app served by this process, on a recording if one is given."""

from __future__ import annotations

import os
from pathlib import Path

from rnnlab.errors import RnnlabError
from rnnlab.i18n.messages import t
from rnnlab.ui.shell import given

APP = Path(__file__).resolve().parents[3] / "app.py"


def start(file: Path | None = None, port: int | None = None) -> None:
    """Serve the app until the process is interrupted.

    Args:
        file: A recording that every visit to the front page begins with.
        port: 8501 by default, or the next one that is free.

    Raises:
        RnnlabError: The file cannot be opened, or the app is not there: its pages lie beside the package.
    """
    if not APP.is_file():
        raise RnnlabError.must(
            "the app",
            "be started from a copy of the project",
            words=t("an installed package without its pages; pip install -e . in a copy brings them"),
        )
    if file is not None:
        given.give(file)
    from streamlit.web.cli import main

    os.chdir(APP.parent)  # where Streamlit looks for its settings
    main(["run", str(APP), *([f"--server.port={port}"] if port else [])], standalone_mode=False)
