"""`teacher_force`: compares a network's free run with a run that reads a given text, whatever the network outputs.

It does so over the length of the text; `compare` for a free run of any length, in one recording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnlab.config.choices import CellType
from rnnlab.config.generation import GenerationConfig
from rnnlab.inference.rollout import Rollout, RolloutArrays, roll_out
from rnnlab.inference.rollout_arrays import run_arrays
from rnnlab.inference.sampling import Sampling, ids_of_prime, ids_of_prime_and_reference
from rnnlab.inference.stepper import LayerArrays
from rnnlab.inference.text_model import TextModel, read_text_model
from rnnlab.nn.models import EmbeddingRNN
from rnnlab.recording.array_names import Array, layer_array
from rnnlab.recording.recording import Recording
from rnnlab.text import decode


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """A free run and a teacher-forced run of the same network.

    Attributes:
        free: It read the prime, then the symbols that it drew.
        forced: It read the reference.
        parts_at: The first step at which the two read different symbols, counted from 1; None if they never do.
        distance: ‖h_free − h_forced‖₂ of each layer at each step, at least 0, (num_layers, seq_len).
        recording: Both runs, of kind "generation"; see `teacher_force`.
    """

    free: Rollout
    forced: Rollout
    parts_at: int | None
    distance: Array
    recording: Recording


def teacher_force(
    model: EmbeddingRNN | Recording,
    prime: str,
    reference: str,
    *,
    vocab: Sequence[str] | None = None,
    epoch: int | None = None,
    temperature: float = 1.0,
    top_k: int | None = None,
    seed: int = 0,
) -> Comparison:
    """Compare a network's free run after a prime with a run in which it reads a text that begins with the prime.

    Both draw with the same random numbers, so their symbols differ only where their states differ.

    Args:
        model, vocab, epoch, temperature, top_k, seed: As for `generate`.
        prime: What both read first.
        reference: What the forced run reads; it begins with the prime and goes on.

    Returns:
        Both runs over as many steps as the reference has symbols. The recording is as that of `generate`, about the
        free run; the forced run's arrays have the same names with `_forced` after them (`read_forced`,
        `layer0.h_forced` …), and there is `layer{l}.distance` (seq_len, 1, 1). The header holds `reference` and
        `parts_at` too, and `text` is what the free run read after the prime.

    Raises:
        TextError: A text is empty, too long, or has symbols that the network does not know, or the reference does not
            go on from the prime.
        ConfigError, RecordingError, TrainingError: As for `generate`.

    Example:
        >>> import rnnlab
        >>> run = rnnlab.train_text("hello", "ohlol")  # not the next letter: it leaves the text at once
        >>> both = rnnlab.teacher_force(run, "h", "hello", temperature=0)
        >>> "".join(both.free.read), "".join(both.forced.read), both.parts_at
        ('holol', 'hello', 2)
        >>> both.distance.shape  # layer, step
        (2, 5)
    """
    text_model = read_text_model(model, vocab, epoch)
    sampling = Sampling(temperature=temperature, top_k=top_k, seed=seed)
    sampling.check(len(text_model.vocab))
    first, whole = ids_of_prime_and_reference(text_model, prime, reference)
    runs = _roll_out_both(text_model, first, whole, len(whole), sampling)
    return Comparison(
        free=Rollout(**runs.free.fields(text_model)),
        forced=Rollout(**runs.forced.fields(text_model)),
        parts_at=runs.parts_at,
        distance=runs.distance,
        recording=runs.free.recording(
            text_model,
            _forced_arrays(text_model, runs),
            prime=prime,
            text=decode(runs.free.arrays["read"][len(first) :].tolist(), text_model.vocab),
            reference=reference,
            parts_at=runs.parts_at,
            **vars(sampling),
        ),
    )


def compare(
    model: EmbeddingRNN | Recording,
    config: GenerationConfig,
    *,
    vocab: Sequence[str] | None = None,
    epoch: int | None = None,
) -> Recording:
    """A free run of any length, and beside it a teacher-forced run for as long as the reference lasts.

    Args:
        model, vocab, epoch: As for `rnnlab.generate`.
        config: Settings of both runs. A reference that is longer than the free run is cut.

    Returns:
        The recording of `rnnlab.generate`, and in it the forced run's arrays, named as by `rnnlab.teacher_force`:
        `read_forced`, `layer0.h_forced`, `layer0.distance` and so on, of at most as many steps as the free run. The
        header holds `length`, `reference` and `parts_at` too.

    Raises:
        TextError, ConfigError, RecordingError, TrainingError: As for `rnnlab.generate` and `rnnlab.teacher_force`.

    Example:
        >>> import rnnlab
        >>> run = rnnlab.train_text("hello", "ellow", epochs=60)
        >>> both = compare(run, GenerationConfig(prime="h", length=8, reference="hellow", temperature=0))
        >>> both.header["text"], both["read"].shape, both["read_forced"].shape
        ('ellowell', (8,), (6,))
    """
    text_model = read_text_model(model, vocab, epoch)
    sampling, first, whole = _checked(text_model, config)
    runs = _roll_out_both(text_model, first, whole, len(first) + config.length - 1, sampling)
    return runs.free.recording(
        text_model,
        _forced_arrays(text_model, runs),
        prime=config.prime,
        text=decode(runs.free.arrays["said"][len(first) - 1 :].tolist(), text_model.vocab),
        length=config.length,
        reference=config.reference,
        parts_at=runs.parts_at,
        **vars(sampling),
    )


def check_generation(
    config: GenerationConfig, vocab: Sequence[str], hidden_size: int, num_layers: int, cell: CellType
) -> None:
    """Raise the errors that `compare` would raise with a network of these symbols and sizes, without its weights.

    Args:
        config: Settings of both runs.
        vocab: The network's symbols.
        hidden_size, num_layers, cell: The network's; they decide how long a text may be.

    Raises:
        TextError, ConfigError: As for `compare`; `field` names the setting that is wrong.
    """
    network = EmbeddingRNN(len(vocab), 1, hidden_size, num_layers, cell, device="meta")
    _checked(TextModel(network=network, vocab=tuple(vocab)), config)


def _checked(model: TextModel, config: GenerationConfig) -> tuple[Sampling, list[int], list[int]]:
    """The sampling and the ids of the prime and of the reference, checked against the network."""
    sampling = Sampling(temperature=config.temperature, top_k=config.top_k, seed=config.seed)
    sampling.check(len(model.vocab))
    ids_of_prime(model, config.prime, config.length)
    return sampling, *ids_of_prime_and_reference(model, config.prime, config.reference)


class _Runs(NamedTuple):
    free: RolloutArrays
    forced: RolloutArrays
    parts_at: int | None
    distance: Array  # (num_layers, steps of the shorter run)


def _roll_out_both(model: TextModel, prime: list[int], reference: list[int], steps: int, sampling: Sampling) -> _Runs:
    """The free run over `steps` steps, and the forced one over as many of them as the reference has symbols."""
    free = roll_out(model, prime, steps, sampling)
    forced = roll_out(model, reference, min(steps, len(reference)), sampling)
    read = forced.arrays["read"]
    different = np.flatnonzero(free.arrays["read"][: len(read)] != read)
    parts_at = int(different[0]) + 1 if len(different) else None
    return _Runs(free, forced, parts_at, _distance(free.layers, forced.layers))


def _forced_arrays(model: TextModel, runs: _Runs) -> dict[str, Array]:
    """The recording's arrays of the forced run, and the distance between the two runs."""
    arrays = {f"{name}_forced": array for name, array in runs.forced.arrays.items()}
    arrays |= run_arrays(model, runs.forced.arrays["read"], runs.forced.layers, "_forced")
    return arrays | {layer_array(i, "distance"): row[:, None, None] for i, row in enumerate(runs.distance)}


def _distance(free: LayerArrays, forced: LayerArrays) -> Array:
    """‖h_free − h_forced‖₂ of each layer at each step of the forced run."""
    pairs = [(one["h"][: len(other["h"])], other["h"]) for one, other in zip(free, forced, strict=True)]
    return np.stack([np.linalg.norm((one - other)[:, 0], axis=-1) for one, other in pairs])
