"""`Caps`: the limits that other settings leave a field, as batch_size leaves the batch item. No streamlit here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rnnlab.errors import ConfigError
from rnnlab.ui.forms.fields import Field

Values = Mapping[str, Any]
# Name → all values → the greatest value that the others leave room for; or, for a choice, the values that they leave.
Caps = Mapping[str, Callable[[Values], int | Sequence[str]]]


def capped(f: Field, caps: Caps, values: Values) -> Field:
    """A field with the limits that the other values leave it."""
    return f.within(caps[f.name](values)) if f.name in caps else f


def fitted(fields: Sequence[Field], caps: Caps, values: Values) -> dict[str, Any]:
    """The values; each for which the others leave no room is changed to the nearest one that they allow."""
    limited = {f.name: capped(f, caps, values) for f in fields if f.name in caps}
    return {name: limited[name].nearest(value) if name in limited else value for name, value in values.items()}


def allows(f: Field, value: Any) -> bool:
    """Whether a field may hold a value."""
    try:
        f.check(value)
    except ConfigError:
        return False
    return True
