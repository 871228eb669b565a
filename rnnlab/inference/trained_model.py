"""The network of a training's recording at one epoch: its weights (`model_at`) and its origin (`origin_at`)."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import torch

from rnnlab.config.checks import check_choice
from rnnlab.config.origin import Origin
from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError, RecordingError
from rnnlab.nn.models import RECURRENT, EmbeddingRNN
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.text import decode

MOST_NAMED = 20  # symbols or epochs named in one sentence
_LAYER = re.compile(r"rnn\.weight_ih_l\d+")


def model_at(recording: Recording, epoch: int | None = None) -> EmbeddingRNN:
    """The network of a training as it was at an epoch.

    Args:
        recording: Of kind "training".
        epoch: One whose frame the recording holds, counted from 1; the last of them by default.

    Returns:
        A new network with the weights before that epoch's update, of which the epoch's loss and prediction are.

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
        words = f'kind "{recording.kind}"'
        raise ConfigError.must_be("model", 'a recording of kind "training"', words=words)
    frame = _frame(recording.get("epoch"), epoch)
    try:
        cell = recording.header["config"]["cell"]
        check_choice("cell", cell, tuple(RECURRENT))
        _, vocab_size, embedding_size = recording["emb.weight"].shape
        hidden_size = recording["fc.weight"].shape[2]
        # Counted instead of read from the header: a damaged header could name any number.
        num_layers = sum(_LAYER.fullmatch(name) is not None for name in recording)
        # On "meta", so that nothing is drawn from torch's process-wide generator.
        model = EmbeddingRNN(vocab_size, embedding_size, hidden_size, num_layers, cell, device="meta")
        weights = {name: torch.from_numpy(recording[name][frame].copy()) for name in model.state_dict()}
        model.load_state_dict(weights, assign=True)
    except (ConfigError, LookupError, TypeError, ValueError, RuntimeError):
        rule, words = "hold a whole network that reads symbols", "one that does not"
        raise RecordingError.must("recording", rule, words=words) from None
    return model


def origin_at(recording: Recording, epoch: int | None, vocab: tuple[str, ...]) -> Origin | None:
    """The run that trained a network, from its recording.

    Args:
        recording, epoch: As for `model_at`, which has accepted them.
        vocab: The symbols that the network is used with.

    Returns:
        None if no script can repeat the run: it learned a task, it is a fork, the symbols are not those of its texts,
        or the recording does not hold the epoch's loss and prediction.
    """
    config = recording.header.get("config")
    if recording.header.get("changes") or not isinstance(config, dict) or "source" not in config:
        return None
    try:
        settings = TextConfig.from_dict(config)
    except ConfigError:
        return None
    if tuple(settings.vocab) != vocab:
        return None
    number = int(recording["epoch"][_frame(recording.get("epoch"), epoch)])
    try:  # a file may hold anything under these names
        loss, ids = float(_of_epoch(recording, "losses", number)), _of_epoch(recording, "predicted", number).tolist()
        predicted = decode(ids, vocab)
    except (TypeError, ValueError, LookupError):
        return None
    return Origin(config=settings, epoch=number, loss=loss, predicted=predicted) if math.isfinite(loss) else None


def _of_epoch(recording: Recording, name: str, epoch: int) -> Any:
    """The entry of `losses` or `predicted` of an epoch; a long run keeps only the epochs of `{name}.epoch`.

    Raises:
        LookupError: The epoch was not kept.
    """
    values, epochs = recording[name], recording.get(f"{name}.epoch")
    return values[epoch - 1 if epochs is None else np.flatnonzero(epochs == epoch)[0]]


def _frame(epochs: Array | None, epoch: int | None) -> int:
    """The index of an epoch among a recording's frames."""
    held = [] if epochs is None else epochs.ravel().tolist()
    if not held:
        rule, words = "have trained for at least one epoch", "a recording of none"
        raise ConfigError.must("model", rule, words=words)
    if epoch is None:
        return len(held) - 1
    if type(epoch) is not int or epoch not in held:
        near = ", ".join(str(number) for number in held[:MOST_NAMED]) + ("…" if len(held) > MOST_NAMED else "")
        raise ConfigError.must_be("epoch", "one that the recording holds ({near})", near=near, got=epoch)
    return held.index(epoch)
