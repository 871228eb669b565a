"""Checks of one setting each: a size, a choice, a flag, a seed, a name. All raise a `ConfigError`."""

from __future__ import annotations

import unicodedata

from rnnlab.errors import ConfigError

MAX_SEED = 2**32 - 1
LONGEST_NAME = 60  # characters of a run's name
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}  # categories: control characters, halves of surrogate pairs, breaks
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # these would turn the line around


def check_size(name: str, value: object) -> None:
    """Raise a ConfigError unless the value is a positive int."""
    if type(value) is not int or value < 1:  # bool is an int; refuse it too
        raise ConfigError.must_be(name, "a positive whole number", got=value)


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Raise a ConfigError unless the value is one of the choices."""
    if value not in choices:
        raise ConfigError.must_be(name, "one of {choices}", got=value, choices=", ".join(choices))


def check_flag(name: str, value: object) -> None:
    """Raise a ConfigError unless the value is True or False."""
    if type(value) is not bool:
        raise ConfigError.must_be(name, "true or false", got=value)


def check_seed(value: object) -> None:
    """Raise a ConfigError unless the value is an int from 0 to MAX_SEED."""
    if type(value) is not int or not 0 <= value <= MAX_SEED:
        raise ConfigError.must_be("seed", "a whole number from 0 to {most}", got=value, most=MAX_SEED)


def checked_name(name: object) -> str:
    """The name of a run, if it can be shown in a line.

    Raises:
        ConfigError: It is empty, longer than 60 characters, or holds line breaks or other signs that are not seen.
    """
    rule = "a text of 1 to {most} characters in one line"
    if not isinstance(name, str):
        raise ConfigError.must_be("name", rule, words=type(name).__name__, most=LONGEST_NAME)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ConfigError.must_be("name", rule, got=len(name), most=LONGEST_NAME)
    if not name.strip() or any(map(_unfit, name)):
        raise ConfigError.must_be("name", rule, words=ascii(name), most=LONGEST_NAME)
    return name


def _unfit(character: str) -> bool:
    """Whether a character is not seen in a line, or turns it around."""
    return unicodedata.category(character) in _UNSEEN or unicodedata.bidirectional(character) in _TURNING
