"""`Panels` and `draw_tabs`: the tabs below a player, with the printed output, tables, shapes and a script."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording
from rnnlab.ui.panels.table import csv_part, first_rows, parts_of, table_of
from rnnlab.ui.player import Event, player

if TYPE_CHECKING:
    from rnnlab.export.printed import Line
    from rnnlab.recording.array_names import Array
    from rnnlab.ui.panels.shapes import Row

    Content = tuple[Mapping[str, Array], Mapping[str, Any]]

_MOST_PRINTED = 100_000  # characters in the Console
_LEAST_LINES = 200  # in the Console, however long they are
PLOTLY = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}  # Plotly's toolbar


@dataclass(frozen=True, kw_only=True)
class Panels:
    """What the tabs of one page show.

    Attributes:
        page: The page's short name, for keys and file names.
        follows: Key of the player that the console follows.
        recording: What the player shows, whole.
        shapes: Rows of the tab Shapes.
        quantities: Quantities that the tab Table offers: name in the recording → its label.
        note: Follows the heading "Shape" in the tab Shapes.
        tables: Tables that the tab Table offers before these: short name → its label, and a function that
            makes it.
        script: A caption for the tab Code, and a function that writes its script; None for the recording's own script.
        unprinted: What that script prints besides the lines of the Console, in sentences; empty if nothing.
    """

    page: str
    follows: str
    recording: Recording
    shapes: Sequence[Row]
    quantities: Mapping[str, str]
    note: str = ""
    tables: Mapping[str, tuple[str, Callable[[], Any]]] = field(default_factory=dict)
    script: tuple[str, Callable[[], str]] | None = None
    unprinted: str = ""


def draw_tabs(panels: Panels, *order: str) -> None:
    """Draw the tabs of these names, in this order; only the open one is made and sent.

    They are one component of the player: the browser would render Streamlit's own tabs, tables and buttons again at
    every run of the page, before the picture.
    """
    contents = {"Console": _console, "Table": _table, "Shapes": _shapes, "Code": _code}
    chosen = st.session_state.get(f"{panels.page}-tabs")
    name = chosen if chosen in order else order[0]
    arrays, content = contents[name](panels)
    view = {"name": "panels", "tabs": list(order), "open": name, **content}
    # Names, not `panels`: the session keeps a callback's arguments, and would keep the recording.
    handle = partial(_handle, panels.page, order, tuple(_labels(panels)))
    player(Recording(arrays, {"kind": "panels"}), view=view, key=f"{panels.page}-panels", on_event=handle)


def _handle(page: str, order: Collection[str], names: Collection[str], event: Event) -> str:
    """Store the tab, quantity or part of a CSV that an event asks for, if it exists; its fields may hold anything."""
    if event["type"] == "tab" and event.get("name") in order:
        st.session_state[f"{page}-tabs"] = event["name"]
    elif event["type"] == "quantity" and event.get("name") in names:
        st.session_state[f"{page}-table"] = event["name"]
    elif event["type"] == "csv" and type(event.get("part")) is int:
        st.session_state[f"{page}-csv"] = event["part"]
    return ""


def _labels(panels: Panels) -> dict[str, str]:
    """The tables of the tab Table: short name → label."""
    return {name: label for name, (label, _) in panels.tables.items()} | dict(panels.quantities)


def _console(panels: Panels) -> Content:
    """The script and its printed output; the player marks the lines of the step that it shows."""
    from rnnlab.export.printed import printed_output

    output = printed_output(panels.recording)
    return {}, {
        "follow": panels.follows,
        "unprinted": panels.unprinted,
        **output,
        "printed": fitting(output["printed"]),
    }


def fitting(lines: Sequence[Line]) -> list[Line]:
    """The lines, without some in the middle where all together would hold up a slow line for seconds."""
    most = max(_LEAST_LINES, _MOST_PRINTED // max(1, sum(len(line["text"]) for line in lines) // max(1, len(lines))))
    if len(lines) <= most:
        return [*lines]
    first, last = most // 4, most - most // 4
    text = t("… {count:,} lines are left out here; the script prints them all.", count=len(lines) - most)
    return [*lines[:first], {"text": text, "step": None}, *lines[-last:]]


def _table(panels: Panels) -> Content:
    """One quantity as a table, a row per number; and a part of its CSV, if that was asked for."""
    labels = _labels(panels)
    chosen = st.session_state.get(f"{panels.page}-table")
    name = chosen if chosen in labels else next(iter(labels))
    frame = panels.tables[name][1]() if name in panels.tables else table_of(panels.recording, name)
    arrays, columns = first_rows(frame)
    content = {"quantities": list(labels.items()), "quantity": name, "rows": len(frame), "columns": columns}
    part = st.session_state.pop(f"{panels.page}-csv", None)
    if part is not None and 0 <= part < parts_of(frame):
        arrays["csv"] = csv_part(frame, part)
        content["csv"] = {"part": part, "parts": parts_of(frame), "file": f"rnnlab-{panels.page}-{name}.csv"}
    return arrays, content


def _shapes(panels: Panels) -> Content:
    """The shape of every tensor."""
    return {}, {"shapes": [row.texts for row in panels.shapes], "note": panels.note}


def _code(panels: Panels) -> Content:
    """A script that computes the numbers on the page."""
    file = f"rnnlab_{panels.page}.py"
    if panels.script is not None:
        note, write = panels.script
        return {}, {"script": write(), "file": file, "note": note}
    from rnnlab.export import script

    return {}, {"script": script(panels.recording), "file": file, "unprinted": panels.unprinted}
