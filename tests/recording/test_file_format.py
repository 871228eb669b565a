"""Files that are no recording, or damaged: each causes a RecordingError with one sentence, and no other exception."""

import io
import json
import math
import pickle
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rnnlab
from rnnlab import Recording, RecordingError

GOOD = Recording({"a": np.arange(6, dtype=np.float32), "b": np.arange(3)}, {"kind": "cell", "note": "é"}).to_bytes()
HEADER_SIZE = int.from_bytes(GOOD[:8], "little")
NO_RECORDING = r"^file must be a recording \(\.rnnlab\), got something else$"
DAMAGED = "^recording must be whole and readable, got damaged data"


def packed(index: object, data: bytes = b"") -> bytes:
    """A file with this index, which may be wrong in any way."""
    text = index if isinstance(index, bytes) else json.dumps(index).encode()
    return struct.pack("<Q", len(text)) + text + data


def indexed(entries: dict[str, object], data: bytes = b"", **metadata: object) -> bytes:
    """A file with these entries, and with correct metadata where none are given."""
    right = {"format": "rnnlab", "version": "1", "header": '{"kind": "cell"}'}
    return packed({"__metadata__": {**right, **metadata}, **entries}, data)


def entry(dtype: object = "F32", shape: object = (2,), offsets: object = (0, 8)) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def written_version(number: bytes) -> bytes:
    """A file whose version stands there as JSON's writers would never write it."""
    return packed(b'{"__metadata__":{"format":"rnnlab","version":%s,"header":"{}"}}' % number)


def refusal(data: bytes) -> str:
    """The message with which a file is refused, empty if it is not; any exception but RecordingError is raised."""
    try:
        Recording.from_bytes(data)
    except RecordingError as error:
        return str(error)
    return ""


def test_the_helpers_build_a_file_that_opens():
    assert list(Recording.from_bytes(indexed({"a": entry()}, bytes(8)))) == ["a"]


@pytest.mark.parametrize("size", [0, 1, 7, 8])
def test_a_file_shorter_than_its_first_field_is_no_recording(size):
    with pytest.raises(RecordingError, match=NO_RECORDING):
        Recording.from_bytes(GOOD[:size])


@pytest.mark.parametrize("size", [9, 20, 8 + HEADER_SIZE - 1])
def test_a_file_cut_within_its_header_says_so(size):
    with pytest.raises(RecordingError, match=rf"^recording must be whole, got only its first {size} bytes$"):
        Recording.from_bytes(GOOD[:size])


@pytest.mark.parametrize("missing", [1, 8, len(GOOD) - 8 - HEADER_SIZE])
def test_a_file_cut_within_its_arrays_says_by_how_much(missing):
    with pytest.raises(RecordingError, match=rf"^recording must be whole, got a file that ends {missing} bytes early$"):
        Recording.from_bytes(GOOD[:-missing])


def test_a_file_cut_anywhere_never_opens():
    for size in range(len(GOOD)):
        with pytest.raises(RecordingError):
            Recording.from_bytes(GOOD[:size])


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_file_with_one_wrong_byte_opens_or_says_what_is_wrong(place, byte):
    mangled = bytearray(GOOD)
    mangled[place] = byte
    assert "\n" not in refusal(bytes(mangled))


EXTREMES = [None, True, -1, 0, 8, 2**63, 10**400, 1e308, -0.0, math.nan, math.inf, "", "F32", "x" * 10**4, "\ud800"]
PARTS = st.recursive(
    st.sampled_from(EXTREMES),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.just("x"), part),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(["dtype", "shape", "data_offsets"]), PARTS), PARTS, PARTS, st.booleans())
def test_an_index_that_says_anything_opens_or_says_what_is_wrong(parts, version, header, mended):
    """As its entries, its metadata, and the header in these."""
    array = entry() | parts if mended else parts
    for data in (
        indexed({"a": array}, bytes(8)),
        indexed({"a": array, "b": version}, bytes(8), version=version),
        indexed({"a": entry()}, bytes(8), header=header),
        indexed({"a": entry()}, bytes(8), header=json.dumps({"kind": "cell", "x": header})),
        packed({"__metadata__": header, "a": array}, bytes(8)),
        packed([header]),
    ):
        message = refusal(data)
        assert len(message.splitlines()) <= 1
        assert len(message) < 600


@given(st.binary(max_size=60))
def test_random_bytes_are_no_recording(data):
    with pytest.raises(RecordingError):
        Recording.from_bytes(data)


@pytest.mark.parametrize("version", ["0", "7", "999999999"])
def test_another_version_is_named(version):
    rule = rf"^recording must be of version 1, got version {version}; open it with that RNN Lab$"
    with pytest.raises(RecordingError, match=rule):
        Recording.from_bytes(indexed({}, version=version))


@pytest.mark.parametrize("data", [None, 3, 10**12, "text", [1, 2], object(), np.arange(3)])
def test_what_is_not_the_bytes_of_a_file_is_refused(data):
    with pytest.raises(RecordingError, match=r"^recording must be the bytes of a file, got \w+$"):
        Recording.from_bytes(data)


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps({"kind": "cell"}),
        zipped(),
        b"hello, this is a text and no recording",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"\xff" * 8 + b"{" + bytes(100),  # a header as large as the number line
        struct.pack("<Q", 200_000_000) + b"{" + bytes(100),
        packed(b"{" + b"x" * 20),
        packed(b'{"a": ' + b"[" * 100_000),
        packed(b'{"a": "\xff\xfe"}'),
        packed({}),
        packed({"a": entry()}, bytes(8)),  # a safetensors file of another program
        packed({"__metadata__": []}),
        packed({"__metadata__": {"format": "pt"}}),
        packed({"__metadata__": {"format": "rnnlab"}}),
        indexed({}, version="new"),
        indexed({}, version=None),
        indexed({}, version="1" * 5000),
        *(indexed({}, version=version) for version in (1, 1.0, True, -0.0, 10**4000, [1], {"1": 1}, "-0", "-1", "+1")),
        *(
            indexed({}, version=version)
            for version in ("", " 1", "1 ", "1\n", "1.0", "1_0", "١", "1e0", "Infinity", "nan")
        ),
        *(written_version(number) for number in (b"Infinity", b"-Infinity", b"NaN", b"1e999", b"-1e999", b"1" * 5000)),
    ],
)
def test_a_file_of_another_kind_is_no_recording(data):
    with pytest.raises(RecordingError, match=NO_RECORDING):
        Recording.from_bytes(data)


@pytest.mark.parametrize(
    "header",
    ["", "{", "[]", "3", "null", '"kind"', "[" * 100_000, '{"kind": ' + "[" * 100_000, None, 3, {}],
)
def test_a_header_that_cannot_be_read_is_damaged(header):
    with pytest.raises(RecordingError, match=r"^recording must have a readable header, got damaged data$"):
        Recording.from_bytes(indexed({}, header=header))


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        ("{}", "^kind must be a text"),
        ('{"kind": 1}', "^kind must be a text"),
        ('{"kind": "cell", "x": NaN}', "^header must hold plain JSON"),
        ('{"kind": "cell", "x": 1e999}', "^header must hold plain JSON"),
    ],
)
def test_a_header_that_says_the_wrong_thing_is_refused(header, rule):
    with pytest.raises(RecordingError, match=rule):
        Recording.from_bytes(indexed({}, header=header))


@pytest.mark.parametrize("depth", range(100, 1400, 25))
def test_a_header_of_any_depth_opens_or_says_what_is_wrong(depth):
    message = refusal(indexed({}, header='{"kind": "cell", "x": ' + "[" * depth + "]" * depth + "}"))
    assert not message or "header" in message


@pytest.mark.parametrize(
    "entries",
    [
        {"a": 3},
        {"a": "text"},
        {"a": None},
        {"a": {}},
        {"a": entry(offsets=[])},
        {"a": entry(offsets=[0])},
        {"a": entry(offsets={"1": 0})},
        {"a": entry(offsets=[0, "8"])},
        {"a": entry(offsets=[0, "x"])},
        {"a": entry(offsets=[0, None])},
        {"a": entry(offsets=[0, float("nan")])},
        {"a": entry(offsets=[0, float("inf")])},
        {"a": entry(offsets=[0, float("-inf")])},
        {"a": entry(offsets=[0, -8])},
        {"a": entry(offsets=[8, 0])},
        {"a": entry(offsets=[0, 4])},
        {"a": entry(offsets=[0, 8], shape=[3])},
        {"a": entry(shape=[-2])},
        {"a": entry(shape=["2"])},
        {"a": entry(shape=[2**62, 4])},
        {"a": entry(offsets=[10**300, 8])},
        {"a": entry(shape=[1] * 65, offsets=[0, 4]), "b": entry(shape=[1], offsets=[4, 8])},
        {"a": entry(shape=[10**30])},
        {"a": entry(shape=[0, 2**62], dtype="F64", offsets=[0, 0]), "b": entry()},
        {"a": entry(shape=[1] * 100, offsets=[0, 4]), "b": entry(shape=[1], offsets=[4, 8])},
        {"a": entry(), "b": entry(offsets=[4, 8], shape=[1])},  # overlapping
        {"a": entry(shape=[1], offsets=[0, 4])},  # bytes that belong to nothing
        {"a": entry(dtype="BF16", shape=[4])},
        {"a": entry(dtype="F4", shape=[16])},
        {"a": entry(dtype="Q99")},
        {"a": entry(dtype=None)},
        {"a": [1, 2, 3]},
    ],
)
def test_an_index_that_lies_is_damaged(entries):
    with pytest.raises(RecordingError, match=DAMAGED):
        Recording.from_bytes(indexed(entries, bytes(8)))


@pytest.mark.parametrize(
    ("dtype", "name"), [("BOOL", "bool"), ("F16", "float16"), ("C64", "complex64"), ("I8", "int8")]
)
def test_an_array_of_a_type_that_no_recording_has_is_named(dtype, name):
    size = np.dtype(name).itemsize
    with pytest.raises(RecordingError, match=rf"^a must be one of .*, got {name}$"):
        Recording.from_bytes(indexed({"a": entry(dtype, [1], [0, size])}, bytes(size)))


def test_an_offset_beyond_the_end_says_by_how_much():
    with pytest.raises(RecordingError, match=r"got a file that ends 4 bytes early$"):
        Recording.from_bytes(indexed({"a": entry(shape=[3], offsets=[0, 12])}, bytes(8)))


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    for path in (tmp_path, tmp_path / "gone.rnnlab"):
        with pytest.raises(RecordingError, match=rf"^recording must be a readable file, got {path} \(.+\)$"):
            rnnlab.load(path)
    (tmp_path / "empty.rnnlab").touch()
    with pytest.raises(RecordingError, match=NO_RECORDING):
        rnnlab.load(tmp_path / "empty.rnnlab")


def test_a_path_that_no_file_can_have_is_named():
    with pytest.raises(RecordingError, match=r"^recording must be a readable file, got "):
        rnnlab.load("a\0b.rnnlab")


@pytest.mark.parametrize("header", [{}, {"vocab": ["a"]}, {"vocab": 3}, {"vocab": [1, 2, 3, 4]}])
def test_predictions_that_do_not_fit_the_vocabulary_get_one_sentence(header):
    recording = Recording({"predicted": np.array([[0, 3]], np.uint16)}, {"kind": "training", **header})
    with pytest.raises(RecordingError, match="predicted must hold ids of the header's vocab, got others"):
        _ = recording.predictions
