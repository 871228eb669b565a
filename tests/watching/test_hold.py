"""`hold`: what is held equals a step loop written by hand, in all that follows from it."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import PackedSequence
from torch.testing import assert_close

from rnnlab import hold, trace, watch
from tests.watching.hold_cases import GATES, as_change, by_hand, held_cases, kind, run, step_by_hand

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections")


def gradients(results, leaves):
    loss = sum((one * torch.linspace(-1, 1, one.numel(), dtype=one.dtype).view_as(one)).sum() for one in results)
    if not loss.requires_grad:
        return [torch.zeros_like(leaf) for leaf in leaves]
    found = torch.autograd.grad(loss, leaves, allow_unused=True, retain_graph=True)
    return [torch.zeros_like(leaf) if grad is None else grad for leaf, grad in zip(leaves, found, strict=True)]


@settings(deadline=None, max_examples=150)
@given(held_cases())
def test_outputs_and_gradients_are_those_of_the_loop_by_hand(drawn):
    """Every cell, gate, layer, direction, layout and way to hold."""
    case, wanted = drawn
    leaves = [*case.leaves, *case.module.parameters()]
    with hold(case.module, wanted):
        ours = run(case.module, case.input, case.hx)
    theirs = by_hand(case.module, case.input, case.hx, as_change(wanted))
    assert_close(ours, theirs, rtol=0, atol=1e-12)
    assert_close(gradients(ours, leaves), gradients(theirs, leaves), rtol=0, atol=1e-12)


@settings(deadline=None, max_examples=60)
@given(held_cases(torch.float32))
def test_in_float32_to_a_part_in_a_million(drawn):
    case, wanted = drawn
    with hold(case.module, wanted):
        ours = run(case.module, case.input, case.hx)
    theirs = by_hand(case.module, case.input, case.hx, as_change(wanted))
    assert_close(ours, theirs, rtol=1e-6, atol=1e-6)


@settings(deadline=None, max_examples=100)
@given(held_cases(), st.booleans())
def test_a_watcher_records_and_proves_what_was_held(drawn, inside):
    case, wanted = drawn
    module = case.module
    first, second = (hold(module, wanted), watch(module))[:: 1 if inside else -1]
    with first as one, second as other:
        ours = run(module, case.input, case.hx)
        loss = sum(result.cos().sum() for result in ours)
        if loss.requires_grad:
            loss.backward()
    watcher = other if inside else one
    recording = watcher.recording
    assert max(watcher.verify().values()) <= 1e-9
    name = f"0.layer{wanted.layer}.{'reverse.' * wanted.reverse}{wanted.gate or 'h'}"
    values = torch.from_numpy(recording[name].copy())
    if wanted.value is not None and not isinstance(case.input, PackedSequence):
        steps = slice(None) if wanted.steps is None else [s - 1 for s in listed_steps(wanted)]
        units = (
            slice(None)
            if wanted.unit is None
            else sorted(wanted.unit)
            if isinstance(wanted.unit, set)
            else [wanted.unit]
        )
        assert (values[steps][..., units] == wanted.value).all()
    top = recording[f"0.layer{module.num_layers - 1}.h"]
    assert_close(torch.from_numpy(top.copy()), ours[0].detach()[..., : top.shape[-1]], rtol=0, atol=0)


def listed_steps(wanted):
    return wanted.steps if isinstance(wanted.steps, list) else [wanted.steps]


@settings(deadline=None, max_examples=40)
@given(held_cases())
def test_a_trace_in_the_block_shows_what_is_held(drawn):
    case, wanted = drawn
    with hold(case.module, wanted):
        ours = case.run()
        found = trace(case.module, *case.args)
    (entry,) = found.recording().header["calls"][0]["held"]
    assert (entry["layer"], entry["reverse"], entry["quantity"]) == (wanted.layer, wanted.reverse, wanted.gate or "h")
    output = found.output.data if isinstance(found.output, PackedSequence) else found.output
    assert_close((output, found.h_n), ours[:2], rtol=0, atol=1e-12)


@pytest.mark.parametrize("cell", [nn.RNNCell, nn.LSTMCell, nn.GRUCell])
def test_the_steps_of_a_cell_are_those_of_its_sequence(cell):
    """Two sequences in one block: each begins with step 1; held at step 2 only, watched, with gradients."""
    torch.manual_seed(0)
    module, x = cell(3, 4).double(), torch.randn(2, 4, 2, 3, dtype=torch.float64)
    for quantity in GATES[kind(module)]:

        def change(t, name, values, quantity=quantity):
            return (
                torch.cat([values[..., :1], values[..., 1:2] * 0 + 0.3, values[..., 2:]], -1)
                if (t == 1 and name == quantity)
                else values
            )

        with watch(module) as watcher, hold(module, unit=1, gate=quantity, steps=2, value=0.3):
            ours = []
            for sequence in x:
                hx = None
                for x_t in sequence:
                    hx = module(x_t, hx)
                    ours.append(hx[0] if isinstance(hx, tuple) else hx)
            torch.stack(ours).cos().sum().backward()
        grads = [p.grad.clone() for p in module.parameters()]
        module.zero_grad()
        theirs = []
        for sequence in x:
            rows = []
            for b in range(2):
                hx = tuple(torch.zeros(4, dtype=torch.float64) for _ in range(2))
                for t in range(4):
                    hx = step_by_hand(module, "", sequence[t, b], hx, lambda *a, t=t: change(t, *a))
                    rows.append(hx[0])
            theirs.append(torch.stack(rows).unflatten(0, (2, 4)).transpose(0, 1))
        assert_close(torch.stack(ours), torch.cat(theirs), rtol=0, atol=1e-12)
        torch.cat(theirs).cos().sum().backward()
        assert_close(grads, [p.grad for p in module.parameters()], rtol=0, atol=1e-12)
        module.zero_grad()
        assert max(watcher.verify().values()) < 1e-12
        assert [call["seq_len"] for call in watcher.recording.header["calls"]] == [4, 4]
        held = watcher.recording[f"1.layer0.{quantity}"]
        assert (held[1, :, 1] == 0.3).all()
        assert (held[0, :, 1] != 0.3).all()


@pytest.mark.parametrize("batch_first", [True, False])
@pytest.mark.parametrize("kind_of", [nn.RNN, nn.LSTM, nn.GRU])
def test_dropout_is_drawn_as_torch_draws_it(kind_of, batch_first):
    """A hold of what changes nothing but by rounding: the same units are dropped, the same random numbers used."""
    module = kind_of(3, 5, 3, dropout=0.5, bidirectional=True, batch_first=batch_first)
    x = torch.randn(4, 4, 3)
    packed = nn.utils.rnn.pack_padded_sequence(x, [4, 2, 1, 3], batch_first=batch_first, enforce_sorted=False)
    for input in (x, packed):
        torch.manual_seed(3)
        plain, after = run(module, input, None), torch.get_rng_state()
        torch.manual_seed(3)
        with watch(module) as watcher, hold(module, layer=1, add=1e-9):
            ours = run(module, input, None)
            ours[0].sum().backward()
        assert_close(ours, plain, rtol=0, atol=1e-6)
        assert torch.equal(torch.get_rng_state(), after)
        assert max(watcher.verify().values()) < 1e-5
