"""What `watch` refuses, in one sentence that says what to pass instead."""

import pytest
import torch
from torch import nn

from rnnlab import ConfigError, TraceError, watch


class Own(nn.LSTM):
    def forward(self, x):
        return super().forward(2 * x)


@pytest.mark.filterwarnings("ignore:.*deprecated")  # torch says so of quantization and scripts
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: nn.Linear(3, 3), r"got torch\.nn\.modules\.linear\.Linear$"),
        (lambda: 3, "got int$"),
        (lambda: nn.Sequential(Own(3, 4)), r"whose model\.0 has a forward of its own"),
        (lambda: nn.DataParallel(nn.GRU(3, 4)), r"pass model\.module"),
        (lambda: nn.Sequential(torch.compile(nn.GRU(3, 4), backend="eager")), r"pass model\.0\._orig_mod"),
        (lambda: torch.jit.script(nn.GRU(3, 4)), "must not be scripted"),
        (
            lambda: torch.ao.quantization.quantize_dynamic(nn.Sequential(nn.LSTM(3, 4)), {nn.LSTM}),
            "must not be quantized",
        ),
    ],
    ids=["none", "int", "own forward", "parallel", "compiled", "scripted", "quantized"],
)
def test_what_cannot_be_recorded_is_refused_with_what_to_pass(make, words):
    with pytest.raises(TraceError, match=words) as caught:
        watch(make())
    assert "\n" not in str(caught.value)


def test_a_module_compiled_in_place_is_refused():
    model = nn.GRU(3, 4)
    model.compile(backend="eager")
    with pytest.raises(TraceError, match="watch it before compile"):
        watch(model)


@pytest.mark.parametrize(
    ("field", "value"),
    [("calls", 0), ("every", 0), ("every", 2.0), ("max_bytes", -1), ("units", [-1]), ("units", "ab")]
    + [("tokens", value) for value in (3, [], [1, 2], ["\ud800"], [["a"], 3])],
)
def test_arguments_out_of_range(field, value):
    with pytest.raises(ConfigError) as caught:
        watch(nn.GRU(3, 4), **{field: value})
    assert caught.value.field == field


def test_without_a_call_there_is_nothing_to_show():
    with watch(nn.GRU(3, 4)) as watcher:
        pass
    for act in (watcher.verify, lambda: watcher.recording):
        with pytest.raises(TraceError, match="must have seen a call"):
            act()
