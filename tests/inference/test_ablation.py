"""A clamped unit: all that depends on it is computed again by torch's equations, and nothing else changes."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from rnnlab import EmbeddingRNN, Recording, ablate, rank_units, train_text
from rnnlab.config.choices import GATES
from tests.inference.ablation_cases import cases
from tests.nn.network_cases import (
    TOLERANCE,
    assert_equals_torch,
    close,
    ids,
    letters,
    one_unit,
    scores,
)

DOUBLE = torch.float64


def halves(model, layer):
    """A layer's gate sums, before any activation: what the input and what the state before add, with their biases."""
    rnn = model.rnn
    parts = [getattr(rnn, f"{name}_l{layer}").detach() for name in ("weight_ih", "bias_ih", "weight_hh", "bias_hh")]
    return lambda x, h: (F.linear(x, parts[0], parts[1]), F.linear(h, parts[2], parts[3]))


@given(case=cases())
def test_the_untouched_run_is_the_modules_own_to_every_gate(case):
    model, source, target, place = case
    before = ablate(model, source, target, **place).before
    assert_equals_torch(before.layers, model, source)
    logits, tolerance = scores(model, source), TOLERANCE[model.fc.weight.dtype]
    close(before.probabilities, logits.softmax(dim=1), tolerance)
    assert before.loss == pytest.approx(F.cross_entropy(logits, ids(model, target)).item(), abs=tolerance * 10)
    assert before.predicted == "".join(letters(model)[i] for i in logits.argmax(dim=1))


@given(data=st.data(), case=cases())
def test_holding_a_number_at_its_own_value_changes_no_bit(data, case):
    model, source, target, place = case
    step = data.draw(st.integers(1, len(source)))
    name = place["gate"] or "h"
    own = ablate(model, source, target, **place).before.layers[place["layer"]][name][step - 1, 0, place["unit"]]
    result = ablate(model, source, target, **place, steps=step, value=float(own))
    assert result.loss_change == 0
    assert result.changed == ()
    for before, after in zip(result.before.layers, result.after.layers, strict=True):
        for quantity, values in before.items():
            np.testing.assert_array_equal(after[quantity], values, err_msg=quantity)


@given(case=cases(dtype=DOUBLE), value=st.floats(-5, 5))
def test_a_unit_that_nothing_reads_is_of_no_use(case, value):
    model, source, target, place = case
    layer, unit, rnn = place["layer"], place["unit"], model.rnn
    with torch.no_grad():
        getattr(rnn, f"weight_hh_l{layer}")[:, unit] = 0
        above = model.fc.weight if layer == rnn.num_layers - 1 else getattr(rnn, f"weight_ih_l{layer + 1}")
        above[:, unit] = 0
    result = ablate(model, source, target, **place, value=value)
    assert result.loss_change == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(result.after.probabilities, result.before.probabilities, atol=1e-12)
    for before, after in zip(result.before.layers, result.after.layers, strict=True):
        others = np.arange(rnn.hidden_size) != unit if before is result.before.layers[layer] else slice(None)
        np.testing.assert_allclose(after["h"][..., others], before["h"][..., others], atol=1e-12)


@given(data=st.data(), case=cases(dtype=DOUBLE), value=st.floats(-2, 2))
def test_what_comes_earlier_and_below_keeps_every_bit_and_what_is_held_has_its_value(data, case, value):
    model, source, target, place = case
    steps = sorted(data.draw(st.sets(st.integers(1, len(source)), min_size=1)))
    result = ablate(model, source, target, **place, steps=steps, value=value)
    pairs = list(zip(result.before.layers, result.after.layers, strict=True))
    for number, (before, after) in enumerate(pairs):
        upto = len(source) if number < place["layer"] else steps[0] - 1
        for name in before:
            np.testing.assert_array_equal(after[name][:upto], before[name][:upto])
    held = result.after.layers[place["layer"]][place["gate"] or "h"][:, 0, place["unit"]]
    assert (held[np.array(steps) - 1] == value).all()
    assert result.recording["held"].tolist() == [int(step in steps) for step in range(1, len(source) + 1)]


@given(data=st.data(), case=cases(dtype=DOUBLE), value=st.floats(-2, 2))
def test_everything_after_and_above_follows_from_it_by_torch_s_equations(data, case, value):
    model, source, target, place = case
    steps = data.draw(st.sets(st.integers(1, len(source)), min_size=1))
    after = ablate(model, source, target, **place, steps=steps, value=value).after
    x = model.emb(ids(model, source)).detach()[:, None]
    for number, layer in enumerate(after.layers):
        got = {name: torch.tensor(values) for name, values in layer.items()}
        clean = torch.ones(len(source), 1, model.rnn.hidden_size, dtype=torch.bool)  # units that are not clamped
        if number == place["layer"]:
            clean[[step - 1 for step in steps], :, place["unit"]] = False
        for name, expected in expected_after(model, number, x, got).items():
            free = clean if name == (place["gate"] or "h") else torch.ones_like(clean)
            torch.testing.assert_close(got[name][free], expected[free], rtol=1e-9, atol=1e-9)
        x = got["h"]
    logits = model.fc(x[:, 0]).detach()
    close(after.probabilities, logits.softmax(dim=1), 1e-9)
    assert after.loss == pytest.approx(F.cross_entropy(logits, ids(model, target)).item(), abs=1e-9)


def expected_after(model, layer, x, got):
    """What each quantity must be, given the others as they were recorded: the equations of torch.nn, written out."""
    h_prev = torch.cat((torch.zeros_like(got["h"][:1]), got["h"][:-1]))
    from_x, from_h = halves(model, layer)(x, h_prev)
    if isinstance(model.rnn, torch.nn.LSTM):
        c_prev = torch.cat((torch.zeros_like(got["c"][:1]), got["c"][:-1]))
        i, f, g, o = (from_x + from_h).chunk(4, dim=-1)
        found = {"i": i.sigmoid(), "f": f.sigmoid(), "g": g.tanh(), "o": o.sigmoid()}
        return found | {"c": got["f"] * c_prev + got["i"] * got["g"], "h": got["o"] * got["c"].tanh()}
    if isinstance(model.rnn, torch.nn.GRU):
        (x_r, x_z, x_n), (h_r, h_z, h_n) = from_x.chunk(3, dim=-1), from_h.chunk(3, dim=-1)
        found = {"r": (x_r + h_r).sigmoid(), "z": (x_z + h_z).sigmoid(), "n": (x_n + got["r"] * h_n).tanh()}
        return found | {"h": (1 - got["z"]) * got["n"] + got["z"] * h_prev}
    return {"h": (from_x + from_h).tanh()}


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_rest_of_the_text_is_the_modules_own_from_the_held_state_on(cell):
    """Torch's kernel, started from the states after h was clamped at step 3, gives the same later states."""
    model = EmbeddingRNN.seeded(4, 4, hidden_size=5, num_layers=1, cell=cell).double()
    after = ablate(model, "abcdabcd", "bcdabcda", unit=2, steps=3, value=0.9, vocab="abcd").after.layers[0]
    state = {name: torch.tensor(after[name][2:3]) for name in ("h", "c") if name in after}
    hx = (state["h"], state["c"]) if cell == "lstm" else state["h"]
    rest, _ = model.rnn(model.emb(ids(model, "dabcd"))[None], hx)
    close(after["h"][3:, 0], rest[0].detach(), 1e-12)


def test_one_unit_by_hand():
    """h1 = tanh(½ + ¼), h2 = tanh(-½ + ¼ - h1); held at 0.3 in step 1, h2 is tanh(-0.25 - 0.3)."""
    model = one_unit(W_ih=0.5, W_hh=-1.0, b=0.25, W_out=[2.0, -2.0], b_out=[0.0, 0.1])

    def loss(h1, h2):  # the target is b, then a; the scores are 2h and ⅒ - 2h
        chance_of_a = [1 / (1 + math.exp(0.1 - 4 * h)) for h in (h1, h2)]
        return -(math.log(1 - chance_of_a[0]) + math.log(chance_of_a[1])) / 2

    h1 = math.tanh(0.75)
    h2 = math.tanh(-0.25 - h1)
    result = ablate(model, "ab", "ba", unit=0, steps=1, value=0.3, vocab="ab")
    assert result.before.loss == pytest.approx(loss(h1, h2), abs=1e-12)
    assert result.after.loss == pytest.approx(loss(0.3, math.tanh(-0.55)), abs=1e-12)
    assert result.loss_change == pytest.approx(loss(0.3, math.tanh(-0.55)) - loss(h1, h2), abs=1e-12)
    assert result.changed == ()
    turned = ablate(model, "ab", "ba", unit=0, steps=[1], value=-1, vocab="ab")
    assert (turned.before.predicted, turned.after.predicted) == ("ab", "ba")  # h2 is tanh(-0.25 + 1), above zero
    assert turned.changed == ((1, "a", "b"), (2, "b", "a"))
    assert rank_units(model, "ab", "ba", value=0.3, vocab="ab")[0].loss_change == pytest.approx(
        loss(0.3, 0.3) - loss(h1, h2), abs=1e-12
    )


def test_a_forget_gate_held_at_0_forgets_and_at_1_keeps():
    """With i = o = ½ and g = tanh 1 at each step, c is ½·tanh 1 when forgotten and t·½·tanh 1 when kept."""
    model = one_unit("lstm", b=[0.0, 0.0, 1.0, 0.0], W_out=[1.0, 0.0])
    share = math.tanh(1) / 2
    for value, expected in ((0.0, [share] * 3), (1.0, [share, 2 * share, 3 * share])):
        after = ablate(model, "aab", "aab", unit=0, gate="f", value=value, vocab="ab").after.layers[0]
        np.testing.assert_allclose(after["c"].ravel(), expected, rtol=1e-14)
        np.testing.assert_allclose(after["h"].ravel(), [math.tanh(c) / 2 for c in expected], rtol=1e-14)


def test_a_cell_state_held_is_what_h_is_made_of():
    model = one_unit("lstm", b=[0.0, 0.0, 1.0, 0.0], W_out=[1.0, 0.0])
    after = ablate(model, "aab", "aab", unit=0, gate="c", steps=2, value=-3, vocab="ab").after.layers[0]
    c = [math.tanh(1) / 2, -3, -3 / 2 + math.tanh(1) / 2]
    np.testing.assert_allclose(after["c"].ravel(), c, rtol=1e-14)
    np.testing.assert_allclose(after["h"].ravel(), [math.tanh(value) / 2 for value in c], rtol=1e-14)


def test_an_update_gate_held_at_1_keeps_the_old_state_and_at_0_takes_the_new():
    model = one_unit("gru", W_ih=[0.0, 0.0, 1.0], W_out=[1.0, 0.0])
    kept, new = (
        ablate(model, "aba", "aba", unit=0, gate="z", value=value, vocab="ab").after.layers[0]["h"].ravel()
        for value in (1, 0)
    )
    np.testing.assert_array_equal(kept, [0, 0, 0])
    np.testing.assert_allclose(new, [math.tanh(1), -math.tanh(1), math.tanh(1)], rtol=1e-14)


@pytest.mark.parametrize("steps", [2, [2], (2, 2), {2}, range(2, 3), iter([2])])
def test_steps_may_be_one_or_several(steps):
    model = EmbeddingRNN.seeded(0, 3)
    recording = ablate(model, "abc", "cab", unit=0, steps=steps, vocab="abc").recording
    assert recording.header["steps"] == [2]
    assert recording["held"].tolist() == [0, 1, 0]


def test_no_steps_means_all_of_them():
    model = EmbeddingRNN.seeded(0, 3)
    options = {"unit": 0, "value": 0.5, "vocab": "abc"}
    all_of_them = ablate(model, "abc", "cab", **options, steps=range(1, 4)).recording
    assert ablate(model, "abc", "cab", **options).recording == all_of_them


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_recording_has_all_of_it_and_survives_a_file(cell, dtype):
    model = EmbeddingRNN.seeded(0, 4, hidden_size=3, cell=cell).to(dtype)
    result = ablate(model, "abba", "bcdd", unit=1, layer=1, steps=[1, 3], value=2, vocab="abcd")
    assert result.recording["step_losses"].mean(axis=1) == pytest.approx(result.recording.losses)
    again = Recording.from_bytes(result.recording.to_bytes())
    assert again == result.recording
    assert again.kind == "ablation"
    header = {"unit": 1, "layer": 1, "gate": None, "steps": [1, 3], "value": 2.0, "vocab": ["a", "b", "c", "d"]}
    assert header.items() <= dict(again.header).items()
    assert again.losses == [result.before.loss, result.after.loss]
    assert again.predictions == [result.before.predicted, result.after.predicted]
    assert again["source"].tolist() == [0, 1, 1, 0]
    assert again["target"].tolist() == [1, 2, 3, 3]
    for suffix, run in (("", result.before), ("_ablated", result.after)):
        np.testing.assert_array_equal(again[f"probabilities{suffix}"], run.probabilities)
        assert run.probabilities.dtype == np.dtype(str(dtype).removeprefix("torch."))
        for layer in range(2):
            assert run.layers[layer].keys() == {"pre", "h", *GATES[cell], *(("c",) if cell == "lstm" else ())}
            for name, values in run.layers[layer].items():
                np.testing.assert_array_equal(again[f"layer{layer}.{name}{suffix}"], values)


def test_changed_letters_are_those_in_which_the_predictions_differ():
    run = train_text("hello", "ohlol", hidden_size=4, num_layers=1, epochs=100)
    result = ablate(run, "hello", "ohlol", unit=1)
    pairs = zip(result.before.predicted, result.after.predicted, strict=True)
    assert result.changed == tuple((t, a, b) for t, (a, b) in enumerate(pairs, start=1) if a != b)
    assert result.changed
    assert result.before.predicted == run.predictions[-1]
    assert result.before.loss == pytest.approx(run.losses[-1], abs=1e-6)


def test_the_network_of_an_earlier_epoch_comes_from_that_epoch():
    run = train_text(epochs=5)
    origin = ablate(run, "hello", "ohlol", unit=0, epoch=3).recording.header["origin"]
    assert (origin["epoch"], origin["loss"], origin["predicted"]) == (3, run.losses[2], run.predictions[2])


def test_the_callers_settings_change_nothing():
    run, threads = train_text(cell="lstm", epochs=3), torch.get_num_threads()
    options = {"unit": 1, "layer": 1, "gate": "f"}
    expected, ranking = ablate(run, "hello", "ohlol", **options).recording, rank_units(run, "hello", "ohlol")
    torch.set_num_threads(2)
    try:
        with torch.inference_mode(), torch.autocast("cpu"):
            assert ablate(run, "hello", "ohlol", **options).recording == expected
            assert rank_units(run, "hello", "ohlol") == ranking
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
