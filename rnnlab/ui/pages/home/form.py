"""The settings of Home: the first of three days, and the measurements that a person changes.

Labels are marked here with `mark` and translated by the widget that shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from rnnlab.bundled.recordings import bundled
from rnnlab.errors import ConfigError
from rnnlab.i18n.messages import mark, t
from rnnlab.recording.recording import Recording
from rnnlab.ui.forms.fields import Field, Rule, short
from rnnlab.ui.forms.form import Form
from rnnlab.ui.pages.home.tables import LABELS
from rnnlab.weather.data import DAYS_READ, FEATURES, Feature, days, split

PAGE = "home"


@dataclass(frozen=True, kw_only=True)
class DateField(Field):
    """The first of the three days; in the URL as 2015-10-09."""

    def read(self, raw: str) -> date:
        """The date that a URL gives.

        Raises:
            ConfigError: It is no date, or lies outside the data.
        """
        try:
            given = date.fromisoformat(raw)
        except ValueError:
            raise self._error(raw) from None
        if given.isoformat() != raw:  # Python reads other spellings too, a link must have this one
            raise self._error(raw)
        return self.check(given)

    def check(self, value: Any) -> date:
        """The date itself, if the data has this day and the three after it.

        Raises:
            ConfigError: It does not.
        """
        if not isinstance(value, date) or not days().dates[0] <= value <= days().latest_first:
            raise self._error(value)
        return value

    @property
    def rule(self) -> Rule:
        """What a value must be."""
        return mark("a date from {first} to {last}"), {"first": days().dates[0], "last": days().latest_first}

    def _error(self, value: Any) -> ConfigError:
        """As for a text, but with the value in place of its length."""
        rule, values = self.rule
        return ConfigError.must_be(self.title, rule, got=value, words=short(value), field=self.name, **values)


@dataclass(frozen=True)
class WeatherChoice:
    """The three days that the network reads.

    Attributes:
        first: First of the three days.
        changes: `{(day, feature): value}` that differ from what was observed, day 0 to 2.
    """

    first: date
    changes: Mapping[tuple[int, str], float]


def default_first() -> date:
    """The first day of the bundled recording."""
    return date.fromisoformat(bundled().header["dates"][0])


def name_of(day: int, feature: Feature) -> str:
    """A feature's name in the URL: `rain_1` is the first day's rain."""
    return f"{feature.name}_{day + 1}"


def observed(first: date) -> dict[str, Any]:
    """What was observed on the three days, by field name."""
    at = days().index(first)
    raw = days().raw[at : at + DAYS_READ].tolist()
    return {
        name_of(day, feature): bool(raw[day][i]) if feature.name == "sun" else raw[day][i]
        for day in range(DAYS_READ)
        for i, feature in enumerate(FEATURES)
    }


def fields(first: date) -> tuple[Field, ...]:
    """Every setting; a feature's default is what was observed, so that the URL names only what was changed."""
    places = {name_of(day, feature): (day, feature) for day in range(DAYS_READ) for feature in FEATURES}
    day = DateField(name="first", kind="text", default=default_first(), label=mark("First of three days"))
    return day, *(_measurement(name, value, *places[name]) for name, value in observed(first).items())


def _measurement(name: str, value: Any, day: int, feature: Feature) -> Field:
    label = t("{feature} of day {day}", feature=t(LABELS[feature.name]), day=day + 1)
    if isinstance(value, bool):
        return Field(name=name, kind="flag", default=value, label=label)
    return Field(name=name, kind="float", default=value, low=feature.lowest, high=feature.highest, label=label)


def choice(values: Mapping[str, Any]) -> WeatherChoice:
    """The choice of these values: only those that differ from what was observed are changes."""
    before = observed(values["first"])
    places = {name_of(day, feature): (day, feature.name) for day in range(DAYS_READ) for feature in FEATURES}
    return WeatherChoice(
        values["first"], {places[name]: float(values[name]) for name in before if values[name] != before[name]}
    )


class WeatherForm(Form[WeatherChoice]):
    """Home's form: choosing another first day drops all changes."""

    def __init__(self) -> None:
        memory = st.session_state.get(f"form.{PAGE}")
        before = memory.values["first"] if memory else default_first()
        first = st.session_state.get(f"{PAGE}.first")
        if first is None:  # Streamlit has dropped the value while another page was shown
            _forget()
            first = before
        elif first != before:
            _show(first)
        super().__init__(PAGE, fields(first), choice)

    @property
    def touched(self) -> bool:
        """Whether any field differs from what was observed; a bad value counts too."""
        return bool(self.config.changes or self._memory.errors)

    def forget_days(self) -> None:
        """Drop the values of the days' fields, which would override a link; to be called when they are not drawn."""
        _forget()

    def refill(self, name: str) -> None:
        """Set a day's field to the last good value after `forget_days`; to be called before it is drawn."""
        if self.key(name) not in st.session_state:
            st.session_state[self.key(name)] = self[name]

    def move(self, by: int) -> None:
        """Move the first day by some days, within the data; for a callback."""
        data = days()
        index = min(max(data.index(self.config.first) + by, 0), data.index(data.latest_first))
        _show(data.dates[index])

    def reset(self) -> None:
        """Set all fields to the observed values; for a callback."""
        _show(self.config.first)

    def surprise(self) -> None:
        """Choose the next of the 12 held-out days whose weather the network thought least likely; for a callback."""
        data = days()
        fourth = split(data).held_out[bundled()["held_out.probability"].argsort()[:12]].tolist()
        firsts = [data.dates[i] - timedelta(days=DAYS_READ) for i in fourth]
        here = firsts.index(self.config.first) + 1 if self.config.first in firsts else 0
        _show(firsts[here % len(firsts)])

    def _apply_link(self, query: Mapping[str, Sequence[str]]) -> None:
        """As `Form._apply_link`; the features' defaults are what was observed on the days of the link."""
        day = self._fields[0]
        try:
            first = day.read(*query.get(day.name, ()))
        except (ConfigError, TypeError):  # no day, a bad one, or several: the base class writes the notice
            first = day.default
        self._fields = fields(first)
        super()._apply_link(query)


def _show(first: date) -> None:
    """Set the widgets to a first day and what was observed on the three days."""
    st.session_state[f"{PAGE}.first"] = first
    for name, value in observed(first).items():
        st.session_state[f"{PAGE}.{name}"] = value


def _forget() -> None:
    """Remove the days' fields from the session state, where Streamlit keeps values that a script has set."""
    for name in observed(default_first()):
        if f"{PAGE}.{name}" in st.session_state:
            del st.session_state[f"{PAGE}.{name}"]


def recording(chosen: WeatherChoice) -> Recording:
    """The network's run over a choice; torch is imported only if it is not the bundled one."""
    if chosen == WeatherChoice(default_first(), {}):
        return bundled()
    from rnnlab.weather.forecast import forecast

    return forecast(bundled(), chosen.first, chosen.changes)
