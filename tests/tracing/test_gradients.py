"""Gradients through a trace equal torch's, and `steps` give the true dL/dh_t."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence
from torch.testing import assert_close

from rnnlab.errors import TraceError
from rnnlab.nn.cells import GRUStep, LSTMStep, RNNStep
from rnnlab.tracing.trace import Trace, trace
from tests.tracing.tracing_cases import NAMES, Case, cell_cases, data_of, sequence_cases

EXACT = {"rtol": 1e-9, "atol": 1e-9}
FIXED = st.one_of(sequence_cases(), cell_cases())
ASKING = st.one_of(sequence_cases(requires_grad=True), cell_cases(requires_grad=True))
quick = settings(max_examples=50)


def loss_of(*returned: Tensor | None) -> Tensor:
    """A loss that weighs every number differently, so that no two mistakes can cancel."""
    found = [tensor for tensor in returned if tensor is not None]
    return sum(((t + 0.3).pow(2) * torch.linspace(0.5, 2, t.numel(), dtype=t.dtype).view(t.shape)).sum() for t in found)


def loss_of_trace(result: Trace) -> Tensor:
    return loss_of(data_of(result.output), result.h_n, result.c_n)


def assert_same_gradients(case: Case, wanted: list[Tensor]) -> None:
    ours = torch.autograd.grad(loss_of_trace(trace(case.module, *case.args)), wanted, retain_graph=True)  # packing too
    theirs = torch.autograd.grad(loss_of(*case.run()), wanted)
    for one, other in zip(ours, theirs, strict=True):
        assert_close(one, other, **EXACT)


@quick
@given(case=FIXED)
def test_gradients_of_the_weights_are_torchs(case: Case):
    assert_same_gradients(case, list(case.module.parameters()))


@quick
@given(case=ASKING)
def test_gradients_of_weights_input_and_first_state_are_torchs_when_asked_for(case: Case):
    assert_same_gradients(case, [*case.module.parameters(), *case.leaves])


@quick
@given(case=FIXED)
def test_gates_carry_the_same_gradients_whichever_way_the_trace_was_made(case: Case):
    """Gradients through the gates recovered from torch's kernel equal those through gates computed step by step."""
    quickly = trace(case.module, *case.args)
    case.leaves[0].requires_grad_()
    input = case.input
    if isinstance(input, PackedSequence):
        input = input._replace(data=input.data.detach().requires_grad_())
    stepped = trace(case.module, input, *case.args[1:])
    weights = list(case.module.parameters())
    grads = [torch.autograd.grad(loss_of(*inside(result)), weights) for result in (quickly, stepped)]
    for ours, theirs in zip(*grads, strict=True):
        assert_close(ours, theirs, **EXACT)


def inside(result: Trace) -> list[Tensor | None]:
    directions = [one for layer in result.layers for one in (layer, layer.reverse) if one is not None]
    return [getattr(one, name) for one in directions for name in NAMES]


def test_a_steps_gradient_is_that_of_a_loop_written_by_hand():
    torch.manual_seed(0)
    module = nn.RNN(2, 3, dtype=torch.float64)
    x = torch.randn(6, 1, 2, dtype=torch.float64, requires_grad=True)
    result = trace(module, x)
    ours = torch.autograd.grad(result.output[-1].sum(), [step.h for step in result.layers[0].steps])

    h, states = torch.zeros(1, 3, dtype=torch.float64), []
    for x_t in x:
        h = torch.tanh(x_t @ module.weight_ih_l0.T + module.bias_ih_l0 + h @ module.weight_hh_l0.T + module.bias_hh_l0)
        states.append(h)
    for one, other in zip(ours, torch.autograd.grad(h.sum(), states), strict=True):
        assert_close(one, other, **EXACT)
        assert one.abs().max() > 0  # a stacked h would give zero at every step but the last


def test_a_steps_gradient_is_the_product_of_the_jacobians_after_it():
    """One tanh unit: dh_T/dh_t is the product of W_hh (1 - h²) over the steps that follow."""
    module = nn.RNN(1, 1, dtype=torch.float64)
    result = trace(module, torch.randn(5, 1, dtype=torch.float64, requires_grad=True))
    steps = result.layers[0].steps
    ours = torch.autograd.grad(result.h_n.sum(), [step.h for step in steps])
    expected = torch.ones(1, 1, dtype=torch.float64)
    for step, gradient in zip(reversed(steps), reversed(ours), strict=True):
        assert_close(gradient, expected, **EXACT)
        expected = expected * module.weight_hh_l0 * (1 - step.h**2)


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_lower_layers_steps_feel_the_layers_above_and_the_other_direction(kind):
    """Nudging the state that one step writes changes the loss by what its gradient says."""
    torch.manual_seed(0)
    module = kind(2, 3, num_layers=2, bidirectional=True, dtype=torch.float64)
    x = torch.randn(4, 1, 2, dtype=torch.float64, requires_grad=True)
    for reverse in (False, True):
        whole = trace(module, x)
        layer = whole.layers[0].reverse if reverse else whole.layers[0]
        (gradient,) = torch.autograd.grad(loss_of(whole.output), [layer.steps[2].h])
        nudged = [loss_with_nudge(module, x, reverse, by) for by in (1e-5, -1e-5)]
        measured = (nudged[0] - nudged[1]) / 2e-5
        assert_close(gradient.sum(), measured, rtol=1e-6, atol=1e-8)


def loss_with_nudge(module, x: Tensor, reverse: bool, by: float) -> Tensor:
    """The loss when layer 0's h at step 2 is moved by `by`: run it in two pieces, then the layer above."""
    x = x.detach()
    one = type(module)(2, 3, bidirectional=True, dtype=x.dtype)
    one.load_state_dict({name: value for name, value in module.state_dict().items() if "l0" in name})
    above = type(module)(6, 3, bidirectional=True, dtype=x.dtype)
    above.load_state_dict(
        {name.replace("l1", "l0"): value for name, value in module.state_dict().items() if "l1" in name}
    )
    lower = trace(one, x).layers[0]
    forward, backward = lower.h, lower.reverse.h
    walked, other = (backward.flip(0), forward) if reverse else (forward, backward)
    seam = 1 if reverse else 2  # step 2 is the second that the reverse direction makes
    state = walked[seam] + by
    cells = lower.reverse.c.flip(0) if reverse and lower.c is not None else lower.c
    rest = x.flip(0)[seam + 1 :] if reverse else x[seam + 1 :]
    single = type(module)(2, 3, dtype=x.dtype)
    suffix = "_reverse" if reverse else ""
    single.load_state_dict({name: getattr(one, name + suffix) for name in single.state_dict()})
    hx = state[None] if cells is None else (state[None], cells[seam][None])
    walked = torch.cat((walked[:seam], state[None], single(rest, hx)[0]))
    both = (other, walked.flip(0)) if reverse else (walked, other)
    return loss_of(above(torch.cat(both, -1))[0])


def test_after_a_packed_sequences_end_a_steps_gradient_is_zero():
    torch.manual_seed(0)
    module = nn.GRU(2, 3, num_layers=2, bidirectional=True, dtype=torch.float64)
    sequences = [torch.randn(length, 2, dtype=torch.float64) for length in (2, 4)]
    packed = pack_sequence([s.requires_grad_() for s in sequences], enforce_sorted=False)
    result = trace(module, packed)
    for layer in result.layers:
        for one in (layer, layer.reverse):
            grads = torch.stack(torch.autograd.grad(loss_of_trace(result), [s.h for s in one.steps], retain_graph=True))
            assert not grads[2:, 0].any()
            assert grads[:2, 0].all()
            assert grads[:, 1].all()


@pytest.mark.parametrize(("kind", "step"), [(nn.RNN, RNNStep), (nn.LSTM, LSTMStep), (nn.GRU, GRUStep)])
def test_steps_are_in_time_order_and_stack_to_the_arrays(kind, step):
    layer = trace(kind(2, 3, bidirectional=True), torch.randn(4, 2, 2, requires_grad=True)).layers[0]
    for one in (layer, layer.reverse):
        assert all(type(found) is step for found in one.steps)
        for name in step._fields:
            assert_close(torch.stack([getattr(found, name) for found in one.steps]), getattr(one, name))


def test_a_state_that_asks_for_a_gradient_is_enough_for_steps():
    h_0 = torch.zeros(1, 1, 3, requires_grad=True)
    assert len(trace(nn.RNN(2, 3), torch.randn(4, 1, 2), h_0).layers[0].steps) == 4


def test_steps_that_were_not_kept_are_explained():
    module, x = nn.RNN(2, 3), torch.randn(4, 1, 2)
    with pytest.raises(TraceError, match=r"steps are kept only when input or hx requires a gradient"):
        _ = trace(module, x).layers[0].steps
    with torch.no_grad(), pytest.raises(TraceError, match="gradients enabled"):
        _ = trace(module, x.requires_grad_()).layers[0].steps


def test_nothing_is_kept_for_gradients_when_they_are_off():
    with torch.no_grad():
        result = trace(nn.LSTM(2, 3), torch.randn(4, 1, 2))
    assert not any(tensor.requires_grad for tensor in inside(result) if tensor is not None)


@pytest.mark.parametrize("asking", [False, True])
@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_gradient_at_a_stacked_array_is_refused_rather_than_a_part_of_the_truth(kind, asking):
    """No stacked array lies on the way to what the module returns; a state that does is one of the `steps`."""
    result = trace(kind(3, 4, 2, bidirectional=True), torch.randn(6, 2, 3).requires_grad_(asking))
    arrays = [tensor for tensor in inside(result) if tensor is not None]
    for returned in (result.output, result.h_n, *([] if result.c_n is None else [result.c_n])):
        for array in arrays:
            with pytest.raises(RuntimeError, match="appears to not have been used in the graph"):
                torch.autograd.grad(loss_of(returned), [array], retain_graph=True)


def test_the_states_of_a_lower_layer_have_their_whole_gradient_at_the_steps():
    torch.manual_seed(1)
    module, x = nn.RNN(3, 4, 2), torch.randn(6, 1, 3).requires_grad_()
    result = trace(module, x)
    loss, below = result.output[-1].sum(), result.layers[0]
    below.h.retain_grad()
    found = torch.autograd.grad(loss, [step.h for step in below.steps], retain_graph=True)
    assert [round(g.norm().item(), 3) for g in found] == [0.054, 0.151, 0.295, 0.401, 1.006, 0.673]
    loss.backward()
    assert below.h.grad is None


def test_what_a_layer_is_given_has_its_whole_gradient():
    torch.manual_seed(0)
    module, x = nn.GRU(3, 4, 2, dtype=torch.float64), torch.randn(6, 1, 3, dtype=torch.float64)
    above = nn.GRU(4, 4, dtype=torch.float64)
    above.load_state_dict({name.replace("l1", "l0"): w for name, w in module.state_dict().items() if "l1" in name})
    for asking in (False, True):
        result = trace(module, x.clone().requires_grad_(asking))
        (ours,) = torch.autograd.grad(loss_of(result.output), [result.layers[1].x])
        given = result.layers[0].h.detach().requires_grad_()
        (theirs,) = torch.autograd.grad(loss_of(above(given)[0]), [given])
        assert_close(ours, theirs, **EXACT)


def test_a_loss_of_stacked_states_reaches_the_weights_and_counts_its_own_uses_at_them():
    result = trace(nn.LSTM(2, 3), torch.randn(5, 1, 2))
    layer = result.layers[0]
    loss = layer.h[-1].sum() + layer.c[2].sum()
    at_h, at_c, at_weight = torch.autograd.grad(loss, [layer.h, layer.c, result.weights["weight_hh_l0"]])
    assert at_h.sum((1, 2)).tolist() == [0, 0, 0, 0, 3]
    assert at_c.sum((1, 2)).tolist() == [0, 0, 3, 0, 0]
    assert at_weight.any()
