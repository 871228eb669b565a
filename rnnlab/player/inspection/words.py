"""`health_view`, `found_view`: findings as the player shows them, in words; and tokens as one line of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnlab.analysis.find_units import FoundUnits
from rnnlab.analysis.unit_health.kinds import HEALTH_KINDS, definition
from rnnlab.analysis.unit_health.report import UnitHealth
from rnnlab.player.inspection.part import Part
from rnnlab.text import visible

_MOST_LETTERS = 24  # of a token
_MOST_FINDINGS = 200  # of one kind, in sentences; the units are marked in any case
_AROUND = 3  # tokens before and after a place
_MOST_WORDS = 8  # of a place's own text


def token_text(token: str) -> str:
    """A token on one line, cut where it is long."""
    text = visible(token[: _MOST_LETTERS + 1])
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"


def health_view(health: UnitHealth) -> dict[str, Any]:
    """The findings by kind, each kind with its definition and its source; units are columns of the arrays."""
    kinds = []
    for kind in HEALTH_KINDS:
        findings, what = health.of_kind(kind), definition(kind)
        items = [
            {"units": list(f.units), "quantity": f.quantity, "sentence": f.sentence} for f in findings[:_MOST_FINDINGS]
        ]
        named = {unit for f in findings for unit in f.units}
        entry = {"kind": kind, "title": what.title, "definition": what.sentence, "source": what.source}
        kinds.append({**entry, "count": len(named), "units": sorted(named), "findings": items})
    return {"kinds": kinds, "dimensions": health.dimensions, "steps": health.steps, "units": health.units}


def found_view(part: Part, found: FoundUnits, brush: tuple[int, int], threshold: float) -> dict[str, Any]:
    """The units of a brush and the ranked places, each with its text."""
    places = []
    for place in found.places:
        tokens = part.call.tokens(place.item)
        first, last = place.first - 1, place.last  # of a slice
        own = tokens[first : min(last, first + _MOST_WORDS)] if tokens else []
        more = ["…"] if tokens and last - first > _MOST_WORDS else []
        places.append(
            {
                "item": place.item,
                "first": place.first,
                "last": place.last,
                "matching": place.matching,
                "before": _joined(tokens[max(0, first - _AROUND) : first] if tokens else []),
                "text": _joined([*own, *more]),
                "after": _joined(tokens[last : last + _AROUND] if tokens else []),
            }
        )
    own = (part.tokens or [])[brush[0] - 1 : min(brush[1], brush[0] - 1 + _MOST_WORDS)]
    return {
        "first": brush[0],
        "last": brush[1],
        "text": _joined(own),
        "threshold": threshold,
        "units": _selective(part, found, brush),
        "places": places,
        "not_finite": found.not_finite,
    }


def _joined(tokens: Sequence[str]) -> str:
    """Tokens as running text; single letters stand without spaces between them."""
    shown = [token_text(token) for token in tokens]
    return ("" if all(len(token) <= 1 for token in shown) else " ").join(shown)


def _selective(part: Part, found: FoundUnits, brush: tuple[int, int]) -> list[int]:
    """The units found, the most selective first: by how much larger they are in the brush than in general."""
    values = np.nan_to_num(np.abs(part.values[:, list(found.units)]), nan=0.0, posinf=0.0)
    inside = values[brush[0] - 1 : brush[1]].mean(0)
    return [found.units[k] for k in np.argsort(values.mean(0) - inside, kind="stable")]
