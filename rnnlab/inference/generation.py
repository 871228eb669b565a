"""`generate`: free running, where a network's inputs are its own outputs.

At each step a symbol is drawn from softmax(z/τ), z being the network's scores, and is read at the next step. A network
that learned to predict the next symbol continues a text this way. One that learned to turn a text into another of the
same symbols (hello → ohlol) can run freely too; its text has no meaning then, but its hidden states can be studied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnnlab.inference.rollout import Rollout, roll_out
from rnnlab.inference.sampling import Sampling, ids_of_prime
from rnnlab.inference.text_model import read_text_model
from rnnlab.nn.models import EmbeddingRNN
from rnnlab.recording.recording import Recording
from rnnlab.text import decode


@dataclass(frozen=True, kw_only=True, eq=False)
class Generation(Rollout):
    """A text that a network wrote.

    Attributes:
        prime: The text that it read first.
        text: The text that it wrote.
        recording: The whole run, of kind "generation"; see `generate`.
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
    """Let a network read a text and continue it: each symbol drawn is the next one read.

    Args:
        model: An `EmbeddingRNN` that runs its own forward, without hooks, or the recording of a training.
        prime: Read first; at least one symbol.
        length: Symbols to write, from 1.
        vocab: The symbol of each id; needed with an `EmbeddingRNN`, a recording has its own.
        epoch: Of a recording: one that it holds, by default the last; its weights are those before its update.
        temperature: τ from 0 to 100, unitless. 0 takes the likeliest symbol (of equals the first in `vocab`).
        top_k: Only the likeliest k symbols may be drawn (of equals the first in `vocab`); all of them if None.
        seed: 0 to 2**32 - 1. The same seed gives the same text, whatever else the process draws.

    Returns:
        The text, with every step's distribution and states. With P symbols of prime there are seq_len = P + length - 1
        steps; the last symbol is drawn but not read. Its recording, of kind "generation", holds `read` and `said`, ids
        (seq_len,); `logits`, unbounded, and `probabilities`, in [0, 1], (seq_len, vocab_size); the arrays of kind
        "layers", of batch_size 1: `x`, `h_0`, `layer{l}.h` and so on, `output`, `h_n`, the recurrent weights; and
        `emb.weight`, `fc.weight`, `fc.bias`. The header holds `prime`, `text`, `temperature`, `top_k`, `seed`, `vocab`,
        as `config` the sizes and, of the recording of a text's training that is no fork, `origin`: its `config`, the
        `epoch` of the weights, and that epoch's `loss` in nats and `predicted`.

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
        >>> rnnlab.generate(run, "h", 5, temperature=5).text  # a flatter distribution
        'lowel'
        >>> rnnlab.generate(run, "he", 3).recording["layer1.h"].shape  # step, batch, unit
        (4, 1, 8)
    """
    text_model = read_text_model(model, vocab, epoch)
    sampling = Sampling(temperature=temperature, top_k=top_k, seed=seed)
    sampling.check(len(text_model.vocab))
    ids = ids_of_prime(text_model, prime, length)
    free = roll_out(text_model, ids, len(ids) + length - 1, sampling)
    text = decode(free.arrays["said"][len(ids) - 1 :].tolist(), text_model.vocab)
    recording = free.recording(text_model, {}, prime=prime, text=text, **vars(sampling))
    return Generation(**free.fields(text_model), prime=prime, text=text, recording=recording)
