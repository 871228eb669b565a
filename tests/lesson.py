"""The lesson's network and loop in plain PyTorch: what a run must equal, to the last bit."""

import math
from functools import partial

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR

from rnnlab.text import encode, symbols

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class Model(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.emb = nn.Embedding(len(config.vocab), config.embedding_size)
        self.rnn = CELLS[config.cell](config.embedding_size, config.hidden_size, config.num_layers, batch_first=True)
        self.fc = nn.Linear(config.hidden_size, len(config.vocab))

    def forward(self, x):
        states, _ = self.rnn(self.emb(x))
        return self.fc(states).view(-1, self.fc.out_features)


OPTIMISERS = {
    "sgd": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
}
SCHEDULES = {
    "constant": lambda before, epochs: 1,
    "cosine": lambda before, epochs: (1 + math.cos(math.pi * before / epochs)) / 2,
    "step": lambda before, epochs: 1 / 2 ** (4 * before // epochs),
}


def begin(config):
    """The network, its optimiser and its schedule, seeded, in plain torch."""
    torch.manual_seed(config.seed)
    model = Model(config)
    if not config.memory:
        for name, weight in model.named_parameters():
            if "weight_hh" in name:
                torch.nn.init.zeros_(weight).requires_grad_(False)
    optimiser = OPTIMISERS[config.optimiser](model.parameters(), lr=config.lr)
    factor = SCHEDULES[config.schedule]
    return model, optimiser, LambdaLR(optimiser, lambda before: factor(before, config.epochs))


def train(config, epochs):
    """A plain loop: of every epoch its loss, predicted string and weights before the update; and the network."""
    model, optimiser, schedule = begin(config)
    history = []
    x = torch.tensor([encode(symbols(config.source), config.vocab)])
    y = torch.tensor(encode(symbols(config.target), config.vocab))
    for _ in range(epochs):
        before = {name: weight.clone() for name, weight in model.state_dict().items()}
        optimiser.zero_grad()
        logits = model(x)
        loss = nn.functional.cross_entropy(logits, y)
        loss.backward()
        if config.clip:
            nn.utils.clip_grad_norm_(model.parameters(), config.clip)
        optimiser.step()
        schedule.step()
        predicted = "".join(config.vocab[i] for i in logits.argmax(dim=1))
        history.append((loss.item(), predicted, before))
    return history, model
