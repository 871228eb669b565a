"""Faults planted in real networks are found, and no others."""

import numpy as np
import pytest

from rnnlab.analysis.unit_health.kinds import definition
from rnnlab.analysis.unit_health.report import unit_health
from rnnlab.errors import ConfigError
from tests.analysis.unit_health.planted import (
    CELLS,
    UNITS,
    copy,
    kill,
    names,
    network,
    record,
    rows,
    saturate,
    some_units,
)

SEEDS = range(20)
FAULTS = ("not_finite", "saturated", "dead", "duplicate", "opposite", "gate_open", "gate_shut")


def units_of(report, kind, quantity=""):
    return {unit for found in report.of_kind(kind) if quantity in ("", found.quantity) for unit in found.units}


def look(kind, states, **more):
    return unit_health(states, *names(kind), **more)


def scores(pairs):
    """Precision and recall of all seeds together, from pairs of (planted, found)."""
    hits = sum(len(planted & found) for planted, found in pairs)
    return hits / sum(len(found) for _, found in pairs), hits / sum(len(planted) for planted, _ in pairs)


def assert_found(pairs):
    precision, recall = scores(pairs)
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.parametrize(
    ("fault", "plant", "kind"),
    [
        *(("saturated", saturate, kind) for kind in ("tanh", "gru", "lstm")),
        *(("dead", kill, kind) for kind in CELLS),
    ],
)
def test_saturated_and_dead_units_are_found(fault, plant, kind):
    pairs = []
    for seed in SEEDS:
        module, planted = network(kind, seed, 1 + seed % 3), some_units(seed, 1 + seed % 5)
        for unit in planted:
            plant(module, kind, unit, seed)
        pairs.append((set(planted), units_of(look(kind, record(module, seed)), fault)))
    assert_found(pairs)


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("fault", ["duplicate", "opposite"])
def test_duplicate_units_are_found(kind, fault):
    """A relu's opposite cannot be made by its weights: there the recorded state is changed."""
    pairs = []
    for seed in SEEDS:
        module, planted = network(kind, seed, 1 + seed % 3), some_units(seed, 2 + 2 * (seed % 3))
        couples = list(zip(planted[::2], planted[1::2], strict=True))
        for one, other in couples:
            copy(module, kind, one, other, 1 if fault == "duplicate" else -1)
        states = record(module, seed)
        if kind == "relu" and fault == "opposite":
            for one, other in couples:
                states["h"][:, :, other] = -2 * states["h"][:, :, one]
        found = {frozenset(each.units) for each in look(kind, states).of_kind(fault)}
        pairs.append(({frozenset(each) for each in couples}, found))
    assert_found(pairs)


@pytest.mark.parametrize(("kind", "gates"), [("gru", "rz"), ("lstm", "ifgo")])
@pytest.mark.parametrize("fault", ["gate_open", "gate_shut"])
def test_stuck_gates_are_found(kind, gates, fault):
    pairs = []
    for seed in SEEDS:
        module, planted = network(kind, seed, 1 + seed % 3), some_units(seed, 1 + seed % 5)
        index = seed % 2 if kind == "gru" else (0, 1, 3)[seed % 3]
        for unit in planted:
            rows(module, index, unit)[2].add_(9 if fault == "gate_open" else -9)
        report = look(kind, record(module, seed))
        found = {(each.quantity, each.units[0]) for each in report.of_kind(fault)}
        pairs.append(({(gates[index], unit) for unit in planted}, found))
        assert not report.of_kind("gate_shut" if fault == "gate_open" else "gate_open")
    assert_found(pairs)


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_units_that_are_no_numbers_are_found_and_do_not_hide_the_rest(kind, value):
    for seed in SEEDS:
        module, planted = network(kind, seed), some_units(seed, 4)
        kill(module, kind, planted[0], 0)
        states = record(module, seed)
        states["h"][:, :, planted[1]] = value
        states["h"][7, 1, planted[2]] = -value
        report = look(kind, states)
        assert units_of(report, "not_finite") == set(planted[1:3])
        assert {each.value for each in report.of_kind("not_finite")} == {states["h"][:, :, 0].size, 1}
        assert units_of(report, "dead") == {planted[0]}
        assert np.isnan(report.time_constants.steps).sum() == (0 if kind in ("gru", "lstm") else 2)


@pytest.mark.parametrize("kind", CELLS)
def test_healthy_networks_have_no_fault(kind):
    for seed in SEEDS:
        report = look(kind, record(network(kind, seed, 1 + seed % 3), seed))
        assert report.findings == ()
        assert 1 < report.dimensions <= UNITS
        assert np.isfinite(report.time_constants.steps).all()


@pytest.mark.parametrize("kind", CELLS)
def test_padding_does_not_count(kind):
    """The recording of padded sequences has the findings of the sequences themselves."""
    module = network(kind, 0)
    kill(module, kind, 5, 0)
    states = record(module, 0)
    cut = {name: array[:90].copy() for name, array in states.items()}
    for array in states.values():
        array[90:] = 1e6
    padded, alone = look(kind, states, lengths=[90] * 4), look(kind, cut)
    assert padded.findings == alone.findings
    assert padded.findings
    assert (padded.dimensions, padded.steps) == (alone.dimensions, 360)
    np.testing.assert_allclose(padded.time_constants.steps, alone.time_constants.steps, rtol=1e-5)


def test_a_projected_state_is_not_limited_by_a_tanh():
    rng = np.random.default_rng(0)
    states = {"h": rng.normal(5, 1, (40, 2, 3)), "c": rng.normal(0, 1, (40, 2, 8))}
    assert not look("lstm", states).findings
    assert {each.quantity for each in look("lstm", {"h": states["h"]}).findings} == {"h"}


def test_a_constant_at_a_limit_is_saturated_and_another_is_dead():
    h = np.random.default_rng(0).uniform(-0.9, 0.9, (60, 2, 6))
    h[:, :, 1], h[:, :, 4] = 0.999, 0.3
    report = look("tanh", {"h": h})
    assert [(each.kind, each.units, each.value) for each in report.findings] == [
        ("saturated", (1,), 1),
        ("dead", (4,), 0),
    ]
    assert report.findings[0].sentence == "Unit 1: h is beyond ±0.95 in 100.0% of the steps."
    assert report.findings[1].sentence == "Unit 4: h stays between 0.3 and 0.3 at all steps."


def test_units_that_do_not_vary_are_no_duplicates_even_if_their_rounding_is_equal():
    h = np.random.default_rng(0).uniform(-0.9, 0.9, (60, 2, 6))
    h[:, :, 1] = 1e-9 * h[:, :, 0]
    h[:, :, 2] = 0.3 + 1e-9 * h[:, :, 0]
    report = look("tanh", {"h": h})
    assert [(each.kind, each.units) for each in report.findings] == [("dead", (1,)), ("dead", (2,))]


@pytest.mark.parametrize(("steps", "found"), [(94, set()), (95, {1})])
def test_a_unit_is_saturated_from_95_of_100_steps_on(steps, found):
    h = np.random.default_rng(0).uniform(-0.9, 0.9, (100, 1, 3))
    h[:steps, :, 1] = np.where(np.arange(steps) % 2, 0.96, -0.96)[:, None]
    assert units_of(look("tanh", {"h": h}), "saturated") == found


def test_a_gate_that_is_no_number_is_not_shut():
    h = np.random.default_rng(0).uniform(-0.9, 0.9, (100, 1, 2))
    report = look("lstm", {"h": h, "i": np.array([np.nan, 0.01]) * np.ones((100, 1, 1))})
    assert [(each.kind, each.units) for each in report.findings] == [("not_finite", (0,)), ("gate_shut", (1,))]


@pytest.mark.parametrize(("noise", "found"), [(0.049, {3}), (0.051, set())])
def test_a_unit_is_dead_whose_range_is_a_twentieth_of_a_typical_deviation(noise, found):
    """Hand-worked: the units alternate between ±0.5, so their standard deviation is 0.5."""
    h = np.where(np.arange(40) % 2, 0.5, -0.5)[:, None, None] * np.ones(5)
    h[:, :, 3] = 0.2 + noise * 0.5 * (np.arange(40) % 3 == 0)[:, None]
    assert units_of(look("tanh", {"h": h}), "dead") == found


def test_a_unit_that_is_on_once_is_not_dead():
    h = np.maximum(np.random.default_rng(0).normal(size=(1000, 1, 8)), 0)
    h[:, :, 3] = 0
    h[500, 0, 3] = 1
    assert not units_of(look("relu", {"h": h}), "dead")


def test_most_units_dead_do_not_make_the_others_look_dead_or_hide_them():
    h = np.maximum(np.random.default_rng(0).normal(size=(200, 1, 10)), 0)
    h[:, :, :7] *= 1e-8
    h[:, :, 9] *= 1e5
    assert units_of(look("relu", {"h": h}), "dead") == set(range(7))


def test_a_gate_that_resets_now_and_then_is_not_stuck():
    h = np.random.default_rng(0).uniform(-0.9, 0.9, (1000, 1, 2))
    gate = np.full((1000, 1, 2), 0.97)
    gate[500, 0, 0] = 0.01
    assert units_of(look("lstm", {"h": h, "f": gate}), "gate_open") == {1}


def test_a_group_of_duplicates_is_one_finding_of_each_sign():
    h = np.random.default_rng(0).normal(size=(60, 1, 6)) * 0.2
    h[:, :, 2], h[:, :, 3], h[:, :, 5] = h[:, :, 0], -h[:, :, 0], 0.5 * h[:, :, 0]
    report = look("tanh", {"h": h})
    assert [(each.kind, each.units) for each in report.findings] == [("duplicate", (0, 2, 5)), ("opposite", (0, 3))]
    assert report.findings[0].value == pytest.approx(1)
    assert report.findings[1].value == pytest.approx(-1)


def test_dimensions_are_those_that_were_put_in():
    rng = np.random.default_rng(0)
    h = (rng.normal(size=(500, 3)) @ rng.normal(size=(3, 20)) * 0.1).reshape(250, 2, 20)
    assert look("tanh", {"h": h}).dimensions == 3
    assert look("tanh", {"h": np.full((250, 2, 20), 0.25)}).dimensions == 0


def test_few_steps_say_nothing():
    report = look("tanh", {"h": np.ones((9, 1, 3))})
    assert (report.findings, report.steps, report.dimensions) == ((), 9, 0)


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 3e38, -3e38, 1e-45])
@pytest.mark.parametrize("kind", CELLS)
def test_every_value_everywhere_is_a_report_without_a_warning(kind, value):
    states = {name: np.full((20, 2, 4), value, np.float32) for name in "hcifgorzn"}
    report = look(kind, states)
    assert report.steps == (40 if np.isfinite(value) else 0)
    assert bool(report.of_kind("not_finite")) == (not np.isfinite(value))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"states": {}}, "^states must have the array h, got none$"),
        ({"states": {"h": np.zeros((3, 4))}}, r"^states must be numbers of shape .*, got float64 \(3, 4\)$"),
        ({"cell": "tree"}, "^cell must be one of"),
        ({"nonlinearity": "sigmoid"}, "^nonlinearity must be one of"),
        ({"lengths": [3]}, r"^lengths must be 2 whole numbers from 0 to 20, got \[3\]$"),
        ({"lengths": [3, 21]}, "^lengths must be 2 whole numbers from 0 to 20"),
    ],
)
def test_what_cannot_be_judged_is_refused(change, words):
    given = {"states": {"h": np.zeros((20, 2, 3))}, "cell": "rnn", **change}
    with pytest.raises(ConfigError, match=words):
        unit_health(**given)


@pytest.mark.parametrize("kind", [*FAULTS, "time_constant", "dimensions"])
def test_each_kind_has_its_definition_and_its_source(kind):
    found = definition(kind)
    assert found.title
    assert found.sentence.endswith(".")
    assert bool(found.source) == (kind != "not_finite")
