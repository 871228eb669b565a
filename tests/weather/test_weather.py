"""The weather network: reproducible training, a test on held-out days, and the numbers that torch computes."""

from datetime import date

import numpy as np
import pytest
import torch

from rnnlab.bundled.recordings import BUNDLED, bundled
from rnnlab.errors import ConfigError
from rnnlab.weather.data import DAYS_READ, NAMES, NUMBERS, SUN, days, scaled, split
from rnnlab.weather.forecast import DEFAULT_FIRST, forecast
from rnnlab.weather.model import WeatherConfig, feature_scale
from rnnlab.weather.training import train


@pytest.fixture(scope="module")
def fresh():
    return train(WeatherConfig())


def torch_network(recording):
    """Plain torch modules with a recording's weights."""
    rnn = torch.nn.RNN(len(NAMES), recording["weight_hh"].shape[0])
    fc = torch.nn.Linear(recording["weight_hh"].shape[0], len(recording["fc.bias"]))
    with torch.no_grad():
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            getattr(rnn, f"{name}_l0").copy_(torch.tensor(recording[name]))
        fc.weight.copy_(torch.tensor(recording["fc.weight"]))
        fc.bias.copy_(torch.tensor(recording["fc.bias"]))
    return rnn, fc


def test_training_again_gives_the_bundled_recording(fresh):
    """`python -m rnnlab.bundled.build` writes the file of the repository: same header, same numbers."""
    assert dict(fresh.header) == dict(bundled().header)
    assert set(fresh) == set(bundled())
    for name in fresh:
        torch.testing.assert_close(torch.tensor(fresh[name]), torch.tensor(bundled()[name]), rtol=1e-4, atol=1e-5)


def test_training_neither_reads_nor_moves_the_global_generator():
    torch.manual_seed(7)
    before = torch.random.get_rng_state()
    quick = WeatherConfig(epochs=2)
    first = train(quick)
    assert torch.equal(torch.random.get_rng_state(), before)
    torch.manual_seed(8)
    assert train(quick) == first
    assert train(WeatherConfig(epochs=2, seed=1)) != first


def test_the_recorded_states_and_prediction_are_torchs_own():
    recording = bundled()
    rnn, fc = torch_network(recording)
    with torch.no_grad():
        h, _ = rnn(torch.tensor(recording["x"]))
        out = fc(h[-1, 0])
    torch.testing.assert_close(torch.tensor(recording["layer0.h"]), h)
    torch.testing.assert_close(torch.tensor(recording["layer0.pre"]).tanh(), h)
    torch.testing.assert_close(torch.tensor(recording["output"]), out)
    torch.testing.assert_close(torch.tensor(recording["probabilities"]), out[:5].softmax(0))


def test_predicted_numbers_are_in_the_units_of_the_days():
    """Undone by hand: z * spread + mean, and rain back from log(1 + mm)."""
    recording = bundled()
    numbers = recording["output"][5:] * recording["spread"][list(NUMBERS)] + recording["mean"][list(NUMBERS)]
    numbers[0] = np.expm1(numbers[0])
    np.testing.assert_allclose(recording["predicted"][list(NUMBERS)], numbers, rtol=1e-5)
    assert recording["predicted"][SUN] == recording["probabilities"][recording.header["classes"].index("sun")]


def test_the_stated_accuracy_is_counted_over_every_day_of_2015():
    recording, data = bundled(), days()
    rnn, fc = torch_network(recording)
    held_out = split(data).held_out
    z = torch.tensor((scaled(data.raw) - recording["mean"]) / recording["spread"], dtype=torch.float32)
    with torch.no_grad():
        guesses = fc(rnn(torch.stack([z[held_out - back] for back in (3, 2, 1)]))[0][-1])[:, :5].argmax(1).numpy()
    assert recording.header["accuracy"]["network"] == pytest.approx((guesses == data.kinds[held_out]).mean())


def test_the_network_beats_both_guesses_that_need_no_network():
    accuracy = bundled().header["accuracy"]
    assert accuracy["network"] > accuracy["yesterday"] > accuracy["commonest"]


def test_standardisation_knows_the_training_days_only(monkeypatch):
    data = days()
    learned = scaled(data.raw[: split(data).days_learned])
    np.testing.assert_allclose(feature_scale(data).mean, learned.mean(0))
    np.testing.assert_allclose(feature_scale(data).apply(data.raw[: split(data).days_learned]).std(0), 1)


def test_the_default_days_are_the_bundled_ones():
    assert forecast(bundled(), DEFAULT_FIRST)["layer0.h"] == pytest.approx(bundled()["layer0.h"], abs=1e-6)
    assert bundled().header["dates"][0] == DEFAULT_FIRST.isoformat()
    assert BUNDLED.stat().st_size < 20_000


def test_other_days_show_their_own_observations():
    data = days()
    at = data.index(date(2013, 3, 30))
    recording = forecast(bundled(), date(2013, 3, 30))
    assert recording.header["dates"] == ["2013-03-30", "2013-03-31", "2013-04-01", "2013-04-02"]
    np.testing.assert_array_equal(recording["raw"], data.raw[at : at + DAYS_READ].astype("float32"))
    np.testing.assert_array_equal(recording["observed"], data.raw[at + DAYS_READ].astype("float32"))
    assert recording.header["observed_class"] == data.classes[data.kinds[at + DAYS_READ]]
    assert recording.header["held_out"] is False
    assert not recording["changed"].any()


def test_the_first_and_the_last_three_days_have_a_forecast_and_the_days_after_have_none():
    for first in (days().dates[0], days().latest_first):
        assert forecast(bundled(), first)["probabilities"].sum() == pytest.approx(1)
    with pytest.raises(ConfigError, match="day must be a date from 2012-01-01 to 2015-12-28, got 2015-12-29"):
        forecast(bundled(), date(2015, 12, 29))


def test_a_change_reaches_its_day_and_the_days_after_and_leaves_the_observed_fourth_day():
    plain, altered = (forecast(bundled(), DEFAULT_FIRST, change) for change in (None, {(1, "rain"): 0.0}))
    assert altered["raw"][1, 0] == 0
    assert altered["changed"].tolist() == [[0] * 5, [1, 0, 0, 0, 0], [0] * 5]
    np.testing.assert_array_equal(altered["layer0.h"][0], plain["layer0.h"][0])
    assert (altered["layer0.h"][1:] != plain["layer0.h"][1:]).all()
    assert (altered["probabilities"] != plain["probabilities"]).all()
    np.testing.assert_array_equal(altered["observed"], plain["observed"])


def test_a_change_to_what_was_observed_is_none():
    same = {(0, "rain"): float(days().raw[days().index(DEFAULT_FIRST), 0])}
    assert not forecast(bundled(), DEFAULT_FIRST, same)["changed"].any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({(0, "rain"): 81.0}, "rain must be from 0 to 80 mm, got 81.0"),
        ({(2, "wind"): float("nan")}, "wind must be from 0 to 15 m/s, got nan"),
        ({(0, "sun"): 0.5}, "sun must be 0 or 1, got 0.5"),
        ({(3, "rain"): 0.0}, "change must name day 0, 1 or 2"),
        ({(0, "snow"): 0.0}, "one of rain, sun, temp_max, temp_min, wind"),
    ],
)
def test_a_change_beyond_its_limits_is_refused(change, message):
    with pytest.raises(ConfigError, match=message):
        forecast(bundled(), DEFAULT_FIRST, change)


@pytest.mark.parametrize("bad", [{"hidden_size": 0}, {"epochs": -1}, {"lr": float("nan")}, {"half_life": float("inf")}])
def test_a_training_setting_must_be_positive(bad):
    with pytest.raises(ConfigError, match=f"{next(iter(bad))} must be positive"):
        WeatherConfig(**bad)


def test_the_seed_must_be_a_seed():
    with pytest.raises(ConfigError, match="seed must be a whole number from 0 to"):
        WeatherConfig(seed=True)


def test_the_bundle_script_writes_a_recording_that_opens(tmp_path, monkeypatch, fresh, capsys):
    from rnnlab import load
    from rnnlab.bundled import build as bundle

    monkeypatch.setattr(bundle, "BUNDLED", tmp_path / "data" / "weather.rnnlab")
    monkeypatch.setattr(bundle, "CARDS", tmp_path / "data" / "cards.rnnlab")  # nothing is written into the tree
    monkeypatch.setattr(bundle, "train", lambda config: fresh)
    bundle.main()
    assert load(tmp_path / "data" / "weather.rnnlab") == fresh
    assert "accuracy on held-out days" in capsys.readouterr().out
    written, there = load(tmp_path / "data" / "cards.rnnlab"), load(BUNDLED.with_name("cards.rnnlab"))
    assert dict(written.header) == dict(there.header)
    for name in there:
        if name.startswith("race."):  # hundreds of steps of batches: another processor may round them apart
            assert written[name].shape == there[name].shape
        else:
            torch.testing.assert_close(torch.tensor(written[name]), torch.tensor(there[name]), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("day", "held_out"), [(28, False), (29, True), (31, True)])
def test_a_forecast_is_held_out_if_its_fourth_day_is(day, held_out):
    """From 28 December 2014 the fourth day is 31 December; from the 29th it is the first day of the test."""
    assert forecast(bundled(), date(2014, 12, day)).header["held_out"] is held_out
