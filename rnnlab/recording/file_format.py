"""The `.rnnlab` file format: safetensors, whose metadata hold the format, its version and the header as JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from rnnlab.config.memory import check_recording_memory
from rnnlab.errors import RecordingError
from rnnlab.i18n.messages import t

VERSION = 1
FORMAT = "rnnlab"
START = 9  # bytes by which a file is judged: the size of its index (8, little-endian), and the brace that begins it
_MAX_INDEX = 100_000_000  # bytes, as in safetensors itself
_VERSION = re.compile("[0-9]{1,9}")  # ASCII only


def ordered(data: bytes) -> bytes:
    """The same file with its metadata sorted by key: safetensors writes them in an order that varies between calls."""
    size = int.from_bytes(data[:8], "little")
    index = json.loads(data[8 : 8 + size])
    index["__metadata__"] = dict(sorted(index["__metadata__"].items()))
    head = json.dumps(index, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)  # the arrays stay aligned
    return len(head).to_bytes(8, "little") + head + data[8 + size :]


def index_size(start: bytes, size: int) -> int:
    """Bytes of the index of a file, which begins at its ninth byte; only the first `START` bytes are looked at.

    Args:
        start: The beginning of the file.
        size: Bytes of the whole file.

    Raises:
        RecordingError: It is no recording, is cut short within its index, or is larger than the memory.
    """
    found = int.from_bytes(start[:8], "little")
    if min(size, len(start)) < START or start[8:9] != b"{" or found > _MAX_INDEX:
        raise _no_recording()
    if found > size - 8:
        raise RecordingError.must_be("recording", "whole", words=t("only its first {count} bytes", count=size))
    check_recording_memory(size)
    return found


def read_header(data: bytes, size: int) -> dict[str, Any]:
    """The header of a file, after its length, format and version are checked; no array is read.

    Args:
        data: The file, or as much of it as holds its index.
        size: Bytes of the whole file.

    Raises:
        RecordingError: The bytes are cut short, are no recording, or come from another version.
    """
    length = index_size(data, size)
    try:
        index = json.loads(data[8 : 8 + length])
        metadata = index["__metadata__"]
        version = metadata["version"]
        if metadata["format"] != FORMAT or type(version) is not str or not _VERSION.fullmatch(version):
            raise KeyError("format")
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _no_recording() from None
    if int(version) != VERSION:
        words = t("version {version}; open it with that RNN Lab", version=int(version))
        raise RecordingError.must_be("recording", "of version {version}", words=words, version=VERSION)
    _check_length(index, size - 8 - length)
    try:
        header = json.loads(metadata["header"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RecordingError.must("recording", "have a readable header", words="damaged data") from None
    if not isinstance(header, dict):
        raise RecordingError.must("recording", "have a readable header", words="damaged data")
    return header


def damaged(reason: object = "") -> RecordingError:
    """The error of a file whose index or arrays cannot be read."""
    words = t("damaged data ({reason})", reason=reason) if reason else "damaged data"
    return RecordingError.must_be("recording", "whole and readable", words=words)


def _no_recording() -> RecordingError:
    return RecordingError.must_be("file", "a recording (.rnnlab)", words="something else")


def _check_length(index: dict[str, Any], available: int) -> None:
    """Refuse a file that is shorter than its index says, or longer."""
    try:
        needed = max((entry["data_offsets"][1] for name, entry in index.items() if name != "__metadata__"), default=0)
        missing = int(needed) - available
    except (KeyError, TypeError, IndexError, ValueError, OverflowError):
        raise damaged() from None
    if missing > 0:
        words = t("a file that ends {count} bytes early", count=missing)
        raise RecordingError.must_be("recording", "whole", words=words)
    if missing < 0:
        raise damaged(t("bytes that belong to no array"))
