"""`watch`: what it records, what it leaves out and says so, and that it leaves nothing behind."""

import threading

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune, spectral_norm, weight_norm

from rnnlab import TraceError, trace, watch

KINDS = [nn.RNN, nn.GRU, nn.LSTM]
CELLS = [nn.RNNCell, nn.GRUCell, nn.LSTMCell]


def hooks(model):
    return [
        (
            dict(part._forward_hooks),
            dict(part._forward_pre_hooks),
            dict(part._forward_hooks_with_kwargs),
            sorted(vars(part)),
        )
        for part in model.modules()
    ]


def looped(cell, steps, sequences=1, batch=2):
    """Step a cell over random input and backpropagate; returns the hidden states."""
    said = []
    for _ in range(sequences):
        state = None
        for _ in range(steps):
            state = cell(torch.randn(batch, cell.input_size), state)
            said.append(state[0] if isinstance(state, tuple) else state)
            said[-1].retain_grad()
    sum(h.pow(2).sum() for h in said).backward()
    return said


@pytest.mark.parametrize("kind", KINDS)
def test_states_and_gates_are_those_of_a_trace(kind):
    model, x = kind(3, 4, num_layers=2, bidirectional=True), torch.randn(5, 2, 3)
    with watch(model) as watcher:
        model(x)
    recording, layers = watcher.recording, trace(model, x).layers
    for number, layer in enumerate(layers):
        for prefix, one in ((f"0.layer{number}.", layer), (f"0.layer{number}.reverse.", layer.reverse)):
            for name in ("h", "pre", *("cifgo" if kind is nn.LSTM else "rzn" if kind is nn.GRU else "")):
                assert torch.allclose(torch.from_numpy(recording[prefix + name].copy()), getattr(one, name), atol=1e-6)
    assert recording.kind == "watched"
    assert "0.layer0.h.grad" not in recording


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_those_at_the_steps_of_a_trace(kind):
    """Which autograd computes on its own way, step by step."""
    model, x = kind(3, 4, num_layers=2).double(), torch.randn(6, 2, 3, dtype=torch.float64, requires_grad=True)
    with watch(model) as watcher:
        output, state = model(x)
        (output.pow(3).sum() + 2 * sum(s.sum() for s in (state if isinstance(state, tuple) else (state,)))).backward()
    traced = trace(model, x)
    loss = traced.output.pow(3).sum() + 2 * traced.h_n.sum() + (0 if traced.c_n is None else 2 * traced.c_n.sum())
    recording = watcher.recording
    for number, layer in enumerate(traced.layers):
        for name in ("h", *("cifgo" if kind is nn.LSTM else "rzn" if kind is nn.GRU else "")):
            steps = [getattr(step, name) for step in layer.steps]
            expected = torch.stack(torch.autograd.grad(loss, steps, retain_graph=True))
            found = torch.from_numpy(recording[f"0.layer{number}.{name}.grad"].copy())
            assert torch.allclose(found, expected, atol=1e-12), (number, name)


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_s_loop_is_one_call_of_as_many_steps(kind):
    cell = kind(3, 4)
    with watch(cell) as watcher:
        said = looped(cell, 5, sequences=2)
    recording = watcher.recording
    assert [(call["number"], call["seq_len"]) for call in recording.header["calls"]] == [(1, 5), (2, 5)]
    for index in range(2):
        for t, h in enumerate(said[5 * index : 5 * index + 5]):
            assert recording[f"{index}.layer0.h"][t].tolist() == h.tolist()
            assert torch.allclose(torch.from_numpy(recording[f"{index}.layer0.h.grad"][t].copy()), h.grad, atol=1e-6)


def test_gradients_add_up_over_backward_passes_as_those_of_parameters_do():
    model, x = nn.GRU(3, 4), torch.randn(5, 2, 3)
    with watch(model) as watcher:
        output, _ = model(x)
        for _ in range(2):
            output.sum().backward(retain_graph=True)
    with watch(model) as once:
        model(x)[0].sum().backward()
    twice, one = (w.recording["0.layer0.h.grad"] for w in (watcher, once))
    assert torch.allclose(torch.from_numpy(twice.copy()), 2 * torch.from_numpy(one.copy()))


@pytest.mark.parametrize(
    "wrap",
    [
        weight_norm,
        spectral_norm,
        parametrizations.weight_norm,
        parametrizations.spectral_norm,
        lambda module, name: prune.l1_unstructured(module, name, amount=0.4),
    ],
    ids=["weight_norm", "spectral_norm", "new weight_norm", "new spectral_norm", "pruned"],
)
@pytest.mark.filterwarnings("ignore:.*deprecated:FutureWarning")
@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRUCell])
def test_computed_weights_are_those_of_the_very_call(kind, wrap):
    name = "weight_hh_l0" if kind is nn.LSTM else "weight_hh"
    model = kind(3, 4)
    wrap(model, name)
    step = (
        (lambda: looped(model, 3)) if kind is nn.GRUCell else (lambda: model(torch.randn(5, 2, 3))[0].sum().backward())
    )
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    with watch(model) as watcher:
        for _ in range(2):
            step()
            optimiser.step()
    assert watcher.recording.header["left_out"] == ""
    assert max(watcher.verify().values()) <= 1e-5


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_without_gradients(mode):
    model = nn.LSTM(3, 4, num_layers=2, dropout=0.5, batch_first=True)
    with watch(model) as watcher, mode():
        model(torch.randn(2, 5, 3))
    assert watcher.recording["0.layer1.c"].shape == (5, 2, 4)
    assert max(watcher.verify().values()) <= 1e-5


def test_autocast_is_recorded_in_its_own_dtype():
    model = nn.LSTM(3, 4, num_layers=2)
    with watch(model) as watcher, torch.autocast("cpu", torch.bfloat16):
        output, _ = model(torch.randn(5, 2, 3))
        output.float().sum().backward()
    assert watcher.recording["0.layer1.h"].tolist() == output.float().tolist()
    assert max(watcher.verify().values()) < 0.02  # bfloat16 has 8 binary digits


def test_weights_are_kept_as_they_were_and_once_only():
    model = nn.GRU(3, 4)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    with watch(model) as watcher:
        for _ in range(2):
            model(torch.randn(5, 2, 3))
        model(torch.randn(5, 2, 3))[0].sum().backward()
        before = model.weight_hh_l0.detach().clone()
        optimiser.step()
        model(torch.randn(5, 2, 3))
    calls = watcher.recording.header["calls"]
    assert [call["weights"] for call in calls] == ["w0", "w0", "w0", "w1"]
    assert watcher.recording["w0.weight_hh_l0"].tolist() == before.tolist()
    assert watcher.recording["w1.weight_hh_l0"].tolist() == model.weight_hh_l0.tolist()


def numbers(watcher):
    return [call["number"] for call in watcher.recording.header["calls"]]


def test_what_is_left_out_is_said():
    model, x = nn.RNN(3, 8), torch.randn(5, 2, 3)
    for options, kept, words in (
        ({"calls": 2}, [6, 7], "2 of 7 calls are kept"),
        ({"every": 3}, [1, 4, 7], "3 of 7 calls are kept"),
        ({"every": 3, "calls": 2}, [4, 7], "2 of 7 calls are kept"),
        ({"max_bytes": 1}, [7], "1 of 7 calls are kept"),
        ({}, [1, 2, 3, 4, 5, 6, 7], ""),
    ):
        with watch(model, **options) as watcher:
            for _ in range(7):
                model(x)
        assert numbers(watcher) == kept, options
        assert watcher.recording.header["left_out"] == words
    with watch(model, units=[5, 0]) as watcher:
        model(x)
    assert watcher.recording["0.layer0.h"].shape == (5, 2, 2)
    assert watcher.recording.header["calls"][0]["units"] == [5, 0]


def test_every_counts_the_sequences_of_a_cell():
    cell = nn.GRUCell(3, 4)
    with watch(cell, every=2) as watcher:
        looped(cell, 4, sequences=5)
    assert numbers(watcher) == [1, 3, 5]
    assert [call["seq_len"] for call in watcher.recording.header["calls"]] == [4, 4, 4]


@pytest.mark.parametrize("given", ["abcde", ["a", "b", "c", "d", "e"], [list("abcde"), list("fgh")]])
def test_tokens_stand_at_the_steps(given):
    model = nn.RNN(3, 4)
    with watch(model, tokens=given) as watcher:
        model(torch.randn(5, 2 if isinstance(given[0], list) else 1, 3))
    recording = watcher.recording
    read = [[recording.header["vocab"][i] for i in row if i >= 0] for row in recording["0.tokens"].T]
    assert read == ([list("abcde"), list("fgh")] if isinstance(given[0], list) else [list("abcde")])


def test_tokens_can_be_made_of_the_model_s_own_arguments():
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.emb, self.rnn = nn.Embedding(26, 3), nn.GRU(3, 4)

        def forward(self, ids):
            return self.rnn(self.emb(ids))[0]

    model = Model()
    with watch(model, tokens=lambda ids: [[chr(97 + int(i)) for i in row] for row in ids.T]) as watcher:
        model(torch.tensor([[7, 0], [4, 1], [24, 2]]))
    recording = watcher.recording
    assert [recording.header["vocab"][i] for i in recording["0.tokens"][:, 0]] == ["h", "e", "y"]


def fail(model, x):
    model(x)
    model(x[..., :2])


def test_nothing_is_left_behind():
    model, x = nn.Sequential(nn.LSTM(3, 4)), torch.randn(5, 2, 3)
    before = hooks(model)
    with watch(model) as outer, watch(model) as inner:
        output, _ = model(x)
    assert hooks(model) == before
    assert outer.recording == inner.recording
    output.sum().backward()  # after the block nothing listens any more
    assert "0.layer0.h.grad" not in outer.recording
    failing = watch(model)
    with pytest.raises(RuntimeError), failing:
        fail(model, x)
    assert hooks(model) == before
    assert numbers(failing) == [1]
    threads = [threading.Thread(target=lambda: watch(model).__enter__().__exit__(None, None, None)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hooks(model) == before


def test_a_watcher_is_entered_once_at_a_time_and_then_again():
    model = nn.GRU(3, 4)
    watcher = watch(model)
    with watcher, pytest.raises(TraceError, match="entered once at a time"):
        watcher.__enter__()
    for count in (1, 2):
        with watcher:
            model(torch.randn(5, 2, 3))
        assert numbers(watcher) == [*range(1, count + 1)]
    assert max(watcher.verify().values()) <= 1e-5


def test_a_recording_is_made_anew_only_if_something_has_happened():
    model, x = nn.GRU(3, 4), torch.randn(5, 2, 3)
    with watch(model) as watcher:
        output, _ = model(x)
        first = watcher.recording
        assert watcher.recording is first
        output.sum().backward()
        assert "0.layer0.h.grad" in watcher.recording
        model(x)
        assert numbers(watcher) == [1, 2]
    assert numbers(watcher) == [1, 2]


def test_a_dropout_that_cannot_be_drawn_again_is_said_and_not_guessed():
    """Another hook draws between our look at the random numbers and the kernel's dropout."""

    def draw(module, args):
        torch.rand(3)

    model = nn.GRU(3, 4, num_layers=2, dropout=0.5)
    with watch(model) as watcher:
        model.register_forward_pre_hook(draw)
        model(torch.randn(5, 2, 3))
    with pytest.raises(TraceError, match="watch it in evaluation mode"):
        watcher.verify()
    with pytest.raises(TraceError, match="watch it in evaluation mode"):
        _ = watcher.recording


def test_nan_and_infinity_are_recorded_as_they_are():
    model, x = nn.RNN(3, 4, nonlinearity="relu"), torch.randn(5, 2, 3)
    x[2] = float("nan")
    with watch(model) as watcher:
        output, _ = model(x)
    assert watcher.recording["0.layer0.h"].tobytes() == output.detach().numpy().tobytes()
    assert max(watcher.verify().values()) <= 1e-5
