"""`t`: translates an English sentence and fills in its values."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([^{}]*))?\}")


def t(sentence: str, /, **values: object) -> str:
    """The sentence in the language of the current context, with its values filled in. English is the only language yet.

    The English sentence is the key of its translations, so it must be written out in the call:
    `t("Dashed: {loss:.3f} nats", loss=loss)`, never `t(f"Dashed: {loss:.3f} nats")`. Call it when the sentence is
    shown, not when a module is imported: only then is the reader's language known.

    Args:
        sentence: English, with placeholders like {loss} or {loss:.3f}. All other braces are plain text.
        values: One for each placeholder, by name. Braces in a value are plain text.

    Raises:
        KeyError: A placeholder has no value.

    >>> t("{name} takes {seconds:.1f} s", name="{x}", seconds=2)
    '{x} takes 2.0 s'
    """
    return _PLACEHOLDER.sub(lambda match: format(values[match[1]], match[2] or ""), sentence)


def mark(sentence: str, /) -> str:
    """The sentence itself: marks a sentence in a table made at import as one to be translated.

    The code that shows the entry calls `t` with it: `LABELS = {"item": mark("batch item")}`, later `t(LABELS[name])`.

    >>> mark("batch item")
    'batch item'
    """
    return sentence
