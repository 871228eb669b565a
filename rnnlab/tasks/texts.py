"""Tasks made from a person's texts: `TextTask`, one text into another, and `NextTask`, the next symbol."""

from __future__ import annotations

import numpy as np

from rnnlab.analysis.memoryless import conditional_entropy, memoryless_floor
from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.i18n.messages import t
from rnnlab.tasks.base import (
    HELD_OUT,
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
from rnnlab.text import corpus, encode, symbols


class TextTask(Task):
    """One text is to become another. It is the only sequence, so none is held out."""

    def __init__(self, config: TextConfig) -> None:
        memoryless = memoryless_floor(config.source, config.target)
        self.vocab = config.vocab
        self.need = memoryless.sentence
        self.baseline = Baseline(
            memoryless.loss, t("the best that any network without memory can do on this very text")
        )
        self._source, self._target = (
            np.array([encode(symbols(text), self.vocab)]).T for text in (config.source, config.target)
        )

    def batch(self, step: int) -> Batch:
        """The whole text, (seq_len, 1); the same at every step."""
        check_step(step)
        return to_batch(self._source.copy(), self._target.copy())

    def held_out(self) -> None:
        """None, since there is no other sequence."""


class NextTask(Task):
    """The next symbol of a text; windows of its first nine tenths are learnt from, the last tenth is held out."""

    def __init__(self, config: TaskConfig) -> None:
        self._config = config
        vocab, ids = corpus(config.text)
        self.vocab = list(vocab)
        text = np.asarray(ids, dtype=np.uint16)  # a TaskConfig has at most 65 536 different symbols
        cut = len(text) - len(text) // 10
        self._learnt, self._held_out = text[:cut], text[cut:]
        self.need = t(
            "To guess the next symbol well, the network must remember the beginning of the word, and the words before."
        )
        self.baseline = Baseline(
            self._memoryless_loss(),
            t("the best guess of the next symbol from the present one alone, in the text that is learnt"),
        )

    def _memoryless_loss(self) -> float:
        """The least loss without memory over all windows, in nats; pairs near the ends are in fewer of these."""
        starts, position = len(self._learnt) - self._config.seq_len, np.arange(len(self._learnt) - 1)
        windows = np.minimum(position, starts - 1) - np.maximum(position - self._config.seq_len, -1)
        return conditional_entropy(self._learnt[:-1], self._learnt[1:], windows)

    def batch(self, step: int) -> Batch:
        """Random windows of the first nine tenths, and as targets the same windows one symbol later."""
        check_step(step)
        check_batch(self._config.seq_len, self._config.batch_size)
        starts = len(self._learnt) - self._config.seq_len
        return self._windows(
            self._learnt, uniform_ints(starts, random_bits(self._config.seed, step, self._config.batch_size))
        )

    def held_out(self) -> Batch:
        """At most `HELD_OUT` windows of the last tenth, evenly spread, whose inputs do not overlap."""
        seq_len = self._config.seq_len
        count = (len(self._held_out) - 1) // seq_len
        chosen = np.arange(min(count, HELD_OUT)) * count // min(count, HELD_OUT)
        return self._windows(self._held_out, chosen * seq_len)

    def _windows(self, text: Array, starts: Array) -> Batch:
        positions = np.arange(self._config.seq_len)[:, None] + starts  # (seq_len, windows)
        return to_batch(text[positions].astype(np.int64), text[positions + 1].astype(np.int64))
