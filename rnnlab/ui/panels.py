"""What lies under a player: tabs with the console, the numbers, the shapes and the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from rnnlab.ui.player import player
from rnnlab.ui.shapes import Row, to_markdown

if TYPE_CHECKING:
    from rnnlab.recording import Recording

PLOTLY = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}  # Plotly's toolbar
SHOWN_ROWS = 5_000  # of a table in the page; the CSV has them all


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
    """

    page: str
    follows: str
    recording: Recording
    shapes: Sequence[Row]
    quantities: Mapping[str, str]
    note: str = ""
    tables: Mapping[str, tuple[str, Callable[[], Any]]] = field(default_factory=dict)


def draw_tabs(panels: Panels, *order: str) -> None:
    """Draw the tabs in this order; only the open one is built, so closed ones cost nothing."""
    contents = {"Console": console_tab, "Table": table_tab, "Shapes": shapes_tab, "Code": code_tab}
    for name, tab in zip(order, st.tabs(order, key=f"{panels.page}-tabs", on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                contents[name](panels)


def console_tab(panels: Panels) -> None:
    """The program and what it prints, following the player."""
    from rnnlab.console import console

    view = {"name": "console", "follow": panels.follows, **console(panels.recording)}
    player(panels.recording.only(), view=view, key=f"{panels.page}-console")


def table_tab(panels: Panels) -> None:
    """One quantity as a table, a row per number, and as CSV."""
    names = {name: words for name, (words, _) in panels.tables.items()} | dict(panels.quantities)
    name = st.selectbox("Quantity", names, format_func=names.__getitem__, key=f"{panels.page}-table")
    frame = panels.tables[name][1]() if name in panels.tables else table_of(panels.recording, name)
    more = f" The first {SHOWN_ROWS:,} of {len(frame):,} rows; the CSV has them all." if len(frame) > SHOWN_ROWS else ""
    st.caption(f"One row per number, in full float32 precision.{more}")
    st.dataframe(frame.head(SHOWN_ROWS), hide_index=True, height=320, column_config=_all_digits(frame))
    file = f"rnnlab-{panels.page}-{name}.csv"
    st.download_button("Download CSV", lambda: frame.to_csv(index=False), file, "text/csv", on_click="ignore")


def _all_digits(frame: Any) -> dict[str, Any]:
    """Nine digits for every column of float32: Streamlit's own four would hide what they promise."""
    floats = frame.select_dtypes("floating").columns
    return {name: st.column_config.NumberColumn(format="%.9g") for name in floats}


def table_of(recording: Recording, name: str) -> Any:
    """A tidy table of one quantity; the loss of a training comes with the string of its epoch."""
    frame = recording.to_frame(name)
    if name != "losses":
        return frame
    frame = frame.rename(columns={"dim0": "epoch", "value": "loss"})
    frame = frame.assign(epoch=frame["epoch"] + 1)
    if "predicted.epoch" in recording:  # a long run keeps the texts of some epochs only
        said = dict(zip(recording["predicted.epoch"].tolist(), recording.predictions, strict=True))
        return frame.assign(predicted=frame["epoch"].map(said))
    return frame.assign(predicted=recording.predictions)


def shapes_tab(panels: Panels) -> None:
    """Every tensor's shape."""
    st.markdown(to_markdown(panels.shapes, panels.note))


def code_tab(panels: Panels) -> None:
    """A program that computes these very numbers."""
    from rnnlab.export import script

    text = script(panels.recording)
    st.caption("Run it anywhere with PyTorch: it prints what the Console shows.")
    st.download_button("Download script", text, f"rnnlab_{panels.page}.py", "text/x-python", on_click="ignore")
    st.code(text, language="python")
