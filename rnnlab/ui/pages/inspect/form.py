"""The settings of the page Inspect: which part of which call is shown, in which order, above which threshold."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from rnnlab.analysis.unit_order import UnitOrder
from rnnlab.config.choices import GATES
from rnnlab.i18n.messages import mark, t
from rnnlab.player.inspection.part import Part
from rnnlab.recording.calls import RecordedCall
from rnnlab.ui.forms.caps import Caps, fitted
from rnnlab.ui.forms.fields import Field
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.memory import FormMemory
from rnnlab.ui.inspected import Inspected

PAGE = "inspect"
_STATES = ("h", "c", *dict.fromkeys(gate for gates in GATES.values() for gate in gates), "pre")
_QUANTITIES = (*_STATES, *(f"{name}.grad" for name in _STATES))
_ORDERS: Mapping[str, str] = {
    "index": mark("by index"),
    "similarity": mark("by similarity"),
    "time": mark("by time constant"),
}
_MOST = 10**6  # of a number whose real limit the recording says
_OF = "inspect.form-of"

INSPECT = (
    Field(name="call", kind="int", default=1, low=1, high=_MOST, label=mark("Call")),
    Field(name="layer", kind="int", default=0, low=0, high=_MOST, label=mark("Layer")),
    Field(name="quantity", kind="choice", default="h", choices=_QUANTITIES, label=mark("State")),
    Field(name="direction", kind="choice", default="forward", choices=("forward", "reverse"), label=mark("Direction")),
    Field(name="item", kind="int", default=0, low=0, high=_MOST, label=mark("Batch item")),
    Field(name="order", kind="choice", default="index", choices=tuple(_ORDERS), label=mark("Order units")),
    Field(name="threshold", kind="float", default=0.6, low=1e-9, high=1e9, label=mark("Threshold")),
)


@dataclass(frozen=True, kw_only=True)
class InspectChoice:
    """What the form says, as numbers and texts."""

    call: int
    layer: int
    quantity: str
    reverse: bool
    item: int
    order: UnitOrder
    threshold: float


def inspect_form(shown: Inspected) -> Form[InspectChoice]:
    """The settings of the page; another recording than before begins with their defaults.

    Args:
        shown: The recording, which says which calls, layers and batch items there are.
    """
    caps, fields = _caps(shown), _fields(shown)
    memory: FormMemory[InspectChoice] | None = st.session_state.get(f"form.{PAGE}")
    if memory is not None and st.session_state.get(_OF) != shown.id:
        values = memory.values | {f.name: f.default for f in fields if f.name not in ("order", "threshold")}
        memory.values = fitted(fields, caps, values)
        for name, value in memory.values.items():
            memory.replaced.put(f"{PAGE}.{name}", value)
    st.session_state[_OF] = shown.id
    return Form(PAGE, fields, _build, caps=caps)


def _fields(shown: Inspected) -> tuple[Field, ...]:
    """The fields with the defaults of a recording: the top layer, and of a training its last epoch."""
    defaults = {"call": shown.start, "layer": shown.calls[shown.start - 1].num_layers - 1}
    return tuple(replace(f, default=defaults.get(f.name, f.default)) for f in INSPECT)


def part_of(shown: Inspected, choice: InspectChoice) -> Part:
    """The part of the recording that the form says."""
    return Part(
        call=shown.calls[choice.call - 1],
        item=choice.item,
        layer=choice.layer,
        reverse=choice.reverse,
        quantity=choice.quantity,
    )


def _build(values: Mapping[str, Any]) -> InspectChoice:
    reverse = values["direction"] == "reverse"
    return InspectChoice(reverse=reverse, **{name: value for name, value in values.items() if name != "direction"})


def _caps(shown: Inspected) -> Caps:
    def call(values: Mapping[str, Any]) -> RecordedCall:
        number: int = values["call"]
        return shown.calls[min(max(1, number), len(shown.calls)) - 1]

    return {
        "call": lambda values: len(shown.calls),
        "layer": lambda values: call(values).num_layers - 1,
        "quantity": lambda values: call(values).quantities,
        "direction": lambda values: ("forward", "reverse") if call(values).bidirectional else ("forward",),
        "item": lambda values: call(values).batch_size - 1,
    }


def draw_settings(form: Form[InspectChoice], shown: Inspected, call: RecordedCall) -> None:
    """Draw the fields that have something to choose."""
    with st.container(key=f"fields-{PAGE}"):
        if len(shown.calls) > 1:
            _select(form, "call", range(1, len(shown.calls) + 1), lambda k: shown.calls[k - 1].title)
        _select(form, "layer", range(call.num_layers), lambda layer: _layer(layer, call.num_layers))
        _select(form, "quantity", call.quantities, _quantity)
        if call.bidirectional:
            _select(form, "direction", ("forward", "reverse"), {"forward": t("forward"), "reverse": t("reverse")}.get)
        if call.batch_size > 1:
            form.draw("item")
        _select(form, "order", tuple(_ORDERS), lambda order: t(_ORDERS[order]))
    form.draw("threshold", slider=1.0)


def _select(form: Form[InspectChoice], name: str, options: Any, shown: Any) -> None:
    """Draw a choice of one field, and what is wrong with it."""
    key = form.key(name)
    if st.session_state.get(key) not in options:
        st.session_state[key] = form[name]
    label = next(f.label for f in INSPECT if f.name == name)
    wide = name in ("call", "order")
    with st.container(key=f"wide-{PAGE}-{name}") if wide else nullcontext():
        st.selectbox(t(label), options, format_func=shown, key=key, on_change=form.entered(name))
    form.draw_problems(name)


def _layer(layer: int, layers: int) -> str:
    return t("{layer} (top)", layer=layer) if layers > 1 and layer == layers - 1 else str(layer)


def _quantity(name: str) -> str:
    return f"dL/d{name.removesuffix('.grad')}" if name.endswith(".grad") else name
