"""The settings of the page Ablation: its network, and the `Hold` of one of the units that the network has.

Labels are marked here with `mark` and translated by the widget that shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import mark, t
from rnnlab.text import symbols
from rnnlab.ui.forms.caps import Caps
from rnnlab.ui.forms.fields import Field
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.limits import MOST_EPOCHS
from rnnlab.ui.forms.network_form import NetworkForm
from rnnlab.ui.forms.settings import TEXT, config_from
from rnnlab.ui.networks import learned_texts, taken
from rnnlab.ui.pages.ablation.runs import Hold, Subject, quantities

PAGE = "ablation"
# A small network, whose loss depends on each of its units more than that of a larger one.
_OWN = {"hidden_size": 4, "epochs": 60, "seed": 9}
_QUANTITIES = ("h", "i", "f", "g", "o", "c", "r", "z", "n")
_NAMES = {"h": mark("h (state)"), "c": mark("c (cell state)")}
HOLD = (
    Field(name="hold", kind="flag", default=True, label=mark("Hold a unit")),
    Field(name="layer", kind="int", default=1, low=0, high=63),
    Field(name="unit", kind="int", default=1, low=0, high=4095),
    Field(name="what", kind="choice", default="h", choices=_QUANTITIES),
    Field(name="step", kind="int", default=0, low=0, high=10_000, label=mark("step (0 = all)")),
    Field(name="value", kind="float", default=0.0, low=-1000, high=1000, label=mark("value held")),
)
ABLATION = (
    *(replace(f, default=_OWN.get(f.name, f.default)) for f in TEXT),
    Field(name="epoch", kind="int", default=0, low=0, high=MOST_EPOCHS, label=mark("epoch (0 = last)")),
    *HOLD,
)


def ablation_form() -> NetworkForm[TextConfig]:
    """The settings of the page Ablation."""
    return NetworkForm(PAGE, ABLATION, lambda values: config_from(TextConfig, values), caps=_CAPS)


def _size(values: Mapping[str, Any], name: str) -> Any:
    """A size of the network that the page runs, or its cell."""
    other = taken(PAGE, values["network"])
    return values[name] if other is None else other.recording.header["config"][name]


def _steps(values: Mapping[str, Any]) -> int:
    """How many symbols the network reads."""
    other = taken(PAGE, values["network"])
    return len(symbols(values["source"] if other is None else learned_texts(other.recording)[0]))


_CAPS: Caps = {
    "epoch": lambda values: int(values["epochs"]),
    "layer": lambda values: int(_size(values, "num_layers")) - 1,
    "unit": lambda values: int(_size(values, "hidden_size")) - 1,
    "what": lambda values: quantities(_size(values, "cell")),
    "step": _steps,
}


def hold_of(form: Form[TextConfig]) -> Hold | None:
    """What is held; None if nothing is."""
    if not form["hold"]:
        return None
    return Hold(**{name: form[name] for name in ("layer", "unit", "what", "step", "value")})


def draw_hold_widgets(form: Form[TextConfig], subject: Subject | None, problems: dict[str, str]) -> None:
    """Draw the widgets of the hold.

    Args:
        form: The page's form.
        subject: The network; None while it is being trained.
        problems: A sentence, by the name of the field at fault.
    """
    form.draw("hold", toggle=True)
    known = quantities(subject.cell if subject else form.config.cell)
    with st.container(key="fields-ablation-hold"):
        form.draw("layer", "unit")
        if known != ("h",):
            key = form.key("what")
            if st.session_state.get(key) not in known:
                st.session_state[key] = form["what"] if form["what"] in known else "h"
            with st.container(key="wide-ablation-what"):
                st.selectbox(t("what"), known, key=key, format_func=_label, on_change=form.entered("what"))
        form.draw("step", "value")
        form.draw_problems("what")
        for name, sentence in problems.items():
            if not form.has_problem(name):
                with st.container(key=f"problem-ablation-{name}"):
                    st.text(sentence)


def _label(what: str) -> str:
    """What a widget calls a quantity of a unit."""
    return t(_NAMES[what]) if what in _NAMES else t("gate {gate}", gate=what)


def apply_event(form: Form[TextConfig], event: Mapping[str, Any], subject: Subject, seq_len: int) -> bool:
    """Set the widgets as an event of the player asks; its fields may hold anything.

    Returns:
        Whether the event asked for something that this network has.
    """
    kind = event.get("type")
    if kind in ("release", "again"):
        changes: dict[str, Any] = {"hold": kind == "again"}
    elif kind == "steps" and _is_index(event.get("step"), seq_len):
        changes = {"step": event["step"]}
    elif kind == "hold" and exists(event, subject) and event.get("what") in quantities(subject.cell):
        changes = {"hold": True, **{name: event[name] for name in ("layer", "unit", "what")}}
        if form["step"] and _is_index(event.get("step"), seq_len) and event["step"]:
            changes["step"] = event["step"]  # the clicked step; a hold at every step (0) is left as it is
    else:
        return False
    for name, value in changes.items():
        form.put(name, value)
    return True


def exists(event: Mapping[str, Any], subject: Subject) -> bool:
    """Whether an event names a unit that the network has."""
    return _is_index(event.get("layer"), subject.num_layers - 1) and _is_index(
        event.get("unit"), subject.hidden_size - 1
    )


def _is_index(value: Any, top: int) -> bool:
    return type(value) is int and 0 <= value <= top
