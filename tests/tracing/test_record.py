"""The recorded demonstrations equal torch's own modules, number for number."""

import numpy as np
import pytest
import torch

from rnnlab import CellConfig, LayersConfig
from rnnlab.tracing.record import record_cell, record_layers
from tests.lesson import CELLS


@pytest.mark.parametrize(("nonlinearity", "bias"), [("tanh", True), ("tanh", False), ("relu", True), ("relu", False)])
@pytest.mark.parametrize("sizes", [(3, 1, 4, 2), (1, 1, 1, 1), (20, 16, 30, 64)])
def test_a_cell_is_stepped_as_the_lesson_steps_it(nonlinearity, bias, sizes):
    seq_len, batch_size, input_size, hidden_size = sizes
    config = CellConfig(
        seq_len=seq_len,
        batch_size=batch_size,
        input_size=input_size,
        hidden_size=hidden_size,
        nonlinearity=nonlinearity,
        bias=bias,
    )
    recording = record_cell(config)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        cell = torch.nn.RNNCell(input_size, hidden_size, bias=bias, nonlinearity=nonlinearity)
        x = torch.randn(seq_len, batch_size, input_size)
    h, states = torch.zeros(batch_size, hidden_size), []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    np.testing.assert_array_equal(recording["x"], x.numpy())
    np.testing.assert_array_equal(recording["layer0.h"], torch.stack(states).detach().numpy())
    activation = getattr(torch, nonlinearity)
    torch.testing.assert_close(activation(torch.tensor(recording["layer0.pre"])), torch.stack(states).detach())
    assert ("bias_ih" in recording) == bias
    assert recording.header["config"] == config.to_dict()


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("sizes", [(1, 1, 1), (12, 5, 3)])
def test_layers_return_what_torch_returns(cell, bidirectional, batch_first, sizes):
    seq_len, hidden_size, num_layers = sizes
    config = LayersConfig(
        seq_len=seq_len,
        batch_size=3,
        hidden_size=hidden_size,
        num_layers=num_layers,
        cell=cell,
        bidirectional=bidirectional,
        batch_first=batch_first,
    )
    recording = record_layers(config)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        rnn = CELLS[cell](4, hidden_size, num_layers, bidirectional=bidirectional, batch_first=batch_first)
        x = torch.randn(3, seq_len, 4) if batch_first else torch.randn(seq_len, 3, 4)
    output, state = rnn(x)
    expected = {"output": output, "h_n": state[0] if cell == "lstm" else state}
    if cell == "lstm":
        expected["c_n"] = state[1]
    for name, tensor in expected.items():
        np.testing.assert_array_equal(recording[name], tensor.detach().numpy(), err_msg=name)
    np.testing.assert_array_equal(recording["x"], x.transpose(0, 1).numpy() if batch_first else x.numpy())
    for name, weight in rnn.named_parameters():
        np.testing.assert_array_equal(recording[name], weight.detach().numpy())
    check_layers(recording, config)


def check_layers(recording, config):
    """Every layer's states lead to h_n and, on top, to output."""
    directions = ("", "reverse.") if config.bidirectional else ("",)
    for layer in range(config.num_layers):
        for d, direction in enumerate(directions):
            h = recording[f"layer{layer}.{direction}h"]
            assert h.shape == (config.seq_len, 3, config.hidden_size)
            last = h[0] if direction else h[-1]
            np.testing.assert_array_equal(recording["h_n"][layer * len(directions) + d], last)
    top = [recording[f"layer{config.num_layers - 1}.{direction}h"] for direction in directions]
    output = recording["output"].swapaxes(0, 1) if config.batch_first else recording["output"]
    np.testing.assert_array_equal(output, np.concatenate(top, axis=-1))


@pytest.mark.parametrize(("cell", "gates"), [("rnn", ""), ("gru", "rzn"), ("lstm", "ifgo")])
def test_gates_are_recorded_by_torch_s_names(cell, gates):
    recording = record_layers(LayersConfig(cell=cell))
    assert {name for name in recording if name.startswith("layer2.")} == {
        f"layer2.{name}" for name in ("h", "pre", *gates, *("c" if cell == "lstm" else ""))
    }
    assert recording["layer0.pre"].shape[-1] == 2 * max(1, len(gates))


def test_relu_is_torch_s_relu():
    assert (record_layers(LayersConfig(nonlinearity="relu"))["output"] >= 0).all()
