"""The equations of one step: cases worked by hand, and ranges."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from rnnlab.nn.cells import Weights, gru_step, lstm_gates, lstm_step, rnn_step


def column(*numbers: float) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64)[:, None]


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def one_unit(*, W_ih, W_hh, b_ih=None, b_hh=None, W_hr=None) -> Weights:
    biases = [None if b is None else column(*b).squeeze(1) for b in (b_ih, b_hh)]
    return Weights(W_ih=column(*W_ih), W_hh=column(*W_hh), b_ih=biases[0], b_hh=biases[1], W_hr=W_hr)


def test_an_rnn_step_adds_both_products_and_both_biases_before_the_activation():
    w = one_unit(W_ih=[0.5], W_hh=[-2.0], b_ih=[0.1], b_hh=[0.3])
    step = rnn_step(column(3.0), column(0.25), w)
    assert_close(step.pre, column(0.5 * 3 - 2 * 0.25 + 0.1 + 0.3))  # 1.4
    assert_close(step.h, column(math.tanh(1.4)))


def test_a_relu_step_cuts_what_is_negative_to_zero():
    w = one_unit(W_ih=[1.0], W_hh=[1.0])
    step = rnn_step(column(-2.0, 2.0), column(0.5, 0.5), w, "relu")
    assert_close(step.pre, column(-1.5, 2.5))
    assert_close(step.h, column(0.0, 2.5))


def test_an_lstm_step_keeps_a_share_of_the_old_cell_state_and_writes_a_share_of_g():
    w = one_unit(W_ih=[0, 0, 1, 0], W_hh=[1, 2, 3, 4], b_ih=[0, 0, 0, 1], b_hh=[0, 0, 0, 1])
    step = lstm_step(column(2.0), column(0.5), column(-1.0), w)
    i, f, g, o = sigmoid(0.5), sigmoid(1.0), math.tanh(3.5), sigmoid(4.0)
    c = f * -1 + i * g
    assert_close(step.pre, torch.tensor([[0.5, 1.0, 3.5, 4.0]], dtype=torch.float64))
    for name, value in {"i": i, "f": f, "g": g, "o": o, "c": c, "h": o * math.tanh(c)}.items():
        assert_close(getattr(step, name), column(value), msg=name)


def test_a_projection_scales_the_hidden_state_and_leaves_the_cell_state():
    w = one_unit(W_ih=[1, 1, 1, 1], W_hh=[0, 0, 0, 0])
    projected = one_unit(W_ih=[1, 1, 1, 1], W_hh=[0, 0, 0, 0], W_hr=column(-3.0))
    plain, scaled = (lstm_step(column(1.0), column(0.0), column(0.0), weights) for weights in (w, projected))
    assert_close(scaled.h, -3 * plain.h)
    assert_close(scaled.c, plain.c)


def test_a_gru_step_resets_the_old_state_with_its_bias_and_mixes_it_with_n():
    w = one_unit(W_ih=[1, 0, 2], W_hh=[0, 1, 4], b_ih=[0, 0, 0.5], b_hh=[0, 0, 1])
    step = gru_step(column(1.0), column(0.5), w)
    r, z = sigmoid(1.0), sigmoid(0.5)
    pre_n = 2 * 1 + 0.5 + r * (4 * 0.5 + 1)  # r scales b_hn too
    n = math.tanh(pre_n)
    assert_close(step.pre, torch.tensor([[1.0, 0.5, pre_n]], dtype=torch.float64))
    for name, value in {"r": r, "z": z, "n": n, "h": (1 - z) * n + z * 0.5}.items():
        assert_close(getattr(step, name), column(value), msg=name)


@pytest.mark.parametrize(("step", "gates"), [(rnn_step, 1), (gru_step, 3)])
def test_all_steps_at_once_equal_one_step_at_a_time(step, gates):
    draw = torch.Generator().manual_seed(0)
    shapes = {"W_ih": (gates * 3, 2), "W_hh": (gates * 3, 3), "b_ih": (gates * 3,), "b_hh": (gates * 3,)}
    w = Weights(**{name: torch.randn(shape, generator=draw, dtype=torch.float64) for name, shape in shapes.items()})
    x, h = (torch.randn(5, 4, size, generator=draw, dtype=torch.float64) for size in (2, 3))
    together, alone = step(x, h, w), [step(x[t], h[t], w) for t in range(5)]
    for name in together._fields:
        assert_close(getattr(together, name), torch.stack([getattr(one, name) for one in alone]))


@given(seed=st.integers(0, 2**31), scale=st.floats(0.01, 100))
def test_gates_stay_in_their_ranges(seed, scale):
    draw = torch.Generator().manual_seed(seed)
    x, h = torch.randn(4, 2, generator=draw) * scale, torch.randn(4, 3, generator=draw)
    lstm = lstm_gates(x, h, Weights(W_ih=torch.randn(12, 2, generator=draw), W_hh=torch.randn(12, 3, generator=draw)))
    gru = gru_step(x, h, Weights(W_ih=torch.randn(9, 2, generator=draw), W_hh=torch.randn(9, 3, generator=draw)))
    for gate in (lstm.i, lstm.f, lstm.o, gru.r, gru.z):
        assert ((gate >= 0) & (gate <= 1)).all()
    for gate in (lstm.g, gru.n):
        assert (gate.abs() <= 1).all()
    between = torch.minimum(gru.n, h) - 1e-5, torch.maximum(gru.n, h) + 1e-5
    assert ((gru.h >= between[0]) & (gru.h <= between[1])).all()
