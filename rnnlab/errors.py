"""`RnnlabError` and its subclasses: the errors raised on purpose, with the name, rule and value kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from rnnlab.i18n.messages import t

_MAX_SHOWN = 80  # characters of a value in a sentence
_MAX_WORDS = 400  # characters of a description in one: of a path, a list of names, another program's reason
_SAME_AS_NAME = ""  # default of `field`


class RnnlabError(ValueError):
    """Base of all errors raised on purpose by `rnnlab`; `str(error)` is one clear sentence.

    Attributes:
        name: The setting or object that is wrong; "" (as all attributes below) if not made by `must` or `must_be`.
        rule: What it must do or be, in English, with placeholders for its values.
        values: Of the rule's placeholders, by name.
        got: The offending value; None if `words` describes it instead.
        words: Description of the offending value; "" if `got` is shown.
    """

    name: str = ""
    rule: str = ""
    values: Mapping[str, object] = {}
    got: object = None
    words: str = ""

    @classmethod
    def must(
        cls,
        name: str,
        rule: str,
        /,
        *,
        got: object = None,
        words: str = "",
        field: str | None = _SAME_AS_NAME,
        **values: object,
    ) -> Self:
        """The error "*name* must *rule*, got *value*".

        Args:
            name: The setting or object that is wrong.
            rule: From its verb on, with placeholders for its values: "have at least {least} symbols".
            got: The offending value, shown as its `repr`, cut to a length that fits a sentence.
            words: Shown instead of `got`: "half of a surrogate pair".
            field: Of a `ConfigError`; `name` by default.
            values: For the placeholders of the rule.

        >>> ConfigError.must("text", "have at least {least} symbols", got=1, least=2)
        ConfigError('text must have at least 2 symbols, got 1')
        """
        filled = t(rule, **{key: _fitting(value) for key, value in values.items()}) if values else rule
        said = one_line(words, _MAX_WORDS) or shown(got)
        error = cls(t("{name} must {rule}, got {value}", name=one_line(name, _MAX_SHOWN), rule=filled, value=said))
        error.name, error.rule, error.values, error.got, error.words = name, rule, values, got, words
        if isinstance(error, ConfigError) and error.field is None:
            error.field = name if field == _SAME_AS_NAME else field
        return error

    @classmethod
    def must_be(
        cls,
        name: str,
        rule: str,
        /,
        *,
        got: object = None,
        words: str = "",
        field: str | None = _SAME_AS_NAME,
        **values: object,
    ) -> Self:
        """The error "*name* must be *rule*, got *value*"; see `must`.

        >>> ConfigError.must_be("lr", "a positive number", got="fast").field
        'lr'
        """
        return cls.must(name, f"be {rule}", got=got, words=words, field=field, **values)


class ConfigError(RnnlabError):
    """A size, a number or a choice is not usable.

    Attributes:
        field: Name of the offending setting, so that a page can put the sentence beside its widget.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TextError(ConfigError):
    """A text is empty, or two texts that must match in length do not."""


class EditError(ConfigError):
    """A value set by hand is no number, is too large, or is of an array or index that does not exist.

    Its `field` is "edits".
    """

    def __init__(self, message: str) -> None:
        super().__init__(message, field="edits")


class TraceError(RnnlabError):
    """A module or its arguments cannot be traced."""


class TrainingError(RnnlabError):
    """A run cannot go on, or a saved state does not fit."""


class RecordingError(RnnlabError):
    """Bytes or a file are not a recording that this version can read."""


def shown(value: object) -> str:
    """The `repr` of a value in one line, cut to a length that fits a sentence; never an exception."""
    if type(value) in (str, bytes, list, tuple) and len(value) > _MAX_SHOWN:  # type: ignore[arg-type]
        value = value[: _MAX_SHOWN + 1]  # type: ignore[index]  # the rest of a long one is not written just to be cut
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write out a whole number of thousands of digits
        return "a number too long to write out"
    except Exception:  # of a class with a `repr` of its own, or of a list that is nested too deep
        return f"an object of type {type(value).__name__}"
    return one_line(text, _MAX_SHOWN)


def one_line(text: str, most: int) -> str:
    """A text without its line breaks, cut to `most` characters."""
    text = text[: most + 1]
    if (lines := text.splitlines()) != [text]:
        text = " ".join(line.strip() for line in lines)
    return text if len(text) <= most else f"{text[:most]}…"


def _fitting(value: object) -> object:
    """A value for a placeholder: a number for its format, if Python writes it out; else a text that fits a sentence."""
    if isinstance(value, float):
        return value
    try:
        text = str(value)
    except (ValueError, RecursionError):
        return shown(value)
    return value if isinstance(value, int) else one_line(text, _MAX_WORDS)
