"""Three days of weather predict the fourth: a small RNN, its training, and its forecast as a Recording."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from rnnlab.config import MAX_SEED
from rnnlab.errors import ConfigError
from rnnlab.recording import Recording
from rnnlab.threads import plain
from rnnlab.weather_data import (
    DAYS_READ,
    FEATURES,
    NAMES,
    NUMBERS,
    SOURCE,
    SUN,
    Array,
    Days,
    baselines,
    days,
    scaled,
    split,
    unscaled,
)

DEFAULT_FIRST = date(2015, 10, 9)
Changes = Mapping[tuple[int, str], float]
_WEIGHTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


@dataclass(frozen=True, kw_only=True)
class WeatherConfig:
    """How the network is trained.

    The values were chosen on 2014, by training on what came before and predicting three half years of it in turn;
    2015 took no part in the choice.

    Attributes:
        hidden_size: Units of the memory; few, so that its column can be read.
        half_life: In days; an example this much older than the last one counts half as much. The record changes its
            words in 2013, when most wet days turn from "rain" into "fog", so old examples mislead.
        number_loss: Weight of the squared error of the numbers beside the cross-entropy of the class.
        weight_decay: L2 penalty, as in `torch.optim.Adam`.

    Raises:
        ConfigError: A size is not positive, or the seed is out of range.
    """

    hidden_size: int = 6
    epochs: int = 200
    lr: float = 0.02
    half_life: float = 120.0
    number_loss: float = 0.5
    weight_decay: float = 0.01
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("hidden_size", "epochs", "lr", "half_life"):
            if not 0 < getattr(self, name) < math.inf:
                raise ConfigError(f"{name} must be positive, got {getattr(self, name)!r}", field=name)
        if type(self.seed) is not int or not 0 <= self.seed <= MAX_SEED:
            raise ConfigError(f"seed must be a whole number from 0 to {MAX_SEED}, got {self.seed!r}", field="seed")


class WeatherRNN(nn.Module):
    """`torch.nn.RNN` over the days, then one Linear: a score for each class, and the numbers of the next day."""

    def __init__(self, hidden_size: int, classes: int, dtype: torch.dtype) -> None:
        super().__init__()
        # Made on "meta", without a draw: values come from an own generator or a recording, never the global one.
        self.rnn = nn.RNN(len(FEATURES), hidden_size, device="meta", dtype=dtype)
        self.fc = nn.Linear(hidden_size, classes + len(NUMBERS), device="meta", dtype=dtype)
        self.to_empty(device="cpu")

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Read the days in order.

        Args:
            x: Standardised features, (seq_len, batch_size, features), unitless.

        Returns:
            `h` of every day in (-1, 1), (seq_len, batch_size, hidden_size); and the scores of the classes (logits)
            followed by the standardised numbers of the next day, (batch_size, classes + numbers), unitless.
        """
        h, _ = self.rnn(x)
        return h, self.fc(h[-1])


@dataclass(frozen=True)
class Standard:
    """Mean and spread of each feature over the training days, on the scale of `weather_data.scaled`."""

    mean: Array
    spread: Array

    def apply(self, raw: Array) -> Array:
        """How far from a usual day, in spreads; (..., features), unitless."""
        return np.asarray((scaled(raw) - self.mean) / self.spread)

    def undo(self, z: Array) -> Array:
        """From spreads back to mm, °C and m/s; (..., features)."""
        return unscaled(z * self.spread + self.mean)


def standard(data: Days) -> Standard:
    """Mean and spread of the training days only; nothing of the held-out year enters."""
    learned = scaled(data.raw[: split(data).days_learned])
    return Standard(learned.mean(axis=0), learned.std(axis=0))


@plain()
@torch.enable_grad()
def train(config: WeatherConfig) -> Recording:
    """Train on 2012 to 2014 and test on 2015.

    Training runs in float64 and is rounded to float32 once, at the end, so that every machine gets the same weights.

    Returns:
        A recording of kind "weather": the network, its test, and its forecast for `DEFAULT_FIRST`.
    """
    data, parts = days(), split(days())
    scale = standard(data)
    z = torch.from_numpy(scale.apply(data.raw))
    model = _fresh(config, len(data.classes))
    optimiser = torch.optim.Adam(model.parameters(), lr=config.lr, weight_decay=config.weight_decay)
    fourth = torch.from_numpy(parts.train)
    weight = 0.5 ** ((fourth[-1] - fourth).double() / config.half_life)
    weight /= weight.sum()
    for _ in range(config.epochs):
        wrong, far = _errors(model(_windows(z, fourth))[1], data, z, fourth)
        optimiser.zero_grad()
        torch.autograd.backward((weight * (wrong + config.number_loss * far)).sum())
        optimiser.step()
    return _bundle(config, model.to(torch.float32), scale, data)


@plain()
def forecast(network: Recording, first: date, changes: Changes | None = None) -> Recording:
    """Let a trained network read three days and predict the fourth.

    Args:
        network: A recording of kind "weather"; its weights are used.
        first: First of the three days.
        changes: `{(day, feature): value}` with day 0, 1 or 2: what to read instead of what was observed, raw units.

    Returns:
        The same network, with these days: `raw` and `x` (3, features), `changed` (3, features) 0 or 1, `layer0.pre`
        and `layer0.h` (3, 1, hidden_size), `probabilities` (classes) summing to 1, `predicted` and `observed`
        (features) in the units of the features, `predicted.x` and `observed.x` in spreads from a usual day; sun is
        predicted by the probability of its class.

    Raises:
        ConfigError: The days lie outside the data, or a change names no feature or leaves the feature's limits.
    """
    data = days()
    at = data.index(first)
    if first > data.last_first:
        raise ConfigError(f"day must be a date from {data.dates[0]} to {data.last_first}, got {first}", field="day")
    raw, changed = _altered(data.raw[at : at + DAYS_READ], changes or {})
    scale = Standard(network["mean"].astype(np.float64), network["spread"].astype(np.float64))
    arrays = _run(_load(network), scale, raw, data.classes)
    observed = data.raw[at + DAYS_READ]
    arrays |= {"raw": raw, "changed": changed, "observed": observed, "observed.x": scale.apply(observed)}
    kept = {name: network[name] for name in network if name not in arrays}
    return Recording(
        kept | {name: _float32(array) for name, array in arrays.items()},
        {
            **network.header,
            "dates": [(first + timedelta(days=i)).isoformat() for i in range(DAYS_READ + 1)],
            "observed_class": data.classes[data.kinds[at + DAYS_READ]],
            "held_out": first + timedelta(days=DAYS_READ) >= data.dates[split(data).held_out[0]],
        },
    )


def _fresh(config: WeatherConfig, classes: int) -> WeatherRNN:
    model = WeatherRNN(config.hidden_size, classes, torch.float64)
    bound = 1 / math.sqrt(config.hidden_size)  # torch's own for RNN, and for a Linear that reads hidden_size values
    generator = torch.Generator().manual_seed(config.seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.uniform_(-bound, bound, generator=generator)
    return model


def _windows(z: Tensor, fourth: Tensor) -> Tensor:
    """The three days before each fourth day, (3, len(fourth), features)."""
    return torch.stack([z[fourth - back] for back in range(DAYS_READ, 0, -1)])


def _errors(out: Tensor, data: Days, z: Tensor, fourth: Tensor) -> tuple[Tensor, Tensor]:
    """Cross-entropy of the class in nats, and mean squared error of the numbers in spreads; per example."""
    classes = len(data.classes)
    kinds = torch.from_numpy(data.kinds)[fourth]
    wrong = F.cross_entropy(out[:, :classes], kinds, reduction="none")
    return wrong, (out[:, classes:] - z[fourth][:, list(NUMBERS)]).square().mean(dim=1)


def _bundle(config: WeatherConfig, model: WeatherRNN, scale: Standard, data: Days) -> Recording:
    from rnnlab import __version__

    arrays: dict[str, Tensor] = {name: model.rnn.get_parameter(f"{name}_l0") for name in _WEIGHTS}
    arrays |= {"fc.weight": model.fc.weight, "fc.bias": model.fc.bias}
    held_out = _test(model, scale, data)
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
    plain: dict[str, Array] = {name: tensor.detach().numpy() for name, tensor in arrays.items()}
    plain |= {"mean": scale.mean, "spread": scale.spread, "held_out.probability": truth}
    network = Recording({name: _float32(array) for name, array in plain.items()}, header)
    return forecast(network, DEFAULT_FIRST)


def _test(model: WeatherRNN, scale: Standard, data: Days) -> Array:
    """Probabilities of the classes for every held-out day, (days, classes)."""
    z = torch.from_numpy(scale.apply(data.raw)).float()
    with torch.no_grad():
        out = model(_windows(z, torch.from_numpy(split(data).held_out)))[1]
        return np.asarray(out[:, : len(data.classes)].softmax(dim=1).numpy())


def _load(network: Recording) -> WeatherRNN:
    """The model with a recording's weights, float32."""
    hidden_size = network["weight_hh"].shape[1]
    model = WeatherRNN(hidden_size, len(network["fc.bias"]) - len(NUMBERS), torch.float32)
    state = {f"rnn.{name}_l0": network[name] for name in _WEIGHTS}
    state |= {name: network[name] for name in ("fc.weight", "fc.bias")}
    model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in state.items()})
    return model


def _run(model: WeatherRNN, scale: Standard, raw: Array, classes: tuple[str, ...]) -> dict[str, Array]:
    """One pass over three days, with everything on the way that the player shows."""
    x = torch.from_numpy(scale.apply(raw)).float().unsqueeze(1)  # (3, 1, features)
    h_0 = x.new_zeros(1, 1, model.rnn.hidden_size)
    with torch.no_grad():
        h, out = model(x)
        h_prev = torch.cat([h_0, h[:-1]])
        w = model.rnn.state_dict()
        pre = F.linear(x, w["weight_ih_l0"], w["bias_ih_l0"]) + F.linear(h_prev, w["weight_hh_l0"], w["bias_hh_l0"])
        probabilities = out[0, : len(classes)].softmax(dim=0).numpy()
    z = np.zeros(len(FEATURES))
    z[list(NUMBERS)] = out[0, len(classes) :].numpy()
    predicted = scale.undo(z)
    predicted[SUN] = probabilities[classes.index("sun")]
    arrays = {"x": x.numpy(), "h_0": h_0[0].numpy(), "layer0.pre": pre.numpy(), "layer0.h": h.numpy()}
    arrays |= {"output": out[0].numpy(), "probabilities": probabilities}
    return arrays | {"predicted": predicted, "predicted.x": scale.apply(predicted)}


def _altered(raw: Array, changes: Changes) -> tuple[Array, Array]:
    raw, changed = raw.copy(), np.zeros(raw.shape)
    for (day, name), value in changes.items():
        if day not in range(DAYS_READ) or name not in NAMES:
            raise ConfigError(f"change must name day 0, 1 or 2 and one of {', '.join(NAMES)}, got {(day, name)!r}")
        feature = FEATURES[NAMES.index(name)]
        if not feature.lowest <= value <= feature.highest or (name == "sun" and value not in (0, 1)):
            rule = "0 or 1" if name == "sun" else f"from {feature.lowest:g} to {feature.highest:g} {feature.unit}"
            raise ConfigError(f"{name} must be {rule}, got {value!r}", field=f"{name}_{day + 1}")
        column = NAMES.index(name)
        changed[day, column] = raw[day, column] != value
        raw[day, column] = value
    return raw, changed


def _float32(array: Array) -> Array:
    return np.ascontiguousarray(array, dtype=np.float32)
