"""How far a gradient reaches: lengths worked out by hand, and those of a real network."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some
from torch import nn

import rnnlab
from rnnlab.analysis import gradient_reach as module
from rnnlab.analysis.gradient_reach import gradient_reach
from rnnlab.errors import ConfigError


def decays(steps, factor, start=1.0):
    """A gradient that is `start` at the last step and `factor` times as large at each step before, (steps, 1, 1)."""
    return (start * factor ** np.arange(steps, dtype=np.float64))[::-1].reshape(steps, 1, 1)


def test_a_gradient_that_falls_to_a_tenth_at_each_step_reaches_four():
    """Hand-worked: 1, 0.1, 0.01, 0.001 are no less than a thousandth; 0.0001, at step 6 of 10, is."""
    found = gradient_reach(decays(10, 0.1))
    assert (found.start, found.below, found.reach, found.largest, found.not_finite) == (10, 6, 4, 1, 0)
    np.testing.assert_allclose(found.norms, 0.1 ** np.arange(9, -1, -1), rtol=1e-12)
    assert found.sentence == (
        "Going back from step 10, ‖dL/dh_t‖ is below a part in a thousand of its largest value, 1, from step 6 on: "
        "the gradient reaches 4 steps."
    )


def test_a_loss_before_the_end_is_where_the_way_back_begins():
    found = gradient_reach(np.concatenate([decays(10, 0.1), np.zeros((5, 1, 1))]), "c")
    assert (found.start, found.below, found.reach) == (10, 6, 4)
    assert "‖dL/dc_t‖" in found.sentence


def test_a_direction_that_reads_from_the_end_goes_back_the_other_way():
    found = gradient_reach(decays(10, 0.1)[::-1], reverse=True)
    assert (found.start, found.below, found.reach) == (1, 5, 4)
    padded = np.concatenate([decays(3, 0.1)[::-1], np.zeros((4, 1, 1))])
    assert gradient_reach(padded, reverse=True, lengths=[3]).below is None
    assert gradient_reach(padded, reverse=True).below == 4


def test_it_must_stay_small():
    """A dip says little: what counts is from where on nothing is left."""
    gradient = decays(10, 0.9)
    gradient[7] = 1e-9
    assert gradient_reach(gradient).below is None
    assert gradient_reach(gradient).reach == 10
    assert "does not stay below" in gradient_reach(gradient).sentence
    gradient[:3] = 1e-9
    assert (gradient_reach(gradient).below, gradient_reach(gradient).reach) == (3, 7)


def test_a_gradient_that_ends_is_told_from_one_that_fades():
    gradient = decays(10, 0.9)
    gradient[:6] = 0
    found = gradient_reach(gradient)
    assert (found.below, found.reach) == (6, 4)
    assert "is exactly 0 from step 6 on, as where states are detached: the gradient reaches 4 steps." in found.sentence


def test_a_gradient_that_grows_on_the_way_back_is_said_to():
    found = gradient_reach(decays(5, 10.0))
    assert found.below is None
    assert "On the way back it grows: at step 1 it is 1e+04 times as large as at step 5." in found.sentence
    assert "grows" not in gradient_reach(decays(5, 2.0)).sentence


def test_no_gradient_is_said_to_be_none():
    found = gradient_reach(np.zeros((4, 2, 3)))
    assert (found.start, found.below, found.reach, found.largest) == (None, None, 0, 0)
    assert found.sentence == "No gradient reaches h: it is zero at every step."
    assert gradient_reach(np.ones((4, 1, 1)), lengths=[0]).sentence == found.sentence


def test_steps_that_are_no_numbers_are_counted_and_neither_small_nor_large():
    gradient = decays(10, 0.1)
    gradient[4], gradient[5] = np.nan, np.inf
    found = gradient_reach(gradient)
    assert (found.start, found.below, found.reach, found.not_finite) == (10, 4, 6, 2)
    assert np.isnan(found.norms).tolist() == [False] * 4 + [True] * 2 + [False] * 4
    assert found.sentence.endswith(" At 2 of 10 steps it is NaN or infinite.")
    gradient[:6] = np.nan
    assert gradient_reach(gradient).below is None
    assert gradient_reach(np.full((3, 1, 1), np.nan)).sentence == "At 3 of 3 steps it is NaN or infinite."


def test_padding_that_is_no_number_does_not_count():
    gradient = np.concatenate([decays(10, 0.1), np.full((2, 1, 1), np.nan)])
    assert gradient_reach(gradient, lengths=[10]).below == 6
    assert gradient_reach(gradient, lengths=[10]).not_finite == 0
    both = np.concatenate([decays(12, 0.1), gradient], axis=1)
    assert gradient_reach(both, lengths=[12, 10]).not_finite == 0
    assert gradient_reach(both).not_finite == 2


@pytest.mark.parametrize("size", [1e-300, 1e-44, 1e300])
def test_squares_neither_vanish_nor_overflow(size):
    found = gradient_reach(decays(10, 0.1, size))
    assert found.largest == pytest.approx(size)
    assert found.reach == 4


@given(some.integers(1, 40), some.integers(1, 3), some.integers(1, 5), some.integers(0, 2**16))
def test_lengths_are_those_of_numpy_over_one_item_or_all(steps, batch, units, seed):
    gradient = np.random.default_rng(seed).normal(size=(steps, batch, units)).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_STEPS_AT_ONCE", 7)
        found, one = gradient_reach(gradient), gradient_reach(gradient, item=batch - 1)
    np.testing.assert_allclose(found.norms, np.linalg.norm(gradient.reshape(steps, -1), axis=1), rtol=1e-6)
    np.testing.assert_allclose(one.norms, np.linalg.norm(gradient[:, -1], axis=1), rtol=1e-6)


def test_the_gradient_of_a_real_network_reaches_as_far_as_its_weight_lets_it():
    """h_t = h_{t-1} / 2: each step back halves the gradient, and 2 to the power 10 is the first above a thousand."""
    rnn = nn.RNN(1, 1, bias=False, nonlinearity="relu")
    with torch.no_grad():
        rnn.weight_ih_l0.fill_(1)
        rnn.weight_hh_l0.fill_(0.5)
    traced = rnnlab.trace(rnn, torch.ones(30, 1, 1, requires_grad=True))
    gradients = torch.autograd.grad(traced.output[-1].sum(), [step.h for step in traced.layers[0].steps])
    found = gradient_reach(torch.stack(gradients).numpy())
    assert (found.start, found.below, found.reach) == (30, 20, 10)


def test_what_is_no_gradient_and_no_item_is_refused():
    with pytest.raises(ConfigError, match=r"^gradient must be numbers of shape .*, got float64 \(3,\)$"):
        gradient_reach(np.zeros(3))
    with pytest.raises(ConfigError, match=r"^item must be from 0 to 1, got 2$"):
        gradient_reach(np.zeros((3, 2, 1)), item=2)
