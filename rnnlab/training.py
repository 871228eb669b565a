"""Training, one optimiser step at a time; it yields, and never draws, prints or sleeps."""

from __future__ import annotations

import math
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from rnnlab.config import CellType, TextConfig
from rnnlab.errors import ConfigError, TextError, TrainingError
from rnnlab.flat import FlatNetwork
from rnnlab.frames import Frame, FrameStore, flat_from, frame_arrays, frames_from, named_from, thinned
from rnnlab.models import build
from rnnlab.recorder import epoch_arrays, frame_size, versions
from rnnlab.recording import Array, Recording
from rnnlab.steps import Adam
from rnnlab.text import decode, encode, symbols
from rnnlab.threads import is_plain, one_thread, plain

FRAME_BYTES = 32_000_000
_MAX_VOCAB = 1 << 16  # ids are kept in 16 bits


@dataclass(frozen=True)
class Step:
    """One epoch of training.

    Attributes:
        epoch: Counted from 1.
        loss: Mean cross-entropy before the update, in nats.
        predicted: The likeliest symbol at every step, before the update.
    """

    epoch: int
    loss: float
    predicted: str


class Trainer(Iterator[Step]):
    """Trains an `EmbeddingRNN` to turn one text into another; each `next()` is one optimiser step (Adam).

    Every loss and prediction is kept; whole forward passes (frames) as many as `frame_bytes` holds, evenly thinned. A
    trainer shares nothing with others: any number may take turns or run in threads (each used by one thread at a
    time), and each computes the same bits as it would alone, whatever the caller has set for torch: number of
    threads, default dtype and device, `no_grad`, inference mode or autocast.

    Args:
        config: The texts, the network and how it is trained.
        frame_bytes: Memory for frames; the first and the newest are kept in any case.

    Attributes:
        config: As given.
        failure: Why the run cannot go on, or None.

    Raises:
        TextError: The texts have more than 65 536 different symbols.
    """

    @plain()
    def __init__(self, config: TextConfig, *, frame_bytes: int = FRAME_BYTES) -> None:
        vocab = config.vocab
        if len(vocab) > _MAX_VOCAB:
            raise TextError(f"source and target must have at most {_MAX_VOCAB} different symbols, got {len(vocab)}")
        self.config = config
        self.failure: TrainingError | None = None
        self._vocab = vocab
        self._source = encode(symbols(config.source), vocab)
        self._target = torch.tensor(encode(symbols(config.target), vocab))
        self._network = FlatNetwork(build(config), config.cell, self._source)
        self._optimiser = Adam(self._network.weights.numel(), config.lr)
        self._frames = FrameStore(frame_bytes)
        self._losses = array("f")
        self._predicted = array("H")  # ids, epoch after epoch

    @property
    def epochs_done(self) -> int:
        """Optimiser steps taken."""
        return len(self._losses)

    def __next__(self) -> Step:
        """Train one epoch.

        Raises:
            StopIteration: All epochs are done.
            TrainingError: The loss became NaN or infinite, or `lr` does not fit float32; everything up to there is
                kept, and the network is as it was before this epoch.
        """
        if self.failure is not None:
            raise self.failure
        epoch = self.epochs_done + 1
        if epoch > self.config.epochs:
            raise StopIteration
        if not is_plain():
            with plain():
                return self.__next__()
        # Not `with one_thread()`: its few microseconds are a twentieth of a small epoch.
        threads = torch.get_num_threads()
        if threads == 1:
            return self._train(epoch)
        torch.set_num_threads(1)
        try:
            return self._train(epoch)
        finally:
            torch.set_num_threads(threads)

    def _train(self, epoch: int) -> Step:
        network = self._network
        with torch.enable_grad():  # a caller may be inside no_grad
            logits, states = network.run()
            loss = F.cross_entropy(logits, self._target)
            value = loss.item()
            if not math.isfinite(value):
                raise self._failed(epoch, f"loss must be finite, got {value} in epoch {epoch}")
            gradient = network.gradient(loss)
        frame = Frame(epoch, network.weights.clone(), [state.detach() for state in states], logits.detach())
        try:
            self._optimiser.step(network.weights, gradient)
        except TrainingError as error:
            raise self._failed(epoch, f"{error} in epoch {epoch}") from None
        ids = frame.logits.argmax(dim=1).tolist()
        self._frames.add(frame)
        self._losses.append(value)
        self._predicted.extend(ids)
        return Step(epoch, value, decode(ids, self._vocab))

    def _failed(self, epoch: int, sentence: str) -> TrainingError:
        self.failure = TrainingError(sentence)
        return self.failure

    def run_for(self, seconds: float) -> int:
        """Train until the time is over or all epochs are done; at least one epoch if one is left.

        Args:
            seconds: Wall time; an epoch that has begun is finished.

        Returns:
            Epochs trained.

        Raises:
            TrainingError: As `next()` does.
        """
        deadline = time.perf_counter() + seconds
        before = self.epochs_done
        for _ in self:
            if time.perf_counter() >= deadline:
                break
        return self.epochs_done - before

    @plain()
    def recording(self, max_bytes: int | None = None, *, epochs: int | None = None) -> Recording:
        """The run so far, or its beginning.

        Args:
            max_bytes: About how large it may get: frames are left out evenly until it fits. The first and the last
                frame and every epoch's loss and prediction stay.
            epochs: Only this many epochs, as if no more had been trained; all of them by default.

        Returns:
            A recording of kind "training". Arrays, with E epochs done and K frames: `source`, `target` (seq_len,);
            `losses` (E,) in nats; `predicted` (E, seq_len), ids; `epoch` (K,), counted from 1; and of each frame, as
            before the epoch's update, `probabilities` (K, seq_len, vocab_size) in [0, 1], `layer{l}.h` (K, seq_len,
            hidden_size) in [-1, 1], for an LSTM `layer{l}.c`, and every weight by its name in the model,
            (K, *its shape). The header holds `config`, `vocab`, `versions`, `status` ("paused" or "done"),
            `epochs_done` and, if the run cannot go on, `failure`.
        """
        done = self.epochs_done if epochs is None else min(epochs, self.epochs_done)
        arrays = self._history()
        arrays |= {name: arrays[name][:done] for name in ("losses", "predicted")}
        frames = [frame for frame in self._frames.all() if frame.epoch <= done]
        if max_bytes is not None:
            fixed = sum(values.nbytes for values in arrays.values())
            frames = thinned(
                frames, (max_bytes - fixed) // frame_size(self._network.slots, len(self._source), self.config)
            )
        with one_thread():
            arrays |= epoch_arrays(frames, self._network.slots, self.config, arrays["source"])
        status = "done" if done == self.config.epochs else "paused"
        return Recording(arrays, self._header("training", epochs_done=done, status=status))

    @plain()
    def state(self, *, frames: bool = True) -> Recording:
        """Everything needed to go on as if nothing had happened, also in another process.

        Args:
            frames: Whether the frames come along; without them the state is small, the training goes on all the same,
                and later recordings begin with the frames from here on.

        Returns:
            A recording of kind "trainer", for `from_state`.
        """
        slots = self._network.slots
        moments = self._optimiser.state()
        arrays = self._history() | named_from(self._network.weights, slots)
        for name in ("m", "v"):
            arrays |= named_from(moments[name], slots, f"adam.{name}.")
        kept = self._frames.all() if frames else []
        stacked = frame_arrays(kept, slots, self.config, len(self._source))
        arrays |= {f"frame.{name}": values for name, values in stacked.items()}
        return Recording(arrays, self._header("trainer", stride=self._frames.stride))

    @classmethod
    @plain()
    def from_state(cls, state: Recording, *, frame_bytes: int = FRAME_BYTES) -> Trainer:
        """The trainer that `state()` was called on; what it does next is bit for bit what that one would have done.

        Args:
            state: A recording of kind "trainer".
            frame_bytes: As for a new trainer.

        Raises:
            TrainingError: The recording is of another kind, or its arrays do not fit its config.
        """
        if state.kind != "trainer":
            raise TrainingError(f'state must be a recording of kind "trainer", got kind "{state.kind}"')
        try:
            trainer = cls(TextConfig.from_dict(state.header["config"]), frame_bytes=frame_bytes)
            trainer._restore(state)
        except (ConfigError, LookupError, ArithmeticError, TypeError, ValueError, RuntimeError) as error:
            raise TrainingError(f"state must hold a whole trainer, got one that does not fit ({error})") from None
        return trainer

    def _restore(self, state: Recording) -> None:
        slots, weights = self._network.slots, self._network.weights
        flat = [flat_from(state, slots, weights.numel(), prefix) for prefix in ("", "adam.m.", "adam.v.")]
        weights.copy_(flat[0])
        moments = {"m": flat[1], "v": flat[2], "steps": torch.tensor([len(state["losses"])])}
        self._optimiser = Adam(weights.numel(), self.config.lr, moments)
        self._losses.extend(state["losses"].tolist())
        self._predicted.extend(state["predicted"].ravel().tolist())
        if len(self._predicted) != len(self._losses) * len(self._source):
            raise ValueError("predicted has another length than losses")
        if max(self._predicted, default=0) >= len(self._vocab):
            raise ValueError("predicted has ids beyond the vocabulary")
        self._frames.restore(state.header["stride"], frames_from(state, slots, weights.numel(), self.config))

    def _history(self) -> dict[str, Array]:
        size = len(self._source)
        return {
            "source": np.array(self._source, dtype=np.int64),
            "target": self._target.numpy().copy(),
            "losses": np.array(self._losses, dtype=np.float32),
            "predicted": np.array(self._predicted, dtype=np.uint16).reshape(-1, size),
        }

    def _header(self, kind: str, **more: Any) -> dict[str, Any]:
        header = {"kind": kind, "config": self.config.to_dict(), "vocab": self._vocab, "versions": versions(), **more}
        header.setdefault("epochs_done", self.epochs_done)
        if self.failure is not None and header["epochs_done"] == self.epochs_done:
            header["failure"] = str(self.failure)
        return header


def train_text(
    source: str = "hello",
    target: str = "ohlol",
    *,
    cell: CellType = "rnn",
    embedding_size: int = 10,
    hidden_size: int = 8,
    num_layers: int = 2,
    lr: float = 0.05,
    epochs: int = 15,
    seed: int = 0,
) -> Recording:
    """Train a network to turn one text into another, and keep everything.

    Args:
        source, target: Texts with equally many symbols (graphemes).
        cell: "rnn", "gru" or "lstm".
        embedding_size, hidden_size, num_layers: Sizes of the network.
        lr: Learning rate of Adam.
        epochs: Optimiser steps.
        seed: As if `torch.manual_seed(seed)` stood before the network is built.

    Returns:
        The recording of the run; see `Trainer.recording`. `.losses` and `.predictions` hold every epoch's.

    Raises:
        ConfigError: An argument is not usable.
        TrainingError: The loss became NaN or infinite.
    """
    sizes: Any = {"embedding_size": embedding_size, "hidden_size": hidden_size, "num_layers": num_layers}
    trainer = Trainer(TextConfig(source=source, target=target, cell=cell, **sizes, lr=lr, epochs=epochs, seed=seed))
    for _ in trainer:
        pass
    return trainer.recording()
