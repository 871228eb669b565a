"""`TextConfig` and `TaskConfig`: settings of a training run: its network, what it learns and how it is trained."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import get_args

from rnnlab.config.checks import check_choice, check_flag, check_seed, check_size
from rnnlab.config.choices import CellType, OptimiserName, ScheduleName, TaskName
from rnnlab.config.networks import Config
from rnnlab.errors import ConfigError, TextError
from rnnlab.text import MAX_VOCAB, check_corpus, corpus, is_unicode, symbols, vocabulary


@dataclass(frozen=True, kw_only=True)
class RunConfig(Config):
    """The network of a training run and how it is trained; the subclasses add what it learns.

    Attributes:
        cell, embedding_size, hidden_size, num_layers: Embedding → RNN, GRU or LSTM → Linear.
        lr: Learning rate of the first step.
        optimiser: "sgd", "momentum" (SGD with momentum 0.9), "adam", "adamw" or "rmsprop"; the rest as in
            `torch.optim` by default.
        schedule: How `lr` changes from step to step; see `rnnlab.training.schedules`.
        clip: The gradient's norm is clipped to this; 0 does not clip.
        memory: False keeps every W_hh at zero.
        epochs: Optimiser steps.
        seed: The weights are those after `torch.manual_seed(seed)`.

    Raises:
        ConfigError: A size is not a positive int or more than MAX_WHOLE, a number is out of range, or a choice is
            unknown.
    """

    cell: CellType = "rnn"
    embedding_size: int = 10
    hidden_size: int = 8
    num_layers: int = 2
    lr: float = 0.05
    optimiser: OptimiserName = "adam"
    schedule: ScheduleName = "constant"
    clip: float = 0.0
    memory: bool = True
    epochs: int = 15
    seed: int = 0

    def __post_init__(self) -> None:
        check_choice("cell", self.cell, get_args(CellType))
        for name in ("embedding_size", "hidden_size", "num_layers", "epochs"):
            check_size(name, getattr(self, name))
        if type(self.lr) not in (int, float) or not (0 < self.lr <= sys.float_info.max):
            raise ConfigError.must_be("lr", "a positive number", got=self.lr)
        check_choice("optimiser", self.optimiser, get_args(OptimiserName))
        check_choice("schedule", self.schedule, get_args(ScheduleName))
        if type(self.clip) not in (int, float) or not (0 <= self.clip <= sys.float_info.max):
            raise ConfigError.must_be("clip", "0 (no clipping) or a positive number", got=self.clip)
        check_flag("memory", self.memory)
        check_seed(self.seed)
        for name in ("lr", "clip"):  # torch takes no int from 2**63 on, and a script would write it out
            object.__setattr__(self, name, float(getattr(self, name)))
        self._check_most()


@dataclass(frozen=True, kw_only=True)
class TextConfig(RunConfig):
    """Embedding → RNN, GRU or LSTM → Linear, trained to turn one text into another of the same length.

    Raises:
        TextError: A text is empty, or the two differ in length (counted in graphemes).
        ConfigError: As for a `RunConfig`.
    """

    source: str = "hello"
    target: str = "ohlol"

    def __post_init__(self) -> None:
        self._check_texts()
        super().__post_init__()

    def _check_texts(self) -> None:
        for name in ("source", "target"):
            text = getattr(self, name)
            if type(text) is not str or not text:
                raise TextError.must_be(name, "a text of at least one symbol", got=text)
            if not is_unicode(text):
                raise TextError.must_be(name, "whole Unicode", words="half of a surrogate pair")
        lengths = len(symbols(self.source)), len(symbols(self.target))
        if lengths[0] != lengths[1]:
            rule = "have as many symbols as source, which has {count}"
            raise TextError.must("target", rule, got=lengths[1], count=lengths[0])

    @property
    def vocab(self) -> list[str]:
        """Every symbol of both texts, sorted by code point."""
        return vocabulary(symbols(self.source), symbols(self.target))


@dataclass(frozen=True, kw_only=True)
class TaskConfig(RunConfig):
    """A task that needs memory, and the network that learns it from batches of sequences.

    Attributes:
        task: "next" (the next symbol of `text`), "echo" (each symbol again, `delay` steps later), "copy" (`num_symbols`
            symbols, a wait, and the same again), "reverse" (and the same backwards) or "adding" (the sum of the two
            marked numbers).
        text: The text of "next", at most 1 MB; its last tenth is held out. Not used by the others.
        seq_len: Steps of every sequence.
        delay: Of "echo", in steps.
        num_symbols: To be remembered in "copy" and "reverse"; the rest of `seq_len` is the wait.
        batch_size: Sequences per optimiser step.

    Raises:
        TextError: The text is too long or too short, has only one symbol, or cannot be split.
        ConfigError: The task does not fit into `seq_len` steps; else as for a `RunConfig`.
    """

    task: TaskName = "echo"
    text: str = ""
    seq_len: int = 20
    delay: int = 3
    num_symbols: int = 5
    batch_size: int = 32
    embedding_size: int = 16
    hidden_size: int = 32
    num_layers: int = 1
    lr: float = 0.01
    epochs: int = 300

    def __post_init__(self) -> None:
        check_choice("task", self.task, get_args(TaskName))
        for name in ("seq_len", "delay", "num_symbols", "batch_size"):
            check_size(name, getattr(self, name))
        check_corpus(self.text)
        if self.task == "next":
            self._check_text()
        else:
            self._check_seq_len()
        super().__post_init__()

    def _check_seq_len(self) -> None:
        least = 2 * self.num_symbols + 1
        if self.task == "echo" and self.delay >= self.seq_len:
            rule = "shorter than the sequence, which has {seq_len} steps"
            raise ConfigError.must_be("delay", rule, got=self.delay, seq_len=self.seq_len)
        if self.task in ("copy", "reverse") and self.seq_len < least:
            rule = "at least {least} to read {count} symbols, be asked, and say them again"
            raise ConfigError.must_be("seq_len", rule, got=self.seq_len, least=least, count=self.num_symbols)
        if self.task == "adding" and self.seq_len < 2:
            raise ConfigError.must_be("seq_len", "at least 2, since two numbers are added", got=1)

    def _check_text(self) -> None:
        vocab, ids = corpus(self.text)
        if len(vocab) < 2:
            raise TextError.must("text", "have at least 2 different symbols", got=len(vocab))
        if len(vocab) > MAX_VOCAB:
            raise TextError.must("text", "have at most {most} different symbols", got=len(vocab), most=MAX_VOCAB)
        least = 10 * (self.seq_len + 1)
        if len(ids) < least:
            rule = (
                "have at least {least} symbols, so that its last tenth holds a window of {size} and the symbol after it"
            )
            raise TextError.must("text", rule, got=len(ids), least=least, size=self.seq_len)
