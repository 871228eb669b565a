"""The lesson's network and loop in plain PyTorch: what a run must equal, to the last bit."""

import torch
from torch import nn

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


def train(config, epochs):
    """The plain loop: of every epoch its loss, predicted string and weights before the update; and the network."""
    torch.manual_seed(config.seed)
    model, history = Model(config), []
    optimiser = torch.optim.Adam(model.parameters(), lr=config.lr)
    x = torch.tensor([encode(symbols(config.source), config.vocab)])
    y = torch.tensor(encode(symbols(config.target), config.vocab))
    for _ in range(epochs):
        before = {name: weight.clone() for name, weight in model.state_dict().items()}
        optimiser.zero_grad()
        logits = model(x)
        loss = nn.functional.cross_entropy(logits, y)
        loss.backward()
        optimiser.step()
        predicted = "".join(config.vocab[i] for i in logits.argmax(dim=1))
        history.append((loss.item(), predicted, before))
    return history, model
