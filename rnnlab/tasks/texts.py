"""Tasks made from what a person wrote: one text into another, and the next symbol."""

from __future__ import annotations

import numpy as np

from rnnlab.analysis.memoryless import conditional_entropy, memoryless_floor
from rnnlab.config.checks import check_size
from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.i18n.messages import t
from rnnlab.tasks.base import HELD_OUT, Array, Baseline, Batch, Task, batch_of, below, draws
from rnnlab.text import corpus, encode, symbols


class TextTask(Task):
    """One text is to become another; the only sequence there is, so nothing is held out."""

    def __init__(self, config: TextConfig) -> None:
        floor = memoryless_floor(config.source, config.target)
        self.vocab = config.vocab
        self.need = floor.sentence
        self.baseline = Baseline(floor.loss, t("the best that any network without memory can do on this very text"))
        self._source, self._target = (
            np.array([encode(symbols(text), self.vocab)]).T for text in (config.source, config.target)
        )

    def batch(self, step: int) -> Batch:
        """The whole text, (seq_len, 1); the same at every step."""
        check_size("step", step)
        return batch_of(self._source.copy(), self._target.copy())

    def held_out(self) -> None:
        """None: there is no other sequence."""


class NextTask(Task):
    """The next symbol of an own text; windows of its first nine tenths are learnt from, the last tenth is held out."""

    def __init__(self, config: TaskConfig) -> None:
        self._config = config
        vocab, ids = corpus(config.text)
        self.vocab = list(vocab)
        text = np.asarray(ids, dtype=np.uint16)  # TaskConfig lets no more than 65 536 symbols pass
        cut = len(text) - len(text) // 10
        self._learnt, self._held_out = text[:cut], text[cut:]
        self.need = t(
            "To guess the next symbol well, the network must remember the beginning of the word, and the words before."
        )
        self.baseline = Baseline(
            self._floor(), t("the best guess of the next symbol from the present one alone, in the text that is learnt")
        )

    def _floor(self) -> float:
        """Symbols near the two ends lie in fewer windows; each pair counts as often as windows hold it."""
        starts, place = len(self._learnt) - self._config.seq_len, np.arange(len(self._learnt) - 1)
        windows = np.minimum(place, starts - 1) - np.maximum(place - self._config.seq_len, -1)
        return conditional_entropy(self._learnt[:-1], self._learnt[1:], windows)

    def batch(self, step: int) -> Batch:
        """Windows that begin anywhere in the first nine tenths, and the same windows one symbol later."""
        check_size("step", step)
        starts = len(self._learnt) - self._config.seq_len
        return self._windows(self._learnt, below(starts, draws(self._config.seed, step, self._config.batch_size)))

    def held_out(self) -> Batch:
        """At most `HELD_OUT` windows of the last tenth, evenly spread, none overlapping another's inputs."""
        seq_len = self._config.seq_len
        count = (len(self._held_out) - 1) // seq_len
        chosen = np.arange(min(count, HELD_OUT)) * count // min(count, HELD_OUT)
        return self._windows(self._held_out, chosen * seq_len)

    def _windows(self, text: Array, starts: Array) -> Batch:
        at = np.arange(self._config.seq_len)[:, None] + starts  # (seq_len, windows)
        return batch_of(text[at].astype(np.int64), text[at + 1].astype(np.int64))
