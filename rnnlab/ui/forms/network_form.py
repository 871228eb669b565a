"""`NetworkForm`: the form of a page that uses a trained network, its own or one that it has taken over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from rnnlab.i18n.messages import mark, t
from rnnlab.ui.forms.caps import Caps
from rnnlab.ui.forms.fields import Field, Rule
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.handover import Query, handed_over
from rnnlab.ui.networks import OWN, Taken, newer, take, taken, titles

C = TypeVar("C")


@dataclass(frozen=True, kw_only=True)
class NetworkField(Field):
    """Which network a page runs: `OWN`, or the title of one that was taken over; which these are, a cap says."""

    def check(self, value: Any) -> Any:
        """The title itself.

        Raises:
            ConfigError: The session has no such network.
        """
        if not isinstance(value, str) or (self.choices and value not in self.choices):
            raise self._error(value)
        return value

    @property
    def rule(self) -> Rule:
        """What a value must be."""
        return mark("one that was trained in this session"), {}


NETWORK = NetworkField(name="network", kind="choice", default=OWN, label=mark("Network"))


class NetworkForm(Form[C]):
    """A form with one more field, the network.

    Args:
        page, fields, build, caps: As for `Form`.
    """

    def __init__(
        self, page: str, fields: Sequence[Field], build: Callable[[Mapping[str, Any]], C], *, caps: Caps
    ) -> None:
        super().__init__(page, (*fields, NETWORK), build, caps={**caps, NETWORK.name: lambda values: titles(page)})

    @property
    def is_own(self) -> bool:
        """Whether the page runs the network that it trains from its settings."""
        return taken(self._page, self[NETWORK.name]) is None

    def draw_network(self) -> None:
        """Draw the widget that chooses among the networks of this session, if there is any but the page's own."""
        options, key = titles(self._page), self.key(NETWORK.name)
        if len(options) > 1:
            if key not in st.session_state:
                st.session_state[key] = self[NETWORK.name]
            st.selectbox(t(NETWORK.label), options, format_func=_shown_title, key=key, on_change=self._choose)
            if self.is_own:
                st.caption(
                    t("Networks that other pages have trained in this session can be taken over as they are now.")
                )
            else:
                self._draw_taken(self[NETWORK.name])
        self.draw_problems(NETWORK.name)

    def _draw_taken(self, title: str) -> None:
        """Draw the name of a network that was taken over, and a button if its run has gone on since."""
        with st.container(key="facts-network"):
            st.text(  # holds a person's letters: never Markdown
                t(
                    "{title}: it stays as it was then until you choose another one here. This session keeps it; a link "
                    "names it, but does not hold it.",
                    title=title,
                )
            )
        newest = newer(self._page, title)
        if newest:
            key = f"{self._page}.newest"
            st.button(t("Take over its newest state"), key=key, on_click=self._take_newest, args=(newest,))

    def adopted(self, query: Query) -> Query:
        """The parameters of a link as this page names them."""
        return query

    def use(self, other: Taken | None) -> None:
        """Change what has to do with the network; called before the run in which the page has another one.

        Args:
            other: The network; None for the page's own.
        """

    def _choose(self) -> None:
        self.entered(NETWORK.name)()
        title = st.session_state[self.key(NETWORK.name)]
        take(self._page, title, self[NETWORK.name])
        self.use(taken(self._page, title))

    def _take_newest(self, title: str) -> None:
        take(self._page, title, self[NETWORK.name])
        self.put(NETWORK.name, title)

    def _apply_link(self, query: Query) -> None:
        """As `Form._apply_link`, after the network that the link names was taken over."""
        super()._apply_link(self.adopted(handed_over(self._page, query, self[NETWORK.name])))


def _shown_title(title: str) -> str:
    return t(title) if title == OWN else title
