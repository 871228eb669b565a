"""Write the recordings that come with the app: `python -m rnnlab.bundle`."""

from __future__ import annotations

import numpy as np

from rnnlab import CellConfig, LayersConfig, Recording, TextConfig, __version__
from rnnlab.run import record_cell, record_layers
from rnnlab.text import symbols
from rnnlab.training import train_text
from rnnlab.weather import WeatherConfig, train
from rnnlab.weather_data import BUNDLED

CARDS = BUNDLED.with_name("cards.rnnlab")


def cards() -> Recording:
    """What Home's cards draw: the first picture of each of the other pages, small.

    Returns:
        `cell.x` (3, 4) and `cell.h` (4, 2), h_0 first; `layers.h` (layers, seq_len, units), all in (-1, 1) but x;
        `losses` (epochs) in nats; `right` (5,) the probability of the right letter at the epoch of the header, the
        first at which all letters are right.
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
    return Recording(arrays, header | {"versions": {"rnnlab": __version__}})


def main() -> None:
    """Train the weather network afresh, run the other pages' defaults, and write both where Home looks for them."""
    recording = train(WeatherConfig())
    BUNDLED.parent.mkdir(exist_ok=True)
    recording.save(BUNDLED)
    cards().save(CARDS)
    print(f"{BUNDLED.name}: accuracy on held-out days {recording.header['accuracy']}")


if __name__ == "__main__":
    main()
