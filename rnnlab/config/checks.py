"""Checks of one value each: a size, a choice, a flag, a seed, a time, a name, a type. All raise a `ConfigError`."""

from __future__ import annotations

import math

from rnnlab.errors import ConfigError
from rnnlab.text import is_invisible, visible

MAX_SEED = 2**32 - 1
MAX_WHOLE = 2**53 - 1  # the largest whole number that JSON's readers hold exactly; no memory has so many numbers
MAX_NAME_LENGTH = 60  # characters of a run's name


def check_size(name: str, value: object) -> None:
    """Raise a ConfigError unless the value is a positive int."""
    if type(value) is not int or value < 1:  # bool is an int; refuse it too
        raise ConfigError.must_be(name, "a positive whole number", got=value)


def check_most(name: str, value: int) -> None:
    """Raise a ConfigError if the value, an int, is more than MAX_WHOLE."""
    if value > MAX_WHOLE:
        raise ConfigError.must_be(name, "at most {most}", got=value, most=MAX_WHOLE)


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Raise a ConfigError unless the value is one of the choices, as a plain text."""
    if type(value) is not str or value not in choices:  # an array's `in` is another question, a subclass another repr
        raise ConfigError.must_be(name, "one of {choices}", got=value, choices=", ".join(choices))


def check_flag(name: str, value: object) -> None:
    """Raise a ConfigError unless the value is True or False."""
    if type(value) is not bool:
        raise ConfigError.must_be(name, "true or false", got=value)


def check_seed(value: object) -> None:
    """Raise a ConfigError unless the value is an int from 0 to MAX_SEED."""
    if type(value) is not int or not 0 <= value <= MAX_SEED:
        raise ConfigError.must_be("seed", "a whole number from 0 to {most}", got=value, most=MAX_SEED)


def check_type(name: str, value: object, *kinds: type) -> None:
    """Raise a ConfigError unless the value is an instance of one of the classes."""
    if not isinstance(value, kinds):
        rule, known = "of type {kinds}", " or ".join(kind.__name__ for kind in kinds)
        raise ConfigError.must_be(name, rule, words=type(value).__name__, field=None, kinds=known)


def checked_bytes(name: str, value: object) -> int:
    """A number of bytes that something may take, from 0 to MAX_WHOLE; what is less or more is taken as these.

    Raises:
        ConfigError: It is no int.
    """
    if type(value) is not int:
        raise ConfigError.must_be(name, "a whole number of bytes", got=value)
    return min(max(value, 0), MAX_WHOLE)


def checked_seconds(value: object) -> float:
    """A time to wait or to work for, as a float; infinity is one.

    Raises:
        ConfigError: It is no number.
    """
    if type(value) is int:
        return float(min(max(value, -MAX_WHOLE), MAX_WHOLE))
    if not isinstance(value, float) or math.isnan(value):
        raise ConfigError.must_be("seconds", "a number", got=value)
    return value


def checked_name(name: object) -> str:
    """The name of a run, if it can be shown on one line.

    Raises:
        ConfigError: It is empty, longer than 60 characters, or holds line breaks or other invisible characters.
    """
    rule = "a text of 1 to {most} characters in one line"
    if not isinstance(name, str):
        raise ConfigError.must_be("name", rule, words=type(name).__name__, most=MAX_NAME_LENGTH)
    if not 1 <= len(name) <= MAX_NAME_LENGTH:
        raise ConfigError.must_be("name", rule, got=len(name), most=MAX_NAME_LENGTH)
    if not name.strip() or any(map(is_invisible, name)):
        raise ConfigError.must_be("name", rule, words=f"'{visible(name)}'", most=MAX_NAME_LENGTH)
    return name
