"""A trace equals torch: what the module returns, and what one step of it must be, from every step's own numbers."""

import random
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils import parametrize
from torch.nn.utils.rnn import pack_sequence
from torch.testing import assert_close

import rnnlab
from rnnlab.tracing.trace import LayerTrace, Trace, trace
from tests.tracing.tracing_cases import NAMES, Case, cell_cases, data_of, sequence_cases

EXACT = {"rtol": 1e-9, "atol": 1e-9}
ANY = st.one_of(sequence_cases(), cell_cases(), sequence_cases(requires_grad=True), cell_cases(requires_grad=True))
FLOAT32 = st.one_of(sequence_cases(dtype=torch.float32), cell_cases(dtype=torch.float32))
quick = settings(max_examples=60)


def returned(result: Trace) -> tuple[torch.Tensor, ...]:
    found = (data_of(result.output), result.h_n, result.c_n)
    return tuple(tensor for tensor in found if tensor is not None)


def directions(result: Trace) -> list[tuple[int, bool, LayerTrace]]:
    pairs = ((i, reverse, one) for i, layer in enumerate(result.layers) for reverse, one in both(layer))
    return list(pairs)


def both(layer: LayerTrace) -> list[tuple[bool, LayerTrace]]:
    return [(False, layer)] + ([] if layer.reverse is None else [(True, layer.reverse)])


def by_torch_cell(module: Any, layer: LayerTrace, item: int, length: int, *, number: int, reverse: bool) -> Any:
    """The states of one sequence by torch's own functional cells, walked step by step."""
    suffix = "" if isinstance(module, nn.RNNCellBase) else f"_l{number}" + "_reverse" * reverse
    names = [f"{name}{suffix}" for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    weights = [getattr(module, name, None) for name in names]
    h, c, states = layer.h_0[item][None], None if layer.c_0 is None else layer.c_0[item][None], {}
    for t in reversed(range(length)) if reverse else range(length):
        x_t = layer.x[t, item][None]
        if c is not None:
            h, c = lstm(x_t, h, c, weights, getattr(module, f"weight_hr{suffix}", None))
        elif layer.r is not None:
            h = torch.gru_cell(x_t, h, *weights)
        else:
            h = getattr(torch, f"rnn_{module.nonlinearity}_cell")(x_t, h, *weights)
        states[t] = (h[0], None if c is None else c[0])
    return states


def lstm(x_t, h, c, weights, W_hr):
    if W_hr is not None:  # the cell wants a square W_hh: let it read h through the projection's own product
        gates = nn.functional.linear(x_t, weights[0], weights[2]) + nn.functional.linear(h, weights[1], weights[3])
        eye, zeros = torch.eye(gates.shape[-1], dtype=x_t.dtype), torch.zeros(gates.shape[-1], c.shape[-1]).to(x_t)
        h, c = torch.lstm_cell(gates, (torch.zeros_like(c), c), eye, zeros)
        return h @ W_hr.T, c
    return torch.lstm_cell(x_t, (h, c), *weights)


@quick
@given(case=ANY)
def test_a_trace_returns_what_the_module_returns(case: Case):
    result = trace(case.module, *case.args)
    for ours, theirs in zip(returned(result), case.run(), strict=True):
        assert ours.shape == theirs.shape
        assert_close(ours, theirs, **EXACT)


@pytest.mark.filterwarnings("ignore:LSTM with projections:UserWarning")  # torch's own, of the module itself too
@given(case=FLOAT32)
def test_float32_is_traced_in_float32(case: Case):
    result = trace(case.module, *case.args)
    assert_close(returned(result), case.run(), rtol=1e-5, atol=1e-6)
    assert all(layer.pre.dtype == torch.float32 for layer in result.layers)


@quick
@given(case=ANY)
def test_every_step_of_every_layer_and_direction_is_what_torchs_cell_makes_of_it(case: Case):
    result = trace(case.module, *case.args)
    seq_len, batch_size = result.layers[0].x.shape[:2]
    lengths = [seq_len] * batch_size if result.lengths is None else result.lengths.tolist()
    for number, reverse, layer in directions(result):
        for item, length in enumerate(lengths):
            found = by_torch_cell(case.module, layer, item, length, number=number, reverse=reverse)
            for t, (h, c) in found.items():
                assert_close(layer.h[t, item], h, **EXACT)
                if c is not None:
                    assert_close(layer.c[t, item], c, **EXACT)


@quick
@given(case=ANY)
def test_pre_activations_explain_the_gates_and_the_gates_explain_the_state(case: Case):
    result = trace(case.module, *case.args)
    for _, reverse, layer in directions(result):
        inside = layer.pre.any(-1, keepdim=True)  # zero after a packed sequence's end
        if layer.c is not None:
            i, f, g, o = layer.pre.chunk(4, -1)
            assert_close((layer.i, layer.f, layer.g, layer.o), gated(inside, i, f, o, tanh=g), **EXACT)
            if layer.h.shape == layer.c.shape:
                assert_close(layer.h, layer.o * layer.c.tanh(), **EXACT)
        elif layer.r is not None:
            r, z, n = layer.pre.chunk(3, -1)
            r, z, n = r.sigmoid() * inside, z.sigmoid() * inside, n.tanh()
            assert_close((layer.r, layer.z, layer.n), (r, z, n), **EXACT)
            if result.lengths is None:
                h_prev = [layer.h[1:], layer.h_0[None]] if reverse else [layer.h_0[None], layer.h[:-1]]
                assert_close(layer.h, (1 - z) * n + z * torch.cat(h_prev), **EXACT)
        else:
            assert_close(layer.h, getattr(layer.pre, case.module.nonlinearity)(), **EXACT)


def gated(inside, i, f, o, *, tanh):
    return i.sigmoid() * inside, f.sigmoid() * inside, tanh.tanh(), o.sigmoid() * inside


@quick
@given(case=ANY)
def test_layers_read_what_the_layer_below_has_written_and_shapes_are_time_major(case: Case):
    result = trace(case.module, *case.args)
    seq_len, batch_size = result.layers[0].x.shape[:2]
    for below, above in zip(result.layers, result.layers[1:], strict=False):
        assert_close(above.x, torch.cat([one.h for _, one in both(below)], -1), rtol=0, atol=0)
    for _, _, layer in directions(result):
        found = [getattr(layer, name) for name in NAMES if getattr(layer, name) is not None]
        assert all(array.shape[:2] == (seq_len, batch_size) for array in found)
    gates = {"RNN": "", "LSTM": "ifgo", "GRU": "rzn"}[type(case.module).__name__.removesuffix("Cell")]
    assert "".join(name for name in "ifgorzn" if getattr(result.layers[0], name) is not None) == gates


@pytest.mark.parametrize("asking", [False, True])
@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_packed_trace_is_in_the_callers_order_and_zero_after_each_end(kind, asking):
    torch.manual_seed(0)
    module = kind(2, 3, num_layers=2, bidirectional=True, dtype=torch.float64)
    sequences = [torch.randn(length, 2, dtype=torch.float64, requires_grad=asking) for length in (2, 5, 3)]
    packed = pack_sequence(sequences, enforce_sorted=False)
    result = trace(module, packed)
    assert result.lengths.tolist() == [2, 5, 3]
    assert_close(result.output.data, module(packed)[0].data, **EXACT)
    for item, sequence in enumerate(sequences):
        alone = trace(module, sequence)
        for (_, _, ours), (_, _, theirs) in zip(directions(result), directions(alone), strict=True):
            for name in ("x", *NAMES):
                if getattr(ours, name) is not None:
                    assert_close(getattr(ours, name)[: len(sequence), item], getattr(theirs, name)[:, 0], **EXACT)
                    assert not getattr(ours, name)[len(sequence) :, item].any()


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_packed_sequence_starts_from_its_own_state_at_either_end(kind):
    """Both ways of running agree, gate for gate, also where a short sequence begins backwards."""
    module = kind(3, 2, 2, bidirectional=True, dtype=torch.float64)
    h_0 = torch.randn(4, 3, 2, dtype=torch.float64)
    sequences = [torch.randn(n, 3, dtype=torch.float64) for n in (1, 4, 2)]
    packed = pack_sequence(sequences, enforce_sorted=False)
    hx = (h_0, torch.randn_like(h_0)) if kind is nn.LSTM else h_0
    found = trace(module, packed, hx)
    stepped = trace(module, pack_sequence([x.requires_grad_() for x in sequences], enforce_sorted=False), hx)
    for (_, _, ours), (_, _, theirs) in zip(directions(found), directions(stepped), strict=True):
        for name in NAMES:
            assert_close(getattr(ours, name), getattr(theirs, name), **EXACT)


def test_a_packed_output_keeps_the_callers_packing():
    packed = pack_sequence([torch.randn(2, 2), torch.randn(4, 2)], enforce_sorted=False)
    module = nn.GRU(2, 3)
    ours, theirs = trace(module, packed).output, module(packed)[0]
    assert_close(ours.data, theirs.data)
    for name in ("batch_sizes", "sorted_indices", "unsorted_indices"):
        assert torch.equal(getattr(ours, name), getattr(theirs, name))


def test_an_rnn_of_one_unit_is_traced_as_worked_by_hand():
    module = nn.RNN(1, 1, nonlinearity="relu", dtype=torch.float64)
    for name, value in {"weight_ih": 1.0, "weight_hh": 0.5, "bias_ih": 1.0, "bias_hh": -2.0}.items():
        nn.init.constant_(getattr(module, f"{name}_l0"), value)
    layer = trace(module, torch.tensor([[3.0], [1.0], [-4.0]], dtype=torch.float64)).layers[0]
    assert layer.pre.flatten().tolist() == [2.0, 1.0, -4.5]  # 3 - 1;  1 - 1 + 2/2;  -4 - 1 + 1/2
    assert layer.h.flatten().tolist() == [2.0, 1.0, 0.0]


def test_the_reverse_direction_begins_at_the_last_step():
    module = nn.RNN(1, 1, nonlinearity="relu", bias=False, bidirectional=True, dtype=torch.float64)
    for name, value in {"weight_ih": 1.0, "weight_hh": 2.0}.items():
        nn.init.constant_(getattr(module, f"{name}_l0_reverse"), value)
    h_0 = torch.tensor([[0.0], [10.0]], dtype=torch.float64)
    layer = trace(module, torch.tensor([[1.0], [1.0]], dtype=torch.float64), h_0).layers[0].reverse
    assert layer.h.flatten().tolist() == [43.0, 21.0]  # 1 + 2·10 first, then 1 + 2·21
    assert layer.h_0.item() == 10.0


def test_arguments_go_by_the_forwards_own_names():
    module, x, h_0 = nn.RNN(2, 3), torch.randn(4, 1, 2), torch.randn(1, 1, 3)
    assert_close(rnnlab.trace(module=module, input=x, hx=h_0).output, module(input=x, hx=h_0)[0])


def test_a_parametrized_module_is_traced_with_the_weights_that_its_forward_uses():
    class Halved(nn.Module):
        def forward(self, weight):
            return weight / 2

    module = nn.LSTM(2, 3)
    parametrize.register_parametrization(module, "weight_hh_l0", Halved())
    x = torch.randn(5, 1, 2)
    result = trace(module, x)
    assert_close(result.output, module(x)[0])
    assert_close(result.weights["weight_hh_l0"], module.weight_hh_l0)


def test_a_subclass_that_keeps_torchs_forward_is_traced():
    class Named(nn.GRU):
        pass

    module, x = Named(2, 3), torch.randn(4, 1, 2)
    assert_close(trace(module, x).output, module(x)[0])


@pytest.mark.parametrize("asking", [False, True])
def test_tracing_leaves_module_arguments_and_random_numbers_as_they_were(asking):
    module = nn.LSTM(2, 3, 2, dropout=0.5).eval()
    seen = []
    module.register_forward_hook(lambda *_: seen.append("hook"))
    before, flags = {k: v.clone() for k, v in module.state_dict().items()}, dict(vars(module))
    x = torch.randn(4, 2, 2, requires_grad=asking)
    copy, torch_rng, python_rng = x.detach().clone(), torch.get_rng_state(), random.getstate()
    trace(module, x)
    assert torch.equal(torch_rng, torch.get_rng_state())
    assert random.getstate() == python_rng
    assert vars(module) == flags
    assert not seen
    assert not module.training
    assert all(parameter.grad is None for parameter in module.parameters())
    assert_close(dict(module.state_dict()), before, rtol=0, atol=0)
    assert_close(x.detach(), copy, rtol=0, atol=0)


def test_dropout_that_cannot_act_is_no_hindrance():
    single = nn.GRU(2, 3, 1)
    single.dropout = 0.5  # between layers only, and there is but one; torch warns when it is given at the start
    for module in (nn.GRU(2, 3, 2, dropout=0.5).eval(), nn.GRU(2, 3, 2, dropout=0.0), single):
        x = torch.randn(4, 2, 2)
        assert_close(trace(module, x).output, module(x)[0])


def test_a_trace_shows_its_sizes_not_its_numbers():
    assert repr(trace(nn.RNN(2, 3, 2, bidirectional=True), torch.zeros(4, 5, 2))) == (
        "Trace(layers=2, first=LayerTrace(seq_len=4, batch_size=5, state_size=3, reverse=LayerTrace(...)))"
    )


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
def test_a_trace_becomes_the_recording_that_watch_makes_of_the_same_call(kind):
    model, x = kind(3, 4, num_layers=2, bidirectional=True), torch.randn(5, 2, 3)
    with rnnlab.watch(model, tokens=[list("abcde"), list("fgh")]) as watcher:
        model(x)
    assert rnnlab.trace(model, x).recording([list("abcde"), list("fgh")]) == watcher.recording
    with pytest.raises(rnnlab.ConfigError, match="a list for each of 2 sequences, of at most 5 steps, got 1 of 6"):
        rnnlab.trace(model, x).recording("abcdef")
