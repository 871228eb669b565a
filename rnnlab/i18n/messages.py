"""`t`: an English sentence and its values → the sentence that a person reads."""

from __future__ import annotations

import re

_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([^{}]*))?\}")


def t(sentence: str, /, **values: object) -> str:
    """The sentence in the language of the current context, with its values put in. The only language today is English.

    The English sentence is the key under which another language keeps its own, so it must be written out in the call:
    `t("Dashed: {loss:.3f} nats", loss=loss)`, never `t(f"Dashed: {loss:.3f} nats")`. Call it when the sentence is
    shown, not when a module is imported: only then is the reader's language known.

    Args:
        sentence: English, with places like {loss} or {loss:.3f}. All other braces stand for themselves.
        values: One for each place, by name. Braces in a value are never read as places.

    Returns:
        The sentence.

    Raises:
        KeyError: A place has no value.

    >>> t("{name} takes {seconds:.1f} s", name="{x}", seconds=2)
    '{x} takes 2.0 s'
    """
    return _PLACE.sub(lambda place: format(values[place[1]], place[2] or ""), sentence)


def mark(sentence: str, /) -> str:
    """The sentence itself: marks an entry of a table made at import, so that whoever collects sentences finds it.

    Whoever shows the entry calls `t` with it: `LABELS = {"item": mark("batch item")}`, later `t(LABELS[name])`.

    >>> mark("batch item")
    'batch item'
    """
    return sentence
