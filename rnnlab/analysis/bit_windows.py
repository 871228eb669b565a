"""`BitSteps`: which of many units are on at each step, a bit for each, so that long windows cost a few operations."""

from __future__ import annotations

import numpy as np

from rnnlab.recording.array_names import Array


class BitSteps:
    """On or off, for each step, batch item and unit.

    Attributes:
        words: (seq_len, batch_size, ceil(units / 64)), uint64; unit k is bit k % 64 of word k // 64.
    """

    def __init__(self, on: Array) -> None:
        """Pack `on`, (seq_len, batch_size, units), bool."""
        packed = np.packbits(on, axis=-1, bitorder="little")
        packed = np.pad(packed, ((0, 0), (0, 0), (0, -packed.shape[-1] % 8)))
        self.words: Array = packed.view("<u8").astype(np.uint64, copy=False)
        self._windows = [self.words]  # of 1, 2, 4 … steps

    def throughout(self, steps: int) -> Array:
        """Which units are on at each step of each window of so many steps.

        Args:
            steps: 1 to seq_len.

        Returns:
            (seq_len - steps + 1, batch_size, words), uint64.
        """
        power = steps.bit_length() - 1
        while len(self._windows) <= power:
            shorter, half = self._windows[-1], 2 ** (len(self._windows) - 1)
            self._windows.append(shorter[:-half] & shorter[half:])
        widest, count = self._windows[power], len(self.words) - steps + 1
        return widest[:count] & widest[steps - 2**power :][:count]

    def around(self, steps: int) -> Array:
        """Which units are on just before or just after each window of so many steps, of the same shape.

        Before the first step and after the last all are off.
        """
        count = len(self.words) - steps + 1
        near = np.zeros((count, *self.words.shape[1:]), np.uint64)
        near[1:] |= self.words[: count - 1]
        near[: count - 1] |= self.words[steps:]
        return near


def popcount(words: Array) -> Array:
    """How many bits are set along the last axis, int64."""
    return np.asarray(np.bitwise_count(words).sum(-1, dtype=np.int64))


def set_bits(words: Array) -> list[int]:
    """The numbers of the bits that are set in one row of words, ascending."""
    octets = words.astype("<u8").view(np.uint8)
    return [int(bit) for bit in np.flatnonzero(np.unpackbits(octets, bitorder="little"))]
