"""The adding benchmark: what counts as published, and what it prints of a race in which a lane broke down."""

import math

import numpy as np
import pytest

from benchmarks import adding
from benchmarks.adding import as_expected, best, main
from rnnlab.tasks import Baseline
from rnnlab.training.race import Lane, Result

BASELINE = 1 / 6
FAILURE = "loss must be finite, got nan in epoch 51"


def lane(cell, losses, held_out=0.001, failure=None):
    return Lane(cell, 66, 4687, np.array(losses, np.float32), held_out, failure)


LEARNT, NOT_LEARNT = np.full(2000, 0.001), np.full(2000, 0.17)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (lane("rnn", NOT_LEARNT, 0.17), True),
        (lane("rnn", np.r_[NOT_LEARNT, LEARNT[:100]], 0.17), False),
        (lane("rnn", LEARNT), False),
        (lane("lstm", LEARNT), True),
        (lane("lstm", NOT_LEARNT, 0.17), False),
        (lane("lstm", LEARNT, None), False),
        (lane("gru", NOT_LEARNT, 0.17), True),
    ],
)
def test_a_lane_that_came_to_its_end_is_judged_by_its_loss(found, expected):
    assert as_expected(found, BASELINE) is expected


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("steps", [0, 50, 99, 100, 150, 2000])
def test_a_lane_that_broke_down_is_no_result(cell, steps):
    """Whatever its losses were before: a plain RNN's would count as not learnt, an LSTM's as learnt."""
    for losses, held_out in ((NOT_LEARNT[:steps], None), (LEARNT[:steps], 0.001), (NOT_LEARNT[:steps], math.nan)):
        assert not as_expected(lane(cell, losses, held_out, FAILURE), BASELINE)
    assert not as_expected(lane(cell, NOT_LEARNT[:steps], math.nan), BASELINE)


def test_the_best_hundred_steps_of_fewer_are_no_number():
    assert math.isnan(best(lane("rnn", NOT_LEARNT[:99])))
    assert best(lane("rnn", np.r_[NOT_LEARNT[:100], LEARNT[:100], NOT_LEARNT[:50]])) == pytest.approx(0.001)


def test_a_race_with_a_lane_that_broke_down_is_printed_and_fails(monkeypatch, capsys):
    lanes = (lane("rnn", NOT_LEARNT[:50], None, FAILURE), lane("lstm", LEARNT))
    result = Result(adding.CONFIG, lanes, Baseline(BASELINE, ""))
    monkeypatch.setattr(adding, "race", lambda config: result)
    assert main((0,)) == 1
    printed = capsys.readouterr()
    assert "| 0 | rnn | 66 | 4687 | nan | nan | 0.1667 | NO |" in printed.out
    assert "| 0 | lstm | 66 | 4687 | 0.0010 | 0.0010 | 0.1667 | yes |" in printed.out
    assert f"seed 0, rnn: {FAILURE}" in printed.err
