"""`FormMemory`: what one session keeps of one page's form between runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from rnnlab.ui.forms.replaced import ReplacedValues

C = TypeVar("C")


@dataclass
class FormMemory(Generic[C]):
    """What one session keeps of one page's form between runs."""

    config: C
    values: dict[str, Any]  # the last good ones, of which the config is built and the URL written
    raw: dict[str, Any] = field(default_factory=dict)  # what the widgets held, good or bad
    shared_at: float = 0.0  # time.monotonic() at which the URL last followed a run that trains
    query: dict[str, str] | None = None  # the URL's parameters; None before the first run
    notices: list[str] = field(default_factory=list)  # sentences about the link
    errors: dict[str, str] = field(default_factory=dict)  # field name → sentence about the value in its widget
    changes: dict[str, str] = field(default_factory=dict)  # field name → why the form has changed its value
    replaced: ReplacedValues = field(default_factory=ReplacedValues)
