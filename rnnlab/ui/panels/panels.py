"""What lies under a player: tabs with the console, the numbers, the shapes and the code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from rnnlab.recording.recording import Recording
from rnnlab.ui.panels.table import csv_part, first_rows, parts_of, table_of
from rnnlab.ui.player import last_event, player

if TYPE_CHECKING:
    from rnnlab.recording.array_names import Array
    from rnnlab.ui.panels.shapes import Row

    Content = tuple[Mapping[str, Array], Mapping[str, Any]]

PLOTLY = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}  # Plotly's toolbar


@dataclass(frozen=True, kw_only=True)
class Panels:
    """What the tabs of one page show.

    Attributes:
        page: The page's short name, for keys and file names.
        follows: Key of the player that the console follows.
        recording: All numbers of the picture.
        shapes: Rows of the tab Shapes.
        quantities: What the tab Table offers: name in the recording → what to call it.
        note: Goes on with the heading "Shape" of the tab Shapes.
        tables: What the tab Table offers besides: short name → what to call it, and what makes the table.
        program: What the tab Code says of its program, and what writes that; else the recording's own.
    """

    page: str
    follows: str
    recording: Recording
    shapes: Sequence[Row]
    quantities: Mapping[str, str]
    note: str = ""
    tables: Mapping[str, tuple[str, Callable[[], Any]]] = field(default_factory=dict)
    program: tuple[str, Callable[[], str]] | None = None


def draw_tabs(panels: Panels, *order: str) -> None:
    """Draw the tabs in this order; only the open one is built and sent, so closed ones cost nothing.

    One component of ours: Streamlit's own tabs, tables and buttons would be rendered again by the browser at every
    run of the page, before the picture that somebody waits for.
    """
    contents = {"Console": _console, "Table": _table, "Shapes": _shapes, "Code": _code}
    chosen = st.session_state.get(f"{panels.page}-tabs")
    name = chosen if chosen in order else order[0]
    arrays, said = contents[name](panels)
    view = {"name": "panels", "tabs": list(order), "open": name, **said}
    handle = partial(
        _handle, panels.page, order, tuple(_names(panels))
    )  # not the recording: it is kept with the session
    player(Recording(arrays, {"kind": "panels"}), view=view, key=f"{panels.page}-panels", on_event=handle)


def _handle(page: str, order: Collection[str], names: Collection[str]) -> None:
    """Remember what was chosen or asked for; the event came from a browser, so nothing about it is sure."""
    event = last_event(f"{page}-panels")
    if event is None:
        return
    if event["type"] == "tab" and event.get("name") in order:
        st.session_state[f"{page}-tabs"] = event["name"]
    elif event["type"] == "quantity" and event.get("name") in names:
        st.session_state[f"{page}-table"] = event["name"]
    elif event["type"] == "csv" and type(event.get("part")) is int:
        st.session_state[f"{page}-csv"] = event["part"]


def _names(panels: Panels) -> dict[str, str]:
    """What the tab Table offers: short name → what to call it."""
    return {name: words for name, (words, _) in panels.tables.items()} | dict(panels.quantities)


def _console(panels: Panels) -> Content:
    """The program and what it prints, following the player."""
    from rnnlab.export.printed import printed_output

    return {}, {"follow": panels.follows, **printed_output(panels.recording)}


def _table(panels: Panels) -> Content:
    """One quantity as a table, a row per number; and a part of its CSV, if that was asked for."""
    names = _names(panels)
    chosen = st.session_state.get(f"{panels.page}-table")
    name = chosen if chosen in names else next(iter(names))
    frame = panels.tables[name][1]() if name in panels.tables else table_of(panels.recording, name)
    arrays, columns = first_rows(frame)
    said = {"quantities": list(names.items()), "quantity": name, "rows": len(frame), "columns": columns}
    part = st.session_state.pop(f"{panels.page}-csv", None)
    if part is not None and 0 <= part < parts_of(frame):
        arrays["csv"] = csv_part(frame, part)
        said["csv"] = {"part": part, "parts": parts_of(frame), "file": f"rnnlab-{panels.page}-{name}.csv"}
    return arrays, said


def _shapes(panels: Panels) -> Content:
    """Every tensor's shape."""
    return {}, {"shapes": [row.texts for row in panels.shapes], "note": panels.note}


def _code(panels: Panels) -> Content:
    """A program that computes these very numbers."""
    file = f"rnnlab_{panels.page}.py"
    if panels.program is not None:
        note, write = panels.program
        return {}, {"script": write(), "file": file, "note": note}
    from rnnlab.export import script

    return {}, {"script": script(panels.recording), "file": file}
