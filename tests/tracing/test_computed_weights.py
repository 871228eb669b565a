"""A module whose weights or arguments its pre-hooks and parametrizations compute is traced as its next call runs."""

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.modules.module import register_module_forward_pre_hook
from torch.nn.utils import parametrizations, parametrize, prune, spectral_norm, weight_norm
from torch.testing import assert_close

from rnnlab.errors import TraceError
from rnnlab.tracing.trace import trace

pytestmark = pytest.mark.filterwarnings("ignore:`torch.nn.utils.weight_norm` is deprecated:FutureWarning")
EXACT = {"rtol": 1e-9, "atol": 1e-9}
MODULES = {
    "rnn": lambda: nn.RNN(3, 4, dtype=torch.float64),
    "gru": lambda: nn.GRU(3, 4, 2, bidirectional=True, dtype=torch.float64),
    "lstm": lambda: nn.LSTM(3, 4, 2, proj_size=2, dtype=torch.float64),
    "cell": lambda: nn.LSTMCell(3, 4, dtype=torch.float64),
}


def recurrent_name(module):
    return "weight_hh" if isinstance(module, nn.RNNCellBase) else "weight_hh_l0"


class Dropped(nn.Module):
    """A parametrization that draws at random each time that it is read."""

    def forward(self, weight):
        return F.dropout(weight, 0.5)


class Counted(nn.Module):
    """A parametrization with a state: how often it was read."""

    def __init__(self):
        super().__init__()
        self.register_buffer("reads", torch.zeros(()))

    def forward(self, weight):
        self.reads += 1
        return weight * (1 + self.reads.clone())


def with_raw_weight(module, name, compute):
    """Keep the weight as another parameter, and compute the weight itself before every call."""
    module.register_parameter(f"{name}_raw", nn.Parameter(getattr(module, name).detach()))
    del module._parameters[name]
    module.register_forward_pre_hook(lambda m, _: setattr(m, name, compute(getattr(m, f"{name}_raw"))))


def in_a_closure(module, name):
    raw = nn.Parameter(getattr(module, name).detach())
    module.register_parameter("raw", raw)
    delattr(module, name)
    module.register_forward_pre_hook(lambda *_: setattr(module, name, raw * 2))


def calls_counted(module, name):
    module.calls = 0

    def count(module, args):
        module.calls += 1
        return (args[0] * module.calls, *args[1:])

    module.register_forward_pre_hook(count)


WRAPS = {
    "weight_norm": weight_norm,
    "new weight_norm": parametrizations.weight_norm,
    "spectral_norm": spectral_norm,
    "new spectral_norm": parametrizations.spectral_norm,
    "orthogonal": parametrizations.orthogonal,
    "pruned": lambda m, name: prune.l1_unstructured(m, name, amount=0.3),
    "pruned twice": lambda m, name: [prune.random_unstructured(m, name, amount=0.3) for _ in range(2)],
    "dropped": lambda m, name: with_raw_weight(m, name, lambda raw: F.dropout(raw, 0.5)),
    "dropped as a parameter": lambda m, name: with_raw_weight(m, name, lambda raw: nn.Parameter(F.dropout(raw, 0.5))),
    "dropped in a parametrization": lambda m, name: parametrize.register_parametrization(m, name, Dropped()),
    "counted in a parametrization": lambda m, name: parametrize.register_parametrization(m, name, Counted()),
    "in a closure": in_a_closure,
    "input scaled": lambda m, _: m.register_forward_pre_hook(lambda _, args: args[0] * 2),
    "input scaled with kwargs": lambda m, _: m.register_forward_pre_hook(
        lambda _, args, kwargs: ((), {"input": args[0] * 2}), with_kwargs=True
    ),
    "calls counted": calls_counted,
}


@pytest.fixture(params=MODULES)
def module(request):
    torch.manual_seed(0)
    return MODULES[request.param]()


def flat(returned):
    return [returned] if isinstance(returned, torch.Tensor) else [one for part in returned for one in flat(part)]


def loss_of(output):
    return (output * torch.linspace(0.5, 2, output.numel(), dtype=output.dtype).view(output.shape)).sum()


def train_one_step(module, x):
    optimiser = torch.optim.SGD([p for p in module.parameters() if p.requires_grad], 0.5)
    loss_of(flat(module(x))[0]).backward()
    optimiser.step()


def gradients(loss, module):
    trained = [weight for name, weight in module.named_parameters() if name != recurrent_name(module)]
    return torch.autograd.grad(
        loss, trained, allow_unused=True
    )  # a new Parameter cuts the raw weight off, in torch too


def input_of(module, asking):
    sizes = (2, 3) if isinstance(module, nn.RNNCellBase) else (5, 2, 3)
    return torch.randn(sizes, dtype=torch.float64, requires_grad=asking)


@pytest.mark.parametrize("asking", [False, True])
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("wrap", WRAPS)
def test_after_an_optimiser_step_a_trace_is_the_next_call_with_its_gradients(module, wrap, training, asking):
    WRAPS[wrap](module, recurrent_name(module))
    x = input_of(module, asking)
    train_one_step(module, x)
    module.train(training)
    for _ in range(3):  # each trace has a graph of its own, whatever was walked before
        result = trace(module, x)
        found = flat((result.output, result.h_n, *([] if result.c_n is None else [result.c_n])))
        ours = gradients(loss_of(found[0]), module)
        returned = flat(module(x))
        theirs = gradients(loss_of(returned[0]), module)
        assert_close(found[-len(returned) :], returned, **EXACT)
        assert_close(ours, theirs, **EXACT)


@pytest.mark.parametrize("wrap", WRAPS)
def test_a_trace_leaves_a_module_and_the_random_numbers_as_they_were(module, wrap):
    WRAPS[wrap](module, recurrent_name(module))
    x = input_of(module, False)
    module(x)
    parts = list(module.modules())
    flags, random = [dict(vars(part)) for part in parts], torch.get_rng_state()
    insides = [[v.copy() for v in vars(part).values() if isinstance(v, dict | list)] for part in parts]
    state = copy.deepcopy(module.state_dict())
    with torch.no_grad():
        trace(module, x)
    assert_close(dict(module.state_dict()), dict(state), rtol=0, atol=0)
    assert torch.equal(torch.get_rng_state(), random)
    for part, before, inside in zip(parts, flags, insides, strict=True):
        assert vars(part).keys() == before.keys()
        assert all(vars(part)[name] is value for name, value in before.items())
        after = [v for v in vars(part).values() if isinstance(v, dict | list)]
        for now, then in zip(after, inside, strict=True):
            assert same_objects(now, then)


def same_objects(now, then):
    if isinstance(now, list):
        return len(now) == len(then) and all(a is b for a, b in zip(now, then, strict=True))
    return now.keys() == then.keys() and all(now[name] is then[name] for name in then)


def test_an_error_in_a_hook_leaves_the_module_as_it_was(module):
    spectral_norm(module, name := recurrent_name(module))
    before = copy.deepcopy(module.state_dict())
    module.register_forward_pre_hook(lambda *_: 1 / 0)
    weight = getattr(module, name)
    with pytest.raises(ZeroDivisionError):
        trace(module, input_of(module, False))
    assert getattr(module, name) is weight
    assert_close(dict(module.state_dict()), dict(before), rtol=0, atol=0)


def test_the_weights_of_a_trace_are_those_of_its_call():
    module = weight_norm(nn.GRU(3, 4), "weight_hh_l0")
    with torch.no_grad():
        module.weight_hh_l0_g.mul_(3)
    result = trace(module, torch.randn(5, 2, 3))
    assert_close(
        result.weights["weight_hh_l0"],
        module.weight_hh_l0_g / module.weight_hh_l0_v.norm(dim=1, keepdim=True) * module.weight_hh_l0_v,
    )
    assert result.weights["weight_ih_l0"] is module.weight_ih_l0


def test_a_hook_of_every_module_runs_before_the_modules_own(module):
    x, order = input_of(module, False), []
    module.register_forward_pre_hook(lambda *_: order.append("own"))
    handle = register_module_forward_pre_hook(lambda m, args: (order.append("all"), (args[0] + 1, *args[1:]))[1])
    try:
        assert_close(trace(module, x).output, flat(module(x))[0])
    finally:
        handle.remove()
    assert order == ["all", "own"] * 2


def test_a_hook_that_removes_itself_is_there_for_the_call():
    module, x = nn.RNN(3, 4), torch.randn(5, 2, 3)
    handle = module.register_forward_pre_hook(lambda _, args: (handle.remove(), args[0] * 2)[1])
    seen = trace(module, x)
    assert_close(seen.output, module(x)[0])
    assert_close(trace(module, x).output, module(x)[0])
    assert not module._forward_pre_hooks


def test_what_a_hook_sets_in_its_module_holds_for_the_call():
    module, x = nn.RNN(3, 4, 2, dropout=0.5), torch.randn(5, 2, 3)
    module.register_forward_pre_hook(lambda m, _: setattr(m, "mode", "RNN_RELU"))
    module.register_forward_pre_hook(lambda m, _: m.train(False) is None or None)
    assert_close(trace(module, x).output, module.eval()(x)[0])
    assert module.mode == "RNN_RELU"  # by torch's own call, the one after the trace


def test_a_hook_that_gives_the_state_is_heard():
    module, x, h_0 = nn.RNN(3, 4), torch.randn(5, 2, 3), torch.randn(1, 2, 4)
    module.register_forward_pre_hook(lambda _, args: (args[0], h_0))
    assert_close(trace(module, x).output, module(x)[0])
    assert_close(trace(module, x).layers[0].h_0, h_0[0])


def test_a_forward_hook_is_not_called_so_output_is_that_of_the_forward():
    module, x = nn.GRU(3, 4), torch.randn(5, 2, 3)
    plain = module(x)[0]
    module.register_forward_hook(lambda _, __, returned: (returned[0] * 0, returned[1]))
    assert_close(trace(module, x).output, plain)


def test_a_forward_hook_may_trace_its_module():
    module, x, seen = weight_norm(nn.GRU(3, 4), "weight_hh_l0"), torch.randn(5, 2, 3), []
    module.register_forward_hook(lambda m, args, _: seen.append(trace(m, *args)))
    assert_close(module(x)[0], seen[0].output)


@pytest.mark.parametrize("call", [trace, lambda module, x: module(x)])
def test_a_pre_hook_that_traces_its_own_module_is_told_to_be_a_forward_hook(call):
    module = nn.GRU(3, 4)
    module.register_forward_pre_hook(lambda m, args: trace(m, *args).output and None)
    with pytest.raises(
        TraceError, match=r"^trace must be called outside a forward pre-hook .* a forward hook instead$"
    ):
        call(module, torch.randn(5, 2, 3))


def test_a_pre_hook_may_trace_another_module():
    module, other, x = nn.GRU(3, 4), nn.GRU(3, 3), torch.randn(5, 2, 3)
    module.register_forward_pre_hook(lambda _, args: trace(other, *args).output)
    assert_close(trace(module, x).output, module(x)[0])


@pytest.mark.parametrize(
    ("hook", "with_kwargs", "sentence"),
    [
        (lambda m, args: (1, 2, 3), False, r"must leave the arguments input and hx, got \(int, int, int\)$"),
        (lambda m, args, kwargs: ((), {"x": 1}), True, r"must leave the arguments input and hx, got \(x=int\)$"),
        (lambda m, args, kwargs: args, True, r"must return \(args, kwargs\) or None, got tuple$"),
        (lambda m, args: 3, False, r"input must be a Tensor or a PackedSequence, got int"),
        (lambda m, args: args[0][..., :2], False, r"input must be 3 \(input_size\) wide, got shape \(5, 2, 2\)"),
    ],
)
def test_a_hook_that_leaves_no_arguments_for_a_forward_gets_a_sentence(hook, with_kwargs, sentence):
    module = nn.GRU(3, 4)
    module.register_forward_pre_hook(hook, with_kwargs=with_kwargs)
    with pytest.raises(TraceError, match=sentence) as caught:
        trace(module, torch.randn(5, 2, 3))
    assert "\n" not in str(caught.value)
