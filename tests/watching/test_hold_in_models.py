"""`hold` in whole models: their own bits without a change, patches, computed weights, the lab's own ablation."""

import pytest
import torch
from torch import nn
from torch.nn.utils import prune
from torch.testing import assert_close

import rnnlab
from rnnlab import Hold, hold, watch
from rnnlab.nn.models import EmbeddingRNN
from tests.watching.hold_cases import as_change, by_hand, part, run
from tests.watching.models import MODELS
from tests.watching.test_models import made, state

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections")


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("training", [True, False])
def test_without_a_change_every_model_computes_its_own_bits_and_is_left_as_it_was(name, training):
    make, step = MODELS[name]
    plain, held = (made(make).train(training) for _ in range(2))
    path, _ = part(held)
    torch.manual_seed(2)
    before, before_parts = state(plain, step(plain))
    torch.manual_seed(2)
    never = hold(held, path, value=9.0, calls=10**6)
    with hold(held), hold(held, path, add=0.0), pytest.raises(rnnlab.ConfigError, match="calls must be at most"), never:
        loss = step(held)
    after, after_parts = state(held, loss)
    assert all(torch.equal(value, after[key]) for key, value in before.items())
    assert before_parts == after_parts


@pytest.mark.parametrize("name", MODELS)
def test_in_every_model_a_held_unit_is_seen_by_a_watcher_and_proved(name):
    make, step = MODELS[name]
    model = made(make)
    path, _ = part(model)
    torch.manual_seed(2)
    with watch(model) as watcher, hold(model, path, unit=1, value=0.25):
        step(model)
    assert not any("forward" in vars(inner) for inner in model.modules())
    recording = watcher.recording
    calls = [k for k, call in enumerate(recording.header["calls"]) if call["module"] == path]
    assert calls
    for k in calls:
        lengths = recording.header["calls"][k]["lengths"]
        h = recording[f"{k}.layer0.h"][..., 1]
        assert (h == 0.25).all() if lengths is None else set(h.flat) == {0, 0.25}
    assert max(watcher.verify().values()) <= 1e-5


def test_a_patch_from_another_run_makes_the_two_agree():
    """All of c patched from a watched run of another input: from there on h differs by the gate o alone."""
    torch.manual_seed(0)
    model, x, other = nn.LSTM(3, 4, 2), torch.randn(5, 2, 3), torch.randn(5, 2, 3)
    with watch(model) as watcher:
        (target, _), _ = model(other), model(x)
    recording = watcher.recording
    with hold(
        model, Hold(patch=recording), Hold(patch=recording, layer=1, gate="c"), Hold(gate="o", layer=1, patch=recording)
    ):
        assert_close(model(x)[0], target)
        with pytest.raises(
            rnnlab.ConfigError, match=r"patch must be a recording that holds call 3 of the model, got one of call 1, 2"
        ):
            model(x), model(x)
    with hold(model, patch=recording["0.layer0.h"], steps=[2, 4], unit=[0, 3]), watch(model) as held:
        model(x)
    now, then, own = held.recording["0.layer0.h"], recording["0.layer0.h"], recording["1.layer0.h"]
    assert (now[[1, 3]][..., [0, 3]] == then[[1, 3]][..., [0, 3]]).all()
    assert_close(torch.tensor(now[0]), torch.tensor(own[0]))


def test_a_cell_is_patched_step_by_step_from_a_recorded_sequence():
    """The second sequence takes n of the recorded second sequence, at its own steps; the first is left alone."""
    torch.manual_seed(0)
    cell, x, other = nn.GRUCell(3, 4), torch.randn(2, 5, 3), torch.randn(2, 5, 3)

    def read(sequences):
        for sequence in sequences:
            h = None
            for x_t in sequence:
                h = cell(x_t[None], h)

    with watch(cell) as then:
        read(other)
    with watch(cell) as plain:
        read(x)
    with hold(cell, gate="n", patch=then.recording, calls=2), watch(cell) as now:
        read(x)
    first, second = now.recording.header["calls"]
    assert "held" not in first
    everywhere = {"layer": 0, "reverse": False, "quantity": "n", "how": "set", "units": [0, 1, 2, 3], "steps": None}
    assert second["held"] == [everywhere]
    assert (now.recording["1.layer0.n"] == then.recording["1.layer0.n"]).all()
    assert (now.recording["0.layer0.h"] == plain.recording["0.layer0.h"]).all()
    assert (now.recording["1.layer0.h"] != plain.recording["1.layer0.h"]).all()


def test_a_module_that_is_shared_is_held_by_each_of_its_paths():
    model, _ = MODELS["shared"][0](), None
    found = []
    for path in ("left.rnn", "right.rnn"):
        with hold(model, path, unit=0, value=0.5, calls=2), watch(model) as watcher:
            model(torch.ones(4, 2, 4), torch.ones(6, 2, 4))
        found.append([(watcher.recording[f"{k}.layer0.h"][..., 0] == 0.5).all() for k in (0, 1)])
    assert found == [[False, True]] * 2


def test_arguments_by_name_and_other_weights_are_those_of_the_call():
    torch.manual_seed(0)
    module, x, h_0 = nn.GRU(3, 4), torch.randn(5, 2, 3), torch.randn(1, 2, 4)
    weights = {name: weight.detach() * 2 for name, weight in module.named_parameters()}
    other = nn.GRU(3, 4)
    other.load_state_dict(weights)
    with hold(module, unit=1, value=0.1), hold(other, unit=1, value=0.1):
        ours = torch.func.functional_call(module, weights, (), {"input": x, "hx": h_0})[0]
        assert torch.equal(ours, other(x, h_0)[0])


def test_gradients_flow_to_what_is_added_and_patched():
    torch.manual_seed(0)
    model, x = nn.GRU(3, 4).double(), torch.randn(5, 2, 3, dtype=torch.float64)

    def loss(amount):
        with hold(model, gate="z", add=amount):
            return model(x)[0]

    assert torch.autograd.gradcheck(loss, torch.randn(1, 1, 4, dtype=torch.float64, requires_grad=True))


def test_weights_are_those_of_the_call():
    """Computed by a pre-hook, by parametrizations, and set anew: the loop by hand reads what the module had."""
    for made_by in (
        lambda m: nn.utils.parametrizations.weight_norm(m, "weight_hh_l0"),
        lambda m: nn.utils.parametrizations.spectral_norm(m, "weight_hh_l0"),
        lambda m: nn.utils.spectral_norm(m, "weight_ih_l0"),
        lambda m: prune.random_unstructured(m, "weight_hh_l0", amount=0.5),
    ):
        module, twin = (made(lambda made_by=made_by: made_by(nn.LSTM(3, 4).double())) for _ in range(2))
        x = torch.randn(5, 2, 3, dtype=torch.float64)
        with hold(module, unit=2, gate="i", value=1.0):
            ours = run(module, x, None)
        twin(x)
        plain = nn.LSTM(3, 4).double()
        for name, weight in zip(twin._flat_weights_names, twin._flat_weights, strict=True):
            getattr(plain, name).data.copy_(weight.data)
        wanted = Hold(unit=2, gate="i", value=1.0)
        assert_close(ours, by_hand(plain, x, None, as_change(wanted)), rtol=0, atol=1e-12)


def test_ablation_is_the_same_code():
    torch.manual_seed(0)
    network = EmbeddingRNN(4, 3, 5, 2, "lstm")
    x = torch.tensor([[0, 3, 1, 1]])
    with hold(network, "rnn", unit=3, layer=1, gate="f", steps=[2, 3], value=-0.5), torch.no_grad():
        logits = network(x)
    found = rnnlab.ablate(
        network, "adbb", "aaaa", unit=3, layer=1, gate="f", steps=[2, 3], value=-0.5, vocab=["a", "b", "c", "d"]
    )
    assert_close(logits.reshape(4, 4), torch.tensor(found.recording["logits_ablated"]), rtol=1e-6, atol=1e-6)
    with hold(network, "rnn", unit=3), pytest.raises(rnnlab.ConfigError, match=r"rnn=.*with a forward of its own"):
        rnnlab.ablate(network, "adbb", "aaaa", unit=3, vocab=["a", "b", "c", "d"])
