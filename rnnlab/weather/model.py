"""`WeatherRNN` and its `WeatherConfig`: a small RNN that reads three days, and the scale of its features."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from rnnlab.config.checks import check_seed
from rnnlab.errors import ConfigError
from rnnlab.weather.data import DAYS_READ, FEATURES, NUMBERS, Array, Days, scaled, split, unscaled


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
                raise ConfigError.must_be(name, "positive", got=getattr(self, name))
        check_seed(self.seed)


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
    """Mean and spread of each feature over the training days, on the scale of `rnnlab.weather.data.scaled`."""

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


def windows(z: Tensor, fourth: Tensor) -> Tensor:
    """The three days before each fourth day, (3, len(fourth), features)."""
    return torch.stack([z[fourth - back] for back in range(DAYS_READ, 0, -1)])
