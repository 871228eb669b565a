"""The networks that are trained: `EmbeddingRNN` (Embedding → RNN, GRU or LSTM → Linear) and `FeatureRNN`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import torch
from torch import Tensor, nn

from rnnlab.config.checks import check_choice, check_most, check_seed, check_size
from rnnlab.config.choices import CellType
from rnnlab.config.memory import check_network_memory, network_numbers, recurrent_arrays
from rnnlab.config.training import RunConfig, TaskConfig, TextConfig
from rnnlab.nn.seeding import build_seeded, generator

if TYPE_CHECKING:
    from rnnlab.tasks import Task

RECURRENT: dict[CellType, type[nn.RNN | nn.GRU | nn.LSTM]] = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class EmbeddingRNN(nn.Module):
    """Looks symbols up in a table, runs them through a recurrent layer, and scores every symbol at every step.

    Args:
        vocab_size: Number of different symbols.
        embedding_size: Width of a symbol's vector.
        hidden_size: Units per recurrent layer.
        num_layers: Recurrent layers on top of one another.
        cell: "rnn", "gru" or "lstm".
        device: Where the weights live; as in `torch.nn`.

    Raises:
        ConfigError: A size is not a positive int, `cell` is unknown, or no memory holds the network.
    """

    def __init__(
        self,
        vocab_size: int,
        embedding_size: int = 10,
        hidden_size: int = 8,
        num_layers: int = 2,
        cell: CellType = "rnn",
        *,
        device: Any = None,
    ) -> None:
        super().__init__()
        sizes = {"vocab_size": vocab_size, "embedding_size": embedding_size, "hidden_size": hidden_size}
        _check_sizes(cell, sizes | {"num_layers": num_layers}, "embedding_size", "vocab_size", device)
        # This order is the lesson's; it decides which random numbers each part gets.
        self.emb = _embedding(vocab_size, embedding_size, device)
        self.rnn = RECURRENT[cell](embedding_size, hidden_size, num_layers, batch_first=True, device=device)
        self.fc = nn.Linear(hidden_size, vocab_size, device=device)

    @classmethod
    def seeded(cls, seed: int, vocab_size: int, **sizes: Any) -> EmbeddingRNN:
        """A network with its own seed; no other thread can change its weights, and no generator but its own is used.

        Args:
            seed: 0 to 2**32 - 1.
            vocab_size: Number of different symbols.
            sizes: As for the class: embedding_size, hidden_size, num_layers, cell.

        Returns:
            Exactly the weights that `torch.manual_seed(seed)` followed by `EmbeddingRNN(vocab_size, ...)` gives, in
            float32 on the CPU.

        Raises:
            ConfigError: The seed is out of range, a size is not a positive int, or `cell` is unknown.
        """
        check_seed(seed)
        return build_seeded(cls, generator(seed), vocab_size=vocab_size, **sizes)

    def forward(self, x: Tensor) -> Tensor:
        """Score every symbol at every step, from a hidden state of zeros.

        Args:
            x: Ids, (batch_size, seq_len), int64.

        Returns:
            Logits, (batch_size * seq_len, vocab_size), unitless and unbounded.
        """
        states, _ = self.rnn(self.emb(x))  # (batch_size, seq_len, hidden_size)
        logits: Tensor = self.fc(states)
        return logits.view(-1, self.fc.out_features)


def _check_sizes(cell: CellType, sizes: Mapping[str, int], reads: str, writes: str, device: Any) -> None:
    """Raise a ConfigError unless cell and sizes are those of a network, and on the CPU one that memory holds.

    Args:
        cell, device: As for the network.
        sizes: By name.
        reads, writes: The names of what the recurrent layer reads and of what the Linear gives.
    """
    for name, size in sizes.items():
        check_size(name, size)
        check_most(name, size)
    check_choice("cell", cell, tuple(RECURRENT))
    if device is None or str(device).startswith("cpu"):
        within = (sizes["hidden_size"], sizes["num_layers"], sizes[writes])
        numbers = network_numbers(cell, sizes[reads], *within, vocab_size=sizes.get("vocab_size", 0))
        check_network_memory("network", sizes, numbers, recurrent_arrays(sizes["num_layers"]))


def _embedding(vocab_size: int, embedding_size: int, device: Any) -> nn.Embedding:
    if str(device) != "meta":
        return nn.Embedding(vocab_size, embedding_size, device=device)
    # To draw nothing at all, torch would import its compiler first, which takes 1.5 s.
    unset = torch.empty(vocab_size, embedding_size, device=device)
    return nn.Embedding.from_pretrained(unset, freeze=False)  # type: ignore[no-any-return, no-untyped-call]


class FeatureRNN(nn.Module):
    """Runs features through a recurrent layer, and answers once, after the last step.

    Args:
        input_size: Features per step.
        output_size: Numbers of the answer.
        hidden_size, num_layers, cell, device: As for an `EmbeddingRNN`.

    Raises:
        ConfigError: A size is not a positive int, `cell` is unknown, or no memory holds the network.
    """

    def __init__(
        self,
        input_size: int,
        output_size: int = 1,
        hidden_size: int = 8,
        num_layers: int = 2,
        cell: CellType = "rnn",
        *,
        device: Any = None,
    ) -> None:
        super().__init__()
        sizes = {"input_size": input_size, "output_size": output_size, "hidden_size": hidden_size}
        _check_sizes(cell, sizes | {"num_layers": num_layers}, "input_size", "output_size", device)
        self.rnn = RECURRENT[cell](input_size, hidden_size, num_layers, batch_first=True, device=device)
        self.fc = nn.Linear(hidden_size, output_size, device=device)

    def forward(self, x: Tensor) -> Tensor:
        """Answer after the last step, from a hidden state of zeros.

        Args:
            x: Features, (batch_size, seq_len, input_size).

        Returns:
            (batch_size, output_size), unbounded.
        """
        states, _ = self.rnn(x)  # (batch_size, seq_len, hidden_size)
        answer: Tensor = self.fc(states[:, -1])
        return answer


Network: TypeAlias = EmbeddingRNN | FeatureRNN


@overload
def build(config: TextConfig) -> EmbeddingRNN: ...
@overload
def build(config: TextConfig | TaskConfig) -> Network: ...
def build(config: TextConfig | TaskConfig) -> Network:
    """The network of a config, seeded.

    Returns:
        As `EmbeddingRNN.seeded`, with the config's sizes and seed; a `FeatureRNN` where the task has no symbols. With
        `memory=False` every W_hh is zero and requires no gradient, so an optimiser leaves it so.

    Raises:
        ConfigError: The config is of another type, or no memory holds its network.
    """
    from rnnlab.tasks import task_of

    return network(config, task_of(config))


def network(config: RunConfig, task: Task) -> Network:
    """As `build`, for a task that is there already: to split a long text takes its time."""
    sizes: dict[str, Any] = {name: getattr(config, name) for name in ("hidden_size", "num_layers", "cell")}
    model: Network
    if task.input_size is None:
        sizes["embedding_size"] = config.embedding_size
        model = EmbeddingRNN.seeded(config.seed, task.vocab_size, **sizes)
    else:
        sizes |= {"input_size": task.input_size, "output_size": task.output_size}
        model = build_seeded(FeatureRNN, generator(config.seed), **sizes)
    if not config.memory:
        _forget(model)
    return model


@torch.no_grad()
def _forget(model: nn.Module) -> None:
    """Set every W_hh to zero and let it require no gradient, so that no optimiser changes it."""
    for name, weight in model.named_parameters():
        if "weight_hh" in name:
            weight.zero_().requires_grad_(False)


def count_parameters(model: nn.Module) -> int:
    """Numbers that training may change."""
    return sum(weight.numel() for weight in model.parameters() if weight.requires_grad)
