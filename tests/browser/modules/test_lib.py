"""Numbers as text, recordings as bytes, positions by key: the modules of `lib`, which all others use."""

import numpy as np
import pytest

from rnnlab import Recording

FORMAT = "lib/format.js"
READ = """
const { header, arrays } = m.readRecording(Uint8Array.from(given.bytes));
return { header, arrays: [...arrays].map(([name, { shape, data }]) => [name, shape, [...data]]) };
"""


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 2, "0.50"),
        (-0.5, 2, "−0.50"),
        (-0.001, 2, "0.00"),
        (1 / 3, 3, "0.333"),
        (999_999, 0, "999999"),
        (-1_234_567, 2, "−1.2e+6"),
        (float("nan"), 2, "NaN"),
        (float("inf"), 2, "∞"),
        (float("-inf"), 2, "−∞"),
    ],
)
def test_a_number_has_fixed_decimals_a_true_minus_and_no_minus_zero(js, value, digits, text):
    assert js(FORMAT, "m.number(given.value, given.digits)", value=value, digits=digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(99.994, "99.99"), (123.456, "123.5"), (1234.5, "1235"), (-123_456, "−1e5"), (2.5e-9, "0.00"), (3e38, "3e38")],
)
def test_a_cell_shows_fewer_decimals_the_larger_its_number(js, value, text):
    assert js(FORMAT, "m.shortNumber(given.value)", value=value) == text


def test_a_negative_factor_stands_in_brackets(js):
    assert js(FORMAT, "[2, -2, -0.001].map(m.factor)") == ["2.00", "(−2.00)", "0.00"]


def test_a_small_loss_keeps_its_first_digits(js):
    assert js(FORMAT, "[1.2284, 0.00051, 0.0001234, 0].map(m.lossText)") == ["1.228", "0.001", "1.2e−4", "0.000"]


def test_one_is_not_many(js):
    assert js(FORMAT, "[0, 1, 2].map((n) => m.plural(n, 'step'))") == ["0 steps", "1 step", "2 steps"]


def test_a_recording_is_read_as_it_was_written(js):
    arrays = {
        "a": np.arange(6, dtype=np.float32).reshape(1, 2, 3) / 7,
        "b": np.array([0.1, np.nan]),
        "c": np.array([-3, 2**40]),
        "d": np.array([[1, 2]], dtype=np.int32),
        "e": np.array([300], dtype=np.uint16),
        "f": np.array([], dtype=np.float32),
    }
    recording = Recording(arrays, {"kind": "cell", "said": "é 👩‍👩‍👧"})
    for shift in (0, 1):  # a message's bytes need not begin where eight of them do
        program = READ.replace("Uint8Array.from(given.bytes)", f"Uint8Array.from(given.bytes).subarray({shift})")
        read = js("lib/recording.js", program, bytes=[0] * shift + list(recording.to_bytes()))
        assert read["header"] == recording.header
        for name, shape, data in read["arrays"]:
            assert shape == list(arrays[name].shape)
            np.testing.assert_array_equal(np.array(data, dtype=arrays[name].dtype).reshape(shape), arrays[name])
        assert {name for name, *_ in read["arrays"]} == set(arrays)


def test_a_vector_is_the_last_axis_at_an_index(js):
    program = "const a = { shape: [2, 3, 4], data: Float32Array.from({ length: 24 }, (_, i) => i) };"
    program += "return [m.vector(a, 1, 2), m.vector(a, 1), m.vector(a)].map((v) => [...v]);"
    assert js("lib/recording.js", program) == [[20, 21, 22, 23], [12, 13, 14, 15], [0, 1, 2, 3]]


def test_whoever_follows_a_player_hears_of_each_position_until_it_goes(js):
    program = """
    const heard = [], gone = new AbortController();
    m.setPosition("a", { position: 3 });
    m.follow("a", (at) => heard.push(at), gone.signal);
    m.setPosition("a", { last: 9 });
    m.setPosition("b", { position: 1 });
    gone.abort();
    m.setPosition("a", { position: 4 });
    return [heard, m.positionOf("a"), m.positionOf("nobody")];
    """
    heard, now, nobody = js("lib/positions.js", program)
    assert heard == [{"position": 3}, {"position": 3, "last": 9}]
    assert (now, nobody) == ({"position": 4, "last": 9}, {})
