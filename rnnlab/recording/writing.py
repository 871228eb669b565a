"""`writable`: a file that is written, or one sentence about why it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rnnlab.errors import RecordingError, shown
from rnnlab.i18n.messages import t


@contextmanager
def writable(path: str | Path) -> Iterator[Path]:
    """A context in which a file is written: that this is not possible is a RecordingError.

    >>> with writable("/none/a") as file:
    ...     _ = file.write_text("a")
    Traceback (most recent call last):
    rnnlab.errors.RecordingError: path must be a file that can be written, got /none/a (No such file or directory)
    """
    try:
        yield Path(path)
    except RecordingError:
        raise
    except (OSError, ValueError, TypeError) as error:  # ValueError, TypeError: no file can have this path
        name = path if isinstance(path, str | Path) else shown(path)
        words = t("{path} ({reason})", path=name, reason=getattr(error, "strerror", None) or error)
        raise RecordingError.must_be("path", "a file that can be written", words=words) from None
