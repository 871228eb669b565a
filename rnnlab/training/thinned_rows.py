"""`ThinnedRows`: rows of numbers, one per step of a run of any length, evenly thinned to fit bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_MOST = 2**40  # no run has that many steps


class ThinnedRows:
    """The rows of some of a run's steps: the first, every n-th after it, and the newest.

    When there is no more room, every other row is dropped and n doubles.

    Args:
        dtype: What one row holds, by name; a structured NumPy type.
        capacity: Number of rows that there is room for; at least two.
        first: Step of the first row.
        stride: n to begin with.

    Attributes:
        first: As given.
        stride: n at present.
    """

    def __init__(self, dtype: np.dtype[Any], capacity: int, *, first: int, stride: int = 1) -> None:
        self.first, self.stride = first, stride
        self._rows = np.zeros(max(2, capacity), dtype)  # untouched zeros take no memory on any common system
        self._fields = [self._rows[name] for name in dtype.names or ()]
        self._count = 0  # rows on the grid first, first + stride, …
        self._newest = 0  # step of the row after these, if there is one

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return self._rows.nbytes

    @property
    def dtype(self) -> np.dtype[Any]:
        """What one row holds."""
        dtype: np.dtype[Any] = self._rows.dtype
        return dtype

    @property
    def steps(self) -> Array:
        """Steps of the rows, ascending, (rows,), int64."""
        grid = self.first + self.stride * np.arange(self._count, dtype=np.int64)
        return np.append(grid, self._newest) if self._newest else grid

    @property
    def values(self) -> Array:
        """The rows, oldest first, (rows,), of type `dtype`; a view that later steps change."""
        return self._rows[: self._count + bool(self._newest)]

    def on_grid(self, step: int) -> bool:
        """Whether a row of this step would be kept for longer than until the next one comes."""
        return step >= self.first and (step - self.first) % self.stride == 0

    def add(self, step: int, values: Sequence[Any]) -> None:
        """Keep the row of a step later than all before it; `values` in the order of the type's names."""
        for field, value in zip(self._fields, values, strict=True):
            field[self._count] = value
        if not self.on_grid(step):
            self._newest = step
            return
        self._newest = 0
        self._count += 1
        if self._count == len(self._rows):  # one row is reserved for the newest
            self._halve(step)

    def _halve(self, step: int) -> None:
        last = self._count - 1
        self._count = (last + 2) // 2
        self.stride *= 2
        for i in range(1, self._count):  # one by one: NumPy would copy all of them to be safe
            self._rows[i] = self._rows[2 * i]
        if last % 2:
            self._rows[self._count] = self._rows[last]
            self._newest = step

    def copy_until(self, other: ThinnedRows, end: int) -> None:
        """Become a copy of other rows up to a step, inclusive, with the first and the last of them in any case.

        Where there is less room, fewer are kept. Names that only one of the two has are ignored.
        """
        steps, every = other.steps, 1
        count = int(np.searchsorted(steps, end, side="right"))
        kept = min(count, other._count)
        while -(-kept // every) >= len(self._rows):
            every *= 2
        self.first = other.first if count else min(other.first, end + 1)
        self.stride, self._count = other.stride * every, -(-kept // every)
        late = count > 0 and (self._count - 1) * every != count - 1
        self._newest = int(steps[count - 1]) if late else 0
        for name in set(self.dtype.names or ()) & set(other.dtype.names or ()):
            mine, theirs = self._rows[name], other._rows[name]
            mine[: self._count] = theirs[:kept:every]
            if late:
                mine[self._count] = theirs[count - 1]

    def arrays(self, prefix: str, done: int) -> dict[str, Array]:
        """The rows as one array per name, for `of`; `done` is the newest step that any row may have."""
        values = self._rows[: self._count + (self._newest == done > 0)]
        return {prefix + name: values[name] for name in self.dtype.names or ()}

    @classmethod
    def of(
        cls, dtype: np.dtype[Any], arrays: Mapping[str, Array], prefix: str, *, first: int, stride: int, done: int
    ) -> ThinnedRows:
        """The rows that `arrays` was called on.

        Args:
            dtype, first, stride: Of those rows.
            arrays, prefix: The arrays that it returned, and the prefix of their names.
            done: Step of the newest row, if that is not on the grid; no row is later.

        Raises:
            ValueError, LookupError: The arrays do not fit.
        """
        for name, value, lowest in (("first", first, 0), ("stride", stride, 1)):
            if type(value) is not int or not lowest <= value <= _MOST:
                raise ValueError(f"{name} must be a whole number from {lowest} to {_MOST}, got {value!r}")
        count = (done - first) // stride + 1 if done >= first else 0
        given = len(arrays[prefix + (dtype.names or ("",))[0]])
        late = given == count + 1 and count > 0 and (done - first) % stride > 0
        shapes = {name: (count + late, *dtype[name].shape) for name in dtype.names or ()}
        for name, shape in shapes.items():
            values = arrays[prefix + name]
            if values.shape != shape or values.dtype != dtype[name].base:
                raise ValueError(f"{prefix}{name} must have the shape {shape}, got {values.dtype} {values.shape}")
        rows = cls(dtype, count + 2, first=first, stride=stride)
        rows._count, rows._newest = count, done if late else 0
        for name in shapes:
            rows._rows[name][: count + late] = arrays[prefix + name]
        return rows
