"""Under autocast a trace returns torch's numbers in torch's dtype, and refuses what torch refuses."""

import itertools

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, spectral_norm
from torch.nn.utils.rnn import pack_sequence
from torch.testing import assert_close

from rnnlab.errors import TraceError
from rnnlab.tracing.trace import trace
from tests.tracing.tracing_cases import data_of

LOW, HALF, FULL, DOUBLE = torch.bfloat16, torch.float16, torch.float32, torch.float64
MODULES = {
    "rnn": lambda **kwargs: nn.RNN(3, 4, 2, nonlinearity="relu", **kwargs),
    "gru": lambda **kwargs: nn.GRU(3, 4, 2, bidirectional=True, **kwargs),
    "lstm": lambda **kwargs: nn.LSTM(3, 4, 3, **kwargs),
    "lstm both ways": lambda **kwargs: nn.LSTM(3, 4, 2, bidirectional=True, bias=False, **kwargs),
    "projected lstm": lambda **kwargs: nn.LSTM(3, 4, 2, proj_size=2, **kwargs),
    "rnn cell": lambda **kwargs: nn.RNNCell(3, 4, **kwargs),
    "gru cell": lambda **kwargs: nn.GRUCell(3, 4, **kwargs),
    "lstm cell": lambda **kwargs: nn.LSTMCell(3, 4, **kwargs),
}
ASKING = ("nothing", "weights", "input")  # for a gradient


@pytest.fixture(params=MODULES)
def module(request):
    torch.manual_seed(0)
    return MODULES[request.param]()


def input_of(module, dtype, asking):
    sizes = (2, 3) if isinstance(module, nn.RNNCellBase) else (5, 2, 3)
    return torch.randn(sizes).to(dtype).requires_grad_(asking == "input" and dtype.is_floating_point)


def states_of(module, dtypes):
    """A state of each dtype: h_0 and, for an LSTM, c_0."""
    is_cell, pair = isinstance(module, nn.RNNCellBase), isinstance(module, nn.LSTM | nn.LSTMCell)
    rows = () if is_cell else (module.num_layers * (1 + module.bidirectional),)
    sizes = (getattr(module, "proj_size", 0) or 4, 4)
    states = [torch.randn(*rows, 2, size).to(dtype) for size, dtype in zip(sizes, dtypes, strict=True)]
    return tuple(states) if pair else states[0]


def flat(returned):
    return [returned] if isinstance(returned, torch.Tensor) else [one for part in returned for one in flat(part)]


def returned_by(result):
    return flat((data_of(result.output), result.h_n, *([] if result.c_n is None else [result.c_n])))


def assert_the_same(module, x, hx):
    """The trace, equal to what the module returns bit by bit; None if both refuse."""
    try:
        theirs = flat(module(x, hx))
    except RuntimeError as error:
        reason = str(error).split("\n")[0]
        with pytest.raises(
            TraceError, match=r"^input and hx must have dtypes that torch runs .*, got torch\."
        ) as caught:
            trace(module, x, hx)
        assert str(caught.value).endswith(reason)
        return None
    result = trace(module, x, hx)
    ours = returned_by(result)[-len(theirs) :]
    for one, other in zip(ours, theirs, strict=True):
        assert one.dtype == other.dtype
        assert torch.equal(one, other)
    return result


@pytest.mark.filterwarnings("ignore:LSTM with projections:UserWarning")
@pytest.mark.parametrize("asking", ASKING)
@pytest.mark.parametrize("low", [LOW, HALF])
def test_whatever_the_dtypes_output_and_states_are_torchs(module, low, asking):
    ran = 0
    for given in (FULL, LOW, HALF, DOUBLE, torch.int64):
        x = input_of(module, given, asking)
        states = [None, *(states_of(module, pair) for pair in itertools.product((FULL, LOW, HALF), repeat=2))]
        for hx in states:
            with torch.set_grad_enabled(asking != "nothing"), torch.autocast("cpu", dtype=low):
                ran += assert_the_same(module, x, hx) is not None
    assert ran >= 6  # not all are refused


@pytest.mark.parametrize("asking", ASKING)
def test_the_states_of_every_layer_are_those_that_are_returned(module, asking):
    x = input_of(module, FULL, asking)
    with torch.set_grad_enabled(asking != "nothing"), torch.autocast("cpu", dtype=LOW):
        result = assert_the_same(module, x, None)
    rows = result.h_n if result.h_n.dim() == 3 else result.h_n[None]
    runs = [run for layer in result.layers for run in (layer, layer.reverse) if run is not None]
    for number, run in enumerate(runs):
        last = 0 if run in [layer.reverse for layer in result.layers] else -1
        assert torch.equal(run.h[last], rows[number])
        if run.c is not None:
            c_n = result.c_n if result.c_n.dim() == 3 else result.c_n[None]
            assert run.c.dtype == c_n.dtype
            assert_close(run.c[last], c_n[number], rtol=2e-2, atol=2e-2)
    assert_close(result.layers[-1].h, returned_by(result)[0][..., : run.h.shape[-1]].view_as(run.h), rtol=0, atol=0)


@pytest.mark.parametrize("asking", ASKING)
def test_the_gates_are_those_without_autocast_up_to_its_digits(module, asking):
    x = input_of(module, FULL, asking)
    plain = trace(module, x)
    with torch.set_grad_enabled(asking != "nothing"), torch.autocast("cpu", dtype=LOW):
        result = trace(module, x)
    for ours, theirs in zip(result.layers, plain.layers, strict=True):
        for name in ("pre", "h", "c", "i", "f", "g", "o", "r", "z", "n"):
            if getattr(theirs, name) is not None:
                assert_close(getattr(ours, name).float(), getattr(theirs, name), rtol=5e-2, atol=5e-2)


@pytest.mark.parametrize("asking", ["weights", "input"])
def test_gradients_are_torchs_up_to_the_digits_of_autocast(module, asking):
    x = input_of(module, FULL, asking)
    wanted = [*module.parameters(), *([x] if asking == "input" else [])]
    found = []
    for run in (lambda: returned_by(trace(module, x)), lambda: flat(module(x))):
        with torch.autocast("cpu", dtype=LOW):
            loss = sum(tensor.float().pow(2).sum() for tensor in run()[:1])
        found.append(torch.autograd.grad(loss, wanted))
    for ours, theirs in zip(*found, strict=True):
        assert ours.dtype == theirs.dtype
        assert (ours - theirs).norm() <= 3e-2 * theirs.norm() + 1e-3


def test_steps_have_gradients_and_the_states_that_are_returned():
    torch.manual_seed(0)
    module, x = nn.LSTM(3, 4, 2), torch.randn(5, 2, 3, requires_grad=True)
    with torch.autocast("cpu", dtype=LOW):
        result = trace(module, x)
        loss = result.output[-1].float().sum()
    grads = torch.autograd.grad(loss, [step.h for step in result.layers[0].steps])
    plain = trace(module, x)
    exact = torch.autograd.grad(plain.output[-1].sum(), [step.h for step in plain.layers[0].steps])
    for ours, theirs in zip(grads, exact, strict=True):
        assert (ours.float() - theirs).norm() <= 0.05 * theirs.norm()
    assert torch.equal(torch.stack([step.h for step in result.layers[1].steps]), result.output)


def test_steps_are_kept_only_when_asked_for():
    module = nn.RNN(3, 4)
    with torch.autocast("cpu", dtype=LOW):
        result = trace(module, torch.randn(5, 2, 3))
    with pytest.raises(TraceError, match=r"steps are kept only when input or hx requires a gradient"):
        _ = result.layers[0].steps


@pytest.mark.parametrize("asking", [False, True])
@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_packed_input_is_traced_under_autocast(kind, asking):
    torch.manual_seed(0)
    module = kind(3, 4, 2, bidirectional=True)
    packed = pack_sequence([torch.randn(n, 3, requires_grad=asking) for n in (2, 5, 3)], enforce_sorted=False)
    with torch.set_grad_enabled(asking), torch.autocast("cpu", dtype=LOW):
        ours, theirs = trace(module, packed), module(packed)
    for one, other in zip(returned_by(ours), (data_of(theirs[0]), *flat(theirs[1])), strict=True):
        assert one.dtype == other.dtype
        assert torch.equal(one, other)
    assert not ours.layers[0].h[2:, 0].any()


@pytest.mark.parametrize("asking", ASKING)
def test_layouts_and_long_sequences_are_traced_under_autocast(asking):
    torch.manual_seed(0)
    for module, sizes in ((nn.LSTM(3, 4, batch_first=True), (2, 300, 3)), (nn.GRU(3, 4), (300, 3))):
        x = torch.randn(sizes, requires_grad=asking == "input")
        with torch.set_grad_enabled(asking != "nothing"), torch.autocast("cpu", dtype=LOW):
            assert_the_same(module, x, None)


@pytest.mark.parametrize("asking", ASKING)
@pytest.mark.parametrize("name", ["rnn", "gru", "lstm", "lstm cell"])
def test_float64_stays_float64_under_autocast(name, asking):
    module = MODULES[name](dtype=DOUBLE)
    x = input_of(module, DOUBLE, asking)
    with torch.set_grad_enabled(asking != "nothing"), torch.autocast("cpu", dtype=LOW):
        result = assert_the_same(module, x, None)
        assert result.output.dtype == DOUBLE
    assert_close(result.layers[0].pre, trace(module, x).layers[0].pre, rtol=1e-9, atol=1e-9)


def test_autocast_that_is_switched_off_again_is_none(module):
    x = input_of(module, LOW, "nothing")
    with torch.autocast("cpu", dtype=LOW), torch.autocast("cpu", enabled=False):
        with pytest.raises(
            TraceError, match=r"^input must have the dtype of the module's weights, torch\.float32, got"
        ):
            trace(module, x)
        exact = trace(module, x.float())
        assert_close(exact.output, flat(module(x.float()))[0])
        assert exact.output.dtype == FULL


def test_a_linear_hands_its_low_precision_to_an_lstm():
    linear, lstm, x = nn.Linear(3, 3), nn.LSTM(3, 4), torch.randn(5, 2, 3)
    with torch.no_grad(), torch.autocast("cpu", dtype=LOW):
        assert linear(x).dtype == LOW
        assert_the_same(lstm, linear(x), None)
    x.requires_grad_()
    with torch.autocast("cpu", dtype=LOW):
        assert_the_same(lstm, linear(x), None).output.sum().backward()
    assert x.grad is not None
    assert linear.weight.grad is not None


@pytest.mark.parametrize("asking", ASKING)
@pytest.mark.parametrize("wrap", [parametrizations.weight_norm, parametrizations.orthogonal, spectral_norm])
def test_weights_that_are_computed_under_autocast_may_have_its_dtype(wrap, asking):
    torch.manual_seed(0)
    module, x = nn.GRU(3, 4, 2), torch.randn(5, 2, 3, requires_grad=asking == "input")
    wrap(module, "weight_hh_l0")
    with torch.set_grad_enabled(asking != "nothing"), torch.autocast("cpu", dtype=LOW):
        theirs = module.eval()(x)
        ours = trace(module, x)
    for one, other in zip(returned_by(ours), theirs, strict=True):
        assert one.dtype == other.dtype
        assert torch.equal(one, other)
