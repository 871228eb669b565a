"""Over many seeds, every network with recurrent weights learns the lesson's text, and none without them can."""

import pytest

from rnnlab import TextConfig, Trainer, memoryless_floor
from rnnlab.analysis.memoryless import without_recurrence

FLOOR = memoryless_floor("hello", "ohlol")
ROUNDING = 1e-6  # the loss is a float32


def trained(cell, seed, memory, epochs):
    return list(Trainer(TextConfig(cell=cell, seed=seed, memory=memory, epochs=epochs)))


def right(step):
    return sum(predicted == target for predicted, target in zip(step.predicted, "ohlol", strict=True))


def test_without_memory_no_plain_network_of_twenty_goes_below_the_floor():
    assert without_recurrence("rnn").memoryless
    for seed in range(20):
        steps = trained("rnn", seed, memory=False, epochs=60)
        assert FLOOR.loss - ROUNDING <= min(step.loss for step in steps) < FLOOR.loss + 0.01
        assert max(map(right, steps)) == FLOOR.correct


def test_with_memory_all_twenty_solve_it():
    for seed in range(20):
        last = trained("rnn", seed, memory=True, epochs=60)[-1]
        assert last.predicted == "ohlol"
        assert last.loss < FLOOR.loss / 50


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_gated_cells_without_w_hh_do_go_below_the_floor(cell):
    """So the memoryless loss must not be called a lower bound of such networks."""
    assert not without_recurrence(cell).memoryless
    for seed in range(5):
        last = trained(cell, seed, memory=False, epochs=200)[-1]
        assert last.loss < FLOOR.loss / 2
        assert last.predicted == "ohlol"
