"""The LSTM's cell states, computed in blocks, are those of the recurrence; their derivatives too."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from rnnlab.nn.cell_states import cell_states, cell_states_in_blocks

EXACT = {"rtol": 1e-10, "atol": 1e-12}


def drawn(seq_len, *, forget=(0.0, 1.0), dtype=torch.float64):
    """f, i * g and c_0 of a batch of 2 with 3 units, ready for gradients."""
    torch.manual_seed(seq_len)
    f = torch.empty(seq_len, 2, 3, dtype=dtype).uniform_(*forget)
    return [t.requires_grad_() for t in (f, torch.randn_like(f), torch.randn(2, 3, dtype=dtype))]


def test_cell_states_are_as_worked_by_hand():
    f, update = torch.tensor([[0.5], [1.0], [0.0]]), torch.tensor([[1.0], [-2.0], [3.0]])
    for run in (cell_states, cell_states_in_blocks):
        assert run(f, update, torch.tensor([4.0])).tolist() == [[3.0], [1.0], [3.0]]  # 1 + 4/2;  -2 + 3;  3 + 0


@settings(max_examples=40)
@given(
    seq_len=st.one_of(st.integers(1, 40), st.sampled_from([255, 256, 257, 1000])),
    forget=st.sampled_from([(0.0, 1.0), (0.0, 1e-30), (1 - 1e-12, 1.0), (0.0, 0.0), (1.0, 1.0)]),
)
def test_blocks_give_the_values_and_gradients_of_the_recurrence(seq_len, forget):
    """Saturated forget gates, 0 and 1, too: nothing is divided by a product of them."""
    inputs = drawn(seq_len, forget=forget)
    ours, theirs = cell_states_in_blocks(*inputs), cell_states(*inputs)
    assert_close(ours, theirs, **EXACT)
    weight = torch.linspace(0.5, 2, ours.numel(), dtype=ours.dtype).view(ours.shape)
    grads = [torch.autograd.grad(((c + 0.3).pow(2) * weight).sum(), inputs) for c in (ours, theirs)]
    for one, other in zip(*grads, strict=True):
        assert one.isfinite().all()
        assert_close(one, other, rtol=1e-9, atol=1e-9)


def test_products_that_underflow_give_no_nan():
    f, update, c_0 = drawn(400, forget=(1e-38, 1e-37), dtype=torch.float32)
    found = cell_states_in_blocks(f, update, c_0)
    assert found.isfinite().all()
    assert_close(found, cell_states(f, update, c_0))


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated:DeprecationWarning")  # torch calls it itself
def test_blocks_are_differentiable_forwards_and_twice():
    inputs = tuple(drawn(9, forget=(0.1, 0.9)))
    assert torch.autograd.gradcheck(cell_states_in_blocks, inputs, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(cell_states_in_blocks, inputs)


def test_blocks_run_under_vmap():
    f, update, c_0 = (tensor.detach() for tensor in drawn(20))
    ours = torch.func.vmap(cell_states_in_blocks, in_dims=(1, 1, 0), out_dims=1)(f, update, c_0)
    assert_close(ours, cell_states(f, update, c_0), **EXACT)


@pytest.mark.parametrize("seq_len", [1000, 10_000])
def test_blocks_keep_for_the_gradient_a_few_numbers_per_step_and_no_more(seq_len):
    kept = []
    with torch.autograd.graph.saved_tensors_hooks(lambda tensor: kept.append(tensor.numel()), lambda nothing: nothing):
        cell_states_in_blocks(*drawn(seq_len))
    assert sum(kept) <= 2 * 6 * seq_len + 6
