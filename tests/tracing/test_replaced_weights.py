"""A module whose weights were replaced is traced with those that its forward uses, or refused in a sentence."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from rnnlab.errors import TraceError
from rnnlab.tracing.trace import trace


def replaced_by_a_tensor(module, name):
    weight = getattr(module, name).detach() * 2
    delattr(module, name)
    setattr(module, name, weight)


def replaced_in_the_parameters(module, name):
    module._parameters[name] = nn.Parameter(getattr(module, name).detach() * 2)


def deleted(module, name):
    delattr(module, name)  # torch's kernel still has it


@pytest.mark.parametrize("change", [replaced_by_a_tensor, replaced_in_the_parameters, deleted])
@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
def test_a_weight_that_was_replaced_is_the_one_that_forward_uses(kind, change):
    module, x = kind(3, 4, 2), torch.randn(5, 2, 3)
    change(module, "weight_hh_l1")
    assert_close(trace(module, x).output, module(x)[0])


@pytest.mark.parametrize(
    ("weight", "found"),
    [
        (torch.zeros(4, 5), r"weight_hh_l0 of shape \(4, 5\) where its sizes ask for \(4, 4\)"),
        (torch.zeros(4, 4).double(), r"weight_hh_l0 with dtype torch\.float64 beside torch\.float32"),
        (torch.zeros(4, 4, device="meta"), r"weight_hh_l0 with device meta beside cpu"),
        (None, r"no tensor weight_hh_l0"),
    ],
)
def test_a_weight_that_does_not_fit_gets_a_sentence(weight, found):
    module = nn.RNN(3, 4)
    del module.weight_hh_l0
    module.weight_hh_l0 = weight
    with pytest.raises(TraceError, match=f"^module must hold weights that fit it, got {found}$"):
        trace(module, torch.randn(5, 2, 3))
    cell = nn.RNNCell(3, 4)
    cell.weight_hh = None if weight is None else nn.Parameter(weight)
    with pytest.raises(TraceError, match=f"^module must hold weights that fit it, got {found.replace('_l0', '')}$"):
        trace(cell, torch.randn(2, 3))


def test_a_cell_may_have_one_bias_without_the_other():
    module, x = nn.GRUCell(3, 4), torch.randn(2, 3)
    module.bias_hh = None
    assert_close(trace(module, x).output, module(x))


def test_an_rnn_that_was_told_another_nonlinearity_keeps_its_mode_as_in_torch():
    module, x = nn.RNN(3, 4), torch.randn(5, 2, 3)
    module.nonlinearity = "relu"
    result = trace(module, x)
    assert_close(result.output, module(x)[0])
    assert_close(result.layers[0].pre.tanh(), result.output)
    module.mode = "RNN_RELU"
    assert_close(trace(module, x).output, module(x)[0])
    cell = nn.RNNCell(3, 4)
    cell.nonlinearity = "relu"
    assert_close(trace(cell, x[0]).output, cell(x[0]))
