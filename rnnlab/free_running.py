"""A free run of any length beside teacher forcing, in one recording: what a page and a program show of the two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnlab.config import CellType
from rnnlab.generating import generate, teacher_force
from rnnlab.models import EmbeddingRNN
from rnnlab.networks import Network, read_network
from rnnlab.recording import Array, Recording
from rnnlab.sampling import Sampling, ids_of_both, ids_of_prime
from rnnlab.text import symbols
from rnnlab.writing import Writing


def free_running(
    model: EmbeddingRNN | Recording,
    writing: Writing,
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
        >>> both = free_running(run, Writing(prime="h", length=8, reference="hellow", temperature=0))
        >>> both.header["text"], both["read"].shape, both["read_forced"].shape
        ('ellowwww', (8,), (6,))
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


def check_writing(writing: Writing, vocab: Sequence[str], hidden_size: int, num_layers: int, cell: CellType) -> None:
    """Raise what `free_running` would raise of a network with these symbols and sizes, without one.

    Args:
        writing: What is asked for.
        vocab: The network's symbols.
        hidden_size, num_layers, cell: The network's; they decide how long a text may be.

    Raises:
        TextError, ConfigError: As for `free_running`; `field` names what is at fault.
    """
    model = EmbeddingRNN(len(vocab), 1, hidden_size, num_layers, cell, device="meta")
    check(Network(model=model, vocab=tuple(vocab)), writing)


def check(network: Network, writing: Writing) -> None:
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
            found[end] = np.stack([found[f"layer{layer}.{end[0]}_forced"][-1] for layer in layers])
    return found
