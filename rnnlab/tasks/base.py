"""`Task`: batches to learn from, held-out sequences and a baseline; and random numbers by seed and step alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from rnnlab.config.checks import check_most, check_size
from rnnlab.config.memory import check_memory

if TYPE_CHECKING:
    from torch import Tensor

Array = npt.NDArray[Any]
Kind = Literal["symbols", "number"]

IGNORED = -100  # the target of a step that has none; `torch.nn.functional.cross_entropy` ignores it
_BATCH_BYTES = 32  # of each step of each sequence: random bits, an id or features, and the target
HELD_OUT = 256  # held-out sequences, at most: enough for a loss with little noise, few enough to be quick


class Batch(NamedTuple):
    """Sequences to learn from, and their targets.

    Attributes:
        inputs: Ids, (seq_len, batch_size), int64; or features, (seq_len, batch_size, input_size), float32.
        targets: Ids, (seq_len, batch_size), int64, `IGNORED` at steps without a target; or numbers, (batch_size,),
            float32, the targets of the last step.
    """

    inputs: Tensor
    targets: Tensor


@dataclass(frozen=True)
class Baseline:
    """The loss of the best prediction without memory, or of guessing; a network with less has memory.

    Attributes:
        loss: In nats per symbol that has a target, or the mean squared error of a number.
        sentence: What kind of prediction has this loss.
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
        output_size: Outputs of the network at each step: a score per symbol, or one number.
        baseline: The loss of a prediction that needs no memory.
        need: What the network must remember, in one sentence.
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
        """Outputs of the network at each step."""
        return self.vocab_size or 1

    @abstractmethod
    def batch(self, step: int) -> Batch:
        """The batch of optimiser step `step`, counted from 1; the same at every call and on every machine.

        Raises:
            ConfigError: `step` is not a positive int, or no memory holds the batch.
        """

    @abstractmethod
    def held_out(self) -> Batch | None:
        """Sequences that are not used in training, always the same; None if there are none.

        Raises:
            ConfigError: No memory holds them.
        """


def check_step(step: int) -> None:
    """Raise a ConfigError unless this is the number of an optimiser step, counted from 1."""
    check_size("step", step)
    check_most("step", step)


def check_batch(seq_len: int, batch_size: int) -> None:
    """Raise a ConfigError if no memory holds a batch of this size, and the random numbers that it is drawn from."""
    field = "seq_len" if seq_len > batch_size else "batch_size"
    check_memory("batch", _BATCH_BYTES * seq_len * batch_size, field=field)


def random_bits(seed: int, stream: int, count: int) -> Array:
    """Whole numbers of 64 random bits, (count,), uint64; each pair of seed and stream has its own sequence.

    Raw bits, since NumPy guarantees that these stay the same between versions, but not what its distributions return.

    Source: Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3" (Philox); NEP 19 of NumPy.
    """
    bits: Array = np.random.Philox(key=np.array([seed, stream], dtype=np.uint64)).random_raw(count)
    return bits


def uniform_ints(limit: int, bits: Array) -> Array:
    """Whole numbers from 0 to limit - 1, equally likely to one part in 2**32 / limit.

    Args:
        limit: At most 2**32.
        bits: As from `random_bits`, of any shape.
    """
    return ((bits >> np.uint64(32)) * np.uint64(limit) >> np.uint64(32)).astype(np.int64)


def to_batch(inputs: Array, targets: Array) -> Batch:
    """The arrays as torch tensors that share their memory."""
    import torch  # here, since pages show a task's need and baseline before torch is loaded

    return Batch(torch.from_numpy(inputs), torch.from_numpy(targets))
