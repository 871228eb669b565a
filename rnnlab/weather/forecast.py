"""`forecast`: a trained weather network reads three days, real or altered, and predicts the fourth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from numbers import Real

import numpy as np
import torch
from torch.nn import functional as F

from rnnlab.config.choices import WEIGHT_NAMES
from rnnlab.errors import ConfigError, RecordingError
from rnnlab.i18n.messages import t
from rnnlab.nn.determinism import plain
from rnnlab.recording.recording import Recording
from rnnlab.weather.data import DAYS_READ, FEATURES, NAMES, NUMBERS, SUN, Array, days, out_of_range, split
from rnnlab.weather.model import FeatureScale, WeatherRNN

DEFAULT_FIRST = date(2015, 10, 9)
Changes = Mapping[tuple[int, str], float]


@plain()
def forecast(network: Recording, first: date, changes: Changes | None = None) -> Recording:
    """The forecast of a trained network that reads three days.

    Args:
        network: A recording of kind "weather"; its weights are used.
        first: First of the three days.
        changes: `{(day, feature): value}` with day 0, 1 or 2: values read instead of the observed ones, raw units.

    Returns:
        The same network, with these days: `raw` and `x` (3, features), `changed` (3, features) 0 or 1, `layer0.pre`
        and `layer0.h` (3, 1, hidden_size), `probabilities` (classes) summing to 1, `predicted` and `observed`
        (features) in the units of the features, `predicted.x` and `observed.x` standardised; the prediction of sun
        is the probability of its class.

    Raises:
        ConfigError: The days lie outside the data, or a change names no feature or leaves the feature's limits.
        RecordingError: `network` is no recording of a whole weather network.
    """
    if not isinstance(network, Recording) or network.kind != "weather":
        words = f'kind "{network.kind}"' if isinstance(network, Recording) else type(network).__name__
        raise RecordingError.must_be("network", 'a recording of kind "weather"', words=words)
    data = days()
    at = data.index(first)
    if first > data.latest_first:
        raise out_of_range(first, data.dates[0], data.latest_first)
    raw, changed = _altered(data.raw[at : at + DAYS_READ], changes or {})
    _check_arrays(network, len(data.classes))
    scale = FeatureScale(network["mean"].astype(np.float64), network["spread"].astype(np.float64))
    arrays = _run(_load(network), scale, raw, data.classes)
    observed = data.raw[at + DAYS_READ]
    arrays |= {"raw": raw, "changed": changed, "observed": observed, "observed.x": scale.apply(observed)}
    kept = {name: network[name] for name in network if name not in arrays}
    return Recording(
        kept | {name: float32(array) for name, array in arrays.items()},
        {
            **network.header,
            "dates": [(first + timedelta(days=i)).isoformat() for i in range(DAYS_READ + 1)],
            "observed_class": data.classes[data.kinds[at + DAYS_READ]],
            "held_out": first + timedelta(days=DAYS_READ) >= data.dates[split(data).held_out[0]],
        },
    )


def _check_arrays(network: Recording, classes: int) -> None:
    """Raise a RecordingError unless the recording holds every array of a weather network, each in its shape."""
    units, outputs, features = network.get("bias_hh", np.empty(0)).size, classes + len(NUMBERS), (len(FEATURES),)
    shapes: dict[str, tuple[int, ...]] = {"weight_ih": (units, *features), "weight_hh": (units, units)}
    shapes |= {"bias_ih": (units,), "bias_hh": (units,), "fc.weight": (outputs, units), "fc.bias": (outputs,)}
    for name, shape in (shapes | {"mean": features, "spread": features}).items():
        if name not in network or network[name].shape != shape or not units:
            found = network[name].shape if name in network else t("none")
            rule = "hold a whole weather network, with {name} of shape {shape}"
            raise RecordingError.must("network", rule, got=found, name=name, shape=shape)
    if not (network["spread"] > 0).all():
        raise RecordingError.must("network", "hold a positive spread of each feature", words=t("others"))


def _load(network: Recording) -> WeatherRNN:
    """The model with a recording's weights, float32."""
    hidden_size = network["weight_hh"].shape[1]
    model = WeatherRNN(hidden_size, len(network["fc.bias"]) - len(NUMBERS), torch.float32)
    state = {f"rnn.{name}_l0": network[name] for name in WEIGHT_NAMES}
    state |= {name: network[name] for name in ("fc.weight", "fc.bias")}
    model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in state.items()})
    return model


def _run(model: WeatherRNN, scale: FeatureScale, raw: Array, classes: tuple[str, ...]) -> dict[str, Array]:
    """One forward pass over three days, with every intermediate value that the player shows."""
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
    """The days with their changes, and where they differ from the observed ones, 0 or 1; both (3, features)."""
    raw, changed = raw.copy(), np.zeros(raw.shape)
    if not isinstance(changes, Mapping):
        raise ConfigError.must_be("changes", "a mapping", words=type(changes).__name__, field=None)
    places = {(day, name) for day in range(DAYS_READ) for name in NAMES}
    for place, value in changes.items():
        if place not in places:
            rule = "name day 0, 1 or 2 and one of {names}"
            raise ConfigError.must("change", rule, got=place, field=None, names=", ".join(NAMES))
        day, name = place
        feature = FEATURES[NAMES.index(name)]
        if (
            not isinstance(value, Real)
            or not feature.lowest <= value <= feature.highest
            or (name == "sun" and value not in (0, 1))
        ):
            rule = "0 or 1" if name == "sun" else "from {low:g} to {high:g} {unit}"
            low, high, field = feature.lowest, feature.highest, f"{name}_{day + 1}"
            raise ConfigError.must_be(name, rule, got=value, field=field, low=low, high=high, unit=feature.unit)
        column = NAMES.index(name)
        changed[day, column] = raw[day, column] != value
        raw[day, column] = value
    return raw, changed


def float32(array: Array) -> Array:
    """The array in float32, in C order."""
    return np.ascontiguousarray(array, dtype=np.float32)
