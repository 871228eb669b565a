"""`RecordingCache`: the recordings used last, within a budget of bytes; sessions share what never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnnlab.recording.recording import Recording


class RecordingCache:
    """A least-recently-used cache of recordings; threads may use it at once.

    Args:
        max_bytes: Bytes that all of them may hold together; a single larger one is kept until the next one comes.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Recording] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Recording]) -> Recording:
        """The recording of this key, made if it is not here.

        Args:
            key: What the recording depends on, all of it.
            make: Makes the recording; called outside the lock, so that sessions do not wait for each other.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        recording = make()
        with self._lock:
            self._kept[key] = recording
            while self.nbytes > self._max_bytes and len(self._kept) > 1:
                self._kept.popitem(last=False)
        return recording

    def peek(self, key: Hashable) -> Recording | None:
        """The recording of this key, if it is here."""
        with self._lock:
            return self._kept.get(key)

    @property
    def nbytes(self) -> int:
        """Bytes held now."""
        return sum(recording.nbytes for recording in self._kept.values())
