"""Networks that the tests of generation and ablation run on, and what torch's own modules compute with them."""

from __future__ import annotations

import string

import torch
from hypothesis import strategies as st
from torch import Tensor

from rnnlab import EmbeddingRNN, trace

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-9}


def letters(model: EmbeddingRNN) -> str:
    """A vocabulary for a network, of as many letters as it has symbols."""
    return string.ascii_letters[: model.emb.num_embeddings]


@st.composite
def networks(draw: st.DrawFn, *, dtype: torch.dtype | None = None) -> EmbeddingRNN:
    """A network of any cell and size, its weights large enough for its state to matter."""
    model = EmbeddingRNN.seeded(
        draw(st.integers(0, 2**32 - 1)),
        draw(st.integers(2, 7)),
        embedding_size=draw(st.integers(1, 5)),
        hidden_size=draw(st.integers(1, 6)),
        num_layers=draw(st.integers(1, 3)),
        cell=draw(st.sampled_from(["rnn", "gru", "lstm"])),
    )
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(2)
    return model.to(dtype or draw(st.sampled_from([torch.float32, torch.float64])))


@st.composite
def texts(draw: st.DrawFn, model: EmbeddingRNN, *, least: int = 1, most: int = 8) -> str:
    """A text that a network can read."""
    return draw(st.text(letters(model), min_size=least, max_size=most))


def ids(model: EmbeddingRNN, text: str) -> Tensor:
    return torch.tensor([letters(model).index(letter) for letter in text])


def scores(model: EmbeddingRNN, text: str) -> Tensor:
    """The network's own forward, (seq_len, vocab_size)."""
    return model(ids(model, text)[None]).detach()


def traced(model: EmbeddingRNN, text: str) -> list[dict[str, Tensor]]:
    """Torch's own recurrent module on the whole text at once: of each layer h, pre, c and the gates that it has."""
    result = trace(model.rnn, model.emb(ids(model, text))[None])
    names = ("h", "pre", "c", "i", "f", "g", "o", "r", "z", "n")
    found = [{name: getattr(layer, name) for name in names} for layer in result.layers]
    return [{name: x.detach() for name, x in layer.items() if x is not None} for layer in found]


def assert_equals_torch(layers, model: EmbeddingRNN, text: str) -> None:
    """Every quantity of every layer is what torch computes for the whole text."""
    tolerance = TOLERANCE[model.fc.weight.dtype]
    for ours, theirs in zip(layers, traced(model, text), strict=True):
        assert ours.keys() == theirs.keys()
        for name, expected in theirs.items():
            close(ours[name], expected, tolerance, name)


def close(ours, expected: Tensor, tolerance: float, name: str = "") -> None:
    found = torch.from_numpy(ours.copy())
    torch.testing.assert_close(found, expected, rtol=tolerance, atol=tolerance, msg=lambda text: f"{name}: {text}")


def one_unit(cell: str = "rnn", **weights: float | list[float]) -> EmbeddingRNN:
    """A network of one unit that reads a as 1 and b as -1, in float64; its weights are zero unless given."""
    model = EmbeddingRNN.seeded(0, 2, embedding_size=1, hidden_size=1, num_layers=1, cell=cell).double()
    names = {"W_ih": "rnn.weight_ih_l0", "W_hh": "rnn.weight_hh_l0", "b": "rnn.bias_ih_l0"}
    names |= {"W_out": "fc.weight", "b_out": "fc.bias"}
    with torch.no_grad():
        for weight in model.parameters():
            weight.zero_()
        model.emb.weight.copy_(torch.tensor([[1.0], [-1.0]]))
        for name, value in weights.items():
            part = model.get_parameter(names[name])
            part.copy_(torch.tensor(value, dtype=torch.float64).reshape(part.shape))
    return model
