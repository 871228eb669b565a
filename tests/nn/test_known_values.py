"""`with_values`: known numbers in their dtype, with the gradient of what was computed."""

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck

from rnnlab.nn.known_values import with_values


def test_the_numbers_and_the_dtype_are_the_known_ones_also_where_they_are_infinite():
    computed = torch.tensor([1.0, 2.0, float("inf")], requires_grad=True) * 2
    known = torch.tensor([2.5, float("inf"), float("inf")], dtype=torch.bfloat16)
    found = with_values(computed, known)
    assert torch.equal(found, known)
    assert found.dtype == torch.bfloat16
    assert found.grad_fn is not None


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated:DeprecationWarning")  # torch's own, forwards
def test_the_gradient_is_that_of_what_was_computed_any_number_of_times_and_forwards():
    x = torch.tensor([0.3, -0.7], dtype=torch.float64, requires_grad=True)

    def run(x):
        return with_values(x.sin(), x.detach().sin())

    assert gradcheck(run, (x,), check_forward_ad=True)
    assert gradgradcheck(run, (x,))


def test_the_known_numbers_themselves_are_given_no_gradient():
    computed, known = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    with_values(computed * 3, known * 2).sum().backward()
    assert computed.grad.tolist() == [3, 3]
    assert known.grad is None
