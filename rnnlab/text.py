"""Texts as sequences of symbols: a symbol is one grapheme cluster, what a reader sees as one character."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from rnnlab.errors import TextError

MAX_BYTES = 1_000_000  # of a text that is trained on in windows, in UTF-8
MAX_VOCAB = 1 << 16  # ids are kept in 16 bits
MAX_MARKS = 100  # combining marks on one letter: normalising their order takes time quadratic in their number

# Finds what \X finds, but faster: two ASCII characters never join, except \r\n; and \X alone rescans a sequence of flag
# emoji from its start at every flag, which takes minutes for a megabyte of them.
_GRAPHEME = regex.compile(
    r"[\x00-\x0c\x0e-\x7f](?![^\x00-\x7f])"
    r"|[\U0001f1e6-\U0001f1ff]{2}(?=[\U0001f1e6-\U0001f1ff])"
    r"|\X"
)
_TOO_MANY_MARKS = regex.compile(rf"(?<!\p{{M}})\p{{M}}{{{MAX_MARKS + 1}}}")

# Unicode categories of control characters, halves of surrogate pairs, and line and paragraph separators.
_INVISIBLE = {"Cc", "Cs", "Zl", "Zp"}
# Bidirectional classes of characters that change the writing direction of what follows.
_DIRECTION_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_SIGNS = {"\n": "↵", "\r": "↵", "\t": "⇥"}


class Corpus(NamedTuple):
    """A long text as numbers: its vocabulary, sorted by code point, and the id of each symbol in reading order."""

    vocab: tuple[str, ...]
    ids: array[int]  # unsigned, 4 bytes each; shared by all callers with the same text, so read only


def is_unicode(text: str) -> bool:
    """Whether the text can be encoded as UTF-8: printed, saved and put into a script."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_invisible(character: str) -> bool:
    """Whether a character is not seen on a line, or changes its writing direction."""
    return unicodedata.category(character) in _INVISIBLE or unicodedata.bidirectional(character) in _DIRECTION_CONTROLS


def visible(text: str) -> str:
    """A text on one line: a character that cannot be seen has a sign as in the player, or its code point, as U+2028."""
    shown = (_SIGNS.get(c) or (f"U+{ord(c):04X}" if is_invisible(c) else c) for c in text.replace("\r\n", "\n"))
    return "".join(shown)


def symbols(text: str) -> list[str]:
    """Split a text into grapheme clusters, normalised to NFC so that symbols that look equal are equal.

    Args:
        text: Any string; an emoji with its modifiers or a letter with its accents is one symbol.

    Returns:
        The symbols in reading order; an empty list for an empty text.

    Source: Unicode Standard Annex 29, extended grapheme clusters.
    """
    text = unicodedata.normalize("NFC", text)
    if text.isascii() and "\r" not in text:
        return list(text)
    found: list[str] = _GRAPHEME.findall(text)
    return found


def vocabulary(*texts: Iterable[str]) -> list[str]:
    """Every different symbol of the texts, sorted by code point.

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
        raise TextError(f"symbol '{visible(error.args[0])}' is not in the vocabulary") from None


def decode(ids: Iterable[int], vocab: Sequence[str]) -> str:
    """Turn ids back into a string."""
    return "".join(vocab[i] for i in ids)


@lru_cache(maxsize=2)  # called for every config with the same text; an entry may take ten megabytes
def corpus(text: str) -> Corpus:
    """The vocabulary and ids of a text; a megabyte takes less than a second, and the last two texts are cached.

    Args:
        text: Accepted by `check_corpus`.
    """
    split = symbols(text)
    vocab = vocabulary(split)
    return Corpus(tuple(vocab), array("I", encode(split, vocab)))


def check_corpus(text: object, name: str = "text") -> None:
    """Raise a TextError unless the value is a text of at most a megabyte that can be split in reasonable time.

    Args:
        text: What is checked; an empty text passes.
        name: The setting's name, for the error.
    """
    if type(text) is not str:
        raise TextError.must_be(name, "a text", words=type(text).__name__)
    if not is_unicode(text):
        raise TextError.must_be(name, "whole Unicode", words="half of a surrogate pair")
    size = len(text.encode())
    if size > MAX_BYTES:
        raise TextError.must_be(name, "at most {most} bytes long (1 MB)", got=size, most=MAX_BYTES)
    if _TOO_MANY_MARKS.search(text):
        raise TextError.must(name, "have at most {most} marks on one letter", words="more", most=MAX_MARKS)
