"""The tables of the page Ablation: the symbols and losses of both runs, the ranking, and every state and gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording

if TYPE_CHECKING:
    from rnnlab.inference.unit_ranking import UnitEffect

Tables = Mapping[str, tuple[str, Callable[[], Any]]]
_HELD = "_ablated"


def tables(recording: Recording, effects: Sequence[UnitEffect], known: Sequence[str]) -> Tables:
    """The tables of the tab Table.

    Args:
        recording: Of kind "ablation", of one run or two.
        effects: The ranking; empty while it is not done.
        known: The quantities of a unit of this cell: "h" and so on.

    Returns:
        Short name → label, and a function that makes the table.
    """
    found: dict[str, tuple[str, Callable[[], Any]]] = {
        "letters": (t("letters: what each step says, untouched and held"), lambda: letters(recording)),
        "losses": (t("losses of both runs"), lambda: losses(recording)),
    }
    if effects:
        found["ranking"] = (t("ranking: every unit, h held at 0 at every step"), lambda: ranking(effects))
    for name in known:
        found[name] = (_label(name), lambda name=name: states(recording, name))  # type: ignore[misc]
    return found


def _label(name: str) -> str:
    """The label of a quantity of a unit in the tab Table."""
    if name == "h":
        return t("h: hidden state of every layer and step, both runs")
    if name == "c":
        return t("c: cell state of every layer and step, both runs")
    return t("{gate}: gate of every layer and step, both runs", gate=name)


def letters(recording: Recording) -> Any:
    """A row per step: the symbols read, right and predicted, the probability of the right one, and the loss."""
    import pandas as pd

    vocab = recording.header["vocab"]
    named = {name: [vocab[i] for i in recording[name].tolist()] for name in ("source", "target")}
    steps = np.arange(len(named["source"]))
    columns: dict[str, Any] = {t("step"): steps + 1, t("reads"): named["source"], t("should say"): named["target"]}
    headings = (
        (t("says, untouched"), t("p(right), untouched"), t("loss, untouched")),
        (t("says, held"), t("p(right), held"), t("loss, held")),
    )
    for run, suffix in enumerate(("", _HELD)[: len(recording.losses)]):
        says, right, loss = headings[run]
        columns[says] = [vocab[i] for i in recording["predicted"][run].tolist()]
        columns[right] = recording[f"probabilities{suffix}"][steps, recording["target"]]
        columns[loss] = recording["step_losses"][run]
    if len(recording.losses) == 2:
        columns[t("changed")] = recording["predicted"][0] != recording["predicted"][1]
        columns[t("held here")] = recording["held"].astype(bool)
    return pd.DataFrame(columns)


def losses(recording: Recording) -> Any:
    """A row per run."""
    import pandas as pd

    right = (recording["predicted"] == recording["target"]).sum(axis=1)
    names = (t("untouched"), t("held"))[: len(right)]
    return pd.DataFrame({t("run"): names, t("loss"): recording.losses, t("letters right"): right})


def ranking(effects: Sequence[UnitEffect]) -> Any:
    """A row per unit, the greatest increase of the loss first."""
    import pandas as pd

    frame = pd.DataFrame(list(effects), columns=[t("layer"), t("unit"), t("loss change")])
    frame.insert(0, t("place"), range(1, len(frame) + 1))
    return frame


def states(recording: Recording, name: str) -> Any:
    """A row per step, layer and unit of one quantity, both runs side by side."""
    frame = recording.to_frame(name)
    untouched = frame["value"]
    frame = frame.rename(columns={"value": t("untouched")})
    if len(recording.losses) == 2:
        held = recording.to_frame(f"{name}{_HELD}")["value"]
        frame = frame.assign(**{t("held"): held, t("difference"): held - untouched})
    return frame
