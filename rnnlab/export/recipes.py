"""`RECIPES`: how to record a model of one's own, in lines to copy, for the four commonest shapes of model."""

from __future__ import annotations

from rnnlab.i18n.messages import mark

# Title → the program; each is run by a test as it stands.
RECIPES: dict[str, str] = {
    mark("A layer by itself"): """import rnnlab, torch

lstm, x = torch.nn.LSTM(8, 16), torch.randn(50, 1, 8)
with rnnlab.watch(lstm) as watcher:
    output, (h_n, c_n) = lstm(x)
    output.sum().backward()
watcher.recording.save("layer.rnnlab")
""",
    mark("A model that holds one"): """import rnnlab, torch

model = torch.nn.Sequential(torch.nn.Embedding(20, 8), torch.nn.GRU(8, 16))  # your model
ids = torch.randint(20, (50, 1))
with rnnlab.watch(model, tokens=[[str(i) for i in ids[:, 0].tolist()]]) as watcher:
    model(ids)[0][-1].sum().backward()
watcher.recording.save("model.rnnlab")
""",
    mark("A cell in a loop"): """import rnnlab, torch

cell, h, c = torch.nn.LSTMCell(8, 16), torch.zeros(1, 16), torch.zeros(1, 16)
with rnnlab.watch(cell) as watcher:
    for x_t in torch.randn(50, 1, 8):
        h, c = cell(x_t, (h, c))
    h.sum().backward()
watcher.recording.save("loop.rnnlab")
""",
    mark("Packed sequences"): """import rnnlab, torch
from torch.nn.utils.rnn import pack_padded_sequence as pack

gru, x = torch.nn.GRU(8, 16, bidirectional=True), torch.randn(50, 3, 8)
with rnnlab.watch(gru) as watcher:
    output, h_n = gru(pack(x, torch.tensor([50, 40, 7])))
    output.data.sum().backward()
watcher.recording.save("packed.rnnlab")
""",
}
