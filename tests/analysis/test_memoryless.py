"""The memoryless floor is the lowest loss without memory: no table of probabilities beats it, and one reaches it."""

import doctest
import itertools
import math
import re
from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import ConfigError, TextError, memoryless_floor
from rnnlab.analysis import memoryless as floor
from rnnlab.analysis.memoryless import conditional_entropy, without_recurrence

PAIRS = st.integers(1, 12).flatmap(
    lambda size: st.tuples(st.text("abc", min_size=size, max_size=size), st.text("xyz", min_size=size, max_size=size))
)


def mean_loss(source, target, table):
    """Cross-entropy of a table from symbols to probabilities, by its definition."""
    return sum(-math.log(table[s].get(t) or 1e-300) for s, t in zip(source, target, strict=True)) / len(source)


def frequencies(source, target):
    table = {}
    for symbol in set(source):
        answers = Counter(t for s, t in zip(source, target, strict=True) if s == symbol)
        table[symbol] = {t: count / answers.total() for t, count in answers.items()}
    return table


def test_the_lesson_s_floor_can_be_worked_by_hand():
    """Two of five symbols are "l", which becomes "l" once and "o" once: (2/5)·ln 2."""
    found = memoryless_floor("hello", "ohlol")
    assert found.loss == pytest.approx(0.4 * math.log(2), rel=1e-15)
    assert (found.correct, found.total, found.needs_memory) == (4, 5, True)


@given(PAIRS)
def test_the_frequencies_of_the_answers_reach_the_floor(texts):
    assert memoryless_floor(*texts).loss == pytest.approx(mean_loss(*texts, frequencies(*texts)), abs=1e-12)


@given(PAIRS, st.lists(st.floats(0.001, 1), min_size=9, max_size=9))
def test_no_table_of_probabilities_is_below_the_floor(texts, numbers):
    rows = np.array(numbers).reshape(3, 3)
    table = {s: dict(zip("xyz", row / row.sum(), strict=True)) for s, row in zip("abc", rows, strict=True)}
    assert mean_loss(*texts, table) >= memoryless_floor(*texts).loss - 1e-12


@given(PAIRS)
def test_no_table_of_answers_gets_more_right_and_one_gets_as_many(texts):
    source, target = texts
    right = (
        sum(dict(zip("abc", answers, strict=True))[s] == t for s, t in zip(source, target, strict=True))
        for answers in itertools.product("xyz", repeat=3)
    )
    found = memoryless_floor(source, target)
    assert found.correct == max(right)
    assert found.total == len(source)


@given(PAIRS)
def test_a_trained_table_comes_down_to_the_floor_and_not_below(texts):
    """Gradient descent reaches it: an embedding read directly as scores can be any network without memory."""
    source, target = (torch.tensor([ord(symbol) for symbol in text]) for text in texts)
    scores = torch.zeros(3, 3, dtype=torch.float64, requires_grad=True)
    descent = torch.optim.LBFGS([scores], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        descent.zero_grad()
        value = torch.nn.functional.cross_entropy(scores[source - ord("a")], target - ord("x"))
        value.backward()
        return value

    descent.step(loss)
    expected = memoryless_floor(*texts).loss
    assert expected - 1e-12 <= loss().item() <= expected + 1e-3


@given(PAIRS)
def test_a_text_needs_memory_where_a_symbol_has_two_answers_and_the_sentence_names_them(texts):
    source, target = texts
    found = memoryless_floor(source, target)
    assert found.needs_memory == (found.loss > 0) == (len(set(zip(source, target, strict=True))) > len(set(source)))
    if not found.needs_memory:
        assert "it needs no memory" in found.sentence
        return
    named = re.match(
        r"“(.)” becomes “(.)” at step (\d+) but “(.)” at step (\d+): only what came before", found.sentence
    )
    symbol, first, before, second, after = named.groups()
    before, after = int(before), int(after)
    assert source[before - 1] == source[after - 1] == symbol
    assert (target[before - 1], target[after - 1]) == (first, second)
    assert first != second
    assert before < after


def test_the_lesson_s_sentence():
    assert memoryless_floor("hello", "ohlol").sentence == (
        "“l” becomes “l” at step 3 but “o” at step 4: only what came before tells the two apart, so this text needs "
        "memory."
    )


@pytest.mark.parametrize(
    ("symbol", "shown"),
    [
        ("👨‍👩‍👧", "“👨‍👩‍👧”"),
        (" ", "“ ”"),
        ("\n", "“↵”"),
        ("\r\n", "“↵”"),
        ("\u2028", "“U+2028”"),
        ("\u2029", "“U+2029”"),
        ("x" + "\u0301" * 40, None),
    ],
)
def test_a_symbol_is_shown_so_that_it_can_be_seen(symbol, shown):
    sentence = memoryless_floor(symbol + "a" + symbol, "abc").sentence
    assert sentence.startswith(f"{shown or '“x' + chr(0x301) * 11 + '…”'} becomes “a” at step 1 but “c” at step 3")


@pytest.mark.parametrize(
    ("source", "target", "loss", "correct"),
    [
        ("a", "b", 0.0, 1),
        ("aa", "bb", 0.0, 2),
        ("ab", "ba", 0.0, 2),
        ("aa", "ab", math.log(2), 1),
        ("aaa", "abc", math.log(3), 1),
    ],
)
def test_short_texts_by_hand(source, target, loss, correct):
    found = memoryless_floor(source, target)
    assert found.loss == pytest.approx(loss, rel=1e-15)
    assert str(found.loss)[0] != "-"  # no minus zero on a page
    assert found.correct == correct


def test_symbols_are_what_a_reader_sees():
    found = memoryless_floor("👨‍👩‍👧e\u0301\u00e9", "xyy")
    assert (found.loss, found.correct, found.total) == (0, 3, 3)


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("", "a", "source must be a text of at least one symbol, got ''"),
        ("a", "", "target must be a text of at least one symbol, got ''"),
        (None, "a", "source must be a text of at least one symbol, got None"),
        ("hello", "ohl", "target must have as many symbols as source, which has 5, got 3"),
        ("👨‍👩‍👧", "abc", "target must have as many symbols as source, which has 1, got 3"),
        ("\ud83d", "a", "source must be whole Unicode, got half of a surrogate pair"),
    ],
)
def test_texts_that_do_not_fit_are_refused_in_one_sentence(source, target, sentence):
    with pytest.raises(TextError, match=f"^{re.escape(sentence)}$") as caught:
        memoryless_floor(source, target)
    assert caught.value.field == sentence.split()[0]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=12))
def test_a_weight_counts_a_pair_so_many_times(rows):
    inputs, targets, weights = np.array(rows).T
    repeated = conditional_entropy(np.repeat(inputs, weights), np.repeat(targets, weights))
    assert conditional_entropy(inputs, targets, weights) == pytest.approx(repeated, abs=1e-12)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_cell_is_called_memoryless_if_with_no_w_hh_its_past_changes_nothing(cell):
    """Run twice over sequences that differ in their first step only; what is said of the cell must be true."""
    layer = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell](3, 5, num_layers=2)
    draws = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, weight in layer.named_parameters():
            weight.uniform_(-1, 1, generator=draws)
            if "weight_hh" in name:
                weight.zero_()
        one = torch.randn(4, 1, 3, generator=draws)
        other = torch.cat([torch.randn(1, 1, 3, generator=draws), one[1:]])
        same = torch.equal(layer(one)[0][1:], layer(other)[0][1:])
    remaining = without_recurrence(cell)
    assert remaining.memoryless is same is (cell == "rnn")
    assert ("cannot go below the floor" in remaining.sentence) is same
    assert ("may go below the floor" in remaining.sentence) is not same


def test_an_unknown_cell_is_refused():
    with pytest.raises(ConfigError, match=r"^cell must be one of rnn, gru, lstm, got 'elman'$"):
        without_recurrence("elman")


def test_the_examples_in_the_documentation_are_true():
    found = doctest.testmod(floor)
    assert (found.failed, found.attempted) == (0, 3)
