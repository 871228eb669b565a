"""`Days`: Seattle's daily weather, 2012 to 2015, its features and its split; read without pandas and without torch.

Source: daily observations of the NOAA (public domain), as packaged in `vega_datasets` under "seattle-weather".
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rnnlab.errors import ConfigError, RecordingError
from rnnlab.i18n.messages import t

DAYS_READ = 3
HELD_OUT_YEAR = 2015
SOURCE = "NOAA daily observations for Seattle, 2012–2015, from the vega_datasets package"

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Feature:
    """One number that describes a day: its unit, its column in the file, and the limits and step of its input field."""

    name: str
    unit: str
    column: str
    lowest: float
    highest: float
    step: float


# The limits are a little wider than anything observed in Seattle in these years.
FEATURES = (
    Feature("rain", "mm", "precipitation", 0.0, 80.0, 0.5),
    Feature("sun", "yes or no", "weather", 0.0, 1.0, 1.0),
    Feature("temp_max", "°C", "temp_max", -10.0, 45.0, 0.5),
    Feature("temp_min", "°C", "temp_min", -15.0, 30.0, 0.5),
    Feature("wind", "m/s", "wind", 0.0, 15.0, 0.5),
)
NAMES = tuple(feature.name for feature in FEATURES)
RAIN, SUN = NAMES.index("rain"), NAMES.index("sun")
NUMBERS = tuple(i for i in range(len(FEATURES)) if i != SUN)  # sun is a class of the day, the others are measured


@dataclass(frozen=True)
class Days:
    """Consecutive days.

    Attributes:
        dates: One per day, in order, without a gap.
        raw: (days, features), in the units of `FEATURES`; sun is 1 where the day's class is "sun", else 0.
        kinds: (days,) index into `classes`.
        classes: The data's own names for a day's weather, sorted.
    """

    dates: tuple[date, ...]
    raw: Array
    kinds: Array
    classes: tuple[str, ...]

    def index(self, day: date) -> int:
        """Position of a date.

        Raises:
            ConfigError: The date lies outside the data, or is none.
        """
        if not isinstance(day, date) or isinstance(day, datetime):
            raise ConfigError.must_be("day", "a date", got=day)
        at = (day - self.dates[0]).days
        if not 0 <= at < len(self.dates):
            raise out_of_range(day, self.dates[0], self.dates[-1])
        return at

    @property
    def latest_first(self) -> date:
        """The latest first day after which two more days and an observed fourth follow."""
        return self.dates[-1 - DAYS_READ]


def out_of_range(day: date, first: date, last: date) -> ConfigError:
    """The error of a date outside the data."""
    return ConfigError.must_be("day", "a date from {first} to {last}", words=str(day), first=first, last=last)


@cache
def days() -> Days:
    """Every day of the data; read once per process.

    Raises:
        RecordingError: The file is missing, or its days are not consecutive.
    """
    # The package is found but not imported: its import would load pandas, which takes longer than reading this file.
    spec = find_spec("vega_datasets")
    if spec is None or not spec.submodule_search_locations:
        raise RecordingError("the weather must come from the package vega_datasets, which is not installed")
    path = Path(spec.submodule_search_locations[0]) / "_data" / "seattle-weather.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    dates = tuple(date.fromisoformat(row["date"].replace("/", "-")) for row in rows)
    if any(b - a != timedelta(days=1) for a, b in pairwise(dates)):
        raise RecordingError.must_be("the weather", "one row per day", words=t("a gap in {file}", file=path.name))
    classes = tuple(sorted({row["weather"] for row in rows}))
    raw = np.array([[_number(row, feature) for feature in FEATURES] for row in rows])
    return Days(dates, raw, np.array([classes.index(row["weather"]) for row in rows]), classes)


def _number(row: dict[str, str], feature: Feature) -> float:
    return float(row["weather"] == "sun") if feature.name == "sun" else float(row[feature.column])


def scaled(raw: Array) -> Array:
    """Raw features before standardisation, rain as log(1 + mm): a few days have most of the rain."""
    raw = np.array(raw, dtype=np.float64)
    raw[..., RAIN] = np.log1p(raw[..., RAIN])
    return raw


def unscaled(values: Array) -> Array:
    """The inverse of `scaled`, with rain at least 0."""
    values = np.array(values, dtype=np.float64)
    values[..., RAIN] = np.maximum(np.expm1(values[..., RAIN]), 0.0)
    return values


@dataclass(frozen=True)
class Split:
    """Which fourth days, those to predict, are used in training and which in the test.

    The test predicts every day of 2015. Its first three examples read the last three days of 2014, so training ends
    before those: no day of a test example was used in training, neither as input nor as the day to predict.

    Attributes:
        train: Indices of the fourth days of training; all four days of an example lie before `days_learned`.
        held_out: Indices of the fourth days of the test.
        days_learned: Number of training days, from the first on; mean and standard deviation are of these alone.
    """

    train: Array
    held_out: Array
    days_learned: int


def split(data: Days) -> Split:
    """Divide the data by time; see `Split`."""
    first = data.index(date(HELD_OUT_YEAR, 1, 1))
    learned = first - DAYS_READ
    return Split(np.arange(DAYS_READ, learned), np.arange(first, len(data.dates)), learned)


def baselines(data: Days) -> dict[str, Any]:
    """The accuracy of two predictions without a network on the held-out days.

    Returns:
        `commonest_class` (of the training days), and two accuracies in [0, 1]: `commonest`, of always predicting that
        class, and `yesterday`, of predicting the class of the day before.
    """
    parts = split(data)
    commonest = int(np.bincount(data.kinds[: parts.days_learned]).argmax())
    truth = data.kinds[parts.held_out]
    return {
        "commonest_class": data.classes[commonest],
        "commonest": float((truth == commonest).mean()),
        "yesterday": float((truth == data.kinds[parts.held_out - 1]).mean()),
    }
