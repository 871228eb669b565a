"""Time constants of gates, and of states whose decay is known."""

import numpy as np
import pytest
import torch
from torch import nn

import rnnlab
from rnnlab.analysis.unit_health.time_constants import time_constants
from rnnlab.errors import ConfigError


def decaying(taus, steps=40_000, seed=0):
    """Noise that each unit forgets to 1/e in its own number of steps, (steps, 2, units)."""
    rng = np.random.default_rng(seed)
    keep = np.exp(-1 / np.array(taus))
    h = np.zeros((steps, 2, len(taus)))
    for step in range(1, steps):
        h[step] = keep * h[step - 1] + rng.normal(size=(2, len(taus)))
    return h


@pytest.mark.parametrize(("cell", "gate"), [("lstm", "f"), ("gru", "z")])
def test_a_gate_of_nine_tenths_forgets_in_nine_and_a_half_steps(cell, gate):
    """Hand-worked: 0.9 to the power 9.49 is 1/e; gates in turn count by the product of what they keep."""
    values = np.full((6, 1, 3), 0.9)
    values[::2, :, 1], values[1::2, :, 1] = 0.5, 0.02
    values[3, 0, 2] = 0.0
    found = time_constants({gate: values, "h": values}, cell)
    assert found.quantity == gate
    np.testing.assert_allclose(found.steps, [-1 / np.log(0.9), -2 / np.log(0.01), 0], rtol=1e-12)
    assert time_constants({gate: np.ones((6, 1, 1))}, cell).steps[0] == np.inf


def test_the_memory_of_a_real_lstm_decays_as_its_time_constant_says():
    torch.manual_seed(0)
    module = nn.LSTM(1, 4)
    with torch.no_grad():
        for weight in (module.weight_ih_l0, module.weight_hh_l0):
            weight[4:12] = 0  # f is its bias alone, and g is 0
        module.bias_ih_l0[4:12] = torch.tensor([1.0, 2.0, 3.0, 4.0, 0, 0, 0, 0])
        module.bias_hh_l0[4:12] = 0
    c_0 = torch.ones(1, 1, 4)
    layer = rnnlab.trace(module, torch.zeros(200, 1, 1), (torch.zeros(1, 1, 4), c_0)).layers[0]
    steps = time_constants({"f": layer.f.detach().numpy()}, "lstm").steps
    c = layer.c.detach().numpy()[:, 0]
    for unit, tau in enumerate(steps):
        np.testing.assert_allclose(-np.log(c[99, unit]), 100 / tau, rtol=1e-4)


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_an_autocorrelation_gives_the_time_in_which_it_decays(cell):
    taus = [1, 3, 10, 30, 100]
    found = time_constants({"h": decaying(taus) + 5}, cell)
    assert found.quantity == "h"
    np.testing.assert_allclose(found.steps, taus, rtol=0.1)


def test_padding_and_values_that_are_no_numbers_change_little():
    h = decaying([3, 10, 30])
    whole = time_constants({"h": h}, "rnn").steps
    h[30_000:, 1], h[::1000, 0] = np.nan, np.inf
    np.testing.assert_allclose(time_constants({"h": h}, "rnn", [40_000, 30_000]).steps, whole, rtol=0.1)


def test_what_does_not_vary_has_none_and_what_never_forgets_has_infinity():
    h = np.zeros((100, 1, 4))
    h[:, 0, 1] = 0.3 + 1e-8 * np.arange(100)  # rounding
    h[:, 0, 2] = np.nan
    h[50:, 0, 3] = 1
    steps = time_constants({"h": h}, "rnn").steps
    assert np.isnan(steps[:3]).all()
    assert 0 < steps[3] < 50
    two_items = np.tile(np.array([[0.0], [1.0]]), (100, 1, 1))
    assert time_constants({"h": two_items}, "rnn").steps[0] == np.inf
    noise = time_constants({"h": np.random.default_rng(0).normal(size=(5000, 1, 1))}, "rnn").steps
    assert noise[0] < 1


def test_without_an_array_to_compute_it_from_it_is_refused():
    with pytest.raises(ConfigError, match=r"^states must have the array h, got c$"):
        time_constants({"c": np.zeros((3, 1, 1))}, "rnn")
