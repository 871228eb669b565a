"""Models that are not ours: untouched by `watch`, and what it shows of them proved."""

import pytest
import torch

from rnnlab import watch
from tests.watching.models import MODELS


def made(make):
    torch.manual_seed(1)
    return make()


def state(model, loss):
    """All that a step of training leaves behind: loss, gradients, buffers, mode, hooks, attributes, random numbers."""
    parts = [
        (part.training, [*vars(part)], [*part._forward_hooks], [*part._forward_pre_hooks], [*part._backward_hooks])
        for part in model.modules()
    ]
    gradients = {name: p.grad for name, p in model.named_parameters()}
    return {"loss": loss, "random": torch.get_rng_state(), **gradients, **dict(model.named_buffers())}, parts


@pytest.mark.filterwarnings("ignore:LSTM with projections")
@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("training", [True, False])
def test_the_model_s_own_pass_is_left_alone_and_what_is_shown_is_proved(name, training):
    make, step = MODELS[name]
    plain, watched = (made(make).train(training) for _ in range(2))
    torch.manual_seed(2)
    before, before_parts = state(plain, step(plain))
    torch.manual_seed(2)
    with watch(watched) as watcher:
        loss = step(watched)
    after, after_parts = state(watched, loss)
    assert before.keys() == after.keys()
    for key, value in before.items():
        assert torch.equal(value, after[key]), key
    assert before_parts == after_parts
    recording = watcher.recording
    assert recording.header["left_out"] == ""
    assert {call["module"] for call in recording.header["calls"]} == {
        path for path, part in watched.named_modules() if isinstance(part, (torch.nn.RNNBase, torch.nn.RNNCellBase))
    }
    assert any(array.endswith("h.grad") for array in recording)
    assert max(watcher.verify().values()) <= 1e-5
    assert torch.equal(torch.get_rng_state(), after["random"])  # nor do recording and proof draw
