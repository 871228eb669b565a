"""`RnnlabError` and its subclasses: the errors raised on purpose, with the name, rule and value kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from rnnlab.i18n.messages import t

_MAX_SHOWN = 80  # characters of a value in a sentence
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
        filled = t(rule, **values) if values else rule
        error = cls(t("{name} must {rule}, got {value}", name=name, rule=filled, value=words or shown(got)))
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
    """The `repr` of a value, cut to a length that fits a sentence."""
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write out a whole number of thousands of digits
        return "a number too long to write out"
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
