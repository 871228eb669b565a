"""`WeatherRNN`, its `WeatherConfig` and its `FeatureScale`: a small RNN that reads three days."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from rnnlab.config.checks import check_most, check_seed, check_size
from rnnlab.config.memory import check_network_memory, network_numbers, recurrent_arrays
from rnnlab.errors import ConfigError
from rnnlab.weather.data import DAYS_READ, FEATURES, NUMBERS, Array, Days, scaled, split, unscaled

_DAYS = 1461  # in the data


@dataclass(frozen=True, kw_only=True)
class WeatherConfig:
    """How the network is trained.

    The values were chosen on 2014, by training on what came before and predicting three half years of it in turn;
    2015 took no part in the choice.

    Attributes:
        hidden_size: Units of the RNN; few, so that all of their values can be read in the picture.
        half_life: In days; an example this much older than the last one has half the weight. In 2013 the data changes
            the class of most wet days from "rain" to "fog", so old examples mislead.
        number_loss: Weight of the squared error of the numbers beside the cross-entropy of the class.
        weight_decay: L2 penalty, as in `torch.optim.Adam`.

    Raises:
        ConfigError: A number is not positive, the seed is out of range, or no memory holds the network.
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
            _check_number(name, getattr(self, name), "positive", math.ulp(0.0))
        for name in ("number_loss", "weight_decay"):
            _check_number(name, getattr(self, name), "0 or positive", 0.0)
        for name in ("hidden_size", "epochs"):
            check_size(name, getattr(self, name))
            check_most(name, getattr(self, name))
        check_seed(self.seed)
        check_network_memory("network", {"hidden_size": self.hidden_size}, self._numbers, recurrent_arrays(1))

    @property
    def _numbers(self) -> int:
        """Numbers of float32 in a training: weights, gradients and moments in float64, and h of every day."""
        weights = network_numbers("rnn", len(FEATURES), self.hidden_size, 1, 2 * len(FEATURES))
        return 2 * (5 * weights + _DAYS * DAYS_READ * self.hidden_size)


def _check_number(name: str, value: object, rule: str, least: float) -> None:
    """Raise a ConfigError unless the value is a finite number from `least` on."""
    if type(value) not in (int, float) or not least <= value <= sys.float_info.max:  # type: ignore[operator]
        raise ConfigError.must_be(name, rule, got=value)  # NaN compares false


class WeatherRNN(nn.Module):
    """`torch.nn.RNN` over the days, then one Linear: a score for each class, and the numbers of the next day."""

    def __init__(self, hidden_size: int, classes: int, dtype: torch.dtype) -> None:
        super().__init__()
        # On "meta", so that nothing is drawn from torch's process-wide generator; the caller sets the weights.
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
class FeatureScale:
    """Standardisation of the features: mean and standard deviation (`spread`) of each, after `data.scaled`."""

    mean: Array
    spread: Array

    def apply(self, raw: Array) -> Array:
        """Raw features standardised, (raw - mean) / spread after `data.scaled`; (..., features), unitless."""
        return np.asarray((scaled(raw) - self.mean) / self.spread)

    def undo(self, z: Array) -> Array:
        """Standardised features back in mm, °C and m/s; (..., features)."""
        return unscaled(z * self.spread + self.mean)


def feature_scale(data: Days) -> FeatureScale:
    """Mean and standard deviation over the training days only, not the held-out year."""
    learned = scaled(data.raw[: split(data).days_learned])
    return FeatureScale(learned.mean(axis=0), learned.std(axis=0))


def windows(z: Tensor, fourth: Tensor) -> Tensor:
    """The three days before each fourth day, (3, len(fourth), features)."""
    return torch.stack([z[fourth - days_before] for days_before in range(DAYS_READ, 0, -1)])
