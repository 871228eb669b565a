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
from rnnlab.inference.rollout import Layers, Unrolling, layers_of
from rnnlab.inference.rollout_arrays import header, run_arrays, start_arrays
from rnnlab.inference.sampling import Sampling, distribution, ids_of_prime
from rnnlab.inference.text_model import Network, read_network
from rnnlab.nn.determinism import one_thread, plain
from rnnlab.nn.models import EmbeddingRNN
from rnnlab.nn.seeding import generator
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.text import decode


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
    arrays, layers = roll_out(network, ids, len(ids) + length - 1, sampling)
    text = decode(arrays["said"][len(ids) - 1 :].tolist(), network.vocab)
    told = {"prime": prime, "text": text, **vars(sampling)}
    recording = rollout_recording(network, arrays, layers, told)
    return Generation(**rollout_fields(network, arrays, layers), prime=prime, text=text, recording=recording)


@plain()
@torch.no_grad()
@one_thread()
def roll_out(network: Network, given: list[int], steps: int, sampling: Sampling) -> tuple[dict[str, Array], Layers]:
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


def rollout_fields(network: Network, arrays: dict[str, Array], layers: Layers) -> dict[str, Any]:
    """The fields of a Rollout."""
    read, said = (tuple(network.vocab[i] for i in arrays[name]) for name in ("read", "said"))
    return {"read": read, "said": said, "probabilities": arrays["probabilities"], "layers": layers}


def rollout_recording(network: Network, arrays: dict[str, Array], layers: Layers, told: dict[str, Any]) -> Recording:
    """The recording of kind "generation" of a rollout; `told` goes into its header."""
    arrays = arrays | run_arrays(network, arrays["read"], layers) | start_arrays(network)
    return Recording(arrays, header("generation", network, len(arrays["read"]), **told))
