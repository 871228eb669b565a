"""The weather data equal the file, and no day of the test is part of the training data."""

from collections import Counter
from datetime import date

import numpy as np
import pytest
from vega_datasets import local_data

from rnnlab.bundled.recordings import bundled
from rnnlab.errors import ConfigError, RecordingError
from rnnlab.weather.data import DAYS_READ, FEATURES, NAMES, RAIN, SUN, baselines, days, scaled, split, unscaled


def test_the_days_are_those_that_vega_datasets_gives():
    table, data = local_data.seattle_weather(), days()
    assert [d.isoformat() for d in data.dates] == table["date"].dt.strftime("%Y-%m-%d").tolist()
    assert [data.classes[k] for k in data.kinds] == table["weather"].tolist()
    for name, column in (
        ("rain", "precipitation"),
        ("temp_max", "temp_max"),
        ("temp_min", "temp_min"),
        ("wind", "wind"),
    ):
        np.testing.assert_array_equal(data.raw[:, NAMES.index(name)], table[column].to_numpy())
    np.testing.assert_array_equal(data.raw[:, SUN] == 1, (table["weather"] == "sun").to_numpy())


def test_the_days_are_consecutive_from_2012_to_2015():
    assert (days().dates[0], days().dates[-1]) == (date(2012, 1, 1), date(2015, 12, 31))
    assert len(days().dates) == 366 + 3 * 365


def test_every_observed_value_lies_within_its_limits():
    for i, feature in enumerate(FEATURES):
        assert feature.lowest <= days().raw[:, i].min()
        assert days().raw[:, i].max() <= feature.highest


def test_a_day_outside_the_data_is_refused():
    for day in (date(2011, 12, 31), date(2016, 1, 1)):
        with pytest.raises(ConfigError, match=f"day must be a date from 2012-01-01 to 2015-12-31, got {day}"):
            days().index(day)


def test_every_day_of_2015_is_asked_for_and_no_day_it_is_asked_with_was_learned_from():
    data, parts = days(), split(days())
    assert [data.dates[i] for i in parts.held_out] == [d for d in data.dates if d.year == 2015]
    asked_with = {i - back for i in parts.held_out for back in range(DAYS_READ + 1)}
    learned_from = {i - back for i in parts.train for back in range(DAYS_READ + 1)}
    assert not asked_with & learned_from
    assert learned_from == set(range(parts.days_learned))  # and nothing else is left out


def test_the_baselines_are_what_counting_by_hand_gives():
    data, found = days(), baselines(days())
    names = [data.classes[k] for k in data.kinds]
    commonest = Counter(names[: data.dates.index(date(2014, 12, 29))]).most_common(1)[0][0]
    asked = [i for i, d in enumerate(data.dates) if d.year == 2015]
    assert found["commonest_class"] == commonest
    assert found["commonest"] == sum(names[i] == commonest for i in asked) / 365
    assert found["yesterday"] == sum(names[i] == names[i - 1] for i in asked) / 365


def test_scaling_rain_and_back_changes_nothing_and_rain_is_never_negative():
    np.testing.assert_allclose(unscaled(scaled(days().raw)), days().raw, atol=1e-12)
    below = scaled(days().raw[0])
    below[RAIN] = -0.5
    assert unscaled(below)[RAIN] == 0


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr("rnnlab.weather.data.find_spec", lambda name: None)
    with pytest.raises(RecordingError, match="vega_datasets, which is not installed"):
        days.__wrapped__()


def test_the_bundled_recording_shows_three_held_out_days():
    assert bundled().kind == "weather"
    assert bundled().header["held_out"] is True
    assert len(bundled().header["dates"]) == DAYS_READ + 1
