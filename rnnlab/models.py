"""The lesson's network: Embedding → RNN, GRU or LSTM → Linear."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from rnnlab.config import CellType, TextConfig, check_choice, check_seed, check_size
from rnnlab.seeding import build_seeded, generator

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
        ConfigError: A size is not a positive int, or `cell` is unknown.
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
        for name, size in (sizes | {"num_layers": num_layers}).items():
            check_size(name, size)
        check_choice("cell", cell, tuple(RECURRENT))
        # This order is the lesson's; it decides which random numbers each part gets.
        self.emb = nn.Embedding(vocab_size, embedding_size, device=device)
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


def build(config: TextConfig) -> EmbeddingRNN:
    """The network of a config, seeded.

    Returns:
        As `EmbeddingRNN.seeded`, with the config's sizes and seed.
    """
    return EmbeddingRNN.seeded(
        config.seed,
        len(config.vocab),
        embedding_size=config.embedding_size,
        hidden_size=config.hidden_size,
        num_layers=config.num_layers,
        cell=config.cell,
    )


def count_parameters(model: nn.Module) -> int:
    """Numbers that training may change."""
    return sum(weight.numel() for weight in model.parameters() if weight.requires_grad)
