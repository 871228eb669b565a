"""`main`: the command `rnnlab`. Exit status: 0; 1 with one sentence on stderr; or 2 for a wrong use of it."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rnnlab.errors import RnnlabError, one_line
from rnnlab.i18n.messages import t
from rnnlab.text import visible
from rnnlab.version import __version__

if TYPE_CHECKING:
    from rnnlab.recording.recording import Recording

FAILED, INTERRUPTED = 1, 130  # exit status; that of a wrong use, 2, is argparse's own
_LONGEST = 1000  # characters of a sentence on stderr


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; `arguments` are those of the process by default. Returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # who cannot write a character still gets the rest
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except RnnlabError as error:
        return _fail(str(error))
    except MemoryError:
        return _fail(t("recording must fit the memory of this computer, got one that does not"))
    except BrokenPipeError:  # whoever read the output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(given: argparse.Namespace) -> int:
    if given.command == "info":
        from rnnlab.cli.info import as_json, as_text

        print((as_json if given.json else as_text)(_load(given.file)), flush=True)
    elif given.command == "html":
        from rnnlab.export.html import to_html

        to_html(_load(given.file), given.out, batch_item=given.batch_item)
    else:
        from rnnlab.ui.serving.start import start

        start(given.file if given.command == "open" else None, given.port)
    return 0


def _load(path: Path) -> Recording:
    from rnnlab.recording.recording import load

    return load(path)


def _fail(sentence: str) -> int:
    print(f"rnnlab: {visible(one_line(sentence, _LONGEST))}", file=sys.stderr)
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rnnlab",
        description=t("See, teach and debug a recurrent neural network. Without a command: start the app."),
    )
    parser.add_argument("--version", action="version", version=f"rnnlab {__version__}")
    parser.add_argument("--port", type=_port, help=t("port that the app listens on (8501)"))
    commands = parser.add_subparsers(dest="command", metavar="command")
    command = commands.add_parser("open", help=t("start the app on a recording"))
    command.add_argument("file", type=Path, help=t("a .rnnlab file"))
    command.add_argument("--port", type=_port, default=argparse.SUPPRESS, help=t("port that the app listens on (8501)"))
    command = commands.add_parser("html", help=t("write a recording as one HTML file that opens without a server"))
    command.add_argument("file", type=Path, help=t("a .rnnlab file"))
    command.add_argument("out", type=Path, help=t("the HTML file; one that is there is replaced"))
    command.add_argument("--batch-item", type=int, default=0, help=t("which one of a batch, from 0 (0)"))
    command = commands.add_parser("info", help=t("say what a recording holds"))
    command.add_argument("file", type=Path, help=t("a .rnnlab file"))
    command.add_argument("--json", action="store_true", help=t("as JSON, for programs"))
    return parser


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError(t("port must be from 1 to 65535, got {text}", text=visible(text)))
    return port
