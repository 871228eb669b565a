"""A file is judged by its kind, size and first bytes before it is read: nothing is waited for, little is read."""

import os
import socket
import tracemalloc
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from rnnlab import Recording, RecordingError, load
from rnnlab.config import memory
from rnnlab.recording import reading
from tests.recording.test_file_format import GOOD, NO_RECORDING

LARGE = Recording({"a": np.arange(300_000, dtype=np.float32)}, {"kind": "cell"}).to_bytes()
HUGE = 40 << 30  # bytes of a file that takes no room on a disk


def extended(path: Path, size: int) -> Path:
    os.truncate(path, size)
    return path


def refusal(path: object) -> str:
    """The message of the error, if opening takes less than 5 s and 4 MB."""
    found: list[str] = []

    def open_it() -> None:
        with pytest.raises(RecordingError) as caught:
            load(path)  # type: ignore[arg-type]
        found.append(str(caught.value))

    tracemalloc.start()
    try:
        thread = Thread(target=open_it, daemon=True)
        thread.start()
        thread.join(5)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found, "it waits, or it opened"
    assert peak < 4_000_000
    return found[0]


def test_a_path_that_is_no_regular_file_is_named_with_its_kind(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        for name, kind in (("", "a directory"), ("pipe", "a pipe"), ("socket", "a socket")):
            path = tmp_path / name
            assert refusal(path) == f"recording must be a readable file, got {path} ({kind})"
    for path in ("/dev/zero", "/dev/null"):
        assert refusal(path) == f"recording must be a readable file, got {path} (a device)"


@pytest.mark.parametrize("path", [None, 5, b"x", [10**5000], "x" * 10_000, "a\0b", "\ud800"])
def test_what_no_file_can_be_called_is_refused_in_one_short_sentence(path):
    refusal(10**5000)  # no parameter: pytest could not write its name
    message = refusal(path)
    assert message.startswith("recording must be a readable file, got ")
    assert len(message) < 500


def test_a_pipe_in_the_place_of_a_file_is_found_when_it_is_opened(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(GOOD)
    stat, regular = os.stat, os.stat(tmp_path / "file")
    monkeypatch.setattr(os, "stat", lambda path, **how: regular if path == tmp_path / "pipe" else stat(path, **how))
    assert refusal(tmp_path / "pipe").endswith("pipe (a pipe)")


def test_a_huge_file_of_zeros_is_no_recording(tmp_path):
    (tmp_path / "zeros").touch()
    assert refusal(extended(tmp_path / "zeros", HUGE)) == "file must be a recording (.rnnlab), got something else"


def test_a_recording_with_gigabytes_behind_it_is_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "memory_bytes", lambda: 100 << 30)
    (tmp_path / "a.rnnlab").write_bytes(GOOD)
    message = "recording must be whole and readable, got damaged data (bytes that belong to no array)"
    assert refusal(extended(tmp_path / "a.rnnlab", HUGE)) == message


def test_a_file_larger_than_the_memory_is_refused_with_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "memory_bytes", lambda: 8_000_000_000)
    (tmp_path / "a.rnnlab").write_bytes(GOOD)
    rule = "recording must be small enough for the memory of this computer, 8 GB, got one of 42.9 GB"
    assert refusal(extended(tmp_path / "a.rnnlab", HUGE)) == rule


def test_a_file_without_a_recording_s_first_bytes_is_not_read(tmp_path):
    for start in (b"PK\3\4", b"\x89PNG\r\n\x1a\n", b"\xff" * 8 + b"{", b"12345678["):
        (tmp_path / "file").write_bytes(start)
        with pytest.raises(RecordingError, match=NO_RECORDING):
            load(extended(tmp_path / "file", HUGE))


@pytest.mark.parametrize(
    ("size", "message"),
    [(len(LARGE) + 500_000, ""), (len(LARGE) - 8, "recording must be whole, got a file that ends 8 bytes early")],
    ids=["grows", "shrinks"],
)
def test_a_file_that_changes_while_it_is_read_opens_as_it_was_or_says_what_is_missing(
    tmp_path, monkeypatch, size, message
):
    path = tmp_path / "a.rnnlab"
    path.write_bytes(LARGE)
    check = reading.read_header

    def check_and_change(data: bytes, whole: int) -> object:
        extended(path, size)
        return check(data, whole)

    monkeypatch.setattr(reading, "read_header", check_and_change)
    if message:
        assert refusal(path) == message
    else:
        assert load(path).to_bytes() == LARGE
