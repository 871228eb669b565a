"""`Field`: one setting of a page, with its limits; read from, checked for and written to the URL. No streamlit here.

A field's label is marked with `mark` in its page's table and translated with `t` by the widget that shows it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, Self

from rnnlab.config.edits import LINK_EDITS, Edit, from_text, to_text
from rnnlab.errors import ConfigError, RnnlabError, shown
from rnnlab.i18n.messages import mark, t
from rnnlab.text import symbols, visible

Kind = Literal["int", "float", "choice", "flag", "text"]
Rule = tuple[str, Mapping[str, Any]]  # what a value must be, with {names}, and the value of each name

_INT = re.compile(r"-?[0-9]{1,18}")  # ASCII only, and never so long that int() itself refuses it
_FLOAT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?(e-?[0-9]{1,3})?")
_FLAGS = {"true": True, "false": False}
_RULES: Mapping[Kind, str] = {
    "int": mark("a whole number from {low} to {high}"),
    "float": mark("a number from {low} to {high}"),
    "choice": mark("one of {choices}"),
    "flag": mark("true or false"),
    "text": mark("a text of {low} to {high} symbols"),
}
MAX_CODE_POINTS = 20_000  # a text longer than this is refused before it is split into symbols


@dataclass(frozen=True, kw_only=True)
class Field:
    """One setting of a page.

    Attributes:
        name: Its name in the URL, in the config and on its label.
        kind: The type of its values.
        default: Its value when the URL does not name it.
        low, high: Least and greatest value, inclusive; for a text, its length in symbols.
        choices: The values of a choice.
        label: The widget's label, in English; the name if empty.
        hidden: Only in the URL; no widget shows it.
    """

    name: str
    kind: Kind
    default: Any
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    label: str = ""
    hidden: bool = False

    @property
    def title(self) -> str:
        """What a sentence calls it: its name, or its label if that does not hold the name."""
        label = t(self.label).split(" (")[0]
        return label if label and self.name not in label.casefold() else self.name

    def within(self, room: int | Sequence[str]) -> Self:
        """The field with the limits that other settings leave it; its default lies within them.

        Args:
            room: The greatest value of a number; the values of a choice.
        """
        if isinstance(room, int):
            high = max(self.low, min(self.high, room))
            return replace(self, high=high, default=min(self.default, high))
        choices = tuple(room)
        return replace(self, choices=choices, default=self.default if self.default in choices else choices[0])

    def nearest(self, value: Any) -> Any:
        """The allowed value nearest to a number; for any other value that is not allowed, the default."""
        if self.kind in ("int", "float"):
            return type(value)(min(max(value, self.low), self.high))
        return value if self.kind != "choice" or value in self.choices else self.default

    def read(self, raw: str) -> Any:
        """The value that a URL gives.

        Raises:
            ConfigError: The text is no value of this kind, or lies outside the limits.
        """
        if self.kind == "int" and _INT.fullmatch(raw):
            return self.check(int(raw))
        if self.kind == "float" and _FLOAT.fullmatch(raw):
            return self.check(float(raw))
        if self.kind == "flag" and raw in _FLAGS:
            return _FLAGS[raw]
        if self.kind in ("choice", "text"):
            return self.check(raw)
        raise self._error(raw)

    def to_int(self, value: Any) -> Any:
        """A widget's value, unchecked: a whole number as an int, since widgets hold all numbers as floats."""
        return int(value) if self.kind == "int" and isinstance(value, float) and value.is_integer() else value

    def check(self, value: Any) -> Any:
        """The value itself, if this field may hold it.

        Raises:
            ConfigError: It may not.
        """
        if self.kind == "choice":
            valid = value in self.choices
        elif self.kind == "flag":
            valid = isinstance(value, bool)
        elif self.kind == "text":
            valid = isinstance(value, str) and self._fits(value)
        elif self.kind == "int":
            valid = type(value) is int and self.low <= value <= self.high
        else:
            valid = isinstance(value, int | float) and self.low <= value <= self.high  # NaN compares false
        if not valid:
            raise self._error(value)
        return value

    def write(self, value: Any) -> str:
        """The value as the URL holds it; `read` gives it back."""
        if self.kind == "flag":
            return "true" if value else "false"
        return repr(float(value)) if self.kind == "float" else str(value)

    @property
    def rule(self) -> Rule:
        """What a value must be, in words that follow "must be", and the values of these words."""
        limits = {"low": _number_text(self.low), "high": _number_text(self.high)}
        values = {"choice": {"choices": ", ".join(self.choices)}, "flag": {}}.get(self.kind, limits)
        return mark("{choices}") if len(self.choices) == 1 else _RULES[self.kind], values

    def _fits(self, text: str) -> bool:
        return len(text) <= MAX_CODE_POINTS and self.low <= len(symbols(text)) <= self.high

    def _error(self, value: Any) -> ConfigError:
        if self.kind == "text" and isinstance(value, str) and value:
            got = f"{len(symbols(value)) if len(value) <= MAX_CODE_POINTS else len(value)}"
        else:
            got = short(value)
        rule, values = self.rule
        return ConfigError.must_be(self.title, rule, got=value, words=got, field=self.name, **values)


class Edits(tuple[Edit, ...]):
    """Edits whose `str` is a phrase for a sentence, as "3 edited values"; `short` uses it."""

    __slots__ = ()

    def __str__(self) -> str:
        return t("{count} edited values", count=len(self)) if self else t("no edited value")


@dataclass(frozen=True, kw_only=True)
class EditsField(Field):
    """The edits of a page, as many as fit a link; no widget shows it."""

    def read(self, raw: str) -> Edits:
        """The edits that a URL gives.

        Raises:
            ConfigError: The text is no list of edits, or has too many.
        """
        return Edits(from_text(raw))

    def check(self, value: Any) -> Any:
        """The edits themselves, if a link can hold so many.

        Raises:
            ConfigError: It cannot.
        """
        if not isinstance(value, Edits) or len(value) > LINK_EDITS:
            raise self._error(value)
        return value

    def write(self, value: Any) -> str:
        """The edits as the URL holds them."""
        return to_text(value)

    @property
    def rule(self) -> Rule:
        """What a value must be."""
        return mark("at most {most} edits"), {"most": LINK_EDITS}


def short(value: Any, limit: int = 40) -> str:
    """A value for a sentence on a page, cut: flags, numbers and dates as a link writes them, a text in quotation marks.

    `errors.shown` is for sentences about calls of the library: it writes all values as Python does.
    """
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, int | float):
        text = _number_text(value)
    elif isinstance(value, str):
        text = f"'{visible(value[:limit])}'"
    elif isinstance(value, date | Edits):
        text = str(value)
    else:
        text = t("nothing") if value is None else t("something else")
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def told(error: Exception) -> str:
    """The sentence of an error for a page, without its full stop: the wrong value as `short` writes it."""
    if not isinstance(error, RnnlabError) or not error.rule or error.words:
        return str(error)
    rule = t(error.rule, **error.values) if error.values else error.rule
    return t("{name} must {rule}, got {value}", name=error.name, rule=rule, value=short(error.got))


def read_url(fields: Sequence[Field], query: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], list[str]]:
    """Read every field from a URL's parameters.

    Args:
        fields: What may be set.
        query: Name → all values given under it; names of no field are ignored.

    Returns:
        A value for every field, its default where the URL gives none or a bad one, and one sentence for each bad one.
    """
    values, notices = {}, []
    for field in fields:
        values[field.name] = field.default
        given = query.get(field.name, ())
        try:
            if len(given) > 1:
                words = t("{count} values", count=len(given))
                raise ConfigError.must_be(field.title, "given once", words=words, field=field.name)
            if given:
                values[field.name] = field.read(given[0])
        except ConfigError as error:
            notices.append(fallback_notice(error, field.default))
    return values, notices


def check_whole_numbers(fields: Sequence[Field], values: object) -> None:
    """Refuse whole numbers of a file that a page has no room for, before a config is made of them.

    Args:
        fields: The page's.
        values: Name → value, as the file says; anything but whole numbers is left to the config.

    Raises:
        ConfigError: One lies outside its field's limits, whose sentence says more than the config's.
    """
    given = values if isinstance(values, Mapping) else {}
    for field in fields:
        if field.kind == "int" and type(given.get(field.name)) is int:
            field.check(given[field.name])


def write_url(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, str]:
    """The URL parameters of these values; those equal to their default are left out."""
    return {field.name: field.write(values[field.name]) for field in fields if values.get(field.name) != field.default}


def fallback_notice(error: Exception, used: Any) -> str:
    """One sentence: what was wrong in the link, and what is used in its place."""
    return t("In the link, {problem}; {value} is used.", problem=told(error), value=short(used))


def _number_text(number: float) -> str:
    if isinstance(number, int):
        return shown(number)
    return f"{number:.15g}" if math.isfinite(number) else t("no finite number")
