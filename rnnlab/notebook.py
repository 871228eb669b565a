"""`mimebundle`: a recording as the last expression of a notebook's cell, in the same player as on the pages.

It needs anywidget, the optional extra `notebook`; without it a notebook shows a recording as text. The widget holds the
player's modules as texts, so a front end fetches nothing, and the recording travels to it as bytes.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib.util import find_spec
from typing import Any

from rnnlab.errors import RecordingError, RnnlabError
from rnnlab.export.html import MOST_BYTES, with_frames
from rnnlab.player.alone import VIEWS, for_page_alone
from rnnlab.player.modules import asset, modules_of
from rnnlab.recording.recording import Recording

_HOST = "hosts/notebook.js"
# The players of one notebook share their modules: by these texts, since a cell may be older than the library.
_START = f"""
const hosts = (globalThis.rnnlabHosts ??= new Map());
async function render({{ model, el }}) {{
  const modules = model.get("modules");
  if (!hosts.has(modules)) hosts.set(modules, importFromText(JSON.parse(modules), "{_HOST}"));
  return (await hosts.get(modules)).show(model, el);
}}
export default {{ render }};
"""

Bundle = dict[str, Any]  # by media type


def mimebundle(recording: Recording) -> Bundle | tuple[Bundle, Bundle] | None:
    """What IPython is told of a recording.

    Returns:
        The data of a widget by media type, and their metadata; only text, with the reason in one sentence, if the
        recording does not fit together or is larger than `MOST_BYTES`; None for its plain repr: there is no anywidget,
        no browser, or no view of this kind without Python.
    """
    if find_spec("anywidget") is None or _in_terminal():
        return None
    try:
        training = with_frames(recording)
        if training.kind not in VIEWS:
            return None
        shown = for_page_alone(training)
        if shown.nbytes > MOST_BYTES:
            rule = "at most {most} bytes, to be played in a notebook"
            raise RecordingError.must_be("recording", rule, got=shown.nbytes, most=MOST_BYTES)
    except RnnlabError as error:
        return {"text/plain": f"{recording!r}\n{error}"}
    modules = json.dumps(modules_of(f"views/{shown.header['view']['name']}/view.js", _HOST))
    widget = _widget()(recording=shown.to_bytes(), modules=modules, stylesheet=asset("player.css"))
    data, metadata = widget._repr_mimebundle_()
    return {**data, "text/plain": repr(recording)}, metadata


def _in_terminal() -> bool:
    """Whether IPython runs in a terminal, which asks for the same data and shows only the text."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and type(ipython.get_ipython()).__name__ == "TerminalInteractiveShell"


@cache
def _widget() -> Any:
    """The widget's class; made when one is shown, since nothing else needs anywidget."""
    import anywidget
    import traitlets

    class PlayerWidget(anywidget.AnyWidget):
        """A player in a notebook's cell: all it needs is sent to the front end once."""

        _esm = asset("hosts/from_text.js") + _START
        recording = traitlets.Bytes().tag(sync=True)
        modules = traitlets.Unicode().tag(sync=True)
        stylesheet = traitlets.Unicode().tag(sync=True)  # `style` is a name of ipywidgets

    return PlayerWidget
