"""`Runs`: forks, removals that can be undone, one cursor, and one file."""

import base64
import doctest
import json
from importlib import import_module

import pytest

from rnnlab import ConfigError, RecordingError, TaskConfig, TextConfig, Trainer, TrainingError
from rnnlab.training.forks import MOST_REMOVED, MOST_RUNS, Runs
from tests.fresh import output


def trained(config, epochs=None):
    trainer = Trainer(config)
    for _ in range(config.epochs if epochs is None else epochs):
        next(trainer)
    return trainer


def family():
    """An original of 40 epochs, a fork that has ended, a fork of it that still trains, and another."""
    runs = Runs(trained(TextConfig(epochs=40, cell="lstm", hidden_size=4)), name="original")
    list(runs.fork(0, 15, lr=0.2, name="faster ⚡").trainer)
    runs.fork(1, 20, optimiser="sgd", clip=0.5).trainer.run_for(0)
    runs.fork(0, 40, epochs=50, weights={"fc.bias": [0, 0, 0, 1]})
    runs.cursor = 17
    return runs


def facts(runs):
    return [(run.key, run.name, run.colour, run.parent, run.step, run.trainer.epochs_done) for run in runs]


def test_forks_get_names_and_colours_of_their_own():
    assert facts(family()) == [
        (0, "original", 0, None, 0, 40),
        (1, "faster ⚡", 1, 0, 15, 40),
        (2, "run 3", 2, 1, 20, 21),
        (3, "run 4", 3, 0, 40, 40),
    ]


def test_a_removed_run_comes_back_whole_to_its_place_and_colour():
    runs = family()
    before, trainer = facts(runs), runs[1].trainer
    runs.remove(1)
    assert [run.key for run in runs] == [0, 2, 3]
    assert runs.undo().trainer is trainer
    assert facts(runs) == before


def test_removals_are_taken_back_in_reverse_order():
    runs = family()
    before = facts(runs)
    for key in (3, 0, 2):
        runs.remove(key)
    assert [runs.undo().key for _ in range(3)] == [2, 0, 3]
    assert facts(runs) == before
    with pytest.raises(TrainingError, match=r"^a run must have been removed before it can come back$"):
        runs.undo()


def test_a_run_that_comes_back_takes_another_colour_if_its_own_is_in_use():
    runs = family()
    runs.remove(1)
    assert runs.fork(0, 3).colour == 1
    assert runs.undo().colour == 4
    assert len({run.colour for run in runs}) == len(runs)


def test_keys_are_never_used_twice():
    runs = family()
    runs.remove(3)
    assert runs.fork(0, 1).key == 4


def test_keys_stay_those_of_the_runs_after_a_removal_and_a_file():
    runs = family()
    for key in (0, 2):
        runs.remove(key)
    again = Runs.from_bytes(runs.to_bytes())
    assert facts(again) == facts(runs)
    assert [run.key for run in again] == [1, 3]
    assert again.fork(3, 3).key == 4
    assert [run.parent for run in again] == [0, 0, 3]


def test_there_are_six_runs_at_most():
    runs = Runs(trained(TextConfig(), 5))
    for step in range(MOST_RUNS - 1):
        runs.fork(0, step)
    assert {run.colour for run in runs} == set(range(MOST_RUNS))
    with pytest.raises(TrainingError, match=r"^runs must be at most 6: remove one first$"):
        runs.fork(0, 1)
    runs.remove(5)
    runs.fork(0, 1)
    assert not runs.can_undo
    with pytest.raises(TrainingError, match=r"^runs must be at most 6: remove one first$"):
        runs.undo()
    runs.remove(0)
    assert runs.can_undo


def test_the_last_run_stays():
    runs = Runs(trained(TextConfig(), 5))
    with pytest.raises(TrainingError, match=r"^runs must be at least one, so the last one stays$"):
        runs.remove(0)


def test_removed_runs_do_not_pile_up():
    runs = Runs(trained(TextConfig(), 5))
    for _ in range(MOST_REMOVED + 3):
        runs.remove(runs.fork(0, 2).key)
    one = runs[0].trainer.nbytes
    assert runs.nbytes == one * (1 + MOST_REMOVED)
    assert [run.key for run in runs.removed] == list(range(4, 4 + MOST_REMOVED))
    runs.undo()
    assert [run.key for run in runs.removed] == list(range(4, 3 + MOST_REMOVED))


def test_the_cursor_stays_within_the_longest_run():
    runs = family()
    assert (runs.cursor, runs.longest) == (17, 40)
    runs[3].trainer.run_for(60)
    runs.cursor = 50
    runs.remove(3)
    assert runs.cursor == 40
    runs.undo()
    assert runs.cursor == 50
    for step in (-1, 51, True, 1.0, None):
        with pytest.raises(ConfigError, match=rf"^cursor must be a whole number from 0 to 50, got {step!r}$"):
            runs.cursor = step


@pytest.mark.parametrize("key", [4, -1, True, "0", None, 0.0])
def test_a_run_that_is_not_there_is_named(key):
    runs = family()
    for use in (runs.__getitem__, runs.remove, lambda key: runs.fork(key, 1), lambda key: runs.rename(key, "x")):
        with pytest.raises(ConfigError, match=rf"^key must be one of 0, 1, 2, 3, got {key!r}$"):
            use(key)


@pytest.mark.parametrize("name", ["a", "é", "名前", "👩‍👩‍👧", "שלום", "x" * 60, "lr 0.1 → 0.01"])
def test_a_name_is_any_text_that_fits_a_line(name):
    runs = family()
    assert runs.rename(2, name).name == runs[2].name == name
    assert Runs.from_bytes(runs.to_bytes())[2].name == name


@pytest.mark.parametrize(
    ("name", "got"),
    [
        ("", "0"),
        ("x" * 61, "61"),
        (3, "int"),
        (None, "NoneType"),
        ("   ", r"'   '"),
        ("a\nb", "'a↵b'"),
        ("a\u2028b", r"'aU\+2028b'"),
        ("\u202eabc", r"'U\+202Eabc'"),
        ("\ud83d", r"'U\+D83D'"),
        ("a\0", r"'aU\+0000'"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused(name, got):
    with pytest.raises(ConfigError, match=rf"^name must be a text of 1 to 60 characters in one line, got {got}$"):
        Runs(Trainer(TextConfig()), name=name)


def test_nothing_changes_when_a_fork_is_refused():
    runs = family()
    before = facts(runs)
    for change in ({"lr": -1}, {"name": ""}, {"step": 99}):
        with pytest.raises(ConfigError):
            runs.fork(0, change.pop("step", 3), **change)
    assert facts(runs) == before


def test_a_file_gives_the_same_runs_at_the_same_step():
    runs = family()
    again = Runs.from_bytes(runs.to_bytes())
    assert facts(again) == facts(runs)
    assert again.cursor == 17
    for one, other in zip(runs, again, strict=True):
        assert one.trainer.recording() == other.trainer.recording()
    assert again.to_bytes() == runs.to_bytes()
    assert again.fork(0, 2).key == runs.fork(0, 2).key


def test_a_file_on_disk_opens(tmp_path):
    runs = Runs(trained(TaskConfig(task="echo", seq_len=6, batch_size=2, epochs=9), 4))
    runs.save(tmp_path / "two.rnnlab")
    again = Runs.load(tmp_path / "two.rnnlab")
    assert list(again[0].trainer) == list(runs[0].trainer)
    with pytest.raises(RecordingError, match=r"^recording must be a readable file, got .*gone"):
        Runs.load(tmp_path / "gone.rnnlab")


def test_a_run_that_failed_has_failed_in_the_file_too():
    trainer = Trainer(TextConfig(lr=1e10, optimiser="adamw"))
    with pytest.raises(TrainingError):
        list(trainer)
    again = Runs.from_bytes(Runs(trainer).to_bytes())[0].trainer
    assert again.recording() == trainer.recording()
    with pytest.raises(TrainingError, match=r"^loss must be finite"):
        next(again)


def test_a_long_run_is_thinned_in_the_file_and_every_step_can_still_be_reached():
    runs = Runs(trained(TextConfig(source="abcde" * 60, target="edcba" * 60, hidden_size=64, epochs=60)))
    state = runs[0].trainer.state(max_bytes=300_000)
    assert state.nbytes < runs[0].trainer.state().nbytes / 5
    again = Trainer.from_state(state)
    assert again.recording(around=23).losses == runs[0].trainer.recording().losses
    assert again.at(23).recording(around=23)["layer1.h"][-1].tolist() == (
        runs[0].trainer.at(23).recording()["layer1.h"][-1].tolist()
    )


GO_ON = """
import base64, json, sys
from rnnlab.training.forks import Runs
runs = Runs.from_bytes(base64.b64decode(sys.stdin.read()))
cursor = runs.cursor
for run in runs:
    run.trainer.run_for(60)
print(json.dumps([cursor, [run.trainer.recording().losses for run in runs]]))
print(base64.b64encode(runs.to_bytes()).decode())
"""


def test_a_fresh_process_opens_the_file_and_goes_on_with_the_same_bits():
    runs = family()
    said, file = output(GO_ON, base64.b64encode(runs.to_bytes())).splitlines()
    cursor, losses = json.loads(said)
    assert cursor == 17
    for run in runs:
        run.trainer.run_for(60)
    assert losses == [run.trainer.recording().losses for run in runs]
    assert base64.b64decode(file) == runs.to_bytes()


@pytest.mark.parametrize("name", ["rnnlab.training.forks", "rnnlab.training.trainer", "rnnlab.training.schedules"])
def test_every_example_prints_what_it_says(name):
    results = doctest.testmod(import_module(name))
    assert results.attempted
    assert not results.failed
