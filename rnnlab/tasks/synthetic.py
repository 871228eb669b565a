"""Tasks of random letters and numbers: `EchoTask`, `CopyTask` (copy and reverse) and `AddingTask`."""

from __future__ import annotations

import math
from abc import abstractmethod

import numpy as np

from rnnlab.config.training import TaskConfig
from rnnlab.i18n.messages import t
from rnnlab.tasks.base import (
    HELD_OUT,
    IGNORED,
    Array,
    Baseline,
    Batch,
    Task,
    check_batch,
    check_step,
    random_bits,
    to_batch,
    uniform_ints,
)

LETTERS = tuple("abcdefgh")  # 8, as in the published copy task: three random bits each, so all are equally likely
BLANK, GO = len(LETTERS), len(LETTERS) + 1  # ids of the two symbols after them
_BLANK_AND_GO = ("·", "?")


class DrawnTask(Task):
    """A task whose sequences are drawn at random, new ones at every step.

    Held-out sequences come from a stream of random numbers that no step uses. Where only few sequences are possible (an
    echo of two steps has 64), a training step may still draw an equal one.
    """

    def __init__(self, config: TaskConfig) -> None:
        self._config = config

    def batch(self, step: int) -> Batch:
        """New sequences, drawn from the stream of this seed and this step."""
        check_step(step)
        check_batch(self._config.seq_len, self._config.batch_size)
        return self._sequences(step, self._config.batch_size)

    def held_out(self) -> Batch:
        """`HELD_OUT` sequences from a stream of their own."""
        check_batch(self._config.seq_len, HELD_OUT)
        return self._sequences(0, HELD_OUT)  # steps are counted from 1

    @abstractmethod
    def _sequences(self, stream: int, batch_size: int) -> Batch: ...

    def _letters(self, stream: int, seq_len: int, batch_size: int) -> Array:
        """Ids of equally likely letters, (seq_len, batch_size), int64."""
        bits = random_bits(self._config.seed, stream, seq_len * batch_size)
        return (bits >> np.uint64(61)).astype(np.int64).reshape(seq_len, batch_size)


class EchoTask(DrawnTask):
    """Random letters are read, and each must be output again `delay` steps later."""

    def __init__(self, config: TaskConfig) -> None:
        super().__init__(config)
        self.vocab = list(LETTERS)
        self.baseline = _guessing()
        if config.delay == 1:
            self.need = t("At every step the network must hold the last letter and let go of what is older.")
        else:
            self.need = t(
                "At every step the network must hold the last {count} letters, in order, and let go of what is older.",
                count=config.delay,
            )

    def _sequences(self, stream: int, batch_size: int) -> Batch:
        inputs = self._letters(stream, self._config.seq_len, batch_size)
        targets = np.full_like(inputs, IGNORED)
        targets[self._config.delay :] = inputs[: -self._config.delay]
        return to_batch(inputs, targets)


class CopyTask(DrawnTask):
    """Random letters, blanks and a go symbol are read; then the letters must be output, for "reverse" backwards.

    Of `seq_len` steps, the letters are read in the first `num_symbols` and are the targets of the last `num_symbols`;
    the go symbol is read one step before these. Other steps have no target, so easy blanks do not lower the mean loss.

    Source: Hochreiter and Schmidhuber 1997, "Long Short-Term Memory"; in this form Arjovsky, Shah and Bengio 2016,
        "Unitary Evolution Recurrent Neural Networks", where the blanks are targets too.
    """

    def __init__(self, config: TaskConfig) -> None:
        super().__init__(config)
        self.vocab = [*LETTERS, *_BLANK_AND_GO]
        self.baseline = _guessing()
        self.need = _need_of_copy(config)

    def _sequences(self, stream: int, batch_size: int) -> Batch:
        count = self._config.num_symbols
        word = self._letters(stream, count, batch_size)
        inputs = np.full((self._config.seq_len, batch_size), BLANK, dtype=np.int64)
        inputs[:count], inputs[-count - 1] = word, GO
        targets = np.full_like(inputs, IGNORED)
        targets[-count:] = word if self._config.task == "copy" else word[::-1]
        return to_batch(inputs, targets)


class AddingTask(DrawnTask):
    """A number is read at every step, two of them marked: the target of the last step is the sum of these two.

    Features are the value, in [0, 1), and the mark, 0 or 1; one mark is anywhere in the first half and one anywhere in
    the second. A network that ignores the marks does best if it always predicts 1. One that sees only the last step can
    do slightly better, since that step's number may be marked: its least error is lower by a share of about
    1 / (seq_len + 1), 0.165 instead of 0.167 at 100 steps.

    Source: Hochreiter and Schmidhuber 1997, "Long Short-Term Memory", experiment 4, with other ranges; in this form Le,
        Jaitly and Hinton 2015, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units".
    """

    kind = "number"
    vocab = None
    input_size = 2

    def __init__(self, config: TaskConfig) -> None:
        super().__init__(config)
        variance = 1 / 12  # of a uniform number in [0, 1); of the sum of two, twice that
        self.baseline = Baseline(2 * variance, t("always answering 1, the mean of all sums"))
        self.need = t("The network must keep the first marked number, add the second, and let all others pass by.")

    def _sequences(self, stream: int, batch_size: int) -> Batch:
        seq_len, half = self._config.seq_len, self._config.seq_len // 2
        bits = random_bits(self._config.seed, stream, (seq_len + 2) * batch_size).reshape(seq_len + 2, batch_size)
        values = (bits[2:] >> np.uint64(40)).astype(np.float32) / np.float32(2**24)  # float32 has 24 bits
        marked = np.stack(
            [uniform_ints(half, bits[0]), half + uniform_ints(seq_len - half, bits[1])]
        )  # (2, batch_size)
        marks = np.zeros_like(values)
        np.put_along_axis(marks, marked, 1, axis=0)
        return to_batch(np.stack([values, marks], axis=-1), np.take_along_axis(values, marked, axis=0).sum(axis=0))


def _need_of_copy(config: TaskConfig) -> str:
    """What the network must remember in "copy" and "reverse", which are the same for a single letter."""
    count, seq_len = config.num_symbols, config.seq_len
    if count == 1:
        return t(
            "The network must keep one letter in its state, and say each again {steps} steps later.",
            steps=seq_len - count,
        )
    if config.task == "copy":
        return t(
            "The network must keep {count} letters and their order in its state, and say each again {steps} steps "
            "later.",
            count=count,
            steps=seq_len - count,
        )
    return t(
        "The network must keep {count} letters and their order in its state, and say the last one first: the first "
        "must be kept for {steps} steps.",
        count=count,
        steps=seq_len - 1,
    )


def _guessing() -> Baseline:
    count = len(LETTERS)
    return Baseline(math.log(count), t("guessing: each of the {count} letters is equally likely", count=count))
