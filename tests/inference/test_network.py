"""Generation and ablation run the model's own forward, or refuse it in one sentence: never another network."""

import re

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.nn.utils import parametrizations, prune

from rnnlab import ConfigError, EmbeddingRNN, ablate, generate, rank_units, teacher_force

VOCAB, IDS, ANSWERS = "ehlo", torch.tensor([[1, 0, 2, 2, 3]]), torch.tensor([3, 1, 2, 3, 2])


def made(cell="lstm", *, layers=1, **parts):
    torch.manual_seed(0)
    model = EmbeddingRNN(4, 10, 8, layers, cell)
    for name, part in parts.items():
        setattr(model, name, part)
    return model


def changed(change, **kwargs):
    model = made(**kwargs)
    change(model)
    return model


def batch_first(kind, *args, **options):
    return kind(10, 8, *args, batch_first=True, **options)


def replace_weight(model):
    weight = model.rnn.weight_hh_l0.detach() * 3
    del model.rnn.weight_hh_l0
    model.rnn.weight_hh_l0 = weight


def tie_weights(model):
    model.rnn = nn.GRU(10, 10, batch_first=True)
    model.fc = nn.Linear(10, 4)
    model.fc.weight = model.emb.weight


def remember_another_nonlinearity(model):
    model.rnn.nonlinearity = "relu"  # torch's forward reads the mode, which stays tanh


class Kept(EmbeddingRNN):
    """A subclass that adds a part and keeps the forward."""

    def __init__(self):
        super().__init__(4, 10, 8, 1, "gru")
        self.unused = nn.Linear(3, 3)


RUNS = {
    "as it is": lambda: made("rnn", layers=2),
    "an rnn without bias": lambda: made(rnn=batch_first(nn.LSTM, 2, bias=False)),
    "an fc without bias": lambda: made("gru", fc=nn.Linear(8, 4, bias=False)),
    "no bias at all": lambda: made("rnn", rnn=batch_first(nn.GRU, bias=False), fc=nn.Linear(8, 4, bias=False)),
    "relu": lambda: made(rnn=batch_first(nn.RNN, 2, nonlinearity="relu")),
    "another nonlinearity by name": lambda: changed(remember_another_nonlinearity, cell="rnn"),
    "dropout in evaluation mode": lambda: made(rnn=batch_first(nn.GRU, 2, dropout=0.5)).eval(),
    "dropout of one layer": lambda: changed(lambda m: setattr(m.rnn, "dropout", 0.5)),
    "vectors of a largest norm": lambda: made(emb=nn.Embedding(4, 10, max_norm=1.0)),
    "a padding symbol": lambda: made(emb=nn.Embedding(4, 10, padding_idx=2)),
    "a weight replaced by a tensor": lambda: changed(replace_weight, layers=2),
    "tied weights": lambda: changed(tie_weights),
    "float64": lambda: made("gru", layers=3).double(),
    "a subclass": Kept,
}


@pytest.mark.parametrize("name", RUNS)
def test_what_runs_has_the_numbers_of_the_models_own_forward(name):
    model = RUNS[name]()
    with torch.no_grad():
        logits = model(IDS)
    probabilities, loss = logits.softmax(-1).numpy(), F.cross_entropy(logits, ANSWERS).item()
    close = {"rtol": 1e-5, "atol": 1e-6}
    result = ablate(model, "hello", "ohlol", unit=0, vocab=VOCAB)
    np.testing.assert_allclose(result.before.probabilities, probabilities, **close)
    assert result.before.loss == pytest.approx(loss, rel=1e-5)
    forced = teacher_force(model, "h", "hello", vocab=VOCAB).forced
    np.testing.assert_allclose(forced.probabilities, probabilities, **close)
    free = generate(model, "hello", 1, vocab=VOCAB)
    np.testing.assert_allclose(free.probabilities, probabilities, **close)
    effects = {effect[:2]: effect.loss_change for effect in rank_units(model, "hello", "ohlol", vocab=VOCAB)}
    assert effects[0, 0] == pytest.approx(result.loss_change, abs=1e-5)
    assert_weights(free.recording, model)


def assert_weights(recording, model):
    """Exactly the weights that the model has, those without a bias having none."""
    wanted = {"emb.weight", "fc.weight"} | ({"fc.bias"} if model.fc.bias is not None else set())
    wanted |= set(model.rnn._flat_weights_names)
    assert {name for name in recording if "weight" in name or "bias" in name} == wanted
    np.testing.assert_array_equal(recording["weight_hh_l0"], model.rnn.weight_hh_l0.detach().numpy())


class Normed(EmbeddingRNN):
    def __init__(self):
        super().__init__(4)
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        return self.fc(self.norm(self.rnn(self.emb(x))[0])).view(-1, 4)


class Called(EmbeddingRNN):
    def __call__(self, x):
        return super().__call__(x) * 2


class Scaled(nn.Embedding):
    def forward(self, input):
        return super().forward(input) * 10**0.5


class TakesFirst(nn.GRU):
    def forward(self, input, hx=None):
        return super().forward(input[:, :1], hx)


def put_forward_on(*path):
    def change(model):
        part = model.get_submodule(".".join(path))
        part.forward = part.forward  # the same, but another could be there

    return changed(change)


def hooked(change):
    return changed(change, layers=2)


HERE = __name__
FORWARD = (
    f"model must run {re.escape('EmbeddingRNN')}'s own forward without hooks, over an nn.Embedding, an nn.RNN, .* got "
)
FIT = "model must have parts that fit together, got "
OWN = "with a forward of its own"
REFUSED = [
    (Normed, FORWARD, f"{HERE}.Normed {OWN}"),
    (lambda: Called(4), FORWARD, f"{HERE}.Called {OWN}"),
    (put_forward_on, FORWARD, f"rnnlab.nn.models.EmbeddingRNN {OWN}"),
    (lambda: put_forward_on("rnn"), FORWARD, f"rnn=torch.nn.modules.rnn.LSTM {OWN}"),
    (lambda: put_forward_on("fc"), FORWARD, f"fc=torch.nn.modules.linear.Linear {OWN}"),
    (lambda: made(emb=Scaled(4, 10)), FORWARD, f"emb={HERE}.Scaled {OWN}"),
    (lambda: made(rnn=TakesFirst(10, 8, batch_first=True)), FORWARD, f"rnn={HERE}.TakesFirst {OWN}"),
    (
        lambda: made(emb=nn.Sequential(nn.Embedding(4, 10), nn.Dropout(0.1))),
        FORWARD,
        "emb=torch.nn.modules.container.S",
    ),
    (lambda: made(emb=nn.EmbeddingBag(4, 10)), FORWARD, "emb=torch.nn.modules.sparse.EmbeddingBag"),
    (lambda: made(emb=nn.Linear(4, 10)), FORWARD, "emb=torch.nn.modules.linear.Linear"),
    (lambda: made(rnn=nn.RNNCell(10, 8)), FORWARD, "rnn=torch.nn.modules.rnn.RNNCell"),
    (lambda: made(fc=nn.Sequential(nn.Linear(8, 4))), FORWARD, "fc=torch.nn.modules.container.Sequential"),
    (lambda: changed(lambda m: delattr(m, "fc")), FORWARD, "fc=NoneType"),
    (lambda: changed(lambda m: (delattr(m, "emb"), setattr(m, "emb", (1, 2)))), FORWARD, "emb=tuple"),
    (
        lambda: made(rnn=batch_first(nn.LSTM, bidirectional=True), fc=nn.Linear(16, 4)),
        FORWARD,
        "an rnn of two directions",
    ),
    (lambda: made(rnn=batch_first(nn.LSTM, proj_size=3), fc=nn.Linear(3, 4)), FORWARD, "an rnn with proj_size=3"),
    (lambda: made(rnn=nn.LSTM(10, 8)), FORWARD, "an rnn with batch_first=False"),
    (
        lambda: made(rnn=batch_first(nn.GRU, 2, dropout=0.5)),
        FORWARD,
        "an rnn with dropout=0.5 in training mode: call model.e",
    ),
    (
        lambda: hooked(lambda m: m.register_forward_hook(lambda *_: None)),
        FORWARD,
        "a forward hook of the model: remove it",
    ),
    (
        lambda: hooked(lambda m: m.emb.register_forward_hook(lambda *_: None)),
        FORWARD,
        "a forward hook of emb: remove it first",
    ),
    (
        lambda: hooked(lambda m: m.fc.register_forward_pre_hook(lambda *_: None)),
        FORWARD,
        "a forward pre-hook of fc: remove",
    ),
    (lambda: hooked(lambda m: prune.l1_unstructured(m.rnn, "weight_hh_l1", 0.5)), FORWARD, "a forward pre-hook of rnn"),
    (lambda: hooked(lambda m: nn.utils.spectral_norm(m.fc)), FORWARD, "a forward pre-hook of fc: remove it first"),
    (
        lambda: hooked(lambda m: parametrizations.weight_norm(m.rnn, "weight_hh_l0")),
        FORWARD,
        "a parametrization of rnn: rem",
    ),
    (
        lambda: hooked(lambda m: parametrizations.orthogonal(m.emb)),
        FORWARD,
        "a parametrization of emb: remove it first",
    ),
    (lambda: made(emb=nn.Embedding(4, 9)), FIT, r"emb.weight of shape (4, 9) where the other parts ask for (4, 10)"),
    (
        lambda: made(rnn=nn.GRU(10, 9, batch_first=True)),
        FIT,
        r"fc.weight of shape (4, 8) where the other parts ask for (4, 9)",
    ),
    (lambda: made(fc=nn.Linear(8, 5)), FIT, r"fc.weight of shape (5, 8) where the other parts ask for (4, 8)"),
    (lambda: changed(lambda m: setattr(m.fc, "out_features", 2)), FIT, "an fc with out_features=2 for 4 symbols"),
    (
        lambda: changed(lambda m: setattr(m.rnn, "weight_hh_l0", nn.Parameter(torch.zeros(32, 7)))),
        FIT,
        "an rnn with weight_hh_l0 of shape (32, 7) where its sizes ask for (32, 8)",
    ),
    (
        lambda: changed(lambda m: m.fc.double()),
        "model must hold float32 or float64 numbers on the CPU, got ",
        "float32 on cpu, float64 on cpu",
    ),
]


@pytest.mark.parametrize(("make", "rule", "found"), REFUSED)
def test_another_network_is_refused_in_one_sentence_everywhere(make, rule, found):
    model = make()
    runs = [
        lambda: generate(model, "h", 3, vocab=VOCAB),
        lambda: teacher_force(model, "h", "hello", vocab=VOCAB),
        lambda: ablate(model, "hello", "ohlol", unit=0, vocab=VOCAB),
        lambda: rank_units(model, "hello", "ohlol", vocab=VOCAB),
    ]
    for run in runs:
        with pytest.raises(ConfigError, match=f"^{rule}{re.escape(found)}") as caught:
            run()
        assert caught.value.field == "model"
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("register", "kind"),
    [(register_module_forward_pre_hook, "forward pre-hook"), (register_module_forward_hook, "forward hook")],
)
def test_a_hook_of_all_modules_is_refused_while_it_is_there(register, kind):
    model = made()
    handle = register(lambda *_: None)
    try:
        with pytest.raises(ConfigError, match=f"got a {kind} of all modules: remove it first$"):
            generate(model, "h", 3, vocab=VOCAB)
    finally:
        handle.remove()
    assert generate(model, "h", 3, vocab=VOCAB).text


def test_a_forward_put_on_the_class_is_refused(monkeypatch):
    model = made()
    monkeypatch.setattr(EmbeddingRNN, "forward", lambda self, x: self.fc(self.emb(x)[..., :8]).view(-1, 4))
    with pytest.raises(ConfigError, match=f"got rnnlab.nn.models.EmbeddingRNN {OWN}$"):
        generate(model, "h", 3, vocab=VOCAB)
