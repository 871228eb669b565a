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
from rnnlab.i18n.messages import mark
from rnnlab.recording.recording import Recording
from rnnlab.ui.forms.fields import Field, Rule, short
from rnnlab.ui.forms.form import Form
from rnnlab.weather.data import DAYS_READ, FEATURES, Feature, days, split

PAGE = "home"


class Day(date):
    """A date whose `repr` a sentence can hold, for `short`."""

    def __repr__(self) -> str:
        return self.isoformat()


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
        if given.isoformat() != raw:  # Python reads other spellings too; a link has one
            raise self._error(raw)
        return self.check(given)

    def check(self, value: Any) -> date:
        """The date itself, if three days and an observed fourth begin there."""
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
        return ConfigError.must_be(self.name, rule, got=value, words=short(value), **values)


@dataclass(frozen=True)
class WeatherChoice:
    """The three days that the network reads.

    Attributes:
        first: First of the three days.
        changes: `{(day, feature): value}` that differ from what was observed, day 0 to 2.
    """

    first: date
    changes: Mapping[tuple[int, str], float]


def default_first() -> Day:
    """The first day of the bundled recording."""
    return Day.fromisoformat(bundled().header["dates"][0])


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
    limits = {name_of(day, feature): feature for day in range(DAYS_READ) for feature in FEATURES}
    day = DateField(name="first", kind="text", default=default_first(), label=mark("First of three days"))
    return day, *(
        Field(name=name, kind="flag", default=value)
        if isinstance(value, bool)
        else Field(name=name, kind="float", default=value, low=limits[name].lowest, high=limits[name].highest)
        for name, value in observed(first).items()
    )


def choice(values: Mapping[str, Any]) -> WeatherChoice:
    """The choice that these values say."""
    seen = observed(values["first"])
    at = {name_of(day, feature): (day, feature.name) for day in range(DAYS_READ) for feature in FEATURES}
    return WeatherChoice(
        values["first"], {at[name]: float(values[name]) for name in seen if values[name] != seen[name]}
    )


class WeatherForm(Form[WeatherChoice]):
    """Home's form: another first day drops the changes of the days before."""

    def __init__(self) -> None:
        memory = st.session_state.get(f"form.{PAGE}")
        before = memory.values["first"] if memory else default_first()
        first = st.session_state.get(f"{PAGE}.first")
        if first is None:  # the page was away
            _forget()
            first = before
        elif first != before:
            _show(first)
        super().__init__(PAGE, fields(first), choice)

    @property
    def touched(self) -> bool:
        """Whether any field holds something else than what was observed, good or bad."""
        return bool(self.config.changes or self._memory.errors)

    def rest(self) -> None:
        """Forget what the days' fields hold; to be called when they are not drawn, or a later link would meet it."""
        _forget()

    def refill(self, name: str) -> None:
        """Give a day's field the last good value again after a `rest`; to be called before it is drawn."""
        if self.key(name) not in st.session_state:
            st.session_state[self.key(name)] = self[name]

    def move(self, by: int) -> None:
        """Go some days on or back, within the data; for a callback."""
        data = days()
        at = min(max(data.index(self.config.first) + by, 0), data.index(data.latest_first))
        _show(data.dates[at])

    def reset(self) -> None:
        """Put the observed values back; for a callback."""
        _show(self.config.first)

    def surprise(self) -> None:
        """Go to the next of the held-out days that the network thought least likely; for a callback."""
        data = days()
        fourth = split(data).held_out[bundled()["held_out.probability"].argsort()[:12]].tolist()
        firsts = [data.dates[i] - timedelta(days=DAYS_READ) for i in fourth]
        here = firsts.index(self.config.first) + 1 if self.config.first in firsts else 0
        _show(firsts[here % len(firsts)])

    def _apply_link(self, query: Mapping[str, Sequence[str]]) -> None:
        """The defaults of the features belong to the day that the link names."""
        day = self._fields[0]
        try:
            first = day.read(*query.get(day.name, ()))
        except (ConfigError, TypeError):  # no day, a bad one, or several: the notice is written further on
            first = day.default
        self._fields = fields(first)
        super()._apply_link(query)


def _show(first: date) -> None:
    """Make the widgets hold a day and what was observed then."""
    st.session_state[f"{PAGE}.first"] = first
    for name, value in observed(first).items():
        st.session_state[f"{PAGE}.{name}"] = value


def _forget() -> None:
    """Take the days' fields out of the session; Streamlit keeps what a script set until it is deleted."""
    for name in observed(default_first()):
        if f"{PAGE}.{name}" in st.session_state:
            del st.session_state[f"{PAGE}.{name}"]


def recording(chosen: WeatherChoice) -> Recording:
    """What the network makes of a choice; torch is imported only if it is not the bundled one."""
    if chosen == WeatherChoice(default_first(), {}):
        return bundled()
    from rnnlab.weather.forecast import forecast

    return forecast(bundled(), chosen.first, chosen.changes)
