"""Models in the shapes that people use, each with a function that trains it for one step on random input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

Step = Callable[[Any], Tensor]  # from a model to the loss, which it has backpropagated


class WordModel(nn.Module):
    """A word-level language model with tied weights, dropout between the layers, and DropConnect on weight_hh."""

    def __init__(self) -> None:
        super().__init__()
        self.emb = nn.Embedding(30, 12)
        self.rnn = nn.LSTM(12, 12, num_layers=2, dropout=0.4)
        self.raw = nn.Parameter(self.rnn.weight_hh_l0.detach().clone())
        del self.rnn._parameters["weight_hh_l0"]
        self.out = nn.Linear(12, 30)
        self.out.weight = self.emb.weight

    def forward(self, words: Tensor) -> Tensor:
        self.rnn.weight_hh_l0 = F.dropout(self.raw, 0.3, training=self.training)
        return self.out(self.rnn(self.emb(words))[0])


class Seq2Seq(nn.Module):
    """A GRU that reads, and a GRU with attention that writes, stepped token by token."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.GRU(6, 8, batch_first=True)
        self.decoder = nn.GRU(6 + 8, 8, batch_first=True)
        self.attention, self.out = nn.Linear(8, 8), nn.Linear(8, 6)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        read, state = self.encoder(source)
        scores = []
        for token in target.unbind(1):
            weights = (read @ self.attention(state[-1]).unsqueeze(2)).softmax(1)
            context = (weights * read).sum(1)
            said, state = self.decoder(torch.cat((token, context), 1).unsqueeze(1), state)
            scores.append(self.out(said))
        return torch.cat(scores, 1)


class Tagger(nn.Module):
    """A bidirectional LSTM on packed sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.emb = nn.Embedding(20, 5)
        self.rnn = nn.LSTM(5, 7, num_layers=2, bidirectional=True, batch_first=True)
        self.out = nn.Linear(14, 4)

    def forward(self, words: Tensor, lengths: list[int]) -> Tensor:
        packed = pack_padded_sequence(self.emb(words), lengths, batch_first=True, enforce_sorted=False)
        return self.out(pad_packed_sequence(self.rnn(packed)[0], batch_first=True)[0])


class NameClassifier(nn.Module):
    """A packed bidirectional GRU whose last states are classified."""

    def __init__(self) -> None:
        super().__init__()
        self.emb = nn.Embedding(26, 5)
        self.rnn = nn.GRU(5, 6, bidirectional=True)
        self.out = nn.Linear(12, 3)

    def forward(self, letters: Tensor, lengths: list[int]) -> Tensor:
        _, last = self.rnn(pack_padded_sequence(self.emb(letters), lengths, enforce_sorted=True))
        return self.out(torch.cat((last[0], last[1]), 1))


class Sine(nn.Module):
    """Two LSTM cells, one above the other, in a loop that goes on with its own output."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two, self.out = nn.LSTMCell(1, 9), nn.LSTMCell(9, 9), nn.Linear(9, 1)

    def forward(self, wave: Tensor, further: int = 4) -> Tensor:
        one, two, said = None, None, []
        for step in range(wave.shape[1] + further):
            given = wave[:, step : step + 1] if step < wave.shape[1] else said[-1]
            one = self.one(given, one)
            two = self.two(one[0], two)
            said.append(self.out(two[0]))
        return torch.cat(said, 1)


class ActorCritic(nn.Module):
    """A GRU whose state is carried on, with truncated backpropagation."""

    def __init__(self) -> None:
        super().__init__()
        self.rnn, self.actor, self.critic = nn.GRU(4, 6), nn.Linear(6, 3), nn.Linear(6, 1)

    def forward(self, seen: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        h, state = self.rnn(seen, state)
        return self.actor(h), self.critic(h), state


class Frames(nn.Module):
    """Convolution, batch normalization, and an LSTM over the frames."""

    def __init__(self) -> None:
        super().__init__()
        self.see = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Flatten())
        self.rnn, self.out = nn.LSTM(3 * 16, 8), nn.Linear(8, 2)

    def forward(self, frames: Tensor) -> Tensor:
        seen = self.see(frames.flatten(0, 1)).unflatten(0, frames.shape[:2])
        return self.out(self.rnn(seen)[0][-1])


class LayerNormLSTM(nn.Module):
    """An LSTM of two own layers, each torch's cell with layer normalization of what goes up."""

    def __init__(self) -> None:
        super().__init__()
        self.cells = nn.ModuleList([nn.LSTMCell(5, 6), nn.LSTMCell(6, 6)])
        self.norms = nn.ModuleList([nn.LayerNorm(6), nn.LayerNorm(6)])

    def forward(self, x: Tensor) -> Tensor:
        for cell, norm in zip(self.cells, self.norms, strict=True):
            state, said = None, []
            for x_t in x:
                state = cell(x_t, state)
                said.append(norm(state[0]))
            x = torch.stack(said)
        return x


class Shared(nn.Module):
    """Two encoders that share one LSTM."""

    def __init__(self) -> None:
        super().__init__()
        rnn = nn.LSTM(4, 5)
        self.left, self.right = nn.ModuleDict({"rnn": rnn}), nn.ModuleDict({"rnn": rnn})

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        return (self.left["rnn"](a)[1][0] * self.right["rnn"](b)[1][0]).sum()


def trained(loss: Tensor) -> Tensor:
    loss.backward()
    return loss.detach()


def carried(model: ActorCritic) -> Tensor:
    """Two windows, the state of the first detached before the second."""
    state, total = None, torch.zeros(())
    for _ in range(2):
        actor, critic, state = model(torch.randn(5, 2, 4), state)
        total = total + trained(actor.logsumexp(2).mean() + critic.pow(2).mean())
        state = state.detach()
    return total


MODELS: dict[str, tuple[Callable[[], nn.Module], Step]] = {
    "word language model": (WordModel, lambda m: trained(m(torch.randint(30, (9, 4))).pow(2).mean())),
    "sequence to sequence": (Seq2Seq, lambda m: trained(m(torch.randn(3, 5, 6), torch.randn(3, 4, 6)).pow(2).mean())),
    "tagger": (Tagger, lambda m: trained(m(torch.randint(20, (3, 6)), [4, 6, 1]).pow(2).mean())),
    "name classifier": (NameClassifier, lambda m: trained(m(torch.randint(26, (7, 3)), [7, 4, 2]).pow(2).mean())),
    "sine": (Sine, lambda m: trained(m(torch.randn(3, 8)).pow(2).mean())),
    "actor-critic": (ActorCritic, carried),
    "frames": (Frames, lambda m: trained(m(torch.randn(5, 2, 1, 6, 6)).pow(2).mean())),
    "layer normalization": (LayerNormLSTM, lambda m: trained(m(torch.randn(6, 2, 5)).pow(2).mean())),
    "projection": (
        lambda: nn.LSTM(4, 8, proj_size=3, num_layers=2),
        lambda m: trained(m(torch.randn(6, 2, 4))[0].sum()),
    ),
    "shared": (Shared, lambda m: trained(m(torch.randn(4, 2, 4), torch.randn(6, 2, 4)))),
}
