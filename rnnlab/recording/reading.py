"""`read_file`: the bytes of a recording's file, which is judged by its kind, size and first bytes before it is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from rnnlab.errors import RecordingError, shown
from rnnlab.i18n.messages import mark, t
from rnnlab.recording.file_format import START, index_size, read_header

# A pipe is not waited for, a terminal does not become the process's own, and Windows changes no line ends.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_KINDS = ((stat.S_ISDIR, mark("a directory")), (stat.S_ISFIFO, mark("a pipe")), (stat.S_ISSOCK, mark("a socket")))


def read_file(path: str | Path) -> bytes:
    """The bytes of a file that begins like a recording and is as long as its beginning says.

    Raises:
        RecordingError: It cannot be read, is no regular file, is no recording, is cut short or damaged, comes from
            another version, or is larger than the memory of this computer.
    """
    try:
        path = Path(path)
        _check_kind(path, os.stat(path).st_mode)  # a device may do something when it is opened
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            found = os.fstat(file.fileno())
            _check_kind(path, found.st_mode)
            start = file.read(START)
            read_header(start + file.read(8 + index_size(start, found.st_size) - START), found.st_size)
            file.seek(0)
            return file.read(found.st_size)
    except RecordingError:
        raise
    except (OSError, ValueError, TypeError, MemoryError) as error:  # ValueError, TypeError: no file can have this path
        raise _unreadable(path, getattr(error, "strerror", None) or error) from None


def _check_kind(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise _unreadable(path, next((t(name) for is_kind, name in _KINDS if is_kind(mode)), t("a device")))


def _unreadable(path: object, reason: object) -> RecordingError:
    words = t("{path} ({reason})", path=path if isinstance(path, str | Path) else shown(path), reason=reason)
    return RecordingError.must_be("recording", "a readable file", words=words)
