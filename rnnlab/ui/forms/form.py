"""`Form`: the values of a page's fields, kept equal in its widgets, in its config and in the URL.

The URL holds every setting. A bad value gets a sentence, and the last good config stays in force.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnlab.errors import ConfigError
from rnnlab.i18n.messages import t
from rnnlab.ui.forms.caps import Caps, allows, capped, fitted
from rnnlab.ui.forms.fields import Field, fallback_notice, read_url, short, told, write_url
from rnnlab.ui.forms.memory import FormMemory
from rnnlab.ui.forms.widgets import draw_widget
from rnnlab.ui.shell.address import write_address
from rnnlab.ui.shell.draw_order import expect_draw
from rnnlab.ui.shell.reruns import is_history_navigation, is_own_rerun
from rnnlab.ui.shell.router import has_entered
from rnnlab.ui.shell.style import WIDE

C = TypeVar("C")


class Form(Generic[C]):
    """The settings of one page in one run of its script.

    The config is known once the form is made, before any widget is drawn, so that the picture can be sent first. Then
    `draw` the widgets, and write the URL with `share`.

    Args:
        page: The page's short name; widgets have the keys `<page>.<name>`.
        fields: What may be set. A hidden one has no widget: `set` sets it.
        build: Values → config; a `ConfigError` it raises is shown beside the widget of its `field`.
        caps: Name → the largest value that the other values leave room for, as in "item": batch_size - 1; see `caps`.

    Attributes:
        fresh: Whether the values came from a link or from memory in this run, not from the widgets.
        linked: Whether they came from a link.
    """

    def __init__(
        self,
        page: str,
        fields: Sequence[Field],
        build: Callable[[Mapping[str, Any]], C],
        *,
        caps: Caps | None = None,
    ) -> None:
        self._page, self._fields, self._build, self._caps = page, fields, build, caps or {}
        defaults = {f.name: f.default for f in fields}
        name = f"form.{page}"
        if name not in st.session_state:
            st.session_state[name] = FormMemory(build(defaults), defaults)
        self._memory: FormMemory[C] = st.session_state[name]
        self.linked = False
        self.fresh = self._sync()
        self._synced = True

    def read_widgets(self) -> None:
        """Read the widgets again; the first thing to do in a fragment that holds the widgets and reruns alone."""
        if not self._synced:
            self.linked = self.fresh = False
            self._sync(rerun=True)
        self._synced = False

    @property
    def config(self) -> C:
        """The last good config."""
        return self._memory.config

    def __getitem__(self, name: str) -> Any:
        """The last good value of a field."""
        return self._memory.values[name]

    def set(self, name: str, value: Any) -> None:
        """Set a field that has no widget."""
        self._memory.values[name] = value

    def put(self, name: str, value: Any) -> None:
        """Set a field's widget, which must not be drawn yet in this run, as in a callback."""
        self._memory.replaced.put(self.key(name), value)

    def key(self, name: str) -> str:
        """The key of a field's widget."""
        return f"{self._page}.{name}"

    def share(self) -> None:
        """Write the values into the URL, if it does not hold them."""
        query = write_url(self._fields, self._memory.values)
        if query != self._memory.query or (self.fresh and query != st.query_params.to_dict()):
            write_address(query)
            self._memory.query = query

    def share_epoch(self, epoch: int) -> None:
        """Write the epoch that a run has come to into the URL while it trains, at most once a second."""
        now = time.monotonic()
        if now - self._memory.shared_at >= 1:
            self._memory.shared_at = now
            self.set("epoch", epoch)
            self.share()

    def draw_notices(self) -> None:
        """Draw one sentence for every value of the link that could not be used."""
        with st.container(key=f"notices-{self._page}"):  # drawn also when empty, so that what follows keeps its place
            for i, notice in enumerate(self._memory.notices):
                with st.container(key=f"notice-{self._page}-{i}"):
                    st.text(notice)  # holds what the link held: never Markdown

    def draw(self, *names: str, **options: Any) -> None:
        """Draw the widgets of these fields, and after them what `draw_problems` draws."""
        for name in names:
            self._draw(name, **options)
        self.draw_problems(*names)

    def has_problem(self, name: str) -> bool:
        """Whether `draw_problems` draws a sentence for a field."""
        return name in self._memory.changes or name in self._memory.errors

    def draw_problems(self, *names: str) -> None:
        """Draw a sentence for each of these fields whose widget holds a bad value, or that the form has changed."""
        sentences = self._memory.changes | self._memory.errors
        for name in names:
            if name in sentences:
                with st.container(key=f"problem-{self._page}-{name}"):
                    st.text(sentences[name])

    def grid(self, *rows: Sequence[str], part: str = "", **options: Any) -> DeltaGenerator:
        """Draw rows of one or two fields each and return the grid; `part` tells several grids of one page apart.

        One block laid out by the stylesheet: every column that Streamlit knows of costs the browser time at each run.
        """
        grid = st.container(key=f"fields-{part or self._page}")
        with grid:
            for row in rows:
                if len(row) == 1 and self.key(row[0]) not in WIDE:
                    with st.container(key=f"wide-{self._page}-{row[0]}"):
                        self.draw(*row, **options)
                else:
                    self.draw(*row, **options)
        return grid

    def fold(self, label: str, *names: str) -> None:
        """Draw a row of fields in an expander, which is open at first only if one of them is not at its default.

        Args:
            label: The expander's, in English; marked with `mark` where it is written.
            names: The fields.
        """
        part = f"more-{self._page}"
        if part not in st.session_state:
            st.session_state[part] = any(f.name in names and self[f.name] != f.default for f in self._fields)
        more = st.expander(t(label), key=part, on_change="rerun")
        if more.open:  # at every run a browser renders all that is open
            with more:
                self.grid(names, part=part)

    def _draw(self, name: str, **options: Any) -> None:
        key = self.key(name)
        if name == "new_seed":
            st.button(t("New seed"), key=key, on_click=self.new_seed, width="stretch")
            return
        if key not in st.session_state:  # Streamlit drops the value of a widget that is not drawn, as the batch item's
            st.session_state[key] = self._memory.values[name]
        draw_widget(next(f for f in self._fields if f.name == name), key, on_change=self.entered(name), **options)

    def entered(self, name: str) -> Callable[[], None]:
        """The callback of a field's widget."""
        return partial(self._memory.replaced.entered, self.key(name))

    def new_seed(self) -> None:
        """Choose a random seed and keep all other values; to be called before widgets are drawn, as in a callback."""
        self.put("seed", secrets.randbelow(10_000))

    def _sync(self, *, rerun: bool = False) -> bool:
        """Read the values from the link, from memory or from the widgets, and make the other two equal.

        Args:
            rerun: Whether a fragment reruns alone, in which case the link is not read.

        Returns:
            Whether they came from the link or from memory.
        """
        memory = self._memory
        memory.replaced.confirm(by_browser=rerun or not is_own_rerun())
        state, keys = st.session_state, {f: self.key(f.name) for f in self._fields}
        raw = {f.name: f.to_int(state[key]) for f, key in keys.items() if key in state}
        touched = any(name in memory.raw and memory.raw[name] != value for name, value in raw.items())
        query = {name: st.query_params.get_all(name) for name in st.query_params}
        # Values of fields that were not drawn outlive a visit to another page, so `raw` alone does not show an entry.
        entering = (not rerun and has_entered()) or not raw
        given = {name: values[0] for name, values in query.items()}
        foreign = given != memory.query
        if entering and foreign and (given or memory.query is None):
            self._apply_link(query)
        elif entering:  # back from another page: the values are those of before
            self._fill()
        elif foreign and not rerun and is_history_navigation():
            self._apply_link(query)
        else:
            if touched:
                memory.notices, memory.changes = [], {}
                expect_draw()
            self._apply_widgets(raw)
            return False
        return True

    def _apply_link(self, query: Mapping[str, Sequence[str]]) -> None:
        memory, self.linked = self._memory, True
        values, _ = read_url(self._fields, query)
        values, memory.notices = read_url([capped(f, self._caps, values) for f in self._fields], query)
        values, memory.config = self._build_link(values)
        memory.values, memory.errors = values, {}
        memory.query = None  # so that `share` writes the URL
        self._fill()

    def _build_link(self, values: dict[str, Any]) -> tuple[dict[str, Any], C]:
        """Values that fit together, and their config.

        Where those of the link do not, the field at fault gets its default; if that is not enough, all texts get
        theirs, then all fields.
        """
        try:
            return values, self._build(values)
        except ConfigError as error:  # each value is valid, but they do not fit together
            problem = error
        at_fault = [f for f in self._fields if f.name == problem.field]
        texts = [f for f in self._fields if f.kind == "text"]
        fallbacks: list[tuple[Sequence[Field], str]] = [
            (texts, t("In the link, {problem}; the default texts are used.", problem=told(problem))),
            (self._fields, t("In the link, {problem}; the defaults are used.", problem=told(problem))),
        ]
        if at_fault:
            fallbacks.insert(0, (at_fault, fallback_notice(problem, at_fault[0].default)))
        for fields, notice in fallbacks:
            other = fitted(self._fields, self._caps, values | {f.name: f.default for f in fields})
            with suppress(ConfigError):
                config = self._build(other)
                self._memory.notices.append(notice)
                return other, config
        self._memory.notices.append(t("In the link, {problem}; nothing of it is used.", problem=told(problem)))
        return self._memory.values, self._memory.config

    def _apply_widgets(self, raw: dict[str, Any]) -> None:
        """The widgets' values if all are good; else the last good ones stay, with a sentence for each bad one."""
        memory = self._memory
        memory.raw, memory.errors = raw, {}
        values = self._check_each(raw)
        config = self._check_together(values)
        if config is not None and not memory.errors:
            memory.config, memory.values = config, values

    def _check_each(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the widgets, with the last good one, and a sentence, for each that holds a bad one.

        A value for which other fields have left no room is changed to the nearest one, with a sentence.
        """
        memory = self._memory
        values = {**memory.values, **raw}
        values |= {f.name: memory.values[f.name] for f in self._fields if not allows(f, values[f.name])}
        for f in self._fields:
            limited, last, value = capped(f, self._caps, values), memory.values[f.name], raw.get(f.name, values[f.name])
            try:
                limited.check(value)
            except ConfigError as error:
                values[f.name] = used = limited.nearest(last)
                if value != last:
                    memory.errors[f.name] = t("{problem}.", problem=told(error))
                elif f.name in raw:
                    memory.raw[f.name] = used
                    self.put(f.name, used)
                    memory.changes[f.name] = t("{problem}; {value} is used.", problem=told(error), value=short(used))
        return values

    def _check_together(self, values: Mapping[str, Any]) -> C | None:
        """The config of values that are each valid; None, and a sentence at the widget at fault, if they do not fit."""
        try:
            return self._build(values)
        except ConfigError as error:
            self._memory.errors[error.field or self._fields[0].name] = t("{problem}.", problem=told(error))
            return None

    def _fill(self) -> None:
        """Set the widgets to the values."""
        self._memory.values, self._memory.changes = fitted(self._fields, self._caps, self._memory.values), {}
        self._memory.raw = {f.name: self._memory.values[f.name] for f in self._fields if not f.hidden}
        for name, value in self._memory.raw.items():
            self.put(name, value)
