"""`labels`: the texts on the time axis, from what a caller gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rnnlab.errors import ConfigError
from rnnlab.text import is_unicode

Given = Sequence[str] | Sequence[Sequence[str]] | None
Tokens = Given | Callable[..., Given]

_RULE = "the texts of the steps, or a list of them for each sequence of the batch"


def labels(given: Any) -> list[list[str]] | None:
    """The token of each step, of each sequence of the batch; None if there are none.

    Args:
        given: Texts, as the steps of a batch of one; or a list of them for each sequence. A text is a row of symbols.

    Raises:
        ConfigError: It is something else, or a text is no whole Unicode.
    """
    if given is None:
        return None
    if not isinstance(given, str | list | tuple) or not len(given):
        raise ConfigError.must_be("tokens", _RULE, words=type(given).__name__)
    rows = [given] if isinstance(given, str) or all(isinstance(token, str) for token in given) else given
    found: list[list[Any]] = [list(row) if isinstance(row, str | list | tuple) else [None] for row in rows]
    for token in (token for row in found for token in row):
        if not isinstance(token, str) or not is_unicode(token):
            raise ConfigError.must_be("tokens", _RULE, words=f"one that holds {type(token).__name__}")
    return found


def of_batch(tokens: list[list[str]] | None, seq_len: int, batch_size: int) -> list[list[str]] | None:
    """Those of one call: None unless there is a row for every sequence, and none is longer than the call."""
    if tokens is None or len(tokens) != batch_size or max(map(len, tokens)) > seq_len:
        return None
    return tokens
