"""Texts as sequences of symbols: one grapheme cluster, as a reader sees it, is one symbol."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import regex

from rnnlab.errors import TextError

_GRAPHEME = regex.compile(r"\X")


def is_unicode(text: str) -> bool:
    """Whether the text can be printed, saved and put into a script."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def symbols(text: str) -> list[str]:
    """Split a text into grapheme clusters, normalised to NFC so that what looks equal is equal.

    Args:
        text: Any string; an emoji with its modifiers or a letter with its accents is one symbol.

    Returns:
        The symbols in reading order; an empty list for an empty text.

    Source: Unicode Standard Annex 29, extended grapheme clusters.
    """
    return [match[0] for match in _GRAPHEME.finditer(unicodedata.normalize("NFC", text))]


def vocabulary(*texts: Iterable[str]) -> list[str]:
    """Every symbol that occurs, once, sorted by code point.

    Args:
        texts: Sequences of symbols.

    Returns:
        The symbols; their position is their id. "hello" and "ohlol" give e, h, l, o.
    """
    return sorted({symbol for text in texts for symbol in text})


def encode(text: Sequence[str], vocab: Sequence[str]) -> list[int]:
    """Turn symbols into ids.

    Raises:
        TextError: A symbol is not in the vocabulary.
    """
    ids = {symbol: i for i, symbol in enumerate(vocab)}
    try:
        return [ids[symbol] for symbol in text]
    except KeyError as error:
        raise TextError(f"symbol {error.args[0]!r} is not in the vocabulary") from None


def decode(ids: Iterable[int], vocab: Sequence[str]) -> str:
    """Turn ids back into a string."""
    return "".join(vocab[i] for i in ids)
