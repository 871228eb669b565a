"""Extreme values: whatever a setting is given, it is taken as it is or refused in one sentence of a ConfigError."""

import math
from enum import StrEnum

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import CellConfig, ConfigError, LayersConfig, TaskConfig, TextConfig
from rnnlab.config.checks import MAX_WHOLE, check_choice, check_type, checked_bytes, checked_seconds

CONFIGS = (CellConfig, LayersConfig, TaskConfig, TextConfig)


class Cell(StrEnum):
    RNN = "rnn"


EXTREMES = [
    *(sign * base**power for sign in (1, -1) for base, power in ((2, 53), (2, 63), (2, 64), (10, 400), (10, 5000))),
    *(math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, -0.0, 0, 1, 0.5, True, False, None, 1j),
    *("", "x" * 10_000, "rnn", "tanh", "\ud800", "\0", b"rnn", Cell.RNN, np.str_("rnn")),
    *(np.array(["rnn"]), np.array(["rnn", "gru"]), np.array([]), np.array(1), np.ones((2, 2)), np.int64(3)),
    *([], [1], {}, (), ["rnn"], [10**5000], object(), int, torch.ones(1), torch.ones(3).to_sparse(), np.float32("nan")),
]


@given(st.sampled_from(CONFIGS), st.data())
def test_a_config_takes_or_refuses_any_value_of_any_setting(config, data):
    """What it takes is hashed, compared, written as JSON would hold it, and read back."""
    names = sorted(config().to_dict())
    given_names = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    values = {name: EXTREMES[data.draw(st.integers(0, len(EXTREMES) - 1), label=name)] for name in given_names}
    try:
        made = config(**values)
    except ConfigError as error:
        sentence = str(error)
    else:
        sentence = ""
        assert hash(made) == hash(config.from_dict(made.to_dict()))
        assert {type(value) for value in made.to_dict().values()} <= {int, float, str, bool}
    assert len(sentence) < 400
    assert "\n" not in sentence


@pytest.mark.parametrize("value", EXTREMES, ids=lambda value: type(value).__name__)
def test_every_extreme_is_tried_on_every_setting_alone(value):
    for config in CONFIGS:
        for name in config().to_dict():
            try:
                made = getattr(config(**{name: value}), name)
            except ConfigError as error:
                assert str(error).count("\n") == 0  # noqa: PT017  # any other exception fails
            else:
                assert type(made) in (int, float, str, bool)


@pytest.mark.parametrize(
    ("config", "name"), [(TextConfig, "epochs"), (LayersConfig, "num_layers"), (CellConfig, "seq_len")]
)
def test_a_size_is_at_most_what_every_reader_of_json_holds(config, name):
    assert getattr(config(**{name: MAX_WHOLE}), name) == 2**53 - 1
    with pytest.raises(
        ConfigError, match=rf"^{name} must be at most 9007199254740991, got 9007199254740992$"
    ) as caught:
        config(**{name: MAX_WHOLE + 1})
    assert caught.value.field == name


@pytest.mark.parametrize("name", ["lr", "clip"])
def test_a_rate_is_kept_as_a_float(name):
    made = getattr(TextConfig(**{name: 10**30}), name)
    assert (type(made), made) == (float, 1e30)


@pytest.mark.parametrize("value", [np.str_("a"), Cell.RNN, np.array("a"), np.array(["a"]), ["a"], {"a"}, None])
def test_a_choice_is_a_plain_text(value):
    with pytest.raises(ConfigError, match=r"^cell must be one of a, rnn, got ") as caught:
        check_choice("cell", value, ("a", "rnn"))
    assert caught.value.field == "cell"


def test_a_time_is_a_number_that_is_one():
    times = {3: 3.0, 0.5: 0.5, -1: -1.0, math.inf: math.inf, 10**400: float(MAX_WHOLE), -(10**400): -float(MAX_WHOLE)}
    assert {given: checked_seconds(given) for given in times} == times
    assert checked_seconds(np.float64(2.0)) == 2.0
    for value in (math.nan, np.float64("nan"), "1", None, True, 1j, np.ones(1), np.array([1.0, 2.0])):
        with pytest.raises(ConfigError, match=r"^seconds must be a number, got "):
            checked_seconds(value)


def test_a_type_and_a_number_of_bytes_are_said():
    check_type("config", CellConfig(), TextConfig, CellConfig)
    with pytest.raises(ConfigError, match=r"^config must be of type TextConfig or CellConfig, got str$"):
        check_type("config", "x", TextConfig, CellConfig)
    assert [checked_bytes("max_bytes", value) for value in (-(10**400), 7, 10**400)] == [0, 7, MAX_WHOLE]
    for value in (1.0, "1", None, True, np.int64(1)):
        with pytest.raises(ConfigError, match=r"^max_bytes must be a whole number of bytes, got "):
            checked_bytes("max_bytes", value)
