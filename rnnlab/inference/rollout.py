"""`Rollout`: a run that draws a symbol at every step; it reads a given text first, then its own symbols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from rnnlab.errors import TrainingError
from rnnlab.inference.rollout_arrays import run_arrays, run_header, start_arrays
from rnnlab.inference.sampling import Sampling, distribution
from rnnlab.inference.stepper import LayerArrays, Stepper, layer_arrays
from rnnlab.inference.text_model import TextModel
from rnnlab.nn.determinism import one_thread, plain
from rnnlab.nn.seeding import generator
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording


@dataclass(frozen=True, kw_only=True, eq=False)
class Rollout:
    """The symbols that a network read and drew at every step, and its states.

    Attributes:
        read: The symbol read at each step.
        said: The symbol drawn at each step, from that step's probabilities.
        probabilities: The distribution that was drawn from, in [0, 1], (seq_len, vocab_size).
        layers: Of each layer `h`, `pre` and what else its cell has, by name, each (seq_len, 1, ...).
    """

    read: tuple[str, ...]
    said: tuple[str, ...]
    probabilities: Array
    layers: LayerArrays


class RolloutArrays(NamedTuple):
    """A rollout as ids and arrays.

    Attributes:
        arrays: `read` and `said`, ids (seq_len,); `logits` and `probabilities` (seq_len, vocab_size).
        layers: As in `Rollout`.
    """

    arrays: dict[str, Array]
    layers: LayerArrays

    def fields(self, model: TextModel) -> dict[str, Any]:
        """The fields of a `Rollout`."""
        read, said = (tuple(model.vocab[i] for i in self.arrays[name]) for name in ("read", "said"))
        return {"read": read, "said": said, "probabilities": self.arrays["probabilities"], "layers": self.layers}

    def recording(self, model: TextModel, more: dict[str, Array], **entries: Any) -> Recording:
        """The recording of kind "generation" of this rollout.

        Args:
            model: The network.
            more: Arrays of a second run.
            entries: Header entries of the run.
        """
        read = self.arrays["read"]
        arrays = self.arrays | more | run_arrays(model, read, self.layers) | start_arrays(model)
        return Recording(arrays, run_header("generation", model, len(read), **entries))


@plain()
@torch.no_grad()
@one_thread()
def roll_out(model: TextModel, given: list[int], steps: int, sampling: Sampling) -> RolloutArrays:
    """Run the network for `steps` steps; it reads the given ids first, then the ids that it drew.

    Raises:
        TrainingError: A score is NaN or infinite.
    """
    draws, stepper = generator(sampling.seed), Stepper(model)
    read: list[int] = []
    said: list[int] = []
    results, probabilities = [], []
    for t in range(steps):
        read.append(given[t] if t < len(given) else said[-1])
        results.append(stepper.read(read[-1]))
        logits = results[-1].logits[0]
        if not logits.isfinite().all():
            raise TrainingError.must_be("scores", "finite", words=f"NaN or infinity at step {t + 1}")
        probabilities.append(distribution(logits, sampling.temperature, sampling.top_k))
        said.append(int(torch.multinomial(probabilities[-1], 1, generator=draws)))
    arrays = {
        "read": np.array(read),
        "said": np.array(said),
        "logits": torch.cat([result.logits for result in results]).numpy(),
        "probabilities": torch.stack(probabilities).numpy(),
    }
    return RolloutArrays(arrays, layer_arrays(results))
