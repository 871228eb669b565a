"""A module or input that cannot be traced causes an error of one sentence that says what to do."""

import re

import pytest
import torch
from torch import nn, zeros
from torch.nn.utils.rnn import pack_sequence

from rnnlab.errors import TraceError
from rnnlab.tracing.trace import trace

HERE = nn.RNN(2, 3)
SUPPORTED = (
    r"module must be an nn\.RNN, nn\.LSTM, nn\.GRU, nn\.RNNCell, nn\.LSTMCell or nn\.GRUCell that runs torch's own"
)


class OwnForward(nn.LSTM):
    """A subclass whose forward is not that of an LSTM."""

    def forward(self, input, hx=None):
        return super().forward(input * 2, hx)


class OwnCall(nn.GRU):
    """A subclass that is called in another way."""

    def __call__(self, input, hx=None):
        return super().__call__(input * 2, hx)


class RNN(nn.Module):
    """A network of a lesson, whose class has the name of one of torch's."""

    def __init__(self):
        super().__init__()
        self.rnn, self.fc = nn.RNN(2, 3), nn.Linear(3, 2)


def parts_of_every_kind():
    lists = nn.ModuleList([nn.Linear(2, 2), nn.GRU(2, 3)])
    return nn.ModuleDict({"up": nn.Sequential(nn.LSTMCell(2, 3)), "lists": lists, "own": OwnForward(2, 3)})


@pytest.mark.parametrize(
    ("module", "found"),
    [
        (3, "int"),
        (nn.LSTM, "the class torch.nn.modules.rnn.LSTM"),
        (nn.Linear(2, 3), "torch.nn.modules.linear.Linear"),
        (
            OwnForward(2, 3),
            f"{__name__}.OwnForward with a forward of its own: trace one of torch's with the same weights",
        ),
        (OwnCall(2, 3), f"{__name__}.OwnCall with a forward of its own: trace one of torch's with the same weights"),
        (nn.Sequential(nn.RNN(2, 3)), "torch.nn.modules.container.Sequential, which holds one: trace module[0]"),
        (RNN(), f"{__name__}.RNN, which holds one: trace module.rnn"),
        (
            nn.DataParallel(RNN()),
            "torch.nn.parallel.data_parallel.DataParallel, which holds one: trace module.module.rnn",
        ),
        (
            torch.compile(HERE, backend="eager"),
            "torch._dynamo.eval_frame.OptimizedModule, which holds one: trace module._orig_mod",
        ),
        (
            parts_of_every_kind(),
            "torch.nn.modules.container.ModuleDict, which holds one: trace module['up'][0] or module['lists'][1]",
        ),
        (
            nn.ModuleList(nn.RNN(2, 2) for _ in range(9)),
            "torch.nn.modules.container.ModuleList, which holds one: trace module[0], module[1] or module[2] …",
        ),
    ],
)
def test_a_module_of_another_kind_is_refused_by_its_full_name_with_what_to_trace_instead(module, found):
    there = ", on what it is given" if ": trace" in found else ""
    with pytest.raises(TraceError, match=f"^{SUPPORTED} forward, got {re.escape(found + there)}$"):
        trace(module, zeros(4, 1, 2))


@pytest.mark.filterwarnings("ignore:.*deprecated")  # torch says so of quantization and scripts
@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNNCell, nn.LSTMCell, nn.GRUCell])
def test_quantized_and_scripted_modules_are_sent_back_to_the_one_that_they_were_made_from(kind):
    held = nn.Sequential(kind(2, 3))
    quantized = torch.ao.quantization.quantize_dynamic(held, {kind}, dtype=torch.qint8)[0]
    name = rf"torch\.ao\.nn\.quantized\.dynamic\.modules\.rnn\.{kind.__name__}"
    with pytest.raises(TraceError, match=f"^{SUPPORTED} forward, got {name}: trace the module that it was made from"):
        trace(quantized, zeros(1, 2))
    name = rf"torch\.jit\._script\.RecursiveScriptModule of {kind.__name__}"
    with pytest.raises(TraceError, match=f"^{SUPPORTED} forward, got {name}: trace the module that it was made from$"):
        trace(torch.jit.script(held[0]), zeros(1, 2))


def test_a_forward_put_on_the_instance_is_refused_too():
    module = nn.GRU(2, 3)
    module.forward = lambda input, hx=None: input
    with pytest.raises(
        TraceError, match=f"{SUPPORTED} forward, got torch.nn.modules.rnn.GRU with a forward of its own"
    ):
        trace(module, zeros(4, 1, 2))


def test_a_forward_put_on_the_class_is_refused_too(monkeypatch):
    monkeypatch.setattr(nn.GRU, "forward", lambda self, input, hx=None: input)
    with pytest.raises(
        TraceError, match=f"{SUPPORTED} forward, got torch.nn.modules.rnn.GRU with a forward of its own"
    ):
        trace(nn.GRU(2, 3), zeros(4, 1, 2))


def test_dropout_in_training_mode_is_refused_with_the_way_out():
    module = nn.LSTM(2, 3, 2, dropout=0.25)
    with pytest.raises(TraceError, match=r"evaluation mode.*got dropout=0\.25 in training mode: call module\.eval\(\)"):
        trace(module, zeros(4, 1, 2))
    trace(module.eval(), zeros(4, 1, 2))


@pytest.mark.parametrize(
    ("module", "args", "sentence"),
    [
        (HERE, ([[1.0, 2.0]],), r"input must be a Tensor or a PackedSequence, got list"),
        (nn.GRUCell(2, 3), (pack_sequence([zeros(1, 2)]),), r"input must be a Tensor, got PackedSequence"),
        (HERE, (zeros(2),), r"input must be 2-D, or 3-D with a batch, got shape \(2,\)"),
        (nn.RNNCell(2, 3), (zeros(1, 1, 2),), r"input must be 1-D, or 2-D with a batch, got shape \(1, 1, 2\)"),
        (
            HERE,
            (pack_sequence([zeros(2, 1, 2)]),),
            r"input must be packed from 2-D sequences, got data of shape \(2, 1, 2\)",
        ),
        (HERE, (zeros(4, 1, 5),), r"input must be 2 \(input_size\) wide, got shape \(4, 1, 5\)"),
        (HERE, (zeros(0, 1, 2),), r"input must have at least one step, got shape \(0, 1, 2\)"),
        (nn.GRU(2, 3, batch_first=True), (zeros(1, 0, 2),), r"input must have at least one step"),
        (
            HERE,
            (zeros(4, 1, 2).double(),),
            r"input must have the dtype of the module's weights, torch\.float32, got torch\.float64",
        ),
        (HERE, (zeros(4, 1, 2, dtype=torch.int64),), r"input must have the dtype .* got torch\.int64"),
        (HERE, (zeros(4, 1, 2, device="meta"),), r"input must have the device of the module's weights, cpu, got meta"),
        (HERE, (zeros(4, 1, 2), zeros(2, 1, 3)), r"hx must have shape \(1, 1, 3\), got \(2, 1, 3\)"),
        (HERE, (zeros(4, 2), zeros(1, 1, 3)), r"hx must have shape \(1, 3\), got \(1, 1, 3\)"),
        (HERE, (zeros(4, 1, 2), zeros(1, 1, 3).double()), r"hx must have the dtype .* got torch\.float64"),
        (HERE, (zeros(4, 1, 2), 0), r"hx must be a Tensor, got int"),
        (HERE, (zeros(4, 1, 2).to_sparse(),), r"input must have the layout .*, torch\.strided, got torch\.sparse_coo"),
        (HERE, (zeros(4, 1, 2), zeros(1, 1, 3).to_sparse()), r"hx must have the layout .* got torch\.sparse_coo"),
        (HERE, (zeros(1).expand(10**6, 10**6, 2),), r"trace must be small enough for the memory .* got one of 48 TB"),
        (nn.LSTMCell(2, 3), (zeros(1).expand(10**12, 2),), r"trace must be small enough for .* got one of 120 TB"),
        (nn.RNNCell(2, 3), (zeros(1, 2), zeros(3)), r"hx must have shape \(1, 3\), got \(3,\)"),
        (nn.LSTM(2, 3), (zeros(4, 1, 2), zeros(1, 1, 3)), r"hx must be a pair \(h_0, c_0\) for an LSTM, got Tensor"),
        (nn.LSTM(2, 3), (zeros(4, 1, 2), (zeros(1, 1, 3),)), r"hx must be a pair \(h_0, c_0\) .* got tuple of 1"),
        (nn.LSTM(2, 3), (zeros(4, 1, 2), (zeros(1, 1, 3), None)), r"c_0 must be a Tensor, got NoneType"),
        (
            nn.LSTM(2, 3, proj_size=1),
            (zeros(4, 1, 2), (zeros(1, 1, 3), zeros(1, 1, 3))),
            r"h_0 must have shape \(1, 1, 1\)",
        ),
        (
            nn.LSTM(2, 3, proj_size=1),
            (zeros(4, 1, 2), (zeros(1, 1, 1), zeros(1, 1, 1))),
            r"c_0 must have shape \(1, 1, 3\)",
        ),
        (HERE, (pack_sequence([zeros(2, 2)] * 2), zeros(1, 1, 3)), r"hx must have shape \(1, 2, 3\), got \(1, 1, 3\)"),
    ],
)
def test_an_argument_that_does_not_fit_gets_one_sentence(module, args, sentence):
    with pytest.raises(TraceError, match=sentence) as caught:
        trace(module, *args)
    assert "\n" not in str(caught.value)
