"""A trace, its layers and its steps can be copied in depth and pickled: the numbers, without their graph."""

import copy
import pickle

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn.utils import parametrizations
from torch.nn.utils.rnn import pack_sequence

from rnnlab.tracing.trace import trace
from tests.tracing.tracing_cases import cell_cases, sequence_cases

ANY = st.one_of(sequence_cases(), cell_cases(), sequence_cases(requires_grad=True), cell_cases(requires_grad=True))


def tensors_in(value) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        return tensors_in(tuple(value.values()))
    if isinstance(value, tuple):
        return [tensor for part in value for tensor in tensors_in(part)]
    return tensors_in(tuple(vars(value).values())) if hasattr(value, "__dict__") else []


def assert_same_numbers_elsewhere(copied, original):
    pairs = list(zip(tensors_in(copied), tensors_in(original), strict=True))
    assert len(pairs) > 1
    for ours, theirs in pairs:
        assert torch.equal(ours, theirs)
        assert ours.dtype == theirs.dtype
        assert ours.is_leaf
        assert ours is not theirs
        assert ours.untyped_storage().data_ptr() != theirs.untyped_storage().data_ptr()


@settings(max_examples=40)
@given(case=ANY)
def test_a_deep_copy_holds_the_same_numbers_in_memory_of_its_own(case):
    seen = trace(case.module, *case.args)
    for original in (seen, seen.layers, seen.layers[0]):
        copied = copy.deepcopy(original)
        assert type(copied) is type(original)
        assert_same_numbers_elsewhere(copied, original)
        assert_same_numbers_elsewhere(pickle.loads(pickle.dumps(original)), original)


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_step_can_be_copied_alone(kind):
    steps = trace(kind(2, 3), torch.randn(4, 1, 2, requires_grad=True)).layers[0].steps
    for original in (steps, steps[2]):
        copied = copy.deepcopy(original)
        assert_same_numbers_elsewhere(copied, original)
        assert type(copied) is type(original)
    assert copied._fields == steps[2]._fields


def test_parameters_stay_parameters_and_what_was_computed_asks_for_no_gradient():
    module = parametrizations.weight_norm(nn.LSTM(2, 3), "weight_hh_l0")
    x = torch.randn(4, 1, 2, requires_grad=True)
    copied = copy.deepcopy(trace(module, x))
    assert isinstance(copied.weights["weight_ih_l0"], nn.Parameter)
    assert not copied.weights["weight_hh_l0"].requires_grad
    assert copied.layers[0].x.requires_grad
    assert not copied.output.requires_grad
    assert not copied.layers[0].steps[0].h.requires_grad


def test_tensors_that_were_one_stay_one():
    seen = trace(nn.RNNCell(2, 3), torch.randn(1, 2))
    assert seen.output is seen.h_n
    copied = copy.deepcopy({"seen": seen, "again": seen})
    assert copied["seen"] is copied["again"]
    assert copied["seen"].output is copied["seen"].h_n


def test_a_packed_output_is_copied_as_one():
    packed = pack_sequence([torch.randn(2, 2), torch.randn(4, 2)], enforce_sorted=False)
    seen = trace(nn.GRU(2, 3), packed)
    copied = copy.deepcopy(seen).output
    assert type(copied) is type(packed)
    assert torch.equal(copied.unsorted_indices, seen.output.unsorted_indices)
