"""`TextModel`: a network with its vocabulary, checked once; `generate`, `teacher_force` and `ablate` run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch

from rnnlab.config.choices import CellType, Nonlinearity
from rnnlab.config.origin import Origin
from rnnlab.errors import ConfigError, TextError
from rnnlab.inference.network import check_network, check_numbers
from rnnlab.inference.trained_model import MOST_NAMED, model_at, origin_at
from rnnlab.nn.cells import Weights
from rnnlab.nn.models import RECURRENT, EmbeddingRNN
from rnnlab.nn.module_names import nonlinearity_of
from rnnlab.nn.module_weights import read_weights, weights_of
from rnnlab.recording.recording import Recording
from rnnlab.text import encode, is_unicode, symbols, visible

MAX_STEPS = 10_000
MAX_BYTES = 256_000_000  # about, of all arrays of one run over a text
_NUMBERS_PER_UNIT = 10  # kept at each step, at most: an LSTM's four gates, their four pre-activations, c and h


class TextPair(NamedTuple):
    """Ids of the input and of the target, equally many."""

    source: list[int]
    target: list[int]


@dataclass(frozen=True, kw_only=True, eq=False)
class TextModel:
    """An `EmbeddingRNN` and its symbols.

    Attributes:
        network: Read, never changed.
        vocab: The symbol of each id.
        origin: The run that trained it; None if that cannot be repeated.
    """

    network: EmbeddingRNN
    vocab: tuple[str, ...]
    origin: Origin | None = None

    @property
    def cell(self) -> CellType:
        """ "rnn", "gru" or "lstm"."""
        return next(cell for cell, kind in RECURRENT.items() if isinstance(self.network.rnn, kind))

    @property
    def nonlinearity(self) -> Nonlinearity:
        """The activation of an RNN's h; of no meaning for the other cells."""
        return nonlinearity_of(self.network.rnn)

    @property
    def dtype(self) -> torch.dtype:
        """float32 or float64."""
        return self.network.fc.weight.dtype

    @property
    def max_steps(self) -> int:
        """The most symbols that a text may have so that the arrays of a run over it fit in memory."""
        rnn = self.network.rnn
        numbers = len(self.vocab) + rnn.num_layers * rnn.hidden_size * _NUMBERS_PER_UNIT
        return max(1, min(MAX_STEPS, MAX_BYTES // (numbers * self.dtype.itemsize)))

    def weights(self, layer: int) -> Weights:
        """The recurrent weights of one layer."""
        return weights_of(read_weights(self.network.rnn), f"_l{layer}")

    def ids(self, name: str, text: object) -> list[int]:
        """Turn a text into ids.

        Args:
            name: The argument's name, for the error's sentence and its `field`.
            text: A string of at least one and at most `max_steps` symbols (graphemes).

        Raises:
            TextError: It is anything else, or has symbols that the network does not know.
        """
        if type(text) is not str or not text:
            raise TextError.must_be(name, "a text of at least one symbol", got=text)
        if not is_unicode(text):
            raise TextError.must_be(name, "whole Unicode", words="half of a surrogate pair")
        found = symbols(text)
        if len(found) > self.max_steps:
            raise TextError.must(name, "have at most {most} symbols", most=self.max_steps, got=len(found))
        unknown = [symbol for symbol in dict.fromkeys(found) if symbol not in self.vocab]
        if unknown:
            rule = "use only symbols that the network knows ({known})"
            raise TextError.must(name, rule, known=_listed(self.vocab), words=_listed(unknown))
        return encode(found, self.vocab)

    def pair(self, source: object, target: object) -> TextPair:
        """Turn two texts of the same length into ids.

        Raises:
            TextError: They differ in length, or as for `ids`.
        """
        pair = TextPair(self.ids("source", source), self.ids("target", target))
        length, got = len(pair.source), len(pair.target)
        if length != got:
            rule = "have as many symbols as source, which has {length}"
            raise TextError.must("target", rule, length=length, got=got)
        return pair


def read_text_model(model: object, vocab: Sequence[str] | None = None, epoch: int | None = None) -> TextModel:
    """The checked `TextModel` of a caller's `model` argument.

    Args:
        model: An `EmbeddingRNN` that `check_network` accepts, or a recording of kind "training".
        vocab: The symbol of each id; a recording's own if None.
        epoch: As for `model_at`; None for an `EmbeddingRNN`.

    Raises:
        ConfigError: An argument is of another kind, or they do not go together.
        RecordingError: The recording does not hold a whole network that reads symbols.
    """
    if isinstance(model, Recording):
        network = model_at(model, epoch)
        check_numbers(network)
        known = _checked_vocab(model.header.get("vocab") if vocab is None else vocab, network.emb.num_embeddings)
        return TextModel(network=network, vocab=known, origin=origin_at(model, epoch, known))
    network = check_network(model)
    if epoch is not None:
        raise ConfigError.must_be("epoch", "left out with a model, which has one set of weights", got=epoch)
    return TextModel(network=network, vocab=_checked_vocab(vocab, network.emb.num_embeddings))


def _checked_vocab(vocab: object, size: int) -> tuple[str, ...]:
    found = tuple(vocab) if isinstance(vocab, Sequence) else ()
    fits = len(found) == size and all(type(symbol) is str and symbol for symbol in found)
    if not fits or len(set(found)) != size:
        rule = "the {size} different symbols of the network in the order of their ids"
        raise ConfigError.must_be("vocab", rule, size=size, got=vocab)
    return found


def _listed(some: Sequence[str]) -> str:
    return ", ".join(f"'{visible(symbol)}'" for symbol in some[:MOST_NAMED]) + ("…" if len(some) > MOST_NAMED else "")
