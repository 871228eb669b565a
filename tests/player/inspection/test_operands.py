"""From the operands of a unit follow, by torch's equations, the states that torch computed."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnnlab import ablate, train_text, watch
from rnnlab.player.inspection.operands import operands
from rnnlab.player.inspection.part import Part
from rnnlab.recording.calls import calls_of


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def follows(part, unit):
    """h of a unit at every step, by the equations of torch's documentation; of a projected LSTM its tanh(c) · o."""
    found, first = operands(part, unit, 0)
    assert first == 0
    d = {name.removeprefix("detail."): array.astype(np.float64) for name, array in found.items()}
    bias = {name: d.get(f"bias_{name}", np.zeros(4)) for name in ("ih", "hh")}
    ih = d["x"] @ d["weight_ih"].T + bias["ih"][: len(d["weight_ih"])]
    hh = d["h"] @ d["weight_hh"].T + bias["hh"][: len(d["weight_ih"])]
    if part.call.cell == "rnn":
        return (np.tanh if part.call.nonlinearity == "tanh" else lambda v: np.maximum(v, 0))((ih + hh)[:, 0])
    if part.call.cell == "gru":
        r, z = sigmoid(ih + hh)[:, :2].T
        return (1 - z) * np.tanh(ih[:, 2] + r * hh[:, 2]) + z * d["h"][:, unit]
    i, f, g, o = (ih + hh).T
    return sigmoid(o) * np.tanh(sigmoid(f) * d["c"] + sigmoid(i) * np.tanh(g))


def recorded(module, x):
    torch.manual_seed(0)
    with watch(module) as watcher:
        module(x)
    (call,) = calls_of(watcher.recording)
    return call


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
@pytest.mark.parametrize("bias", [True, False])
def test_every_layer_direction_and_sequence_of_a_packed_batch(kind, bias):
    torch.manual_seed(1)
    x = pack_padded_sequence(torch.randn(9, 3, 4), torch.tensor([9, 5, 1]))
    call = recorded(kind(4, 5, 2, bidirectional=True, bias=bias), x)
    for layer in (0, 1):
        for reverse in (False, True):
            for item in range(3):
                part = Part(call=call, item=item, layer=layer, reverse=reverse, quantity="h")
                assert part.steps == (9, 5, 1)[item]
                np.testing.assert_allclose(follows(part, 3), part.values[:, 3], atol=1e-6)


@pytest.mark.filterwarnings("ignore:LSTM with projections")
def test_a_projected_lstm_and_a_relu():
    call = recorded(nn.LSTM(3, 6, proj_size=2), torch.randn(7, 1, 3))
    of_h, of_c = (Part(call=call, item=0, layer=0, reverse=False, quantity=name) for name in "hc")
    found, _ = operands(of_h, 1, 0)
    np.testing.assert_allclose(found["detail.cells"] @ found["detail.weight_hr"], of_h.values[:, 1], atol=1e-6)
    np.testing.assert_allclose(follows(of_c, 4), found["detail.cells"][:, 4], atol=1e-6)
    np.testing.assert_array_equal(operands(of_c, 4, 0)[0]["detail.cell"], of_c.values[:, 4])
    call = recorded(nn.RNN(3, 4, nonlinearity="relu"), torch.randn(7, 1, 3))
    part = Part(call=call, item=0, layer=0, reverse=False, quantity="h")
    np.testing.assert_allclose(follows(part, 1), part.values[:, 1], atol=1e-6)


def test_a_long_sequence_gives_the_steps_around_the_one_that_is_asked_for():
    call = recorded(nn.RNN(200, 100), torch.randn(3000, 1, 200))
    part = Part(call=call, item=0, layer=0, reverse=False, quantity="h")
    found, first = operands(part, 2, 1500)
    assert first < 1500 < first + len(found["detail.x"]) < 3000
    np.testing.assert_array_equal(found["detail.h"], part.values[first - 1 : first - 1 + len(found["detail.h"])])
    assert operands(part, 2, 2999)[1] + len(found["detail.x"]) == 3000


def test_what_cannot_be_spelled_out_is_said():
    torch.manual_seed(0)
    call = recorded(nn.LSTM(3, 8, 2, dropout=0.5).train(), torch.randn(6, 1, 3))
    above = Part(call=call, item=0, layer=1, reverse=False, quantity="h")
    assert "do not follow" in operands(above, 0, 0)
    trained = train_text(epochs=2)
    after = calls_of(ablate(trained, "hello", "elloh", layer=0, unit=1, value=0.9).recording)[1]
    assert "held value" in operands(Part(call=after, item=0, layer=0, reverse=False, quantity="h"), 1, 0)
    with watch(nn.GRU(3, 4), units=[0, 2]) as watcher:
        watcher._model(torch.randn(5, 1, 3))
    (some,) = calls_of(watcher.recording)
    assert "Only some units" in operands(Part(call=some, item=0, layer=0, reverse=False, quantity="h"), 1, 0)
