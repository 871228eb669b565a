"""`Task`: batches to learn from, what is held out, a baseline; and random numbers by seed and step alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from torch import Tensor

Array = npt.NDArray[Any]
Kind = Literal["symbols", "number"]

IGNORED = -100  # a target that is not asked for; what `torch.nn.functional.cross_entropy` ignores
HELD_OUT = 256  # sequences that are held out, at most: enough for a loss that hardly jumps, few enough to be quick


class Batch(NamedTuple):
    """Sequences to learn from, and what they should become.

    Attributes:
        inputs: Ids, (seq_len, batch_size), int64; or features, (seq_len, batch_size, input_size), float32.
        targets: Ids, (seq_len, batch_size), int64, `IGNORED` where nothing is asked; or numbers, (batch_size,),
            float32, asked at the last step.
    """

    inputs: Tensor
    targets: Tensor


@dataclass(frozen=True)
class Baseline:
    """The loss of the best answer without memory, or of guessing: a network that remembers has less.

    Attributes:
        loss: In nats per asked symbol, or the mean squared error of a number.
        sentence: Whose loss this is.
    """

    loss: float
    sentence: str


class Task(ABC):
    """Something to learn: its sequences and its baseline.

    Attributes:
        vocab: The symbols, their position being their id; None if the inputs are features.
        kind: "symbols" if every step scores the vocabulary (cross-entropy), "number" if the last step gives one number
            (mean squared error).
        input_size: Features per step; None if the inputs are ids.
        output_size: What the network gives at each step: a score per symbol, or one number.
        baseline: The loss of an answer for which no memory is needed.
        need: What the task asks of a memory, in one sentence.
    """

    vocab: list[str] | None
    kind: Kind = "symbols"
    input_size: int | None = None
    baseline: Baseline
    need: str

    @property
    def vocab_size(self) -> int:
        """Number of symbols; 0 if the inputs are features."""
        return len(self.vocab or ())

    @property
    def output_size(self) -> int:
        """Numbers that the network gives at each step."""
        return self.vocab_size or 1

    @abstractmethod
    def batch(self, step: int) -> Batch:
        """What optimiser step `step`, counted from 1, learns from; the same whenever and wherever it is asked for.

        Raises:
            ConfigError: `step` is not a positive int.
        """

    @abstractmethod
    def held_out(self) -> Batch | None:
        """Sequences that no step of training is given, always the same; None if there are none."""


def draws(seed: int, stream: int, count: int) -> Array:
    """Whole numbers of 64 random bits, (count,), uint64: a stream of its own for each pair of seed and stream.

    The bits as they come, since NumPy promises to keep these but not what its distributions make of them.

    Source: Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3" (Philox); NEP 19 of NumPy.
    """
    bits: Array = np.random.Philox(key=np.array([seed, stream], dtype=np.uint64)).random_raw(count)
    return bits


def below(limit: int, bits: Array) -> Array:
    """Whole numbers from 0 to limit - 1, equally likely to one part in 2**32 / limit."""
    return ((bits >> np.uint64(32)) * np.uint64(limit) >> np.uint64(32)).astype(np.int64)


def batch_of(inputs: Array, targets: Array) -> Batch:
    """The arrays as torch's tensors, which share their memory."""
    import torch  # here: what a task needs and its baseline are said before torch has loaded

    return Batch(torch.from_numpy(inputs), torch.from_numpy(targets))
