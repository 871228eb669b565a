"""`train`: trains and tests the weather network; returns it as a recording with one forecast."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from rnnlab.config.checks import check_type
from rnnlab.config.choices import WEIGHT_NAMES
from rnnlab.nn.determinism import plain
from rnnlab.recording.recording import Recording
from rnnlab.weather.data import FEATURES, NUMBERS, SOURCE, Array, Days, baselines, days, split
from rnnlab.weather.forecast import DEFAULT_FIRST, float32, forecast
from rnnlab.weather.model import FeatureScale, WeatherConfig, WeatherRNN, feature_scale, windows


@plain()
@torch.enable_grad()
def train(config: WeatherConfig) -> Recording:
    """Train on 2012 to 2014 and test on 2015.

    Training runs in float64; the weights are rounded to float32 once, at the end, so that they are the same on every
    machine.

    Returns:
        A recording of kind "weather": the network, its test, and its forecast for `DEFAULT_FIRST`.

    Raises:
        ConfigError: `config` is no `WeatherConfig`.
    """
    check_type("config", config, WeatherConfig)
    data, parts = days(), split(days())
    scale = feature_scale(data)
    z = torch.from_numpy(scale.apply(data.raw))
    model = _initial_model(config, len(data.classes))
    optimiser = torch.optim.Adam(model.parameters(), lr=config.lr, weight_decay=config.weight_decay)
    fourth = torch.from_numpy(parts.train)
    weight = 0.5 ** ((fourth[-1] - fourth).double() / config.half_life)
    weight /= weight.sum()
    for _ in range(config.epochs):
        class_losses, number_losses = _losses(model(windows(z, fourth))[1], data, z, fourth)
        optimiser.zero_grad()
        torch.autograd.backward((weight * (class_losses + config.number_loss * number_losses)).sum())
        optimiser.step()
    return _recorded(config, model.to(torch.float32), scale, data)


def _initial_model(config: WeatherConfig, classes: int) -> WeatherRNN:
    """A network with weights drawn from the config's seed, float64."""
    model = WeatherRNN(config.hidden_size, classes, torch.float64)
    bound = 1 / math.sqrt(config.hidden_size)  # as in torch's RNN, and in its Linear with hidden_size inputs
    generator = torch.Generator().manual_seed(config.seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.uniform_(-bound, bound, generator=generator)
    return model


def _losses(out: Tensor, data: Days, z: Tensor, fourth: Tensor) -> tuple[Tensor, Tensor]:
    """Per example: cross-entropy of the class, in nats, and mean squared error of the standardised numbers."""
    classes = len(data.classes)
    kinds = torch.from_numpy(data.kinds)[fourth]
    class_losses = F.cross_entropy(out[:, :classes], kinds, reduction="none")
    return class_losses, (out[:, classes:] - z[fourth][:, list(NUMBERS)]).square().mean(dim=1)


def _recorded(config: WeatherConfig, model: WeatherRNN, scale: FeatureScale, data: Days) -> Recording:
    """The trained network, its test and its forecast for `DEFAULT_FIRST`."""
    from rnnlab.version import __version__

    weights: dict[str, Tensor] = {name: model.rnn.get_parameter(f"{name}_l0") for name in WEIGHT_NAMES}
    weights |= {"fc.weight": model.fc.weight, "fc.bias": model.fc.bias}
    held_out = _held_out_probabilities(model, scale, data)
    parts = split(data)
    header: dict[str, Any] = {
        "kind": "weather",
        "config": vars(config),
        "versions": {"rnnlab": __version__, "torch": torch.__version__.split("+")[0]},
        "source": SOURCE,
        "features": [{"name": feature.name, "unit": feature.unit} for feature in FEATURES],
        "classes": list(data.classes),
        "trained_on": [data.dates[0].isoformat(), data.dates[parts.days_learned - 1].isoformat()],
        "accuracy": {
            "network": float((held_out.argmax(axis=1) == data.kinds[parts.held_out]).mean()),
            "days": len(parts.held_out),
            **baselines(data),
        },
    }
    truth = held_out[np.arange(len(held_out)), data.kinds[parts.held_out]]
    numbers: dict[str, Array] = {name: weight.detach().numpy() for name, weight in weights.items()}
    numbers |= {"mean": scale.mean, "spread": scale.spread, "held_out.probability": truth}
    network = Recording({name: float32(array) for name, array in numbers.items()}, header)
    return forecast(network, DEFAULT_FIRST)


def _held_out_probabilities(model: WeatherRNN, scale: FeatureScale, data: Days) -> Array:
    """Probabilities of the classes for every held-out day, (days, classes)."""
    z = torch.from_numpy(scale.apply(data.raw)).float()
    with torch.no_grad():
        out = model(windows(z, torch.from_numpy(split(data).held_out)))[1]
        return np.asarray(out[:, : len(data.classes)].softmax(dim=1).numpy())
