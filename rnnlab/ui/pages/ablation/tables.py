"""The tables of an ablation: what each step says, the losses, the ranking, and every number of both runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnlab.recording.recording import Recording

if TYPE_CHECKING:
    from rnnlab.inference.unit_ranking import UnitEffect

Tables = Mapping[str, tuple[str, Callable[[], Any]]]
_HELD = "_ablated"


def tables(recording: Recording, effects: Sequence[UnitEffect], known: Sequence[str]) -> Tables:
    """What the tab Table offers.

    Args:
        recording: Of kind "ablation", of one run or two.
        effects: The ranking; empty while it is on its way.
        known: What a unit of this cell has: "h" and so on.

    Returns:
        Short name → what to call it, and what makes it.
    """
    found: dict[str, tuple[str, Callable[[], Any]]] = {
        "letters": ("letters: what each step says, untouched and held", lambda: letters(recording)),
        "losses": ("losses of both runs", lambda: losses(recording)),
    }
    if effects:
        found["ranking"] = ("ranking: every unit, h held at 0 at every step", lambda: ranking(effects))
    names = {"h": "h: hidden state", "c": "c: cell state"}
    for name in known:
        said = f"{names.get(name, f'{name}: gate')} of every layer and step, both runs"
        found[name] = (said, lambda name=name: states(recording, name))  # type: ignore[misc]
    return found


def letters(recording: Recording) -> Any:
    """A row per step: what is read, asked and said, how sure that is, and what it costs."""
    import pandas as pd

    vocab = recording.header["vocab"]
    named = {name: [vocab[i] for i in recording[name].tolist()] for name in ("source", "target")}
    steps = np.arange(len(named["source"]))
    columns: dict[str, Any] = {"step": steps + 1, "reads": named["source"], "should say": named["target"]}
    for run, suffix in enumerate(("", _HELD)[: len(recording.losses)]):
        word = ("untouched", "held")[run]
        columns[f"says, {word}"] = [vocab[i] for i in recording["predicted"][run].tolist()]
        columns[f"p(right), {word}"] = recording[f"probabilities{suffix}"][steps, recording["target"]]
        columns[f"loss, {word}"] = recording["step_losses"][run]
    if len(recording.losses) == 2:
        columns["changed"] = recording["predicted"][0] != recording["predicted"][1]
        columns["held here"] = recording["held"].astype(bool)
    return pd.DataFrame(columns)


def losses(recording: Recording) -> Any:
    """A row per run."""
    import pandas as pd

    right = (recording["predicted"] == recording["target"]).sum(axis=1)
    names = ("untouched", "held")[: len(right)]
    return pd.DataFrame({"run": names, "loss": recording.losses, "letters right": right})


def ranking(effects: Sequence[UnitEffect]) -> Any:
    """A row per unit, the one that the network needs most first."""
    import pandas as pd

    frame = pd.DataFrame(list(effects), columns=["layer", "unit", "loss change"])
    frame.insert(0, "place", range(1, len(frame) + 1))
    return frame


def states(recording: Recording, name: str) -> Any:
    """A row per step, layer and unit of one quantity, both runs side by side."""
    frame = recording.to_frame(name).rename(columns={"value": "untouched"})
    if len(recording.losses) == 2:
        held = recording.to_frame(f"{name}{_HELD}")["value"]
        frame = frame.assign(held=held, difference=held - frame["untouched"])
    return frame
