"""A free run of any length beside teacher forcing, in one recording: what a page and a program show of the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.config.choices import CellType
from rnnlab.config.generation import GenerationConfig
from rnnlab.inference.generation import Rollout, generate, roll_out, rollout_fields, rollout_recording
from rnnlab.inference.rollout import Layers
from rnnlab.inference.rollout_arrays import run_arrays
from rnnlab.inference.sampling import Sampling, ids_of_both, ids_of_prime
from rnnlab.inference.text_model import Network, read_network
from rnnlab.nn.models import EmbeddingRNN
from rnnlab.recording.array_names import Array, layer_array
from rnnlab.recording.recording import Recording
from rnnlab.text import decode, symbols


def compare(
    model: EmbeddingRNN | Recording,
    writing: GenerationConfig,
    *,
    vocab: Sequence[str] | None = None,
    epoch: int | None = None,
) -> Recording:
    """Let a network write, and force it through a reference for as long as there is one.

    Args:
        model, vocab, epoch: As for `rnnlab.generate`.
        writing: What is asked for. A reference that is longer than the free run is cut.

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
    check(read_network(model, vocab, epoch), writing)
    sampling = {"temperature": writing.temperature, "top_k": writing.top_k, "seed": writing.seed}
    options = {"vocab": vocab, "epoch": epoch, **sampling}
    free = generate(model, writing.prime, writing.length, **options).recording  # type: ignore[arg-type]
    steps = len(free["read"])
    reference = symbols(writing.reference)[: max(steps, len(symbols(writing.prime)) + 1)]
    both = teacher_force(model, writing.prime, "".join(reference), **options)  # type: ignore[arg-type]
    parts_at = both.parts_at if both.parts_at is not None and both.parts_at <= steps else None
    told = {"length": writing.length, "reference": writing.reference, "parts_at": parts_at}
    return Recording(dict(free) | _forced(both.recording, steps), {**free.header, **told})


def check_generation(
    writing: GenerationConfig, vocab: Sequence[str], hidden_size: int, num_layers: int, cell: CellType
) -> None:
    """Raise what `compare` would raise of a network with these symbols and sizes, without one.

    Args:
        writing: What is asked for.
        vocab: The network's symbols.
        hidden_size, num_layers, cell: The network's; they decide how long a text may be.

    Raises:
        TextError, ConfigError: As for `compare`; `field` names what is at fault.
    """
    model = EmbeddingRNN(len(vocab), 1, hidden_size, num_layers, cell, device="meta")
    check(Network(model=model, vocab=tuple(vocab)), writing)


def check(network: Network, writing: GenerationConfig) -> None:
    """Raise a TextError or a ConfigError if the network cannot write this."""
    Sampling(temperature=writing.temperature, top_k=writing.top_k, seed=writing.seed).check(len(network.vocab))
    ids_of_prime(network, writing.prime, writing.length)
    ids_of_both(network, writing.prime, writing.reference)


def _forced(both: Recording, steps: int) -> dict[str, Array]:
    """What only the forced run has, up to a step."""
    ends = ("h_n_forced", "c_n_forced")
    names = [name for name in both if name.endswith(("_forced", ".distance")) and name not in ends]
    found = {name: both[name][:steps] for name in names}
    for end in ends:
        if end in both:
            layers = range(len(both[end]))
            found[end] = np.stack([found[layer_array(layer, f"{end[0]}_forced")][-1] for layer in layers])
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """The same network, running freely and being forced through a text.

    Attributes:
        free: It read the prime, then what it said itself.
        forced: It read the reference, whatever it said.
        parts_at: The first step at which the two read different symbols, counted from 1; None if they never do.
        distance: ‖h_free − h_forced‖₂ of each layer at each step, at least 0, (num_layers, seq_len).
        recording: All of it, of kind "generation"; see `teacher_force`.
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
    """Let a network run freely after a prime, force it through a text that begins with it, and compare the two.

    Both draw with the same noise, so what they say differs only where their states differ.

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
        >>> run = rnnlab.train_text("hello", "ohlol")  # says another text, not the next letter
        >>> both = rnnlab.teacher_force(run, "h", "hello", temperature=0)
        >>> "".join(both.free.read), "".join(both.forced.read), both.parts_at
        ('holol', 'hello', 2)
        >>> both.distance.shape  # layer, step
        (2, 5)
    """
    network = read_network(model, vocab, epoch)
    sampling = Sampling(temperature=temperature, top_k=top_k, seed=seed)
    sampling.check(len(network.vocab))
    first, whole = ids_of_both(network, prime, reference)
    free, forced = (roll_out(network, ids, len(whole), sampling) for ids in (first, whole))
    different = np.flatnonzero(free[0]["read"] != forced[0]["read"])
    parts_at = int(different[0]) + 1 if len(different) else None
    distance = _distance(free[1], forced[1])
    arrays = free[0] | {f"{name}_forced": array for name, array in forced[0].items()}
    arrays |= run_arrays(network, forced[0]["read"], forced[1], "_forced")
    arrays |= {layer_array(i, "distance"): row[:, None, None] for i, row in enumerate(distance)}
    text = decode(free[0]["read"][len(first) :].tolist(), network.vocab)
    told = {"prime": prime, "text": text, "reference": reference, "parts_at": parts_at, **vars(sampling)}
    return Comparison(
        free=Rollout(**rollout_fields(network, *free)),
        forced=Rollout(**rollout_fields(network, *forced)),
        parts_at=parts_at,
        distance=distance,
        recording=rollout_recording(network, arrays, free[1], told),
    )


def _distance(free: Layers, forced: Layers) -> Array:
    rows = [np.linalg.norm((one["h"] - other["h"])[:, 0], axis=-1) for one, other in zip(free, forced, strict=True)]
    return np.stack(rows)
