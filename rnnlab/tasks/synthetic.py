"""Tasks made of random letters and numbers: echo, copy, reverse and adding."""

from __future__ import annotations

import math
from abc import abstractmethod

import numpy as np

from rnnlab.config.checks import check_size
from rnnlab.config.training import TaskConfig
from rnnlab.i18n.messages import t
from rnnlab.tasks.base import HELD_OUT, IGNORED, Array, Baseline, Batch, Task, batch_of, below, draws

LETTERS = tuple("abcdefgh")  # 8, as in the published copy task: three random bits each, so all are equally likely
BLANK, GO = len(LETTERS), len(LETTERS) + 1  # ids of the two signs below
_SIGNS = ("·", "?")


class DrawnTask(Task):
    """A task whose sequences are drawn at random, new ones at every step.

    Held-out sequences come from a stream of random numbers that no step uses. Where only few sequences are possible (an
    echo of two steps has 64), a training step may well draw an equal one.
    """

    def __init__(self, config: TaskConfig) -> None:
        self._config = config

    def batch(self, step: int) -> Batch:
        """New sequences, drawn from the stream of this seed and this step."""
        check_size("step", step)
        return self._drawn(step, self._config.batch_size)

    def held_out(self) -> Batch:
        """`HELD_OUT` sequences of a stream of their own."""
        return self._drawn(0, HELD_OUT)  # steps are counted from 1

    @abstractmethod
    def _drawn(self, stream: int, batch_size: int) -> Batch: ...

    def _letters(self, stream: int, seq_len: int, batch_size: int) -> Array:
        """Ids of equally likely letters, (seq_len, batch_size), int64."""
        bits = draws(self._config.seed, stream, seq_len * batch_size)
        return (bits >> np.uint64(61)).astype(np.int64).reshape(seq_len, batch_size)


class EchoTask(DrawnTask):
    """Random letters come in, and each must be said again `delay` steps later."""

    def __init__(self, config: TaskConfig) -> None:
        super().__init__(config)
        self.vocab = list(LETTERS)
        self.baseline = _guessing()
        one = t("At every step the network must hold the last letter and let go of what is older.")
        more = "At every step the network must hold the last {count} letters, in order, and let go of what is older."
        self.need = one if config.delay == 1 else t(more, count=config.delay)

    def _drawn(self, stream: int, batch_size: int) -> Batch:
        inputs = self._letters(stream, self._config.seq_len, batch_size)
        targets = np.full_like(inputs, IGNORED)
        targets[self._config.delay :] = inputs[: -self._config.delay]
        return batch_of(inputs, targets)


class CopyTask(DrawnTask):
    """Random letters, a wait of blanks, a sign, and then the letters are to be said again; for "reverse", backwards.

    Of `seq_len` steps the first `num_symbols` bring the letters and the last `num_symbols` ask for them; the sign
    stands one step before. Only the answers are asked for, so the loss is not thinned out by easy blanks.

    Source: Hochreiter and Schmidhuber 1997, "Long Short-Term Memory"; in this form Arjovsky, Shah and Bengio 2016,
        "Unitary Evolution Recurrent Neural Networks", who count the blanks as answers too.
    """

    def __init__(self, config: TaskConfig) -> None:
        super().__init__(config)
        self.vocab = [*LETTERS, *_SIGNS]
        self.baseline = _guessing()
        count = config.num_symbols
        kept = t("one letter") if count == 1 else t("{count} letters and their order", count=count)
        if config.task == "copy" or count == 1:
            asked = t("say each again {steps} steps later", steps=config.seq_len - count)
        else:
            asked = t("say the last one first: the first must be kept for {steps} steps", steps=config.seq_len - 1)
        self.need = t("The network must keep {kept} in its state, and {asked}.", kept=kept, asked=asked)

    def _drawn(self, stream: int, batch_size: int) -> Batch:
        count = self._config.num_symbols
        word = self._letters(stream, count, batch_size)
        inputs = np.full((self._config.seq_len, batch_size), BLANK, dtype=np.int64)
        inputs[:count], inputs[-count - 1] = word, GO
        targets = np.full_like(inputs, IGNORED)
        targets[-count:] = word if self._config.task == "copy" else word[::-1]
        return batch_of(inputs, targets)


class AddingTask(DrawnTask):
    """A number at every step, two of them marked: at the last step their sum is to be said.

    Features are the value, in [0, 1), and the mark, 0 or 1; one mark falls anywhere in the first half and one anywhere
    in the second. To answer 1 always is the best that a network can do which has learnt nothing of the marks. One that
    sees the last step only can gain a little, since that step's number may be marked: the error of its best answer is
    less by a share of 1 / (seq_len + 1) or so, 0.165 instead of 0.167 at 100 steps.

    Source: Hochreiter and Schmidhuber 1997, "Long Short-Term Memory", experiment 4, with other ranges; in this form Le,
        Jaitly and Hinton 2015, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units".
    """

    kind = "number"
    vocab = None
    input_size = 2

    def __init__(self, config: TaskConfig) -> None:
        super().__init__(config)
        variance = 1 / 12  # of a number that is anything in [0, 1); of the sum of two, twice that
        self.baseline = Baseline(2 * variance, t("always answering 1, the mean of all sums"))
        self.need = t("The network must keep the first marked number, add the second, and let all others pass by.")

    def _drawn(self, stream: int, batch_size: int) -> Batch:
        seq_len, half = self._config.seq_len, self._config.seq_len // 2
        bits = draws(self._config.seed, stream, (seq_len + 2) * batch_size).reshape(seq_len + 2, batch_size)
        values = (bits[2:] >> np.uint64(40)).astype(np.float32) / np.float32(2**24)  # 24 bits: all that float32 holds
        marked = np.stack([below(half, bits[0]), half + below(seq_len - half, bits[1])])  # (2, batch_size)
        marks = np.zeros_like(values)
        np.put_along_axis(marks, marked, 1, axis=0)
        return batch_of(np.stack([values, marks], axis=-1), np.take_along_axis(values, marked, axis=0).sum(axis=0))


def _guessing() -> Baseline:
    count = len(LETTERS)
    return Baseline(math.log(count), t("guessing: each of the {count} letters is equally likely", count=count))
