"""Which units a network needs most on a text: each one held alone, and what that does to the loss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch.nn import functional as F

from rnnlab.inference.ablation import Texts, check_loss, moments_of, texts_of
from rnnlab.inference.clamp import Holding, check_value, quantity_of, steps_of
from rnnlab.inference.text_model import Network, read_network
from rnnlab.nn.determinism import one_thread, plain
from rnnlab.nn.models import EmbeddingRNN
from rnnlab.recording.recording import Recording


class UnitEffect(NamedTuple):
    """How much the loss changes, in nats, when a unit is held at every step."""

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
    """Ablate every unit in turn, at all steps, and say which ones the network needs most on this text.

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
    """What `rank_units` sorts, group by group, for whoever has other things to do in between.

    Args:
        model, source, target, gate, value, vocab, epoch: As for `rank_units`.
        together: How many units of a layer are held side by side in one run over the text; all if None.

    Yields:
        The effects of each group, in the order of layer and unit.

    Raises:
        TextError, ConfigError, RecordingError: As for `rank_units`, in the place of the first group.
    """
    network = read_network(model, vocab, epoch)
    texts, rnn = texts_of(network, source, target), network.model.rnn
    check_value(value, network.dtype)
    quantity, steps = quantity_of(network, gate), steps_of(None, len(texts.source))
    size = together or rnn.hidden_size
    for layer in range(rnn.num_layers):
        for first in range(0, rnn.hidden_size, size):
            units = range(first, min(first + size, rnn.hidden_size))
            what: dict[str, Any] = {"quantity": quantity, "steps": steps, "value": float(value)}
            yield _group(network, texts, layer=layer, units=units, **what)


@plain()
@torch.no_grad()
@one_thread()
def _group(
    network: Network, texts: Texts, *, layer: int, units: range, quantity: str, steps: frozenset[int], value: float
) -> tuple[UnitEffect, ...]:
    """One run over the text, whose first row is untouched while each of the others holds one unit."""
    held = torch.zeros(len(units) + 1, network.model.rnn.hidden_size, dtype=torch.bool)
    for row, unit in enumerate(units, start=1):
        held[row, unit] = True
    holding = Holding(layer=layer, quantity=quantity, units=held, steps=steps, value=value)
    untouched, *losses = _row_losses(network, texts, holding)
    return tuple(UnitEffect(layer, unit, loss - untouched) for unit, loss in zip(units, losses, strict=True))


def _row_losses(network: Network, texts: Texts, holding: Holding) -> list[float]:
    """The loss of every row of a holding, in nats; the first row is untouched."""
    total = torch.zeros(len(holding.units), dtype=torch.float64)
    for moment, target in zip(moments_of(network, texts.source, holding), texts.target, strict=True):
        total += F.cross_entropy(moment.logits, torch.full((len(total),), target), reduction="none")
    losses: list[float] = (total / len(texts.target)).tolist()
    for row, loss in enumerate(losses):
        check_loss(loss, holding if row else None)
    return losses
