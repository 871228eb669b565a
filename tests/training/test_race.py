"""Lanes of a race have the same task, steps and number of parameters, and train as they would alone."""

import doctest
import importlib
import itertools
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rnnlab
from rnnlab import ConfigError, TaskConfig, TextConfig, Trainer, task_of
from rnnlab.nn.models import build, count_parameters
from rnnlab.training import race as racing
from rnnlab.training.parameter_matching import CELLS, matched_sizes, parameter_count
from rnnlab.training.race import Race, race

SMALL = TaskConfig(task="echo", seq_len=8, delay=2, hidden_size=24, batch_size=4, epochs=4)
CONFIGS = st.builds(
    TaskConfig,
    task=st.sampled_from(["echo", "copy", "adding"]),
    cell=st.sampled_from(CELLS),
    hidden_size=st.integers(1, 200),
    embedding_size=st.integers(1, 60),
    num_layers=st.integers(1, 3),
    memory=st.booleans(),
)
TEAMS = st.lists(st.sampled_from(CELLS), min_size=1, max_size=3, unique=True)


def counts_of(config, sizes):
    return [parameter_count(config, task_of(config), cell, size) for cell, size in sizes.items()]


@given(CONFIGS)
def test_parameters_are_counted_as_torch_has_them(config):
    expected = count_parameters(build(config))
    assert parameter_count(config, task_of(config), config.cell, config.hidden_size) == expected


def test_parameters_of_texts_are_counted_too():
    config = TextConfig(cell="gru")
    assert parameter_count(config, task_of(config), "gru", 8) == count_parameters(build(config))


def attempt(config, cells=CELLS):
    """The sizes, or the error instead of them."""
    try:
        return matched_sizes(config, cells)
    except ConfigError as error:
        return error


@given(CONFIGS, TEAMS)
def test_sizes_match_within_five_percent_and_the_config_s_own_cell_keeps_its_size(config, cells):
    sizes = attempt(config, cells)
    if isinstance(sizes, dict):
        assert list(sizes) == cells
        assert sizes.get(config.cell, config.hidden_size) == config.hidden_size
        found = counts_of(config, sizes)
        assert max(found) <= 1.05 * min(found)


@given(CONFIGS.filter(lambda config: config.hidden_size <= 20), TEAMS)
def test_where_no_sizes_match_the_nearest_at_which_some_do_is_named(config, cells):
    error = attempt(config, cells)
    if isinstance(error, dict):
        return
    rule = f"such that {', '.join(cells)} can have equally many parameters within 5 %, for instance"
    named = re.fullmatch(rf"hidden_size must be {rule} (\d+), got {config.hidden_size}", str(error))
    assert error.field == "hidden_size"
    away = abs(int(named[1]) - config.hidden_size)
    assert isinstance(attempt(replace(config, hidden_size=int(named[1])), cells), dict)
    for size in range(max(1, config.hidden_size - away + 1), config.hidden_size + away):
        assert isinstance(attempt(replace(config, hidden_size=size), cells), ConfigError)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("num_layers", [1, 2])
def test_no_other_sizes_lie_closer_together(cell, num_layers):
    """Compared with a search of all sizes, in small networks, where one more unit changes most."""
    for own in range(1, 21):
        config = TaskConfig(task="adding", cell=cell, hidden_size=own, num_layers=num_layers)
        task = task_of(config)
        every = [
            [parameter_count(config, task, one, size) for size in ([own] if one == cell else range(1, 4 * own + 2))]
            for one in CELLS
        ]
        best = min(max(found) / min(found) for found in itertools.product(*every))
        sizes = attempt(config)
        assert isinstance(sizes, dict) == (best <= 1.05)
        if isinstance(sizes, dict):
            found = counts_of(config, sizes)
            assert max(found) / min(found) == best


def test_the_lesson_s_eight_units_are_too_few_for_a_fair_race():
    rule = "hidden_size must be such that rnn, gru, lstm can have equally many parameters within 5 %, for instance"
    with pytest.raises(ConfigError, match=rf"^{rule} \d+, got 8$"):
        race(TextConfig(cell="lstm"))


def test_a_plain_cell_may_need_more_than_three_times_the_units_of_an_lstm():
    config = TaskConfig(task="adding", cell="lstm", memory=False, hidden_size=40, num_layers=1)
    assert matched_sizes(config, ("rnn", "lstm")) == {"rnn": 136, "lstm": 40}
    assert counts_of(config, {"rnn": 136, "lstm": 40}) == [681, 681]  # 5 h + 1 and 4 h (2 + 2) + h + 1


@pytest.mark.parametrize("size", [40, 10**9])
def test_larger_networks_can_always_be_matched(size):
    for cell in CELLS:
        assert matched_sizes(TaskConfig(task="adding", cell=cell, hidden_size=size))[cell] == size


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ((), "cells must be one or more of rnn, gru, lstm, none of them twice, got none"),
        (("rnn", "rnn"), "cells must be one or more of rnn, gru, lstm, none of them twice, got rnn, rnn"),
        (("rnn", "elman"), "cells must be one of rnn, gru, lstm, got 'elman'"),
    ],
)
def test_cells_that_cannot_race_are_refused_in_one_sentence(cells, sentence):
    with pytest.raises(ConfigError, match=f"^{re.escape(sentence)}$") as caught:
        race(SMALL, cells)
    assert caught.value.field == "cells"


def test_each_lane_is_what_its_cell_does_alone():
    result = race(SMALL)
    assert [lane.cell for lane in result.lanes] == ["rnn", "gru", "lstm"]
    for lane in result.lanes:
        alone = Trainer(replace(SMALL, cell=lane.cell, hidden_size=lane.hidden_size))
        losses = [step.loss for step in alone]
        assert lane.losses.tolist() == np.array(losses, np.float32).tolist()
        assert lane.held_out == alone.held_out_loss()
        assert lane.parameters == count_parameters(alone.model())
        assert lane.failure is None
    assert result.config == SMALL
    assert result.baseline == task_of(SMALL).baseline
    assert result.baseline.loss == math.log(8)


def test_cells_take_turns_and_a_race_can_be_looked_at_on_the_way():
    contest = Race(SMALL, ("lstm", "rnn"))
    assert (contest.epochs_done, next(contest), next(contest)) == (0, 1, 2)
    assert [trainer.epochs_done for trainer in contest.trainers.values()] == [2, 2]
    assert [len(lane.losses) for lane in contest.result().lanes] == [2, 2]
    assert contest.run_for(0) == 1
    assert contest.run_for(600) == 1
    assert contest.run_for(600) == 0
    assert list(contest) == []
    assert contest.epochs_done == SMALL.epochs


def test_one_text_into_another_can_be_raced_for_and_holds_nothing_out():
    result = race(TextConfig(hidden_size=32, epochs=2))
    assert [lane.held_out for lane in result.lanes] == [None] * 3
    assert round(result.baseline.loss, 4) == 0.2773


def test_a_lane_that_fails_says_why_and_the_others_go_on(monkeypatch):
    """Only the plain RNN gets a learning rate at which its loss is no longer finite."""
    contest = Race(replace(SMALL, epochs=6))
    contest.trainers["rnn"] = Trainer(replace(contest.trainers["rnn"].config, lr=1e38))
    for _ in contest:
        pass
    broken, *others = contest.result().lanes
    assert "must be" in broken.failure
    assert broken.failure.startswith(("loss", "lr"))
    assert len(broken.losses) < 6
    assert [(lane.failure, len(lane.losses)) for lane in others] == [(None, 6)] * 2


def test_the_public_name_is_the_function_and_no_module_takes_its_place():
    importlib.import_module("rnnlab.training.race")
    assert rnnlab.race is race


def test_the_examples_in_the_documentation_are_true():
    found = doctest.testmod(racing)
    assert (found.failed, found.attempted) == (0, 5)
