"""Every task: the content of a batch, which depends on seed and step alone, and its baseline."""

import doctest
import random
import re
import subprocess
import sys
import threading

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import ConfigError, TaskConfig, TextConfig, task_of, tasks
from rnnlab.tasks import IGNORED
from rnnlab.tasks.base import HELD_OUT

TASKS = ("next", "echo", "copy", "adding", "reverse")
TEXT = "we hold these truths to be self-evident, that all are created equal. " * 10
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def configs(draw, names=TASKS):
    """Any config that is allowed."""
    name, count = draw(st.sampled_from(names)), draw(st.integers(1, 5))
    least = 2 * count + 1
    seq_len = draw(st.integers(least, least + 20))
    return TaskConfig(
        task=name,
        text=TEXT,
        seq_len=seq_len,
        delay=draw(st.integers(1, seq_len - 1)),
        num_symbols=count,
        batch_size=draw(st.integers(1, 9)),
        seed=draw(SEEDS),
    )


def equal(one, other):
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


@given(configs(), st.integers(1, 10**6))
def test_a_batch_has_the_shapes_and_types_that_a_network_takes(config, step):
    task = task_of(config)
    learnt, held_out = task.batch(step), task.held_out()
    assert learnt.inputs.shape[1] == config.batch_size
    assert 1 <= held_out.inputs.shape[1] <= HELD_OUT
    for batch in (learnt, held_out):
        size = batch.inputs.shape[1]
        if task.kind == "number":
            assert (task.vocab, task.vocab_size, task.input_size, task.output_size) == (None, 0, 2, 1)
            assert batch.inputs.shape == (config.seq_len, size, 2)
            assert batch.targets.shape == (size,)
            assert batch.inputs.dtype == batch.targets.dtype == torch.float32
            continue
        assert (task.vocab_size, task.input_size, task.output_size) == (len(task.vocab), None, len(task.vocab))
        assert batch.inputs.shape == batch.targets.shape == (config.seq_len, size)
        assert batch.inputs.dtype == batch.targets.dtype == torch.int64
        asked = batch.targets[batch.targets != IGNORED]
        assert len(asked) > 0
        assert all(0 <= ids.min() <= ids.max() < task.vocab_size for ids in (batch.inputs, asked))


@given(configs(), st.lists(st.integers(1, 10**6), min_size=1, max_size=4))
def test_a_batch_depends_on_the_config_and_the_step_alone(config, steps):
    task = task_of(config)
    first = {step: task.batch(step) for step in steps}
    np.random.seed(random.randrange(2**32))
    fresh = task_of(TaskConfig.from_dict(config.to_dict()))
    for step in reversed(steps):
        assert equal(fresh.batch(step), first[step])
        assert equal(task.batch(step), first[step])
    assert equal(task.held_out(), fresh.held_out())


@pytest.mark.parametrize("name", TASKS)
def test_threads_and_other_draws_change_no_batch(name):
    task = task_of(TaskConfig(task=name, text=TEXT, seq_len=20))
    expected = [task.batch(step) for step in range(1, 30)]
    found = []
    threads = [
        threading.Thread(target=lambda: found.append([task.batch(step) for step in range(1, 30)])) for _ in range(3)
    ]
    before = torch.random.get_rng_state(), np.random.get_state()[1].tolist()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert all(equal(*pair) for batches in found for pair in zip(batches, expected, strict=True))
    assert torch.equal(torch.random.get_rng_state(), before[0])
    assert np.random.get_state()[1].tolist() == before[1]


@pytest.mark.parametrize("name", TASKS)
def test_no_two_steps_and_no_two_seeds_share_a_batch(name):
    seen = set()
    for seed in (0, 1, 2**32 - 1):
        task = task_of(TaskConfig(task=name, text=TEXT, seq_len=20, batch_size=16, seed=seed))
        seen |= {tuple(task.batch(step).inputs.flatten().tolist()) for step in (1, 2, 3, 1000, 2**40)}
    assert len(seen) == 15


@pytest.mark.parametrize("name", ["echo", "copy", "adding", "reverse"])
@pytest.mark.parametrize("batch_size", [1, 32, HELD_OUT])
def test_sequences_held_out_are_not_those_of_any_step(name, batch_size):
    task = task_of(TaskConfig(task=name, seq_len=41, num_symbols=20, delay=20, batch_size=batch_size))
    held_out = {tuple(sequence.flatten().tolist()) for sequence in task.held_out().inputs.unbind(dim=1)}
    learnt = {
        tuple(sequence.flatten().tolist()) for step in range(1, 6) for sequence in task.batch(step).inputs.unbind(dim=1)
    }
    assert len(held_out) == HELD_OUT
    assert len(learnt) == 5 * batch_size
    assert not held_out & learnt


def test_changing_a_batch_changes_no_later_one():
    for config in (TextConfig(), *(TaskConfig(task=name, text=TEXT) for name in TASKS)):
        task = task_of(config)
        expected = [tensor.clone() for tensor in task.batch(1)]
        for tensor in task.batch(1):
            tensor.zero_()
        assert equal(task.batch(1), expected)


@pytest.mark.parametrize("step", [0, -1, True, 1.0, None])
def test_steps_are_counted_from_one(step):
    for config in (TextConfig(), *(TaskConfig(task=name, text=TEXT) for name in TASKS)):
        with pytest.raises(ConfigError, match=f"^step must be a positive whole number, got {step!r}$"):
            task_of(config).batch(step)


@given(configs(names=("echo",)))
def test_an_echo_asks_for_what_came_so_many_steps_before(config):
    inputs, targets = task_of(config).batch(3)
    for t in range(config.seq_len):
        expected = inputs[t - config.delay] if t >= config.delay else torch.full_like(inputs[0], IGNORED)
        assert torch.equal(targets[t], expected)


@given(configs(names=("copy", "reverse")))
def test_copy_and_reverse_read_a_word_wait_ask_and_want_it_again(config):
    task, count, length = task_of(config), config.num_symbols, config.seq_len
    for batch in (task.batch(1), task.held_out()):
        for b in range(batch.inputs.shape[1]):
            read = [task.vocab[i] for i in batch.inputs[:, b]]
            word = read[:count]
            assert set(word) <= set("abcdefgh")
            assert read[count:] == ["·"] * (length - 2 * count - 1) + ["?"] + ["·"] * count
            assert batch.targets[:-count, b].tolist() == [IGNORED] * (length - count)
            answer = [task.vocab[i] for i in batch.targets[-count:, b]]
            assert answer == (word if config.task == "copy" else word[::-1])


@given(configs(names=("adding",)))
def test_adding_asks_for_the_sum_of_one_marked_number_of_each_half(config):
    half = config.seq_len // 2
    for inputs, targets in (task_of(config).batch(1), task_of(config).held_out()):
        values, marks = inputs.unbind(dim=-1)
        assert 0 <= values.min() <= values.max() < 1
        assert set(marks.flatten().tolist()) == {0, 1}
        assert torch.equal(marks[:half].sum(0), torch.ones_like(targets))
        assert torch.equal(marks[half:].sum(0), torch.ones_like(targets))
        torch.testing.assert_close((values * marks).sum(0), targets, rtol=0, atol=1e-7)


def test_every_place_of_each_half_is_marked_and_values_fill_their_range():
    task = task_of(TaskConfig(task="adding", seq_len=5, batch_size=500))
    values, marks = torch.cat([task.batch(step).inputs for step in range(1, 11)], dim=1).unbind(dim=-1)
    shares = marks.mean(dim=1)
    torch.testing.assert_close(shares, torch.tensor([1 / 2, 1 / 2, 1 / 3, 1 / 3, 1 / 3]), rtol=0, atol=0.03)
    counts = torch.histc(values, bins=10, min=0, max=1) / values.numel()
    torch.testing.assert_close(counts, torch.full((10,), 0.1), rtol=0, atol=0.01)


def test_letters_are_equally_likely_and_tell_nothing_of_those_of_the_step_before():
    task = task_of(TaskConfig(task="echo", seq_len=50, batch_size=32))
    drawn = torch.stack([task.batch(step).inputs for step in range(1, 31)])  # 48 000 letters
    shares = torch.bincount(drawn.flatten(), minlength=8) / drawn.numel()
    torch.testing.assert_close(shares, torch.full((8,), 1 / 8), rtol=0, atol=0.008)  # 5 standard deviations
    same = (drawn[1:] == drawn[:-1]).double().mean().item()
    assert same == pytest.approx(1 / 8, abs=0.008)
    held = task.held_out().inputs[:, :32]
    assert (held == drawn[0]).double().mean().item() == pytest.approx(1 / 8, abs=0.045)


def test_one_text_into_another_is_one_sequence_with_nothing_held_out():
    config = TextConfig()
    task = task_of(config)
    assert (task.vocab, task.kind, task.input_size, task.output_size) == (["e", "h", "l", "o"], "symbols", None, 4)
    inputs, targets = task.batch(7)
    assert inputs.tolist() == [[1], [0], [2], [2], [3]]
    assert targets.tolist() == [[3], [1], [2], [3], [2]]
    assert task.held_out() is None
    assert task.baseline.loss == pytest.approx(0.4 * np.log(2))
    assert task.need == (
        "“l” becomes “l” at step 3 but “o” at step 4: only what came before tells the two apart, so this text needs "
        "memory."
    )


@given(configs())
def test_what_a_task_needs_is_one_kind_sentence(config):
    task = task_of(config)
    assert re.fullmatch(r"[A-Z][^.]+\.", task.need)
    assert len(task.need) < 160
    assert re.fullmatch(r"[a-z][^.]+", task.baseline.sentence)


def test_needs_count_what_is_to_be_kept():
    def need(**given):
        return task_of(TaskConfig(**given)).need

    assert "hold the last letter and" in need(task="echo", delay=1)
    assert "hold the last 4 letters, in order," in need(task="echo", delay=4)
    assert "keep one letter in its state, and say each again 9 steps later" in need(
        task="copy", seq_len=10, num_symbols=1
    )
    assert "keep 3 letters and their order in its state, and say each again 7 steps" in need(
        task="copy", seq_len=10, num_symbols=3
    )
    assert "say the last one first: the first must be kept for 9 steps" in need(
        task="reverse", seq_len=10, num_symbols=3
    )


def test_what_a_task_needs_is_known_before_torch_has_loaded():
    code = (
        "import sys, rnnlab\n"
        "for name in ('next', 'echo', 'copy', 'adding', 'reverse'):\n"
        "    task = rnnlab.task_of(rnnlab.TaskConfig(task=name, text='abc' * 100))\n"
        "    print(task.need, task.baseline, task.output_size)\n"
        "print(rnnlab.memoryless_floor('hello', 'ohlol'), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith(" False\n")


def test_the_examples_in_the_documentation_are_true():
    found = doctest.testmod(tasks)
    assert (found.failed, found.attempted) == (0, 6)
