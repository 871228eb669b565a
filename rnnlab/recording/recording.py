"""`Recording`: what a network did, as named NumPy arrays and a header; no torch is needed to read one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnlab.config.memory import check_recording_memory
from rnnlab.errors import RecordingError
from rnnlab.i18n.messages import t
from rnnlab.recording.array_names import Array, layer_arrays
from rnnlab.recording.file_format import FORMAT, VERSION, damaged, ordered, read_header
from rnnlab.recording.reading import read_file
from rnnlab.recording.writing import writable
from rnnlab.text import decode, is_unicode

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = frozenset({"float32", "float64", "int64", "int32", "uint16", "uint8"})
_NATIVE_DTYPES = frozenset(map(np.dtype, _DTYPES))  # looking a dtype up here is ten times faster than by its name


class Recording(Mapping[str, Array]):
    """Named NumPy arrays and a header: read-only, comparable, saved as one safetensors file.

    A recording maps names to arrays: `recording["layer0.h"]`. The header describes them: `kind` ("cell", "layers",
    "training", "weather", "generation", "ablation" or "watched"), `config` (of "watched" `calls`), `vocab`, `versions`.

    Args:
        arrays: Name to array, of type float32, float64, int64, int32, uint16 or uint8.
        header: JSON values only; `kind` is required.

    Raises:
        RecordingError: An array has another type or a name that a file cannot hold, or the header is not JSON.
    """

    def __init__(self, arrays: Mapping[str, Array], header: Mapping[str, Any]) -> None:
        for name, given in (("arrays", arrays), ("header", header)):
            if not isinstance(given, Mapping):
                raise RecordingError.must_be(name, "a mapping", words=type(given).__name__)
        for name, array in arrays.items():
            _check_name(name)
            if not isinstance(array, np.ndarray | np.generic):
                raise RecordingError.must_be(name, "a NumPy array", words=type(array).__name__)
            if array.dtype not in _NATIVE_DTYPES and array.dtype.name not in _DTYPES:
                types = ", ".join(sorted(_DTYPES))
                raise RecordingError.must_be(name, "one of {types}", words=array.dtype.name, types=types)
        if not isinstance(header.get("kind"), str):
            raise RecordingError.must_be("kind", "a text in the header", got=header.get("kind"))
        self._arrays = {name: _frozen(array) for name, array in arrays.items()}
        self._header = _plain(header)

    @property
    def header(self) -> Mapping[str, Any]:
        """What was recorded: kind, config, vocabulary, versions. Read-only; leave the dictionaries inside alone too."""
        return MappingProxyType(self._header)

    @property
    def kind(self) -> str:
        """ "cell", "layers", "training", "weather", "generation", "ablation" or "watched"."""
        return str(self._header["kind"])

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recording):
            return NotImplemented
        return (
            self._header == other._header
            and self._arrays.keys() == other._arrays.keys()
            and all(_same(array, other._arrays[name]) for name, array in self._arrays.items())
        )

    __hash__ = None  # type: ignore[assignment]  # compared by content, and too big to hash

    def __repr__(self) -> str:
        return f"Recording(kind={self.kind!r}, arrays={len(self)}, bytes={self.nbytes})"

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return sum(array.nbytes for array in self._arrays.values())

    @property
    def losses(self) -> list[float]:
        """Loss of every epoch, or before and after an ablation, in nats; empty if there is none."""
        return [float(x) for x in self._arrays.get("losses", np.empty(0)).reshape(-1)]

    @property
    def loss_epochs(self) -> list[int]:
        """The epoch of each loss, counted from 1: every one, or those of `losses.epoch` where only some are kept."""
        return self._epochs("losses")

    @property
    def prediction_epochs(self) -> list[int]:
        """The epoch of each prediction, counted from 1: every one, or those of `predicted.epoch`."""
        return self._epochs("predicted")

    def _epochs(self, name: str) -> list[int]:
        kept = self._arrays.get(f"{name}.epoch")
        if kept is None:
            given = self._arrays.get(name)
            return [*range(1, len(given) + 1)] if given is not None and given.ndim else []
        if kept.ndim != 1 or kept.dtype.kind == "f":
            raise RecordingError.must_be(f"{name}.epoch", "a row of whole numbers", words="others")
        return [int(epoch) for epoch in kept]

    @property
    def predictions(self) -> list[str]:
        """What was predicted in each of `prediction_epochs`, or before and after an ablation; empty if nothing was.

        Raises:
            RecordingError: The ids do not fit the vocabulary.
        """
        if "predicted" not in self._arrays:
            return []
        try:
            vocab, predicted = self._header["vocab"], self._arrays["predicted"]
            if predicted.dtype.kind == "f":
                return [f"{number:.3f}" for number in predicted.tolist()]
            if predicted.size and predicted.min() < 0:  # Python would count these from the end
                raise IndexError("id below 0")
            return [decode(row, vocab) for row in predicted.tolist()]
        except (KeyError, IndexError, TypeError):
            raise RecordingError.must("predicted", "hold ids of the header's vocab", words="others") from None

    def with_header(self, **changes: Any) -> Recording:
        """The same arrays under a header with some entries replaced or added."""
        if "kind" in changes:
            return Recording(self._arrays, {**self._header, **changes})
        return self._unchecked(self._arrays, self._header | _plain(changes))

    def only(self, *names: str) -> Recording:
        """A recording of some of the arrays, with the same header; unknown names are ignored."""
        return self._unchecked({name: self._arrays[name] for name in names if name in self._arrays}, self._header)

    @staticmethod
    def _unchecked(arrays: dict[str, Array], header: dict[str, Any]) -> Recording:
        """A recording of arrays and header entries that are checked already: a page makes one at every rerun."""
        made = Recording.__new__(Recording)
        made._arrays, made._header = arrays, header
        return made

    def to_frame(self, name: str) -> pd.DataFrame:
        """One quantity as a tidy table, a row per number; also of an array of as many dimensions as NumPy has.

        Args:
            name: A quantity kept per layer ("h", "c", "i" …), or the name of one array.

        Returns:
            For a quantity of layers, columns step, layer, unit, value (step counts from 1 as on screen), and before
            them epoch, batch or direction if the recording has several. For another array, its indices, then value.

        Raises:
            RecordingError: The recording holds nothing of that name, its shape is not a layer's, or the table needs
                more than the memory of this computer.
        """
        from rnnlab.recording.tables import tidy

        return tidy(self._arrays, self.kind, name)

    def to_csv(self, name: str, path: str | Path) -> None:
        """Write one quantity, or any array, as a CSV file: a row per number, columns as in `to_frame`.

        Raises:
            RecordingError: As for `to_frame`, or the file cannot be written.
        """
        table = self.to_frame(name)
        with writable(path) as file:
            table.to_csv(file, index=False, lineterminator="\n")

    def to_parquet(self, name: str, path: str | Path) -> None:
        """Write one quantity, or any array, as a Parquet file: columns as in `to_frame`, with their types.

        Raises:
            RecordingError: As for `to_frame`, or the file cannot be written.
        """
        table = self.to_frame(name)
        with writable(path) as file:
            table.to_parquet(file, engine="pyarrow", index=False)

    def layer_arrays(self, quantity: str) -> dict[tuple[int, str], Array]:
        """The arrays of one quantity, by (layer, direction); direction is "forward" or "reverse"."""
        return layer_arrays(self._arrays, quantity)

    def to_bytes(self) -> bytes:
        """The recording as one safetensors file; equal recordings give equal bytes.

        Raises:
            RecordingError: It needs more than the memory of this computer.
        """
        check_recording_memory(self.nbytes)  # an array that repeats one number holds less than it writes
        from safetensors.numpy import save

        metadata = {"format": FORMAT, "version": str(VERSION), "header": json.dumps(self._header)}
        return ordered(save({name: np.asarray(array, order="C") for name, array in self._arrays.items()}, metadata))

    def save(self, path: str | Path) -> None:
        """Write the recording to a file; `.rnnlab` is the usual ending."""
        Path(path).write_bytes(self.to_bytes())

    def to_html(self, path: str | Path, *, batch_item: int = 0) -> None:
        """Write one HTML file that plays the recording, opened from disk, with no network and no server.

        Args:
            path: Where; `.html` is the usual ending.
            batch_item: Of a recording of several, counted from 0.

        Raises:
            RecordingError: There is no view of this kind, its arrays do not fit together, there is no such batch item,
                it is too large for one file, or the file cannot be written.
        """
        _writer("export.html").to_html(self, path, batch_item=batch_item)

    def _repr_mimebundle_(self, **_: Any) -> Any:
        return _writer("notebook").mimebundle(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Recording:
        """Read a recording from the bytes of a file.

        Raises:
            RecordingError: The bytes are cut short, are no recording, or come from another version.
        """
        if not isinstance(data, bytes | bytearray | memoryview):
            raise RecordingError.must_be("recording", "the bytes of a file", words=type(data).__name__)
        data = bytes(data)
        header = read_header(data, len(data))
        from safetensors import SafetensorError
        from safetensors.numpy import load as load_arrays

        try:
            arrays = load_arrays(data)
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise damaged(error) from None
        return cls(arrays, header)


def load(path: str | Path) -> Recording:
    """Open a recording that was saved with `Recording.save`.

    The file is judged by its kind, its size and its first bytes before it is read.

    Raises:
        RecordingError: The file cannot be read, is no regular file, is cut short, is no recording, comes from another
            version, or is larger than the memory of this computer.
    """
    return Recording.from_bytes(read_file(path))


def _writer(name: str) -> Any:
    """A module of a room below this one, by its name in the package, which nothing here needs until it is asked for."""
    return import_module(f"{__package__.partition('.')[0]}.{name}")


def _check_name(name: object) -> None:
    # "__metadata__" is where safetensors keeps the header
    if not isinstance(name, str) or name == "__metadata__" or not is_unicode(name):
        raise RecordingError.must_be("name of an array", "whole Unicode and not __metadata__", got=name)


def _frozen(array: Array) -> Array:
    """A read-only array with the same numbers: a copy, unless it is read-only already."""
    values = np.asarray(array, None if array.dtype.isnative else array.dtype.newbyteorder("="))
    if values.flags.writeable:
        values = values.copy()
        values.flags.writeable = False
    return values.view()  # a view of a read-only array cannot be made writeable again


def _same(a: Array, b: Array) -> bool:
    return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def _plain(header: Mapping[str, Any]) -> dict[str, Any]:
    """The header as it will be read back from a file; values that JSON cannot hold are refused now, not when saving."""
    try:
        plain: dict[str, Any] = json.loads(json.dumps(dict(header), allow_nan=False, sort_keys=True))
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordingError(t("header must hold plain JSON values ({reason})", reason=error)) from None
    return plain
