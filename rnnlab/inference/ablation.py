"""`ablate`: a network run on a text twice, untouched and with one unit clamped to a value, and what that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from rnnlab.inference.clamp import check_loss, steps_of
from rnnlab.inference.rollout_arrays import run_arrays, run_header, start_arrays
from rnnlab.inference.stepper import LayerArrays, layer_arrays, steps_over
from rnnlab.inference.text_model import TextModel, TextPair, read_text_model
from rnnlab.nn.determinism import one_thread, plain
from rnnlab.nn.held import Held, Steps, check_index, check_value, quantity_of
from rnnlab.nn.models import EmbeddingRNN
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.text import decode


class Change(NamedTuple):
    """A changed prediction: its step, counted from 1, and the symbols predicted without and with the clamp."""

    step: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What a network predicted for a text.

    Attributes:
        loss: Mean cross-entropy, in nats.
        predicted: The likeliest symbol at every step.
        probabilities: Of every symbol at every step, in [0, 1], (seq_len, vocab_size).
        layers: Of each layer `h`, `pre` and what else its cell has, by name, each (seq_len, 1, ...).
    """

    loss: float
    predicted: str
    probabilities: Array
    layers: LayerArrays


@dataclass(frozen=True, kw_only=True, eq=False)
class Ablation:
    """The same network on the same text, untouched and with one unit clamped.

    Attributes:
        before: Untouched.
        after: With the unit clamped; `layers` holds the clamp's value where it was used.
        loss_change: Loss after minus loss before, in nats; above 0 if the unit helped.
        changed: Every changed prediction.
        recording: Both runs, of kind "ablation"; see `ablate`.
    """

    before: Outcome
    after: Outcome
    loss_change: float
    changed: tuple[Change, ...]
    recording: Recording


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
    """Clamp one unit to a value while a network reads a text, and compare with the run without the clamp.

    The value takes the place of the computed one: later steps and the layers above are computed from it, with the
    equations of `rnnlab.nn.cells`.

    Args:
        model: An `EmbeddingRNN` that runs its own forward, without hooks, or the recording of a training.
        source: What the network reads.
        target: What it should predict, a symbol for each of the source's.
        unit, layer: Which unit, both from 0.
        gate: Clamp this part of the unit rather than h: "i", "f", "g", "o" or the cell state "c" of an LSTM; "r", "z"
            or "n" of a GRU. h then follows from it.
        steps: The steps at which it is clamped, counted from 1: one, several, or all if None.
        value: What it is clamped to, finite.
        vocab: The symbol of each id; needed with an `EmbeddingRNN`, a recording has its own.
        epoch: Of a recording: one that it holds, by default the last; its weights are those before its update.

    Returns:
        Both runs and their differences. The recording, of kind "ablation", holds `source`, `target`, ids (seq_len,);
        `losses` (2,), their mean over the steps of `step_losses` (2, seq_len), in nats, and `predicted` (2, seq_len),
        ids, before and after; `logits`, unbounded, and `probabilities` (seq_len, vocab_size); `held` (seq_len,), 1 at
        the steps of the ablation; and the arrays of kind "layers", of batch_size 1, of the untouched run. Those of the
        clamped run have the same names with `_ablated` after them (`layer0.h_ablated` …). The header holds
        `unit`, `layer`, `gate`, `steps`, `value`, `vocab`, as `config` the sizes and, as for `generate`, `origin`.

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
    text_model = read_text_model(model, vocab, epoch)
    texts, rnn = text_model.pair(source, target), text_model.network.rnn
    check_index("layer", layer, rnn.num_layers)
    check_index("unit", unit, rnn.hidden_size)
    check_value(value, text_model.dtype)
    clamp = Held(
        layer=layer,
        quantity=quantity_of(text_model.cell, gate),
        units=(torch.arange(rnn.hidden_size, device="cpu") == unit)[None],
        steps=steps_of(steps, len(texts.source)),
        amount=float(value),
    )
    runs = _read_text(text_model, texts, None), _read_text(text_model, texts, clamp)
    before, after = (run.outcome(text_model.vocab) for run in runs)
    entries = {"unit": unit, "layer": layer, "gate": gate, "steps": sorted(clamp.steps), "value": clamp.amount}
    return Ablation(
        before=before,
        after=after,
        loss_change=after.loss - before.loss,
        changed=_changes(text_model.vocab, *runs),
        recording=_recording(text_model, texts, *runs, entries),
    )


class _Run(NamedTuple):
    loss: float
    step_losses: Array  # (seq_len,)
    ids: list[int]  # the likeliest at every step
    logits: Tensor  # (seq_len, vocab_size)
    layers: LayerArrays

    def outcome(self, vocab: Sequence[str]) -> Outcome:
        probabilities = self.logits.softmax(dim=1).numpy()
        return Outcome(
            loss=self.loss, predicted=decode(self.ids, vocab), probabilities=probabilities, layers=self.layers
        )


@plain()
@torch.no_grad()
@one_thread()
def _read_text(model: TextModel, texts: TextPair, clamp: Held | None) -> _Run:
    results = list(steps_over(model, texts.source, clamp))
    logits, target = torch.cat([result.logits for result in results]), torch.tensor(texts.target)
    loss = F.cross_entropy(logits, target).item()
    check_loss(loss, clamp)
    step_losses = F.cross_entropy(logits, target, reduction="none").numpy()
    return _Run(loss, step_losses, logits.argmax(dim=1).tolist(), logits, layer_arrays(results))


def _changes(vocab: Sequence[str], before: _Run, after: _Run) -> tuple[Change, ...]:
    pairs = enumerate(zip(before.ids, after.ids, strict=True), start=1)
    return tuple(Change(step, vocab[old], vocab[new]) for step, (old, new) in pairs if old != new)


def _recording(model: TextModel, texts: TextPair, before: _Run, after: _Run, entries: dict[str, Any]) -> Recording:
    seq_len = len(texts.source)
    arrays: dict[str, Array] = {
        "source": np.array(texts.source),
        "target": np.array(texts.target),
        "losses": np.array([before.loss, after.loss]),
        "step_losses": np.stack([before.step_losses, after.step_losses]),
        "predicted": np.array([before.ids, after.ids]),
        "held": np.isin(np.arange(1, seq_len + 1), entries["steps"]).astype(np.uint8),
    }
    for suffix, run in (("", before), ("_ablated", after)):
        arrays |= {f"logits{suffix}": run.logits.numpy(), f"probabilities{suffix}": run.logits.softmax(dim=1).numpy()}
        arrays |= run_arrays(model, arrays["source"], run.layers, suffix)
    return Recording(arrays | start_arrays(model), run_header("ablation", model, seq_len, **entries))
