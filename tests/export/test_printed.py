"""The text of the Console, and which lines belong to a step; that a script prints the same: test_scripts."""

import numpy as np
import pytest
import torch

from rnnlab import CellConfig, LayersConfig, TextConfig, Trainer
from rnnlab.export.printed import printed_output
from rnnlab.export.tensor_text import tensor_text
from rnnlab.tracing.record import record_cell, record_layers


def steps(shown):
    return [line["step"] for line in shown["printed"]]


def test_each_step_of_a_cell_has_its_lines_and_the_line_that_runs():
    shown = printed_output(record_cell(CellConfig()))
    assert steps(shown) == [None] * 6 + [1] * 4 + [2] * 4 + [3] * 4
    assert [line["text"] for line in shown["printed"] if line["step"] == 2][:3] == [
        "==================== 1 ====================",
        "Input size: torch.Size([1, 4])",
        "outputs size: torch.Size([1, 2])",
    ]
    assert [shown["code"][i] for i in shown["active"]["*"]] == ["    h = cell(x_t, h)"]


def test_the_lesson_s_cell_prints_these_states():
    texts = [line["text"] for line in printed_output(record_cell(CellConfig()))["printed"]]
    assert "tensor([[-0.3546,  0.7558]], grad_fn=<TanhBackward0>)" in texts
    assert texts[-1] == "tensor([[0.6575, 0.3372]], grad_fn=<TanhBackward0>)"


def test_layers_run_in_one_line_and_print_after_the_last_step():
    shown = printed_output(record_layers(LayersConfig(seq_len=5)))
    assert set(steps(shown)) == {5}
    assert [shown["code"][i] for i in shown["active"]["3"]] == ["output, h_n = rnn(x, h_0)"]


def test_a_training_shows_the_lines_so_far():
    trainer = Trainer(TextConfig())
    next(trainer), next(trainer)
    shown = printed_output(trainer.recording())
    assert steps(shown) == [1, 2]
    assert shown["printed"][1]["text"].endswith("Epoch [2/15] loss = 0.862")
    assert shown["code"][shown["active"]["*"][0]].startswith("    logits = model(x)")


def test_the_losses_of_a_thinned_training_stand_in_their_own_epochs():
    trainer = Trainer(TextConfig(epochs=300))
    trainer.run_for(600)
    whole = {line["step"]: line for line in printed_output(trainer.recording())["printed"]}
    thinned = printed_output(trainer.recording(20_000, points=30))["printed"]
    assert 2 < len(thinned) < 100
    assert all(line == whole[line["step"]] for line in thinned)


@pytest.mark.parametrize("shape", [(1,), (1, 1), (1, 5), (1, 6), (3, 2), (2, 3, 4), (1, 17), (11, 7, 16), (1001,)])
@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e6])
def test_tensors_are_written_as_torch_writes_them(shape, scale):
    tensor = (torch.randn(shape, generator=torch.Generator().manual_seed(0)) * scale).requires_grad_()
    assert tensor_text(tensor.detach().numpy()) == str(tensor.detach())
    assert tensor_text(tensor.detach().numpy(), "requires_grad=True") == str(tensor)
    result = tensor.tanh()
    assert tensor_text(result.detach().numpy(), "grad_fn=<TanhBackward0>") == str(result)


def test_zeros_and_one_number_are_written_as_torch_writes_them():
    assert tensor_text(np.zeros((1, 2), np.float32)) == "tensor([[0., 0.]])"


@pytest.mark.parametrize("operation", [torch.relu, torch.sin, torch.t, torch.log1p, torch.clone])
def test_what_made_a_tensor_stands_on_its_own_line_just_when_torch_puts_it_there(operation):
    """Numbers of every count and width, and names of several lengths, so that some line is exactly full."""
    for count in range(1, 20):
        for digits in range(1, 7):
            made = operation(torch.full((count,), 10.0 ** (digits - 1) + 0.5, requires_grad=True))
            assert tensor_text(made.detach().numpy(), f"grad_fn=<{made.grad_fn.name()}>") == str(made)
