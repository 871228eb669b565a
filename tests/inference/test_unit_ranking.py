"""Units ranked by what clamping each does to the loss: the numbers are those of `ablate`."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import EmbeddingRNN, ablate, rank_units, train_text
from rnnlab.inference.unit_ranking import effects_of, ranked
from tests.inference.ablation_cases import cases
from tests.nn.network_cases import TOLERANCE, scores


@given(case=cases(), value=st.floats(-1, 1))
def test_the_ranking_is_what_ablating_each_unit_gives(case, value):
    model, source, target, place = case
    options = {"gate": place["gate"], "value": value, "vocab": place["vocab"]}
    ranking = rank_units(model, source, target, **options)
    units = [(layer, unit) for layer in range(model.rnn.num_layers) for unit in range(model.rnn.hidden_size)]
    assert sorted((effect.layer, effect.unit) for effect in ranking) == units
    assert [effect.loss_change for effect in ranking] == sorted((e.loss_change for e in ranking), reverse=True)
    for effect in ranking:
        alone = ablate(model, source, target, layer=effect.layer, unit=effect.unit, **options).loss_change
        assert effect.loss_change == pytest.approx(alone, abs=10 * TOLERANCE[model.fc.weight.dtype])


@pytest.mark.parametrize("together", [None, 1, 2, 3, 7])
def test_units_may_be_ranked_group_by_group(together):
    run = train_text(hidden_size=5, epochs=12)
    groups = list(effects_of(run, "hello", "ohlol", value=0.5, together=together))
    assert [len(group) for group in groups] == [
        len(range(5)[i : i + (together or 5)]) for i in range(0, 5, together or 5)
    ] * 2
    units = [(effect.layer, effect.unit) for group in groups for effect in group]
    assert units == [(layer, unit) for layer in range(2) for unit in range(5)]
    whole = rank_units(run, "hello", "ohlol", value=0.5)
    for one, other in zip(ranked([effect for group in groups for effect in group]), whole, strict=True):
        assert one[:2] == other[:2]
        assert one.loss_change == pytest.approx(other.loss_change, abs=1e-6)


def test_units_of_no_influence_are_ranked_below_those_that_help():
    model = EmbeddingRNN.seeded(1, 4, hidden_size=4, num_layers=1)
    with torch.no_grad():
        model.rnn.weight_hh_l0[:, [0, 2]] = 0
        model.fc.weight[:, [0, 2]] = 0
        model.fc.weight[:, [1, 3]] *= 5
    target = "".join("abcd"[i] for i in scores(model, "abcd").argmax(dim=1))
    ranking = rank_units(model, "abcd", target, vocab="abcd")
    assert {effect.unit for effect in ranking[:2]} == {1, 3}
    assert all(effect.loss_change > 0.01 for effect in ranking[:2])
    assert all(effect.loss_change == pytest.approx(0, abs=1e-6) for effect in ranking[2:])


def test_units_of_equal_influence_stay_in_their_order():
    model = EmbeddingRNN.seeded(0, 4, hidden_size=3, num_layers=2)
    with torch.no_grad():
        model.fc.weight.zero_()
    ranking = [
        (effect.layer, effect.unit, effect.loss_change) for effect in rank_units(model, "abcd", "bcda", vocab="abcd")
    ]
    assert ranking == [(layer, unit, 0.0) for layer in range(2) for unit in range(3)]
