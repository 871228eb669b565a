"""`memoryless_floor`: the least loss on a text that a function of the present symbol alone can reach.

That function predicts for each symbol the frequencies of the targets that come with it; its loss is their mean entropy,
the conditional entropy of target given source. A network whose loss is lower uses earlier symbols.

This is a lower bound only if the output at a step is a function of that step's input alone. A plain RNN with `W_hh = 0`
in every layer is such a network. A GRU and an LSTM have a second path from step to step that does not pass through
W_hh: the GRU's z ⊙ h_prev and the LSTM's f ⊙ c_prev. With `W_hh = 0` they have less memory, but not none, and may go
below the bound. `without_recurrence` explains this for each cell.

>>> floor = memoryless_floor("hello", "ohlol")
>>> round(floor.loss, 4), floor.correct, floor.total
(0.2773, 4, 5)
>>> without_recurrence("rnn").memoryless, without_recurrence("lstm").memoryless
(True, False)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from rnnlab.config.checks import check_choice
from rnnlab.config.choices import CellType
from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import mark, t
from rnnlab.text import encode, symbols, visible

Array = npt.NDArray[Any]
_MAX_SHOWN = 12  # code points of one symbol in a sentence


@dataclass(frozen=True)
class MemorylessLoss:
    """The loss of the best prediction without memory on one text.

    Attributes:
        loss: Mean cross-entropy, in nats per symbol, 0 or more; no table from input symbols to probabilities has less.
        correct: Symbols that the best table predicts correctly.
        total: Symbols of the text.
        sentence: Why this text needs memory, or why it needs none.
    """

    loss: float
    correct: int
    total: int
    sentence: str

    @property
    def needs_memory(self) -> bool:
        """Whether some symbol of the source has two different targets, which only earlier symbols tell apart."""
        return self.correct < self.total


@dataclass(frozen=True)
class RemainingMemory:
    """The memory that a cell has when every W_hh is zero.

    Attributes:
        memoryless: Whether its output is a function of the present input alone, so its loss has the lower bound.
        sentence: Why, or why not.
    """

    memoryless: bool
    sentence: str


@lru_cache(maxsize=16)  # pages show it in several places
def memoryless_floor(source: str, target: str) -> MemorylessLoss:
    """The least loss that any network without memory can reach on this text, whatever its size and training.

    For each symbol of the source, the entropy of the targets that come with it; the mean over all steps.

    Args:
        source, target: Texts with equally many symbols (graphemes).

    Returns:
        The loss in nats per symbol, the numbers of correct and of all symbols, and a sentence.

    Raises:
        TextError: A text is empty, or the two differ in length.
    """
    config = TextConfig(source=source, target=target)  # checks both texts
    source_symbols, target_symbols = symbols(config.source), symbols(config.target)
    answers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for symbol, answer in zip(source_symbols, target_symbols, strict=True):
        answers[symbol][answer] += 1
    inputs, targets = (np.array(encode(text, config.vocab)) for text in (source_symbols, target_symbols))
    return MemorylessLoss(
        loss=conditional_entropy(inputs, targets),
        correct=sum(max(counts.values()) for counts in answers.values()),
        total=len(source_symbols),
        sentence=_sentence(source_symbols, target_symbols),
    )


def conditional_entropy(inputs: Array, targets: Array, weights: Array | None = None) -> float:
    """The conditional entropy of the target given the input.

    Args:
        inputs, targets: Ids, 0 or more, (pairs,).
        weights: How often each pair counts, (pairs,); once each by default.

    Returns:
        Mean over the pairs, in nats, 0 or more: the least cross-entropy that a function of the input alone can reach.

    Source: Shannon 1948, "A Mathematical Theory of Communication".
    """
    size = int(targets.max()) + 1
    pairs, pair_index = np.unique(inputs.astype(np.int64) * size + targets, return_inverse=True)
    pair_counts = np.bincount(pair_index, weights).astype(np.float64)
    input_of_pair = pairs // size
    input_counts = np.bincount(input_of_pair, pair_counts)[input_of_pair]
    return float(pair_counts @ np.log(input_counts / pair_counts) / pair_counts.sum())


def _sentence(source_symbols: list[str], target_symbols: list[str]) -> str:
    """A sentence that names two steps at which one symbol has different targets, or says that there are none."""
    first: dict[str, tuple[int, str]] = {}  # the first step of each symbol, and its target there
    for step, (symbol, answer) in enumerate(zip(source_symbols, target_symbols, strict=True), 1):
        before, other = first.setdefault(symbol, (step, answer))
        if other != answer:
            return t(
                "{symbol} becomes {one} at step {before} but {other} at step {step}: "
                "only what came before tells the two apart, so this text needs memory.",
                symbol=_quoted(symbol),
                one=_quoted(other),
                before=before,
                other=_quoted(answer),
                step=step,
            )
    return t(
        "Each symbol of this text becomes the same wherever it stands: a table could answer, so it needs no memory."
    )


def _quoted(symbol: str) -> str:
    """A symbol in quotation marks."""
    return f"“{visible(symbol[:_MAX_SHOWN])}{'…' if len(symbol) > _MAX_SHOWN else ''}”"


def without_recurrence(cell: CellType) -> RemainingMemory:
    """The memory that a cell has when W_hh of every layer is zero, as with `memory=False`.

    Args:
        cell: "rnn", "gru" or "lstm".

    Returns:
        Whether it has no memory at all, and a sentence that explains why.

    Raises:
        ConfigError: `cell` is unknown.

    Source: the equations of `torch.nn.RNN`, `GRU` and `LSTM`.
    """
    check_choice("cell", cell, get_args(CellType))
    memoryless, sentence = _REMAINING_MEMORY[cell]
    return RemainingMemory(memoryless, t(sentence))


_REMAINING_MEMORY: dict[CellType, tuple[bool, str]] = {
    "rnn": (
        True,
        mark(
            "With W_hh = 0 a plain RNN sees the present symbol only: however long it learns, its loss cannot go below "
            "the floor."
        ),
    ),
    "gru": (
        False,
        mark(
            "With W_hh = 0 a GRU still carries its state on through z ⊙ h: it has less memory, but not none, and may "
            "go below the floor."
        ),
    ),
    "lstm": (
        False,
        mark(
            "With W_hh = 0 an LSTM still carries its cell state on through f ⊙ c: it has less memory, but not none, "
            "and may go below the floor."
        ),
    ),
}
