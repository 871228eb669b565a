"""Ablation: one unit held at a value, everything after it and above it computed anew, and what that changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from rnnlab.errors import ConfigError, TextError
from rnnlab.inference.clamp import Holding, Steps, check_index, check_value, quantity_of, steps_of
from rnnlab.inference.rollout import Layers, Moment, Unrolling, layers_of
from rnnlab.inference.rollout_arrays import header, run_arrays, start_arrays
from rnnlab.inference.text_model import Network, origin, read_network
from rnnlab.nn.determinism import one_thread, plain
from rnnlab.nn.models import EmbeddingRNN
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.text import decode


class Change(NamedTuple):
    """A symbol that became another: at which step, counted from 1, and what was said before and after."""

    step: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What a network made of a text.

    Attributes:
        loss: Mean cross-entropy, in nats.
        predicted: The likeliest symbol at every step.
        probabilities: Of every symbol at every step, in [0, 1], (seq_len, vocab_size).
        layers: Of each layer `h`, `pre` and what else its cell has, by name, each (seq_len, 1, ...).
    """

    loss: float
    predicted: str
    probabilities: Array
    layers: Layers


@dataclass(frozen=True, kw_only=True, eq=False)
class Ablation:
    """The same network on the same text, untouched and with one unit held.

    Attributes:
        before: Untouched.
        after: With the unit held; what is held has its value in `layers`.
        loss_change: Loss after minus loss before, in nats; above 0 if the unit was of use.
        changed: Every symbol that became another.
        recording: All of it, of kind "ablation"; see `ablate`.
    """

    before: Outcome
    after: Outcome
    loss_change: float
    changed: tuple[Change, ...]
    recording: Recording


class Texts(NamedTuple):
    """Ids of what is read and of what should be said."""

    source: list[int]
    target: list[int]


class _Run(NamedTuple):
    loss: float
    ids: list[int]  # the likeliest at every step
    logits: Tensor  # (seq_len, vocab_size)
    layers: Layers


def ablate(
    model: EmbeddingRNN | Recording,
    source: str,
    target: str,
    *,
    unit: int,
    layer: int = 0,
    gate: str | None = None,
    steps: Steps = None,
    value: float = 0.0,
    vocab: Sequence[str] | None = None,
    epoch: int | None = None,
) -> Ablation:
    """Hold one unit at a value while a network reads a text, and compare with the run in which nothing was held.

    The held value takes the place of the computed one: later steps and the layers above are computed from it, with the
    equations of `rnnlab.nn.cells`.

    Args:
        model: An `EmbeddingRNN`, or the recording of a training.
        source: What the network reads.
        target: What it should say, a symbol for each of the source's.
        unit, layer: Which unit, both from 0.
        gate: Hold this part of the unit rather than h: "i", "f", "g", "o" or the cell state "c" of an LSTM; "r", "z"
            or "n" of a GRU. h then follows from it.
        steps: The steps at which it is held, counted from 1: one, several, or all if None.
        value: What it is held at, finite.
        vocab: The symbol of each id; needed with an `EmbeddingRNN`, a recording has its own.
        epoch: Of a recording: one that it holds, by default the last; its weights are those before its update.

    Returns:
        Both runs and what differs. The recording, of kind "ablation", holds `source`, `target`, ids (seq_len,);
        `losses` (2,), their mean over the steps of `step_losses` (2, seq_len), in nats, and `predicted` (2, seq_len),
        ids, before and after; `logits`, unbounded, and
        `probabilities` (seq_len, vocab_size); `held` (seq_len,), 1 at the steps of the ablation; and the arrays of kind
        "layers", of batch_size 1, all of them untouched. What the held run computed has the same names with `_ablated`
        after them (`layer0.h_ablated` …). The header holds `unit`, `layer`, `gate`, `steps`, `value`, `vocab` and, as
        `config`, the sizes; and, of a recording that turns one text into another and is no fork, `trained`, its
        settings, and `epoch`.

    Raises:
        TextError: A text is empty, too long, or has symbols that the network does not know, or the target has another
            length than the source.
        ConfigError: An argument is out of range; `field` names it.
        RecordingError: The recording does not hold a whole network that reads symbols.

    Example:
        >>> import rnnlab
        >>> run = rnnlab.train_text("hello", "ohlol", hidden_size=4, num_layers=1, epochs=100)
        >>> result = rnnlab.ablate(run, "hello", "ohlol", unit=1)
        >>> result.before.predicted, result.after.predicted, round(result.loss_change, 2)
        ('ohlol', 'oolol', 0.38)
        >>> result.changed
        (Change(step=2, before='h', after='o'),)
        >>> rnnlab.ablate(run, "hello", "ohlol", unit=1, steps=[3, 4]).changed
        ()
    """
    network = read_network(model, vocab, epoch)
    texts, rnn = texts_of(network, source, target), network.model.rnn
    check_index("layer", layer, rnn.num_layers)
    check_index("unit", unit, rnn.hidden_size)
    check_value(value, network.dtype)
    holding = Holding(
        layer=layer,
        quantity=quantity_of(network, gate),
        units=(torch.arange(rnn.hidden_size, device="cpu") == unit)[None],
        steps=steps_of(steps, len(texts.source)),
        value=float(value),
    )
    before, after = _run(network, texts, None), _run(network, texts, holding)
    what: dict[str, Any] = {
        "unit": unit,
        "layer": layer,
        "gate": gate,
        "steps": sorted(holding.steps),
        "value": float(value),
    }
    what |= origin(model, epoch)
    old, new = _outcome(network, before), _outcome(network, after)
    return Ablation(
        before=old,
        after=new,
        loss_change=new.loss - old.loss,
        changed=_changes(network, before.ids, after.ids),
        recording=_recording(network, texts, before, after, what),
    )


def texts_of(network: Network, source: str, target: str) -> Texts:
    """The ids of both texts; raises a TextError unless they go together."""
    texts = Texts(network.ids("source", source), network.ids("target", target))
    wanted, got = len(texts.source), len(texts.target)
    if wanted != got:
        raise TextError(f"target must have as many symbols as source, which has {wanted}, got {got}", field="target")
    return texts


def moments_of(network: Network, source: Sequence[int], holding: Holding | None) -> Iterator[Moment]:
    """The steps of a run over a text, one after the other."""
    unrolling = Unrolling(network, 1 if holding is None else len(holding.units))
    for step, symbol in enumerate(source, start=1):
        yield unrolling.read(symbol) if holding is None else unrolling.read(symbol, holding.at(step))


@plain()
@torch.no_grad()
@one_thread()
def _run(network: Network, texts: Texts, holding: Holding | None) -> _Run:
    moments = list(moments_of(network, texts.source, holding))
    logits = torch.cat([moment.logits for moment in moments])
    loss = F.cross_entropy(logits, torch.tensor(texts.target)).item()
    check_loss(loss, holding)
    return _Run(loss, logits.argmax(dim=1).tolist(), logits, layers_of(moments))


def _step_losses(run: _Run, texts: Texts) -> Array:
    losses: Array = F.cross_entropy(run.logits, torch.tensor(texts.target), reduction="none").numpy()
    return losses


def check_loss(loss: float, holding: Holding | None) -> None:
    """Raise a ConfigError if a run's loss is NaN or infinite."""
    if math.isfinite(loss):
        return
    if holding is None:
        raise ConfigError(f"model must have a finite loss on this text, got {loss}", field="model")
    raise ConfigError(f"value must be small enough for a finite loss, got {holding.value!r}", field="value")


def _outcome(network: Network, run: _Run) -> Outcome:
    return Outcome(
        loss=run.loss,
        predicted=decode(run.ids, network.vocab),
        probabilities=run.logits.softmax(dim=1).numpy(),
        layers=run.layers,
    )


def _changes(network: Network, before: list[int], after: list[int]) -> tuple[Change, ...]:
    pairs = enumerate(zip(before, after, strict=True), start=1)
    return tuple(Change(step, network.vocab[old], network.vocab[new]) for step, (old, new) in pairs if old != new)


def _recording(network: Network, texts: Texts, before: _Run, after: _Run, what: dict[str, Any]) -> Recording:
    seq_len = len(texts.source)
    arrays: dict[str, Array] = {
        "source": np.array(texts.source),
        "target": np.array(texts.target),
        "losses": np.array([before.loss, after.loss]),
        "step_losses": np.stack([_step_losses(run, texts) for run in (before, after)]),
        "predicted": np.array([before.ids, after.ids]),
        "held": np.isin(np.arange(1, seq_len + 1), what["steps"]).astype(np.uint8),
    }
    for suffix, run in (("", before), ("_ablated", after)):
        arrays |= {f"logits{suffix}": run.logits.numpy(), f"probabilities{suffix}": run.logits.softmax(dim=1).numpy()}
        arrays |= run_arrays(network, arrays["source"], run.layers, suffix)
    return Recording(arrays | start_arrays(network), header("ablation", network, seq_len, **what))
