"""The `.rnnlab` file format: safetensors, whose metadata hold the format, its version and the header as JSON."""

from __future__ import annotations

import json
from typing import Any

from rnnlab.errors import RecordingError
from rnnlab.i18n.messages import t

VERSION = 1
FORMAT = "rnnlab"
_MAX_HEADER = 100_000_000  # bytes, as in safetensors itself


def ordered(data: bytes) -> bytes:
    """The same file with its metadata sorted by key: safetensors writes them in an order that varies between calls."""
    size = int.from_bytes(data[:8], "little")
    index = json.loads(data[8 : 8 + size])
    index["__metadata__"] = dict(sorted(index["__metadata__"].items()))
    head = json.dumps(index, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)  # the arrays stay aligned
    return len(head).to_bytes(8, "little") + head + data[8 + size :]


def read_header(data: bytes) -> dict[str, Any]:
    """The header of a file, after its length, format and version are checked; no array is read.

    Raises:
        RecordingError: The bytes are cut short, are no recording, or come from another version.
    """
    size = int.from_bytes(data[:8], "little")
    if len(data) < 9 or data[8:9] != b"{" or size > _MAX_HEADER:
        raise RecordingError.must_be("file", "a recording (.rnnlab)", words="something else")
    if size > len(data) - 8:
        raise RecordingError.must_be("recording", "whole", words=t("only its first {count} bytes", count=len(data)))
    try:
        index = json.loads(data[8 : 8 + size])
        metadata = index["__metadata__"]
        if metadata["format"] != FORMAT:
            raise KeyError("format")
        version = int(metadata["version"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RecordingError.must_be("file", "a recording (.rnnlab)", words="something else") from None
    if version != VERSION:
        words = t("version {version}; open it with that RNN Lab", version=version)
        raise RecordingError.must_be("recording", "of version {version}", words=words, version=VERSION)
    _check_length(index, len(data) - 8 - size)
    try:
        header = json.loads(metadata["header"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RecordingError.must("recording", "have a readable header", words="damaged data") from None
    if not isinstance(header, dict):
        raise RecordingError.must("recording", "have a readable header", words="damaged data")
    return header


def _check_length(index: dict[str, Any], available: int) -> None:
    try:
        needed = max((entry["data_offsets"][1] for name, entry in index.items() if name != "__metadata__"), default=0)
        missing = int(needed) - available
    except (KeyError, TypeError, IndexError, ValueError, OverflowError):
        raise RecordingError.must_be("recording", "whole and readable", words="damaged data") from None
    if missing > 0:
        words = t("a file that ends {count} bytes early", count=missing)
        raise RecordingError.must_be("recording", "whole", words=words)
