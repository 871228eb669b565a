"""The task "next" on a text of one's own: its windows, its held-out part, and a megabyte of text."""

from collections import Counter

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import TaskConfig, task_of
from rnnlab.tasks.base import HELD_OUT

SEEDS = st.integers(0, 2**32 - 1)


@given(st.integers(0, 400), st.integers(1, 12), st.integers(1, 40), SEEDS)
def test_windows_follow_the_text_and_those_held_out_share_no_symbol_with_those_learnt(more, seq_len, batch_size, seed):
    size = 10 * (seq_len + 1) + more
    text = "".join(chr(0x4E00 + i) for i in range(size))  # no symbol twice, so each shows its position
    task = task_of(TaskConfig(task="next", text=text, seq_len=seq_len, batch_size=batch_size, seed=seed))
    learnt = set()
    for step in range(1, 6):
        inputs, targets = task.batch(step)
        assert torch.equal(inputs - inputs[0], torch.arange(seq_len)[:, None].expand(-1, batch_size))
        assert torch.equal(targets, inputs + 1)
        learnt |= {*inputs.flatten().tolist(), *targets.flatten().tolist()}
    inputs, targets = task.held_out()
    assert torch.equal(targets, inputs + 1)
    assert torch.equal(inputs - inputs[0], torch.arange(seq_len)[:, None].expand_as(inputs))
    assert len(set(inputs.flatten().tolist())) == inputs.numel()  # no window overlaps another
    held_out = {*inputs.flatten().tolist(), *targets.flatten().tolist()}
    assert max(learnt) < size - size // 10 <= min(held_out)
    assert max(held_out) < size


def test_windows_begin_everywhere_in_the_learnt_part_and_nowhere_else():
    text = "".join(chr(0x4E00 + i) for i in range(100))
    task = task_of(TaskConfig(task="next", text=text, seq_len=5, batch_size=100))
    starts = Counter(start for step in range(1, 86) for start in task.batch(step).inputs[0].tolist())
    assert sorted(starts) == list(range(85))  # 90 are learnt; the last window ends one before the last of them
    assert 50 < min(starts.values()) <= max(starts.values()) < 150


def test_windows_held_out_are_spread_over_a_long_last_tenth():
    text = "".join(chr(0x4E00 + i) for i in range(20_000))
    inputs, _ = task_of(TaskConfig(task="next", text=text, seq_len=4)).held_out()
    assert inputs.shape == (4, HELD_OUT)
    gaps = inputs[0].diff()
    assert 4 <= gaps.min() <= gaps.max() <= 8
    assert inputs[0, 0] == 18_000
    assert inputs[-1, -1] > 19_990


@pytest.mark.parametrize(
    ("phrase", "vocab"),
    [
        ("The fox.\r\n", {*"The fox.", "\r\n"}),
        ("déçu âme ", {*"déçu âme"}),
        ("🇨🇳🇫🇷", {"🇨🇳", "🇫🇷"}),
        ("🇨", {"🇨🇨"}),
        ("👨‍👩‍👧 ", {"👨‍👩‍👧", " "}),
        ("न् ", {"न्", " "}),
    ],
    ids=lambda value: ascii(sorted(value) if isinstance(value, set) else value),  # the same in every process
)
def test_a_text_of_a_megabyte_is_taken_whole(phrase, vocab):
    """A long sequence of flags once took minutes to split into symbols."""
    count = 990_000 // len(phrase.encode()) // 2 * 2  # an even number of half flags
    task = task_of(TaskConfig(task="next", text=phrase * count + ".", seq_len=30))
    assert set(task.vocab) == vocab | {"."}
    assert task.batch(1).inputs.shape == (30, 32)
