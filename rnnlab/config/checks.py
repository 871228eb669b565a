"""TODO."""

from __future__ import annotations

import unicodedata

from rnnlab.errors import ConfigError, shown

MAX_SEED = 2**32 - 1


def check_size(name: str, value: object) -> None:
    """Raise a ConfigError unless the value is a positive int."""
    if type(value) is not int or value < 1:  # bool is an int; refuse it too
        raise ConfigError(f"{name} must be a positive whole number, got {shown(value)}", field=name)


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Raise a ConfigError unless the value is one of the choices."""
    if value not in choices:
        raise ConfigError(f"{name} must be one of {', '.join(choices)}, got {shown(value)}", field=name)


def check_flag(name: str, value: object) -> None:
    """Raise a ConfigError unless the value is True or False."""
    if type(value) is not bool:
        raise ConfigError(f"{name} must be true or false, got {shown(value)}", field=name)


def check_seed(value: object) -> None:
    """Raise a ConfigError unless the value is an int from 0 to MAX_SEED."""
    if type(value) is not int or not 0 <= value <= MAX_SEED:
        raise ConfigError(f"seed must be a whole number from 0 to {MAX_SEED}, got {shown(value)}", field="seed")


LONGEST_NAME = 60


def checked_name(name: object) -> str:
    """The name of a run, if it can be shown in a line.

    Raises:
        ConfigError: It is empty, longer than 60 characters, or holds line breaks or other signs that are not seen.
    """
    rule = f"name must be a text of 1 to {LONGEST_NAME} characters in one line"
    if not isinstance(name, str):
        raise ConfigError(f"{rule}, got {type(name).__name__}", field="name")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ConfigError(f"{rule}, got {len(name)}", field="name")
    hidden = {"Cc", "Cs", "Zl", "Zp"}
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # these would turn the line around
    if not name.strip() or any(
        unicodedata.category(c) in hidden or unicodedata.bidirectional(c) in turning for c in name
    ):
        raise ConfigError(f"{rule}, got {name!a}", field="name")
    return name
