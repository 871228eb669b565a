"""`rank_units`: the units of a network by how much its loss on a text grows when each is clamped alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from rnnlab.inference.clamp import check_loss, steps_of
from rnnlab.inference.stepper import steps_over
from rnnlab.inference.text_model import TextModel, TextPair, read_text_model
from rnnlab.nn.determinism import one_thread, plain
from rnnlab.nn.held import Held, check_value, quantity_of
from rnnlab.nn.models import EmbeddingRNN
from rnnlab.recording.recording import Recording


class UnitEffect(NamedTuple):
    """How much the loss changes, in nats, when a unit is clamped at every step."""

    layer: int
    unit: int
    loss_change: float


def rank_units(
    model: EmbeddingRNN | Recording,
    source: str,
    target: str,
    *,
    gate: str | None = None,
    value: float = 0.0,
    vocab: Sequence[str] | None = None,
    epoch: int | None = None,
) -> tuple[UnitEffect, ...]:
    """Ablate every unit in turn, at all steps, and rank the units by how much the loss grows on this text.

    Args:
        model, source, target, gate, value, vocab, epoch: As for `ablate`.

    Returns:
        An entry per unit of every layer, the greatest increase of the loss first; equals in the order of layer and
        unit. The same numbers as `ablate` gives, up to rounding.

    Raises:
        TextError, ConfigError, RecordingError: As for `ablate`.

    Example:
        >>> import rnnlab
        >>> run = rnnlab.train_text("hello", "ohlol", hidden_size=4, num_layers=1, epochs=100)
        >>> [(effect.unit, round(effect.loss_change, 2)) for effect in rnnlab.rank_units(run, "hello", "ohlol")]
        [(1, 0.38), (2, 0.06), (3, 0.04), (0, 0.0)]
    """
    found = effects_of(model, source, target, gate=gate, value=value, vocab=vocab, epoch=epoch)
    return ranked([effect for group in found for effect in group])


def ranked(effects: Sequence[UnitEffect]) -> tuple[UnitEffect, ...]:
    """The greatest increase of the loss first; equals stay in their order."""
    return tuple(sorted(effects, key=lambda effect: -effect.loss_change))


def effects_of(
    model: EmbeddingRNN | Recording,
    source: str,
    target: str,
    *,
    gate: str | None = None,
    value: float = 0.0,
    vocab: Sequence[str] | None = None,
    epoch: int | None = None,
    together: int | None = None,
) -> Iterator[tuple[UnitEffect, ...]]:
    """The effects that `rank_units` sorts, group by group, so that the caller can do other work in between.

    Args:
        model, source, target, gate, value, vocab, epoch: As for `rank_units`.
        together: How many units of a layer are clamped in one batch, each in a row of its own; all if None.

    Yields:
        The effects of each group, in the order of layer and unit.

    Raises:
        TextError, ConfigError, RecordingError: As for `rank_units`, instead of the first group.
    """
    text_model = read_text_model(model, vocab, epoch)
    texts, rnn = text_model.pair(source, target), text_model.network.rnn
    check_value(value, text_model.dtype)
    quantity, steps = quantity_of(text_model.cell, gate), steps_of(None, len(texts.source))
    size = together or rnn.hidden_size
    for layer in range(rnn.num_layers):
        for first in range(0, rnn.hidden_size, size):
            units = range(first, min(first + size, rnn.hidden_size))
            clamp = Held(
                layer=layer,
                quantity=quantity,
                units=_row_units(units, rnn.hidden_size),
                steps=steps,
                amount=float(value),
            )
            untouched, *losses = _row_losses(text_model, texts, clamp)
            yield tuple(UnitEffect(layer, unit, loss - untouched) for unit, loss in zip(units, losses, strict=True))


def _row_units(units: range, hidden_size: int) -> Tensor:
    """Which unit each row clamps, (1 + len(units), hidden_size); the first row clamps none."""
    rows = torch.zeros(len(units) + 1, hidden_size, dtype=torch.bool, device="cpu")
    for row, unit in enumerate(units, start=1):
        rows[row, unit] = True
    return rows


@plain()
@torch.no_grad()
@one_thread()
def _row_losses(model: TextModel, texts: TextPair, clamp: Held) -> list[float]:
    """The loss of every row of a clamp, in nats; the first row is untouched."""
    total = torch.zeros(len(clamp.units), dtype=torch.float64)
    for result, target in zip(steps_over(model, texts.source, clamp), texts.target, strict=True):
        total += F.cross_entropy(result.logits, torch.full((len(total),), target), reduction="none")
    losses: list[float] = (total / len(texts.target)).tolist()
    for row, loss in enumerate(losses):
        check_loss(loss, clamp if row else None)
    return losses
