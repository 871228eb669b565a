"""What is no setting, no network, no day and no change: one sentence each, before anything is allocated."""

import math
from datetime import date, datetime

import numpy as np
import pytest

from rnnlab import ConfigError, Recording, RecordingError
from rnnlab.bundled.recordings import bundled
from rnnlab.weather.forecast import DEFAULT_FIRST, forecast
from rnnlab.weather.model import WeatherConfig
from rnnlab.weather.training import train


@pytest.mark.parametrize("value", ["a", None, True, -1, -(10**400), 10**400, math.nan, math.inf, 1j, [1]])
def test_a_setting_of_another_type_or_size_gets_one_sentence(value):
    for name in ("hidden_size", "epochs", "lr", "half_life", "number_loss", "weight_decay", "seed"):
        with pytest.raises(ConfigError, match=rf"^{name} must be [^\n]{{1,200}}$") as caught:
            WeatherConfig(**{name: value})
        assert caught.value.field == name


def test_a_network_that_no_memory_holds_is_refused_before_it_is_made():
    with pytest.raises(ConfigError, match=r"^network must be small enough for the memory of this computer, .* 40 TB$"):
        WeatherConfig(hidden_size=10**6)
    with pytest.raises(ConfigError, match=r"^hidden_size must be at most 9007199254740991, got 9223372036854775808$"):
        WeatherConfig(hidden_size=2**63)
    with pytest.raises(ConfigError, match=r"^hidden_size must be a positive whole number, got 6\.5$"):
        WeatherConfig(hidden_size=6.5)
    with pytest.raises(ConfigError, match=r"^config must be of type WeatherConfig, got NoneType$"):
        train(None)


@pytest.mark.parametrize("network", [None, "x", Recording({}, {"kind": "cell"})])
def test_only_a_weather_network_forecasts(network):
    with pytest.raises(RecordingError, match=r'^network must be a recording of kind "weather", got '):
        forecast(network, DEFAULT_FIRST)


@pytest.mark.parametrize("name", ["weight_ih", "weight_hh", "bias_ih", "fc.weight", "fc.bias", "mean", "spread"])
@pytest.mark.parametrize("wrong", [None, np.zeros(0, np.float32), np.zeros((1,) * 64), np.zeros((2, 10**6), np.uint8)])
def test_a_damaged_weather_network_gets_one_sentence(name, wrong):
    arrays = {**bundled(), name: wrong} if wrong is not None else {k: v for k, v in bundled().items() if k != name}
    with pytest.raises(
        RecordingError, match=r"^network must hold a (whole weather network, with [a-z_.]+ of|positive spread of)"
    ):
        forecast(Recording(arrays, bundled().header), DEFAULT_FIRST)


@pytest.mark.parametrize("day", [None, "2014-12-28", 3, datetime(2014, 12, 28), date.min, date.max])
def test_a_day_that_is_none_or_is_not_there_is_refused(day):
    with pytest.raises(ConfigError, match=r"^day must be a date"):
        forecast(bundled(), day)


@pytest.mark.parametrize(
    "changes", ["x", 3, [1], {3: 1.0}, {"rain": 1.0}, {(): 1.0}, {(0, "rain", 1): 1.0}, {(10**5000, "rain"): 1.0}]
)
def test_changes_of_another_form_are_refused(changes):
    with pytest.raises(ConfigError, match=r"^changes? must (be a mapping|name day 0, 1 or 2)"):
        forecast(bundled(), DEFAULT_FIRST, changes)


@pytest.mark.parametrize("value", ["1", None, 1j, [1.0], np.ones(2), 10**400, -(10**400), math.inf])
def test_a_changed_value_of_another_kind_is_refused(value):
    with pytest.raises(ConfigError, match=r"^rain must be from 0 to 80 mm, got "):
        forecast(bundled(), DEFAULT_FIRST, {(0, "rain"): value})
