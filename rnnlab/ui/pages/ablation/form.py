"""The settings of the page Ablation: its network, and the `Hold`, adapted to the units that the network has.

Labels are marked here with `mark` and translated by the widget that shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import mark, t
from rnnlab.ui.forms.fields import Field
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.limits import MOST_EPOCHS
from rnnlab.ui.forms.settings import TEXT, config_from
from rnnlab.ui.pages.ablation.runs import Hold, Subject, quantities

_CORRECTED = "ablation.corrected"
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


def ablation_form() -> Form[TextConfig]:
    """The settings of the page Ablation."""
    return Form("ablation", ABLATION, lambda values: config_from(TextConfig, values), caps={"epoch": _last_epoch})


def _last_epoch(values: Mapping[str, Any]) -> int:
    return int(values["epochs"])


def sync_hold(form: Form[TextConfig], subject: Subject, seq_len: int) -> Hold | None:
    """The hold; a layer, unit, quantity or step that the network lacks is first replaced by the nearest one it has.

    Args:
        form: The page's form; to be called before its widgets are drawn.
        subject: The network.
        seq_len: Symbols that it reads.

    Returns:
        None if nothing is held.
    """
    network = (subject.key, seq_len)
    notices: dict[str, tuple[Any, Any, str]] = st.session_state.setdefault(_CORRECTED, {})
    for name in list(notices):  # a sentence is kept until its value or the network changes
        if notices[name][:2] != (network, form[name]):
            del notices[name]
    for name, rule, used in _misfits(form, subject, seq_len):
        if form[name] != next(f.default for f in HOLD if f.name == name):
            notices[name] = (network, used, _correction(name, rule, form[name], used))
        form.correct(name, used)
    if not form["hold"]:
        return None
    return Hold(**{name: form[name] for name in ("layer", "unit", "what", "step", "value")})


def _correction(name: str, rule: str, got: object, used: object) -> str:
    return t(
        "{name} must be {rule} in this network, got {got}; {used} is used.", name=name, rule=rule, got=got, used=used
    )


def _misfits(form: Form[TextConfig], subject: Subject, seq_len: int) -> list[tuple[str, str, Any]]:
    """The name, the rule and the nearest valid value of each setting that this network does not have."""
    found: list[tuple[str, str, Any]] = []
    highest = {"layer": subject.num_layers - 1, "unit": subject.hidden_size - 1, "step": seq_len}
    for name, top in highest.items():
        if form[name] > top:
            found.append((name, t("a whole number from {low} to {high}", low=0, high=top), top))
    known = quantities(subject.cell)
    if form["what"] not in known:
        rule = t("h, as an RNN has no gates,") if known == ("h",) else t("one of {choices}", choices=", ".join(known))
        found.append(("what", rule, "h"))
    return found


def draw_hold_widgets(form: Form[TextConfig], subject: Subject | None, problems: dict[str, str]) -> None:
    """Draw the widgets of the hold.

    Args:
        form: The page's form.
        subject: The network; None while it is being trained.
        problems: A sentence, by the name of the field at fault.
    """
    notices = {name: sentence for name, (_, _, sentence) in st.session_state.get(_CORRECTED, {}).items()} | problems
    form.draw("hold", toggle=True)
    known = quantities(subject.cell if subject else form.config.cell)
    with st.container(key="fields-ablation-hold"):
        form.draw("layer", "unit")
        if known != ("h",):
            key = form.key("what")
            if st.session_state.get(key) not in known:
                st.session_state[key] = form["what"] if form["what"] in known else "h"
            with st.container(key="wide-ablation-what"):
                st.selectbox(t("what"), known, key=key, format_func=_label)
        form.draw("step", "value")
        for name, sentence in notices.items():
            with st.container(key=f"problem-ablation-hold-{name}"):
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
        st.session_state[form.key(name)] = value
    return True


def exists(event: Mapping[str, Any], subject: Subject) -> bool:
    """Whether an event names a unit that the network has."""
    return _is_index(event.get("layer"), subject.num_layers - 1) and _is_index(
        event.get("unit"), subject.hidden_size - 1
    )


def _is_index(value: Any, top: int) -> bool:
    return type(value) is int and 0 <= value <= top
