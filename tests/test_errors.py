"""An error keeps the name, rule and value of which its sentence is made."""

import pickle

import numpy as np
import pytest
import torch

from rnnlab.errors import ConfigError, EditError, RecordingError, TextError, shown


def test_an_error_says_name_rule_and_value_and_keeps_them():
    error = ConfigError.must_be("lr", "from {low} to {high}", got="fast", low=0, high=1)
    assert str(error) == "lr must be from 0 to 1, got 'fast'"
    assert (error.name, error.rule, error.values, error.got) == (
        "lr",
        "be from {low} to {high}",
        {"low": 0, "high": 1},
        "fast",
    )
    assert error.field == "lr"


def test_words_stand_for_a_value():
    error = TextError.must("text", "have at least 2 symbols", words="one with null characters")
    assert str(error) == "text must have at least 2 symbols, got one with null characters"
    assert (error.got, error.words) == (None, "one with null characters")


def test_braces_in_a_rule_without_values_are_letters():
    assert str(ConfigError.must_be("x", "one of {, }", got="{")) == "x must be one of {, }, got '{'"


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (ConfigError.must_be("a", "b", got=1, field="c"), "c"),
        (ConfigError.must_be("a", "b", got=1, field=None), None),
        (EditError.must_be("a", "b", got=1), "edits"),
    ],
)
def test_a_field_may_differ_from_the_name(error, field):
    assert error.field == field


def test_an_error_without_a_field_says_the_same():
    assert str(RecordingError.must("file", "be whole", got=None)) == "file must be whole, got None"


def test_an_error_survives_pickling():
    error = pickle.loads(pickle.dumps(ConfigError.must_be("a", "b", got=1)))
    assert (str(error), error.field, error.rule) == ("a must be b, got 1", "a", "be b")


def test_a_long_value_is_cut_and_an_endless_number_is_described():
    assert shown("a" * 100) == f"'{'a' * 79}…"
    assert shown(10**5000) == "a number too long to write out"


class Unwilling:
    def __repr__(self):
        raise RuntimeError("no")


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def test_a_value_of_any_kind_is_shown_in_one_short_line():
    values = {
        "np.array": np.zeros((50, 50)),
        "tensor(": torch.zeros(50, 50),
        "array(['rnn'": np.array(["rnn"]),
        "'aaaa": "a" * 10**7,
        "b'aaa": b"a" * 10**7,
        "[0, 0,": [0] * 10**7,
        "(0, 0,": (0,) * 10**7,
        "{0: 0,": dict.fromkeys(range(1000), 0),
        "'\\n\\n": "\n" * 1000,
        "-1000": -(10**400),
        "a number too long": -(10**5000),
        "a number too long to": [1, 10**5000],
        "an object of type Unwilling": Unwilling(),
        "an object of type list": nested(10**5),
    }
    for start, value in values.items():
        text = shown(value)
        assert text.startswith(start.removeprefix("np."))
        assert len(text) <= 81
        assert len(text.splitlines()) == 1


def test_names_words_and_values_of_any_length_leave_a_sentence_of_one_line():
    error = RecordingError.must("n\n" * 999, "be {one} of {many}", words="w\n" * 999, one=10**5000, many="m\n" * 999)
    assert len(str(error)) < 1000
    assert "\n" not in str(error)
    assert "must be a number too long to write out of m m" in str(error)
    assert error.values["one"] == 10**5000


def test_a_line_break_at_the_end_is_one_too():
    assert str(RecordingError.must_be("a\n", "b", words="c\n")) == "a must be b, got c"


def test_a_path_of_ordinary_length_is_not_cut():
    assert str(RecordingError.must_be("file", "there", words="/x" * 200)).endswith("/x" * 200)
