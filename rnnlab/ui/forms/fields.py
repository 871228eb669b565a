"""What a person may set on a page: one table of fields, read from and written to the URL. No streamlit here."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rnnlab.config.edits import LINK_EDITS, Edit, from_text, to_text
from rnnlab.errors import ConfigError
from rnnlab.text import symbols

Kind = Literal["int", "float", "choice", "flag", "text"]

_INT = re.compile(r"-?[0-9]{1,18}")  # ASCII only, and never so long that int() itself refuses it
_FLOAT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?(e-?[0-9]{1,3})?")
_FLAGS = {"true": True, "false": False}
_MAX_CODE_POINTS = 20_000  # a text longer than this is refused before it is split into symbols


@dataclass(frozen=True, kw_only=True)
class Field:
    """One setting of a page.

    Attributes:
        name: Its name in the URL, in the config and on its label.
        kind: What values it takes.
        default: Its value when the URL does not name it.
        low, high: Least and greatest value, inclusive; for a text, its length in symbols.
        choices: The values of a choice.
        label: What stands over the widget, if not the name.
        hidden: Lives in the URL only; no widget shows it.
    """

    name: str
    kind: Kind
    default: Any
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    label: str = ""
    hidden: bool = False

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
        """The value that a widget gives, which holds numbers of any kind as floats; `check` comes after it."""
        return int(value) if self.kind == "int" and isinstance(value, float) and value.is_integer() else value

    def check(self, value: Any) -> Any:
        """The value itself, if this field may hold it.

        Raises:
            ConfigError: It may not.
        """
        if self.kind == "choice":
            fine = value in self.choices
        elif self.kind == "flag":
            fine = isinstance(value, bool)
        elif self.kind == "text":
            fine = isinstance(value, str) and self._fits(value)
        elif self.kind == "int":
            fine = type(value) is int and self.low <= value <= self.high
        else:
            fine = isinstance(value, int | float) and self.low <= value <= self.high  # NaN compares false
        if not fine:
            raise self._error(value)
        return value

    def write(self, value: Any) -> str:
        """The value as the URL holds it; `read` gives it back."""
        if self.kind == "flag":
            return "true" if value else "false"
        return repr(float(value)) if self.kind == "float" else str(value)

    @property
    def rule(self) -> str:
        """What a value must be, in words that follow "must be"."""
        limits = f"from {_plain(self.low)} to {_plain(self.high)}"
        return {
            "int": f"a whole number {limits}",
            "float": f"a number {limits}",
            "choice": f"one of {', '.join(self.choices)}",
            "flag": "true or false",
            "text": f"a text of {_plain(self.low)} to {_plain(self.high)} symbols",
        }[self.kind]

    def _fits(self, text: str) -> bool:
        return len(text) <= _MAX_CODE_POINTS and self.low <= len(symbols(text)) <= self.high

    def _error(self, value: Any) -> ConfigError:
        if self.kind == "text" and isinstance(value, str) and value:
            got = f"{len(symbols(value)) if len(value) <= _MAX_CODE_POINTS else len(value)}"
        else:
            got = short(value)
        return ConfigError(f"{self.name} must be {self.rule}, got {got}", field=self.name)


class Edits(tuple[Edit, ...]):
    """Edits that a sentence can show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{len(self)} edited values" if self else "no edited value"


@dataclass(frozen=True, kw_only=True)
class EditsField(Field):
    """The values set by hand, as many as fit a link; no widget shows it."""

    def read(self, raw: str) -> Edits:
        """The edits that a URL gives.

        Raises:
            ConfigError: The text says no edits, or too many.
        """
        return Edits(from_text(raw))

    def check(self, value: Any) -> Any:
        """The edits themselves, if a link has room for them."""
        if not isinstance(value, Edits) or len(value) > LINK_EDITS:
            raise self._error(value)
        return value

    def write(self, value: Any) -> str:
        """The edits as the URL holds them."""
        return to_text(value)

    @property
    def rule(self) -> str:
        """What a value must be."""
        return f"at most {LINK_EDITS} edits"


def short(value: Any, limit: int = 40) -> str:
    """A value as a link or Python would write it, cut to a length that fits a sentence."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = _plain(value) if isinstance(value, int | float) else repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def read_url(fields: Sequence[Field], query: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], list[str]]:
    """Read every field from a URL's parameters.

    Args:
        fields: What may be set.
        query: Name to all values given under it; other names are passed over.

    Returns:
        A value for every field, its default where the URL gives none or a bad one, and one sentence for each bad one.
    """
    values, notices = {}, []
    for field in fields:
        values[field.name] = field.default
        given = query.get(field.name, ())
        try:
            if len(given) > 1:
                raise ConfigError(f"{field.name} must be given once, got {len(given)} values", field=field.name)
            if given:
                values[field.name] = field.read(given[0])
        except ConfigError as error:
            notices.append(fallback_notice(error, field.default))
    return values, notices


def write_url(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, str]:
    """The URL parameters that say these values; defaults stay out."""
    return {field.name: field.write(values[field.name]) for field in fields if values.get(field.name) != field.default}


def fallback_notice(error: Exception, used: Any) -> str:
    """One sentence: what was wrong in the link, and what is used in its place."""
    return f"In the link, {error}; {short(used)} is used."


def _plain(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:.15g}"
