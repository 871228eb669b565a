"""Names that people give to what they made."""

from __future__ import annotations

import unicodedata

from rnnlab.errors import ConfigError

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
