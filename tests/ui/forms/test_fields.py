"""`Field`: every kind, every limit, and the link that says its value."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnlab.config.edits import LINK_EDITS, Edit
from rnnlab.errors import ConfigError
from rnnlab.ui.forms.fields import Edits, Field, read_url, short, told, write_url
from rnnlab.ui.forms.settings import CELL, LAYERS, TRAINING

SIZE = Field(name="size", kind="int", default=3, low=1, high=64)
RATE = Field(name="rate", kind="float", default=0.05, low=0.0001, high=10)
TEXT = Field(name="text", kind="text", default="hi", low=1, high=5)
FLAG = Field(name="flag", kind="flag", default=True)
KIND = Field(name="kind", kind="choice", default="a", choices=("a", "b"))


@given(some.text(max_size=60))
def test_any_junk_gives_a_good_value_and_at_most_one_sentence(raw):
    for field in (SIZE, RATE, TEXT, FLAG, KIND):
        values, notices = read_url([field], {field.name: [raw]})
        assert field.check(values[field.name]) == values[field.name]
        assert len(notices) <= 1
        assert all(notice.startswith(f"In the link, {field.name} must be ") for notice in notices)


@given(some.integers(1, 64), some.floats(0.0001, 10), some.text(min_size=1, max_size=2), some.booleans())
def test_what_is_written_is_read_back(size, rate, text, flag):
    fields, values = (SIZE, RATE, TEXT, FLAG), {"size": size, "rate": rate, "text": text, "flag": flag}
    link = {name: [raw] for name, raw in write_url(fields, values).items()}
    assert read_url(fields, link) == (values, [])


@pytest.mark.parametrize(("held", "taken"), [(3.0, 3), (4, 4), (4294967295.0, 4294967295), (1e300, int(1e300))])
def test_a_whole_number_in_a_widget_is_taken_as_one(held, taken):
    assert SIZE.to_int(held) == taken
    assert type(SIZE.to_int(held)) is int
    assert type(RATE.to_int(3.0)) is float


@pytest.mark.parametrize("value", [3.7, float("inf"), float("nan"), 3.0, True, None])
def test_a_size_is_a_whole_number_only(value):
    with pytest.raises(ConfigError, match="size must be a whole number from 1 to 64, got "):
        SIZE.check(SIZE.to_int(value) if value != 3.0 else value)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "x",
        "1e9",
        "-1",
        "0",
        "65",
        "nan",
        "3.0",
        "3 ",
        "[3]",
        "9" * 5000,
        "٣",
        "🙂",
        "\x00",
        "None",
        "<b>3</b>",
    ],
)
def test_a_link_gives_a_size_in_ascii_digits_and_within_its_limits(raw):
    with pytest.raises(ConfigError, match=r"^size must be a whole number from 1 to 64, got ") as error:
        SIZE.read(raw)
    assert len(str(error.value)) < 100


@pytest.mark.parametrize("raw", ["", "x", "nan", "inf", "-1", "0", "10.1", "1e99", "1e999", "0x1", "1_0", " 1", "٣"])
def test_a_link_gives_a_rate_in_ascii_digits_and_within_its_limits(raw):
    with pytest.raises(ConfigError, match=r"^rate must be a number from 0.0001 to 10, got "):
        RATE.read(raw)


@pytest.mark.parametrize(
    ("field", "lowest", "highest"),
    [(SIZE, "1", "64"), (RATE, "0.0001", "10"), (TEXT, "a", "👩‍👩‍👧" * 5), (FLAG, "false", "true"), (KIND, "a", "b")],
)
def test_a_limit_is_within(field, lowest, highest):
    assert [field.write(field.read(raw)) for raw in (lowest, highest)] == [lowest, highest if field != RATE else "10.0"]


def test_a_text_is_refused_before_it_is_split_if_it_is_far_too_long():
    with pytest.raises(ConfigError, match=r"^text must be a text of 1 to 5 symbols, got 20001$"):
        TEXT.read("é" * 20_001)


def test_a_link_has_room_for_some_edits():
    (field,) = [field for field in CELL if field.name == "edits"]
    edits = [Edit("x", (i, 0, 0), 1) for i in range(LINK_EDITS + 1)]
    assert field.check(Edits(edits[1:])) == tuple(edits[1:])
    with pytest.raises(ConfigError, match=r"^edits must be at most 24 edits, got 25 edited values$"):
        field.check(Edits(edits))


@pytest.mark.parametrize(
    ("field", "raw", "sentence"),
    [
        (SIZE, "65", "size must be a whole number from 1 to 64, got 65"),
        (SIZE, "1e3", "size must be a whole number from 1 to 64, got '1e3'"),
        (RATE, "11", "rate must be a number from 0.0001 to 10, got 11"),
        (TEXT, "abcdef", "text must be a text of 1 to 5 symbols, got 6"),
        (TEXT, "", "text must be a text of 1 to 5 symbols, got ''"),
        (FLAG, "True", "flag must be true or false, got 'True'"),
        (KIND, "c", "kind must be one of a, b, got 'c'"),
    ],
)
def test_a_bad_value_is_named_with_its_rule(field, raw, sentence):
    with pytest.raises(ConfigError, match="must be") as error:
        field.read(raw)
    assert str(error.value) == sentence
    assert error.value.field == field.name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2015, 12, 31), "2015-12-31"),
        (None, "nothing"),
        ({"a": [1]}, "something else"),
        ("a\n\x00b", "'a↵U+0000b'"),
        ("it's", "'it's'"),
        ("\u202eolleh", "'U+202Eolleh'"),
        ("👩‍👩‍👧", "'👩‍👩‍👧'"),
        (10**60, f"{10**38}…"),
        pytest.param(10**5000, "a number too long to write out", id="5001 digits"),
        (True, "true"),
        (4e-5, "4e-05"),
        (float("inf"), "no finite number"),
        (float("nan"), "no finite number"),
    ],
)
def test_a_value_is_told_in_words_and_not_as_python_writes_it(value, words):
    assert short(value) == words
    assert told(ConfigError.must_be("size", "small", got=value)) == f"size must be small, got {words}"


@pytest.mark.parametrize(
    ("name", "label", "title"),
    [
        ("rain_1", "rain of day 1", "rain of day 1"),
        ("draw", "sampling seed", "sampling seed"),
        ("clip", "clip (0 = off)", "clip"),
        ("task", "Task", "task"),
        ("seed", "", "seed"),
    ],
)
def test_a_sentence_calls_a_field_by_a_word_that_stands_on_its_label(name, label, title):
    field = Field(name=name, kind="int", default=1, low=0, high=9, label=label)
    with pytest.raises(ConfigError, match=rf"^{title} must be a whole number from 0 to 9, got 10$") as error:
        field.check(10)
    assert error.value.field == name


def test_defaults_stay_out_of_the_link():
    assert write_url([SIZE, FLAG], {"size": 3, "flag": False}) == {"flag": "false"}


def test_other_names_in_the_link_are_passed_over():
    assert read_url([SIZE], {"utm_source": ["x"]}) == ({"size": 3}, [])


def test_a_long_value_is_cut():
    assert len(short("x" * 5000)) == 40


@pytest.mark.parametrize("table", [CELL, LAYERS, TRAINING])
def test_every_default_of_a_page_is_within_its_own_limits(table):
    for field in table:
        assert field.check(field.default) == field.default
