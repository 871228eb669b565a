"""`memoryless_floor`: the least loss on a text that a function of the present symbol alone can reach.

That function answers each symbol with the frequencies of the targets that come with it; its loss is their mean entropy,
the conditional entropy of target given source. A network whose loss is lower remembers.

A network is bound by this loss only if its output at a step is a function of that step's input alone. For a plain RNN,
`W_hh = 0` in every layer makes it so. A GRU and an LSTM have a second road from step to step that no W_hh closes: the
GRU's z ⊙ h_prev and the LSTM's f ⊙ c_prev. With `W_hh = 0` they remember less well, but they do remember, and may go
below it. `without_recurrence` says so of each cell.

>>> floor = memoryless_floor("hello", "ohlol")
>>> round(floor.loss, 4), floor.correct, floor.total
(0.2773, 4, 5)
>>> without_recurrence("rnn").memoryless, without_recurrence("lstm").memoryless
(True, False)
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from rnnlab.config.checks import check_choice
from rnnlab.config.choices import CellType
from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import mark, t
from rnnlab.text import encode, symbols

Array = npt.NDArray[Any]
_LONGEST = 12  # code points of one symbol that a sentence shows


@dataclass(frozen=True)
class MemorylessLoss:
    """What the best network without memory reaches on one text.

    Attributes:
        loss: Mean cross-entropy, in nats per symbol, 0 or more; no table from input symbols to probabilities has less.
        correct: Symbols that the best table gets right.
        total: Symbols of the text.
        sentence: Why this very text needs memory, or why it needs none.
    """

    loss: float
    correct: int
    total: int
    sentence: str

    @property
    def needs_memory(self) -> bool:
        """Whether some symbol of the source has two answers, so that only the past can tell which is due."""
        return self.correct < self.total


@dataclass(frozen=True)
class Remaining:
    """What a cell still knows of the past when every W_hh is zero.

    Attributes:
        memoryless: Whether its output is a function of the present input alone, so that the floor binds it.
        sentence: Why, or why not.
    """

    memoryless: bool
    sentence: str


def memoryless_floor(source: str, target: str) -> MemorylessLoss:
    """The best that any network without memory can do on this text, whatever its size and however long it is trained.

    For each symbol of the source, the entropy of the targets that come with it; the mean over all steps.

    Args:
        source, target: Texts with equally many symbols (graphemes).

    Returns:
        Loss in nats per symbol, symbols right and in all, and a sentence.

    Raises:
        TextError: A text is empty, or the two differ in length.
    """
    config = TextConfig(source=source, target=target)  # checks both texts
    given, asked = symbols(config.source), symbols(config.target)
    answers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for symbol, answer in zip(given, asked, strict=True):
        answers[symbol][answer] += 1
    return MemorylessLoss(
        loss=conditional_entropy(np.array(encode(given, config.vocab)), np.array(encode(asked, config.vocab))),
        correct=sum(max(counts.values()) for counts in answers.values()),
        total=len(given),
        sentence=_sentence(given, asked),
    )


def conditional_entropy(inputs: Array, targets: Array, weights: Array | None = None) -> float:
    """How uncertain a target is to whoever knows its input and nothing else.

    Args:
        inputs, targets: Ids, 0 or more, (pairs,).
        weights: How often each pair counts, (pairs,); once each by default.

    Returns:
        Mean over the pairs, in nats: the least cross-entropy that any function of the input alone reaches.

    Source: Shannon 1948, "A Mathematical Theory of Communication".
    """
    size = int(targets.max()) + 1
    pairs, place = np.unique(inputs.astype(np.int64) * size + targets, return_inverse=True)
    joint = np.bincount(place, weights).astype(np.float64)
    inputs_of = pairs // size
    alone = np.bincount(inputs_of, joint)[inputs_of]
    return float(joint @ np.log(alone / joint) / joint.sum())


def _sentence(given: list[str], asked: list[str]) -> str:
    """Two steps at which one symbol has two targets, or that there are none."""
    first: dict[str, tuple[int, str]] = {}  # where each symbol stands first, and what it becomes there
    for step, (symbol, answer) in enumerate(zip(given, asked, strict=True), 1):
        before, other = first.setdefault(symbol, (step, answer))
        if other != answer:
            return t(
                "{symbol} becomes {one} at step {before} but {other} at step {step}: "
                "only what came before tells the two apart, so this text needs memory.",
                symbol=_named(symbol),
                one=_named(other),
                before=before,
                other=_named(answer),
                step=step,
            )
    return t(
        "Each symbol of this text becomes the same wherever it stands: a table could answer, so it needs no memory."
    )


def _named(symbol: str) -> str:
    """A symbol in quotation marks, or, if it cannot be seen, as Python writes it."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in symbol):
        return repr(symbol)
    return f"“{symbol[:_LONGEST]}{'…' if len(symbol) > _LONGEST else ''}”"


def without_recurrence(cell: CellType) -> Remaining:
    """What a cell still knows of the past when W_hh of every layer is zero, as with `memory=False`.

    Args:
        cell: "rnn", "gru" or "lstm".

    Returns:
        Whether it is without any memory, and a sentence that says why.

    Raises:
        ConfigError: `cell` is unknown.

    Source: the equations of `torch.nn.RNN`, `GRU` and `LSTM`.
    """
    check_choice("cell", cell, get_args(CellType))
    memoryless, sentence = _REMAINING[cell]
    return Remaining(memoryless, t(sentence))


_REMAINING: dict[CellType, tuple[bool, str]] = {
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
