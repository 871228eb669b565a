"""`RaceForm` and `race_choice`: accepted and refused values, and the texts to learn from."""

import pytest

from rnnlab import TaskConfig, race
from rnnlab.errors import ConfigError, TextError
from rnnlab.text import MAX_BYTES
from rnnlab.ui.pages.race.choice import race_choice
from rnnlab.ui.pages.race.form import RACE
from rnnlab.ui.pages.race.text import DEFAULT, LongText, read_file

FIELDS = {field.name: field for field in RACE}


def values(**changes):
    return {name: field.default for name, field in FIELDS.items()} | changes


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("delay", "0", "delay must be a whole number from 1 to 50, got 0"),
        ("cells", "rnn,rnn", "cells must be one of"),
        ("task", "chess", "task must be one of next, echo, copy, reverse, adding, got 'chess'"),
        ("lr", "nan", "lr must be a number from 0.0001 to 1000, got 'nan'"),
        ("epochs", "999999", "epochs must be a whole number from 1 to 20000, got 999999"),
    ],
)
def test_every_field_has_its_limits(name, raw, sentence):
    with pytest.raises(ConfigError) as caught:
        FIELDS[name].read(raw)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"delay": 20}, "delay", "delay must be shorter than the sequence, which has 20 steps, got 20"),
        ({"task": "copy", "delay": 2}, "delay", "delay must be at least 3, so that 2 symbols are read and asked for"),
        ({"task": "reverse", "num_symbols": 7}, "delay", "delay must be at least 8, so that 7 symbols"),
        ({"hidden_size": 2}, "hidden_size", "hidden_size must be such that"),
        ({"task": "next", "text": "aaaa"}, "text", "text must have at least"),
    ],
)
def test_values_that_do_not_go_together_are_refused_with_the_widget_at_fault(changes, field, sentence):
    with pytest.raises(ConfigError) as caught:
        race_choice(values(**changes), None)
    assert str(caught.value).startswith(sentence)
    assert caught.value.field == field


def test_the_default_race_is_one_that_the_plain_rnn_loses():
    chosen = race_choice(values(), None)
    rnn, gru, lstm = race(chosen.config, chosen.cells).lanes
    assert rnn.held_out > 0.8 * chosen.baseline.loss
    assert max(gru.held_out, lstm.held_out) < 0.2 * chosen.baseline.loss


def test_a_long_text_takes_the_place_of_the_short_one_and_no_other_task_has_one():
    long = LongText("a file", DEFAULT * 3)
    assert race_choice(values(task="next"), long).config.text == long.text
    assert race_choice(values(task="echo"), long).config.text == ""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe\x00", "plain text in UTF-8"),
        (b"abc\0def", "null characters"),
        (b"a" * (MAX_BYTES + 1), "at most"),
    ],
    ids=["binary", "nulls", "too long"],
)
def test_a_file_that_is_no_text_is_refused(data, message):
    with pytest.raises(TextError, match=message):
        read_file(data)


def test_a_file_is_read_as_it_was_written():
    assert read_file("\ufeffa\r\nb\rc".encode()) == "a\nb\nc"


def test_the_default_text_can_be_learnt():
    assert len(DEFAULT) < 2_000
    assert TaskConfig(task="next", text=DEFAULT, seq_len=32)
