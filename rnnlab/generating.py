"""Free running, where a network reads what it said itself, and teacher forcing, where it reads a given text.

What a network says at a step is a symbol drawn from softmax(z/τ), z being its scores. A network that learned to predict
the next symbol writes on in this way. One that learned to turn a text into another of the same symbols (hello → ohlol)
may run freely too: its answer becomes its next question. That shows how its state moves by itself; it is no language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from rnnlab.errors import TrainingError
from rnnlab.models import EmbeddingRNN
from rnnlab.networks import Network, read_network
from rnnlab.recording import Array, Recording
from rnnlab.sampling import Sampling, distribution, ids_of_both, ids_of_prime
from rnnlab.seeding import generator
from rnnlab.text import decode
from rnnlab.threads import one_thread, plain
from rnnlab.unrolling import Layers, Unrolling, header, layers_of, run_arrays, start_arrays


@dataclass(frozen=True, kw_only=True, eq=False)
class Rollout:
    """What a network read and said, step by step.

    Attributes:
        read: The symbol it read at each step.
        said: The symbol drawn at each step, from that step's probabilities.
        probabilities: The distribution that was drawn from, in [0, 1], (seq_len, vocab_size).
        layers: Of each layer `h`, `pre` and what else its cell has, by name, each (seq_len, 1, ...).
    """

    read: tuple[str, ...]
    said: tuple[str, ...]
    probabilities: Array
    layers: Layers


@dataclass(frozen=True, kw_only=True, eq=False)
class Generation(Rollout):
    """A text that a network wrote.

    Attributes:
        prime: What it was given to read first.
        text: What it wrote.
        recording: All of it, of kind "generation"; see `generate`.
    """

    prime: str
    text: str
    recording: Recording


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


def generate(
    model: EmbeddingRNN | Recording,
    prime: str,
    length: int,
    *,
    vocab: Sequence[str] | None = None,
    epoch: int | None = None,
    temperature: float = 1.0,
    top_k: int | None = None,
    seed: int = 0,
) -> Generation:
    """Let a network read a text and write on: each symbol that it says is the next that it reads.

    Args:
        model: An `EmbeddingRNN`, or the recording of a training.
        prime: Read first; at least one symbol.
        length: Symbols to write, from 1.
        vocab: The symbol of each id; needed with an `EmbeddingRNN`, a recording has its own.
        epoch: Of a recording: one that it holds, by default the last; its weights are those before its update.
        temperature: τ from 0 to 100, unitless. At 0 the likeliest symbol is said (of several the first in `vocab`).
        top_k: Only the likeliest k symbols may be said (of equals the first in `vocab`); all of them if None.
        seed: 0 to 2**32 - 1. The same seed gives the same text, whatever else the process draws.

    Returns:
        The text, with every step's distribution and states. With P symbols of prime there are seq_len = P + length - 1
        steps; the last symbol is said but not read. Its recording, of kind "generation", holds `read` and `said`, ids
        (seq_len,); `logits`, unbounded, and `probabilities`, in [0, 1], (seq_len, vocab_size); the arrays of kind
        "layers", of batch_size 1: `x`, `h_0`, `layer{l}.h` and so on, `output`, `h_n`, the recurrent weights; and
        `emb.weight`, `fc.weight`, `fc.bias`. The header holds `prime`, `text`, `temperature`, `top_k`, `seed`, `vocab`
        and, as `config`, the sizes.

    Raises:
        TextError: The prime is empty, too long, or has symbols that the network does not know.
        ConfigError: An argument is out of range; `field` names it.
        RecordingError: The recording does not hold a whole network that reads symbols.
        TrainingError: A score is NaN or infinite.

    Example:
        >>> import rnnlab
        >>> run = rnnlab.train_text("hello", "ellow", epochs=60)  # the next letter of hellow
        >>> rnnlab.generate(run, "h", 5, temperature=0).text
        'ellow'
        >>> rnnlab.generate(run, "h", 5, temperature=5).text  # a flatter distribution: it says anything
        'lowel'
        >>> rnnlab.generate(run, "he", 3).recording["layer1.h"].shape  # step, batch, unit
        (4, 1, 8)
    """
    network = read_network(model, vocab, epoch)
    sampling = Sampling(temperature=temperature, top_k=top_k, seed=seed)
    sampling.check(len(network.vocab))
    ids = ids_of_prime(network, prime, length)
    arrays, layers = _roll(network, ids, len(ids) + length - 1, sampling)
    text = decode(arrays["said"][len(ids) - 1 :].tolist(), network.vocab)
    told = {"prime": prime, "text": text, **vars(sampling)}
    recording = _recording(network, arrays, layers, told)
    return Generation(**_views(network, arrays, layers), prime=prime, text=text, recording=recording)


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
    free, forced = (_roll(network, ids, len(whole), sampling) for ids in (first, whole))
    different = np.flatnonzero(free[0]["read"] != forced[0]["read"])
    parts_at = int(different[0]) + 1 if len(different) else None
    distance = _distance(free[1], forced[1])
    arrays = free[0] | {f"{name}_forced": array for name, array in forced[0].items()}
    arrays |= run_arrays(network, forced[0]["read"], forced[1], "_forced")
    arrays |= {f"layer{i}.distance": row[:, None, None] for i, row in enumerate(distance)}
    text = decode(free[0]["read"][len(first) :].tolist(), network.vocab)
    told = {"prime": prime, "text": text, "reference": reference, "parts_at": parts_at, **vars(sampling)}
    return Comparison(
        free=Rollout(**_views(network, *free)),
        forced=Rollout(**_views(network, *forced)),
        parts_at=parts_at,
        distance=distance,
        recording=_recording(network, arrays, free[1], told),
    )


@plain()
@torch.no_grad()
@one_thread()
def _roll(network: Network, given: list[int], steps: int, sampling: Sampling) -> tuple[dict[str, Array], Layers]:
    """Read what is given, then what was said, for so many steps in all."""
    draws, unrolling = generator(sampling.seed), Unrolling(network)
    read: list[int] = []
    said: list[int] = []
    moments, probabilities = [], []
    for t in range(steps):
        read.append(given[t] if t < len(given) else said[-1])
        moments.append(unrolling.read(read[-1]))
        logits = moments[-1].logits[0]
        if not logits.isfinite().all():
            raise TrainingError(f"scores must be finite, got NaN or infinity at step {t + 1}")
        probabilities.append(distribution(logits, sampling.temperature, sampling.top_k))
        said.append(int(torch.multinomial(probabilities[-1], 1, generator=draws)))
    arrays = {
        "read": np.array(read),
        "said": np.array(said),
        "logits": torch.cat([moment.logits for moment in moments]).numpy(),
        "probabilities": torch.stack(probabilities).numpy(),
    }
    return arrays, layers_of(moments)


def _distance(free: Layers, forced: Layers) -> Array:
    rows = [np.linalg.norm((one["h"] - other["h"])[:, 0], axis=-1) for one, other in zip(free, forced, strict=True)]
    return np.stack(rows)


def _views(network: Network, arrays: dict[str, Array], layers: Layers) -> dict[str, Any]:
    """The fields of a Rollout."""
    read, said = (tuple(network.vocab[i] for i in arrays[name]) for name in ("read", "said"))
    return {"read": read, "said": said, "probabilities": arrays["probabilities"], "layers": layers}


def _recording(network: Network, arrays: dict[str, Array], layers: Layers, told: dict[str, Any]) -> Recording:
    arrays = arrays | run_arrays(network, arrays["read"], layers) | start_arrays(network)
    return Recording(arrays, header("generation", network, len(arrays["read"]), **told))
