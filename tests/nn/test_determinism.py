"""What a caller has set for torch does not change a number: every run equals the one made with torch's defaults."""

from contextlib import contextmanager

import pytest
import torch

from rnnlab import CellConfig, EmbeddingRNN, LayersConfig, Recording, TextConfig, Trainer, train_text
from rnnlab.export.printed import printed_output
from rnnlab.tracing.record import record_cell, record_layers
from rnnlab.weather.forecast import DEFAULT_FIRST, forecast
from rnnlab.weather.model import WeatherConfig
from rnnlab.weather.training import train


@contextmanager
def default_dtype(dtype):
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


SETTINGS = {
    "float64": lambda: default_dtype(torch.float64),
    "float16": lambda: default_dtype(torch.float16),
    "another device": lambda: torch.device("meta"),
    "no_grad": torch.no_grad,
    "inference": torch.inference_mode,
    "autocast": lambda: torch.autocast("cpu", dtype=torch.bfloat16),
}
setting = pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)


@setting
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_a_training_is_the_same_under_any_setting(cell, setting):
    expected = train_text(cell=cell, epochs=3)
    with setting():
        assert train_text(cell=cell, epochs=3) == expected


@setting
def test_a_state_goes_in_and_out_of_any_setting(setting):
    expected = train_text(epochs=4)
    with setting():
        trainer = Trainer(TextConfig(epochs=4))
        next(trainer)
        assert Trainer(TextConfig()).state()["frame.output"].shape == (0, 5, 4)
        trainer = Trainer.from_state(Recording.from_bytes(trainer.state().to_bytes()))
        next(trainer)
    assert len(list(trainer)) == 2
    assert trainer.recording() == expected


@setting
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_layers_and_cells_are_the_same_under_any_setting(cell, setting):
    layers, one = LayersConfig(cell=cell, bidirectional=True), CellConfig(hidden_size=5)
    expected = record_layers(layers), record_cell(one)
    with setting():
        assert (record_layers(layers), record_cell(one)) == expected
        assert printed_output(expected[0])["printed"]


@setting
def test_a_forecast_is_the_same_under_any_setting(setting):
    network = train(WeatherConfig(epochs=1))
    with setting():
        assert train(WeatherConfig(epochs=1)) == network
        assert forecast(network, DEFAULT_FIRST) == network


def test_a_seed_gives_float32_on_the_cpu_whatever_the_defaults_are():
    expected = EmbeddingRNN.seeded(3, 5).state_dict()
    with default_dtype(torch.float64), torch.device("meta"):
        found = EmbeddingRNN.seeded(3, 5).state_dict()
    for name, weight in expected.items():
        assert found[name].dtype == torch.float32
        assert torch.equal(found[name], weight)


def test_what_the_caller_has_set_is_still_set_afterwards():
    with default_dtype(torch.float64), torch.device("meta"), torch.no_grad(), torch.autocast("cpu"):
        train_text(epochs=1)
        assert (torch.get_default_dtype(), torch.empty(1).device.type) == (torch.float64, "meta")
        assert torch.is_autocast_enabled("cpu")
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()
