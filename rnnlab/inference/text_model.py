"""A network with the symbols it reads, checked once: what `generate` and `ablate` work on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from rnnlab.config.checks import check_choice
from rnnlab.config.choices import CellType, Nonlinearity
from rnnlab.errors import ConfigError, RecordingError, TextError, shown
from rnnlab.nn.cells import Weights
from rnnlab.nn.models import RECURRENT, EmbeddingRNN
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.text import encode, is_unicode, symbols

MAX_STEPS = 10_000
MAX_BYTES = 256_000_000  # of what one run over a text keeps, about
_KEPT = 10  # numbers kept per unit and step, at most: the four gates and what goes into them, c and h
_NAMED = 20  # symbols named in one sentence
_WEIGHTS = {"W_ih": "weight_ih", "W_hh": "weight_hh", "b_ih": "bias_ih", "b_hh": "bias_hh"}
_LAYER = re.compile(r"rnn\.weight_ih_l\d+")


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """An `EmbeddingRNN` and its symbols.

    Attributes:
        model: Read, never changed.
        vocab: The symbol of each id.
    """

    model: EmbeddingRNN
    vocab: tuple[str, ...]

    @property
    def cell(self) -> CellType:
        """ "rnn", "gru" or "lstm"."""
        return next(cell for cell, kind in RECURRENT.items() if isinstance(self.model.rnn, kind))

    @property
    def nonlinearity(self) -> Nonlinearity:
        """What an RNN's h goes through; of no meaning for the other cells."""
        return getattr(self.model.rnn, "nonlinearity", "tanh")

    @property
    def dtype(self) -> torch.dtype:
        """float32 or float64."""
        return self.model.fc.weight.dtype

    @property
    def max_steps(self) -> int:
        """How long a text may be for everything about it to fit in memory."""
        rnn = self.model.rnn
        numbers = len(self.vocab) + rnn.num_layers * rnn.hidden_size * _KEPT
        return max(1, min(MAX_STEPS, MAX_BYTES // (numbers * self.dtype.itemsize)))

    def weights(self, layer: int) -> Weights:
        """The recurrent weights of one layer."""
        return Weights(**{ours: getattr(self.model.rnn, f"{theirs}_l{layer}") for ours, theirs in _WEIGHTS.items()})

    def ids(self, name: str, text: object) -> list[int]:
        """Turn a text into ids.

        Args:
            name: What the text is called, for the sentence of an error and its `field`.
            text: A string of at least one and at most `max_steps` symbols (graphemes).

        Raises:
            TextError: It is anything else, or has symbols that the network does not know.
        """
        if type(text) is not str or not text:
            raise TextError(f"{name} must be a text of at least one symbol, got {shown(text)}", field=name)
        if not is_unicode(text):
            raise TextError(f"{name} must be whole Unicode, got half of a surrogate pair", field=name)
        found = symbols(text)
        if len(found) > self.max_steps:
            raise TextError(f"{name} must have at most {self.max_steps} symbols, got {len(found)}", field=name)
        unknown = [symbol for symbol in dict.fromkeys(found) if symbol not in self.vocab]
        if unknown:
            raise TextError(
                f"{name} must use only symbols that the network knows ({_named(self.vocab)}), got {_named(unknown)}",
                field=name,
            )
        return encode(found, self.vocab)


def read_network(model: object, vocab: Sequence[str] | None, epoch: int | None) -> Network:
    """Check what a caller gave as a network.

    Args:
        model: An `EmbeddingRNN` in float32 or float64 on the CPU, or a recording of kind "training".
        vocab: The symbol of each id; a recording's own if None.
        epoch: As for `model_at`; None for an `EmbeddingRNN`.

    Raises:
        ConfigError: An argument is of another kind, or they do not go together.
        RecordingError: The recording does not hold a whole network that reads symbols.
    """
    if isinstance(model, Recording):
        vocab = model.header.get("vocab") if vocab is None else vocab
        model = model_at(model, epoch)
    elif not isinstance(model, EmbeddingRNN):
        got = type(model).__name__
        raise ConfigError(f"model must be an EmbeddingRNN or a recording of a training, got {got}", field="model")
    elif epoch is not None:
        raise ConfigError(
            f"epoch must be left out with a model, which has one set of weights, got {shown(epoch)}", field="epoch"
        )
    _check_numbers(model)
    return Network(model=model, vocab=_checked(vocab, model.emb.num_embeddings))


def model_at(recording: Recording, epoch: int | None = None) -> EmbeddingRNN:
    """The network of a training as it was at an epoch.

    Args:
        recording: Of kind "training".
        epoch: One whose frame the recording holds, counted from 1; the last of them by default.

    Returns:
        A network of its own, with the weights before that epoch's update: those that made the epoch's loss and
        prediction.

    Raises:
        ConfigError: The recording is of another kind or does not hold that epoch.
        RecordingError: It does not hold a whole network that reads symbols.

    Example:
        >>> from rnnlab import train_text
        >>> first, last = model_at(train_text(), 1), model_at(train_text())
        >>> first.emb.weight.shape == last.emb.weight.shape, bool((first.emb.weight == last.emb.weight).all())
        (True, False)
    """
    if recording.kind != "training":
        raise ConfigError(f'model must be a recording of kind "training", got kind "{recording.kind}"', field="model")
    frame = _frame(recording.get("epoch"), epoch)
    try:
        cell = recording.header["config"]["cell"]
        check_choice("cell", cell, tuple(RECURRENT))
        _, vocab_size, embedding_size = recording["emb.weight"].shape
        hidden_size = recording["fc.weight"].shape[2]
        # Counted, not read from the header: what a file says may be anything, what it holds is as long as the file.
        num_layers = sum(_LAYER.fullmatch(name) is not None for name in recording)
        # On "meta" nothing is drawn: the process-wide generator stays where it is.
        model = EmbeddingRNN(vocab_size, embedding_size, hidden_size, num_layers, cell, device="meta")
        weights = {name: torch.from_numpy(recording[name][frame].copy()) for name in model.state_dict()}
        model.load_state_dict(weights, assign=True)
    except (ConfigError, LookupError, TypeError, ValueError, RuntimeError):
        raise RecordingError("recording must hold a whole network that reads symbols, got one that does not") from None
    return model


def origin(model: object, epoch: int | None) -> dict[str, Any]:
    """How a network can be trained again, as entries of a header: `trained`, the settings of its run, and `epoch`.

    Args:
        model, epoch: As for `read_network`.

    Returns:
        Nothing if it is no recording of a text's training from its beginning to that epoch.
    """
    if not isinstance(model, Recording) or model.header.get("changes"):
        return {}
    config = model.header.get("config")
    if not isinstance(config, dict) or "task" in config or "source" not in config:
        return {}
    return {"trained": config, "epoch": int(model["epoch"][_frame(model.get("epoch"), epoch)])}


def _frame(epochs: Array | None, epoch: int | None) -> int:
    """Where the weights of an epoch lie."""
    held = [] if epochs is None else epochs.ravel().tolist()
    if not held:
        raise ConfigError("model must have trained for at least one epoch, got a recording of none", field="model")
    if epoch is None:
        return len(held) - 1
    if type(epoch) is not int or epoch not in held:
        near = ", ".join(str(number) for number in held[:_NAMED]) + ("…" if len(held) > _NAMED else "")
        raise ConfigError(f"epoch must be one that the recording holds ({near}), got {shown(epoch)}", field="epoch")
    return held.index(epoch)


def _check_numbers(model: EmbeddingRNN) -> None:
    kinds = {(weight.dtype, weight.device.type) for weight in model.parameters()}
    if kinds not in ({(torch.float32, "cpu")}, {(torch.float64, "cpu")}):
        got = ", ".join(sorted(f"{str(dtype).removeprefix('torch.')} on {device}" for dtype, device in kinds))
        raise ConfigError(f"model must hold float32 or float64 numbers on the CPU, got {got}", field="model")


def _checked(vocab: object, size: int) -> tuple[str, ...]:
    found = tuple(vocab) if isinstance(vocab, Sequence) else ()
    fits = len(found) == size and all(type(symbol) is str and symbol for symbol in found)
    if not fits or len(set(found)) != size:
        rule = f"the {size} different symbols of the network in the order of their ids"
        raise ConfigError(f"vocab must be {rule}, got {shown(vocab)}", field="vocab")
    return found


def _named(some: Sequence[str]) -> str:
    return ", ".join(repr(symbol) for symbol in some[:_NAMED]) + ("…" if len(some) > _NAMED else "")
