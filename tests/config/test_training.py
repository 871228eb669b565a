"""A TaskConfig holds a task that can be trained; anything else is refused in one sentence that names its field."""

import dataclasses
import json
import re

import pytest

from rnnlab import ConfigError, TaskConfig, TextError
from rnnlab.text import MAX_VOCAB

TASKS = ("next", "echo", "copy", "adding", "reverse")
OWN_TEXT = "to be or not to be, " * 20
OWN_SIZES = ("seq_len", "delay", "num_symbols", "batch_size")
SIZES = (*OWN_SIZES, "embedding_size", "hidden_size", "num_layers", "epochs")


def refused(sentence: str, error: type[ConfigError] = ConfigError, **given: object) -> None:
    """Check that these settings cause exactly this sentence, and that the error names the field it begins with."""
    with pytest.raises(error, match=f"^{re.escape(sentence)}$") as caught:
        TaskConfig(**given)
    assert caught.value.field == sentence.split(maxsplit=1)[0]


@pytest.mark.parametrize("task", TASKS)
def test_a_config_is_frozen_and_its_dictionary_survives_json(task):
    made = TaskConfig(task=task, text=OWN_TEXT, seed=7)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.seed = 8
    assert TaskConfig.from_dict(json.loads(json.dumps(made.to_dict()))) == made


@pytest.mark.parametrize("field", SIZES)
def test_sizes_are_positive_whole_numbers(field):
    for value in (0, -1, True, 1.0, float("nan"), "3", None, [3]):
        refused(f"{field} must be a positive whole number, got {value!r}", **{field: value})
    assert getattr(TaskConfig(task="adding", **{field: 10**9}), field) == 10**9


@pytest.mark.parametrize("task", ["ECHO", "", "text", None, 3, ["echo"]])
def test_a_task_is_one_of_those_there_are(task):
    refused(f"task must be one of next, echo, copy, adding, reverse, got {task!r}", task=task)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"cell": "elman"}, "cell must be one of rnn, gru, lstm, got 'elman'"),
        ({"lr": 0}, "lr must be a positive number, got 0"),
        ({"optimiser": "lion"}, "optimiser must be one of sgd, momentum, adam, adamw, rmsprop, got 'lion'"),
        ({"schedule": "warm"}, "schedule must be one of constant, cosine, step, got 'warm'"),
        ({"memory": 1}, "memory must be true or false, got 1"),
        ({"seed": -1}, "seed must be a whole number from 0 to 4294967295, got -1"),
    ],
)
def test_the_network_and_its_training_are_checked_too(given, sentence):
    refused(sentence, **given)


@pytest.mark.parametrize(("seq_len", "delay"), [(1, 1), (5, 5), (5, 6), (20, 10**9)])
def test_an_echo_comes_within_its_sequence(seq_len, delay):
    rule = f"delay must be shorter than the sequence, which has {seq_len} steps, got {delay}"
    refused(rule, task="echo", seq_len=seq_len, delay=delay)
    assert TaskConfig(task="echo", seq_len=delay + 1, delay=delay).delay == delay


@pytest.mark.parametrize("task", ["copy", "reverse"])
@pytest.mark.parametrize(("seq_len", "num_symbols"), [(2, 1), (1, 1), (10, 5), (10, 10**9)])
def test_symbols_to_remember_are_read_asked_for_and_said_again(task, seq_len, num_symbols):
    rule = f"at least {2 * num_symbols + 1} to read {num_symbols} symbols, be asked, and say them again"
    refused(f"seq_len must be {rule}, got {seq_len}", task=task, seq_len=seq_len, num_symbols=num_symbols)
    assert TaskConfig(task=task, seq_len=2 * num_symbols + 1, num_symbols=num_symbols).num_symbols == num_symbols


def test_two_numbers_are_added():
    refused("seq_len must be at least 2, since two numbers are added, got 1", task="adding", seq_len=1)
    assert TaskConfig(task="adding", seq_len=2).seq_len == 2


def test_what_a_task_does_not_use_may_be_anything_that_fits_another():
    """A person who switches from task to task keeps the other settings."""
    assert TaskConfig(task="adding", seq_len=2, delay=50, num_symbols=50)
    assert TaskConfig(task="echo", seq_len=5, num_symbols=50, text="short")
    assert TaskConfig(task="copy", seq_len=3, num_symbols=1, delay=50)
    assert TaskConfig(task="next", text=OWN_TEXT, seq_len=1, delay=50, num_symbols=50)


@pytest.mark.parametrize("text", [None, 3, b"hello", ["h"]])
def test_a_text_is_a_text(text):
    for task in TASKS:
        refused(f"text must be a text, got {type(text).__name__}", TextError, task=task, text=text)


def test_half_a_surrogate_pair_is_refused_since_nothing_could_save_it():
    for task in TASKS:
        rule = "text must be whole Unicode, got half of a surrogate pair"
        refused(rule, TextError, task=task, text=OWN_TEXT + "\ud83d")


@pytest.mark.parametrize(
    ("text", "size"), [("a" * 1_000_001, 1_000_001), ("é" * 500_001, 1_000_002), ("👍" * 10**6, 4 * 10**6)]
)
def test_a_text_is_no_longer_than_a_megabyte(text, size):
    refused(f"text must be at most 1000000 bytes long (1 MB), got {size}", TextError, task="next", text=text)


def test_marks_are_not_piled_without_end_since_ordering_them_would_take_minutes():
    pile = "a" + "\u0301\u0323" * 50
    assert TaskConfig(task="next", text=(pile + "b") * 10, seq_len=1)
    refused("text must have at most 100 marks on one letter, got more", TextError, text=pile + "\u0301")
    refused("text must have at most 100 marks on one letter, got more", TextError, text="a" + "\u0301\u0323" * 200_000)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("a" * 500, 1), ("👨‍👩‍👧" * 500, 1), ("e\u0301\u00e9" * 500, 1)])
def test_there_is_something_to_guess(text, count):
    refused(f"text must have at least 2 different symbols, got {count}", TextError, task="next", text=text)


@pytest.mark.parametrize("seq_len", [1, 4, 20])
def test_the_last_tenth_of_a_text_holds_a_window_and_the_symbol_after_it(seq_len):
    least = 10 * (seq_len + 1)
    text = ("👨‍👩‍👧é" * least)[: 6 * (least - 1)]  # six code points are two symbols
    shown = f"at least {least} symbols, so that its last tenth holds a window of {seq_len} and the symbol after it"
    short, enough = "ab" * (least // 2 - 1) + "a", "ab" * (least // 2)
    refused(f"text must have {shown}, got {least - 1}", TextError, task="next", text=short, seq_len=seq_len)
    assert TaskConfig(task="next", text=enough, seq_len=seq_len).seq_len == seq_len
    assert TaskConfig(task="next", text=text, seq_len=seq_len)


def test_a_text_of_a_megabyte_has_more_symbols_than_ids_have_room_for():
    letters = "".join(chr(0x4E00 + i // 3) + chr(0x300 + i % 3) for i in range(MAX_VOCAB + 1))
    assert len(letters.encode()) < 10**6
    rule = f"text must have at most {MAX_VOCAB} different symbols, got {MAX_VOCAB + 1}"
    refused(rule, TextError, task="next", text=letters)
    assert TaskConfig(task="next", text=letters[:-2])


def test_a_number_too_long_for_a_sentence_is_cut():
    with pytest.raises(ConfigError, match=r"^delay must be shorter than .*, got a number too long to write out$"):
        TaskConfig(task="echo", delay=10**5000)
    with pytest.raises(ConfigError, match=r"^seq_len must be at least a number too long .*, got 20$"):
        TaskConfig(task="copy", num_symbols=10**5000)
    with pytest.raises(ConfigError, match=r"^text must have at least a number too long .*, got 400$"):
        TaskConfig(task="next", text=OWN_TEXT, seq_len=10**5000)
    with pytest.raises(ConfigError, match=r"^delay must be shorter than .* has a number too long .* steps, got a num"):
        TaskConfig(task="echo", delay=10**5000, seq_len=10**4999)
