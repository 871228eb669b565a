"""Write the recordings that come with the app: `python -m rnnlab.bundled.build`."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnnlab import CellConfig, LayersConfig, Recording, TaskConfig, TextConfig
from rnnlab.analysis.memoryless import memoryless_floor
from rnnlab.bundled.recordings import BUNDLED, CARDS, TAGGER
from rnnlab.bundled.tagger import tagger
from rnnlab.inference.ablation import ablate
from rnnlab.inference.teacher_forcing import teacher_force
from rnnlab.inference.unit_ranking import rank_units
from rnnlab.recording.array_names import Array
from rnnlab.text import symbols
from rnnlab.tracing.record import record_cell, record_layers
from rnnlab.training.race import race
from rnnlab.training.trainer import train_text
from rnnlab.version import __version__
from rnnlab.weather.model import WeatherConfig
from rnnlab.weather.training import train

RACE = TaskConfig(task="adding", seq_len=20, cell="lstm", hidden_size=16, lr=0.03, clip=1.0, epochs=320)
RACE_POINTS = 40
FREE_RUN_TEXT = "hello hello "

CardData = tuple[dict[str, Array], dict[str, Any]]  # arrays and header entries of one card


def cards() -> Recording:
    """The recording that Home's cards are drawn from: a small picture of each of the other pages.

    Returns:
        `cell.x` (3, 4) and `cell.h` (4, 2), h_0 first; `layers.h` (layers, seq_len, units), all in (-1, 1) but x;
        `losses` (epochs) in nats; `right` (5,) the probability of the right letter at the epoch of the header, the
        first at which all letters are right; `race.rnn`, `race.gru`, `race.lstm` (RACE_POINTS,) nats; and
        `ablation.effects`, the greatest changes of the loss, in nats. The header holds the letters.
    """
    cell, layers, config = record_cell(CellConfig()), record_layers(LayersConfig()), TextConfig()
    text = train_text(config.source, config.target)
    target = symbols(config.target)
    epoch = text.predictions.index(config.target)
    ids = text["target"].tolist()
    arrays = {
        "cell.x": cell["x"][:, 0],
        "cell.h": np.concatenate([cell["h_0"], cell["layer0.h"][:, 0]]),
        "layers.h": np.stack([h[:, 0] for h in layers.layer_arrays("h").values()]),
        "losses": text["losses"],
        "right": text["probabilities"][epoch][range(len(ids)), ids],
    }
    header = {"kind": "cards", "said": symbols(text.predictions[epoch]), "target": target, "epoch": epoch + 1}
    header["floor"] = memoryless_floor(config.source, config.target).loss
    for card_arrays, entries in (_race(), _free_run(), _ablation()):
        arrays |= card_arrays
        header |= entries
    return Recording(arrays, header | {"versions": {"rnnlab": __version__}})


def _race() -> CardData:
    """The losses of three cells on one task, each point the mean of a few epochs."""
    result = race(RACE)
    curves = {f"race.{lane.cell}": _means(lane.losses) for lane in result.lanes}
    return curves, {"race": {"cells": [lane.cell for lane in result.lanes], "baseline": result.baseline.loss}}


def _means(losses: Array) -> Array:
    """Losses of every epoch, (epochs,), as the means of equally long stretches, (RACE_POINTS,)."""
    means: Array = losses.reshape(RACE_POINTS, -1).mean(axis=1, dtype=np.float32)
    return means


def _free_run() -> CardData:
    """A free run of a network beside the same network teacher-forced."""
    run = train_text(FREE_RUN_TEXT[:-1], FREE_RUN_TEXT[1:], epochs=40)
    both = teacher_force(run, FREE_RUN_TEXT[:2], FREE_RUN_TEXT[:8], temperature=3, seed=2)
    read, forced = list(both.free.read), list(both.forced.read)
    return {}, {"free": {"read": read, "forced": forced, "parts_at": both.parts_at}}


def _ablation() -> CardData:
    """The predictions before and after the unit with the largest effect is clamped to zero, and all units' effects."""
    config = TextConfig(hidden_size=4, num_layers=1, epochs=100)
    trained = train_text(hidden_size=config.hidden_size, num_layers=config.num_layers, epochs=config.epochs)
    ranked = rank_units(trained, config.source, config.target)
    found = ablate(trained, config.source, config.target, layer=ranked[0].layer, unit=ranked[0].unit)
    predictions = {"before": symbols(found.before.predicted), "after": symbols(found.after.predicted)}
    effects = np.array([effect.loss_change for effect in ranked], np.float32)
    return {"ablation.effects": effects}, {"ablation": predictions}


def main() -> None:
    """Train and run what the recordings show, and write them where Home and Inspect read them."""
    recording = train(WeatherConfig())
    BUNDLED.parent.mkdir(exist_ok=True)
    recording.save(BUNDLED)
    cards().save(CARDS)
    tagger().save(TAGGER)
    print(f"{BUNDLED.name}: accuracy on held-out days {recording.header['accuracy']}")


if __name__ == "__main__":
    main()
