"""An LSTM of many steps, which is computed in quicker ways, is traced as one that is stepped through."""

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence
from torch.testing import assert_close

from rnnlab import LayersConfig
from rnnlab.tracing import layer_runs
from rnnlab.tracing.record import record_layers
from rnnlab.tracing.trace import trace
from tests.tracing.tracing_cases import NAMES

LONG = layer_runs.LONG + 30
MAKES = [
    {},
    {"bias": False},
    {"bidirectional": True},
    {"proj_size": 2},
    {"bidirectional": True, "proj_size": 1, "num_layers": 2},
]


def directions(result):
    return [one for layer in result.layers for one in (layer, layer.reverse) if one is not None]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("make", MAKES)
def test_values_and_gradients_are_those_of_stepping(make, packed):
    torch.manual_seed(0)
    module = nn.LSTM(2, 3, dtype=torch.float64, **make)
    sequences = [torch.randn(length, 2, dtype=torch.float64) for length in ((LONG, 5, LONG - 7) if packed else (LONG,))]
    arguments = [[x.clone().requires_grad_(asks) for x in sequences] for asks in (False, True)]
    quickly, stepped = (
        trace(module, pack_sequence(given, enforce_sorted=False) if packed else given[0]) for given in arguments
    )
    assert_close(quickly.c_n, stepped.c_n, rtol=1e-9, atol=1e-9)
    found = [[getattr(one, name) for one in directions(result) for name in NAMES] for result in (quickly, stepped)]
    grads = []
    for tensors in found:
        losses = [
            ((t + 0.3) ** 2 * torch.linspace(0.5, 2, len(t)).view(-1, 1, 1)).sum() for t in tensors if t is not None
        ]
        grads.append(torch.autograd.grad(sum(losses), list(module.parameters())))
    for ours, theirs in zip((*found[0], *grads[0]), (*found[1], *grads[1]), strict=True):
        assert_close(ours, theirs, rtol=1e-9, atol=1e-9)


def test_a_batch_that_comes_first_gives_the_gates_of_each_of_its_sequences():
    module = nn.LSTM(2, 3, 2, batch_first=True, dtype=torch.float64)
    x = torch.randn(3, LONG, 2, dtype=torch.float64)
    whole = trace(module, x)
    for item in range(3):
        for ours, alone in zip(directions(whole), directions(trace(module, x[item])), strict=True):
            for name in ("pre", *"ifgo", "c", "h"):
                assert_close(getattr(ours, name)[:, item], getattr(alone, name)[:, 0], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("bias", [-200.0, 200.0])
def test_a_saturated_forget_gate_gives_finite_numbers(bias):
    module = nn.LSTM(2, 3)
    nn.init.constant_(module.bias_ih_l0[3:6], bias)
    layer = trace(module, torch.randn(LONG, 1, 2)).layers[0]
    assert layer.f.unique().tolist() == [float(bias > 0)]
    (gradient,) = torch.autograd.grad(layer.c.sum(), [module.weight_ih_l0])
    assert layer.c.isfinite().all()
    assert gradient.isfinite().all()
    assert_close(layer.c, layer.i * layer.g if bias < 0 else (layer.i * layer.g).cumsum(0))


@pytest.mark.parametrize("batch_size", [1, 32])
def test_what_a_page_records_is_summed_step_by_step_to_the_last_bit(batch_size):
    """The longest sequence of the page: torch's own order of sums, as before cell states came in blocks."""
    config = LayersConfig(cell="lstm", seq_len=64, batch_size=batch_size, hidden_size=16, bidirectional=True)
    recording = record_layers(config)
    for prefix, order in (("layer0.", range(64)), ("layer0.reverse.", reversed(range(64)))):
        f, i, g, cells = (torch.from_numpy(recording[prefix + name].copy()) for name in "figc")
        c = torch.zeros(batch_size, 16)
        for t in order:
            c = torch.addcmul(i[t] * g[t], f[t], c)
            assert torch.equal(cells[t], c)
