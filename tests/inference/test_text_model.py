"""What generation and ablation are given is checked, and refused in one sentence that names the argument."""

import re
from contextlib import contextmanager

import numpy as np
import pytest
import torch

from rnnlab import (
    ConfigError,
    EmbeddingRNN,
    LayersConfig,
    Recording,
    RecordingError,
    TextConfig,
    TextError,
    Trainer,
    TrainingError,
    ablate,
    generate,
    rank_units,
    teacher_force,
    train_text,
)
from rnnlab.inference.text_model import TextModel
from rnnlab.inference.trained_model import model_at
from rnnlab.tracing.record import record_layers
from tests import lesson

MODEL = EmbeddingRNN.seeded(0, 4)


@pytest.fixture(scope="module")
def run():
    return train_text(epochs=4)


@contextmanager
def refused(sentence, field, kind=ConfigError):
    """Exactly this sentence, and the name of the argument for the page that shows it."""
    with pytest.raises(kind, match=f"^{re.escape(sentence)}$") as caught:
        yield
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("prime", "sentence"),
    [
        ("", "prime must be a text of at least one symbol, got ''"),
        (None, "prime must be a text of at least one symbol, got None"),
        (["e"], "prime must be a text of at least one symbol, got ['e']"),
        ("\ud83d", "prime must be whole Unicode, got half of a surrogate pair"),
        ("hay", "prime must use only symbols that the network knows ('e', 'h', 'l', 'o'), got 'a', 'y'"),
        ("H", "prime must use only symbols that the network knows ('e', 'h', 'l', 'o'), got 'H'"),
        ("h" * 10_001, "prime must have at most 10000 symbols, got 10001"),
    ],
)
def test_a_prime_that_cannot_be_read(run, prime, sentence):
    with refused(sentence, "prime", TextError):
        generate(run, prime, 3)
    with refused(sentence, "prime", TextError):
        teacher_force(run, prime, "hello")
    with refused(sentence.replace("prime", "source"), "source", TextError):
        ablate(run, prime, "hello", unit=0)
    with refused(sentence.replace("prime", "target"), "target", TextError):
        rank_units(run, "hello", prime)


@pytest.mark.parametrize("temperature", [-1, -1e-300, float("nan"), float("inf"), 100.5, 1e9, 10**400, True, "1", None])
def test_a_temperature_out_of_range(run, temperature):
    shown = repr(temperature) if temperature != 10**400 else "1" + "0" * 79 + "…"
    with refused(f"temperature must be a number from 0 to 100, got {shown}", "temperature"):
        generate(run, "h", 3, temperature=temperature)
    with refused(f"temperature must be a number from 0 to 100, got {shown}", "temperature"):
        teacher_force(run, "h", "hello", temperature=temperature)


@pytest.mark.parametrize("top_k", [0, -1, 5, 2.0, True, "2"])
def test_a_top_k_out_of_range(run, top_k):
    with refused(f"top_k must be a whole number from 1 to 4, the network's symbols, got {top_k!r}", "top_k"):
        generate(run, "h", 3, top_k=top_k)


@pytest.mark.parametrize("length", [0, -1, 9_998, 2.0, True, "2", None])
def test_a_length_out_of_range(run, length):
    with refused(f"length must be a whole number from 1 to 9997, got {length!r}", "length"):
        generate(run, "hell", length)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, None])
def test_a_seed_out_of_range(run, seed):
    with refused(f"seed must be a whole number from 0 to 4294967295, got {seed!r}", "seed"):
        generate(run, "h", 3, seed=seed)


@pytest.mark.parametrize("reference", ["ehllo", "he", "h"])
def test_a_reference_that_does_not_go_on_from_the_prime(run, reference):
    sentence = f"reference must be a text that begins with prime, 'he', and goes on, got {reference!r}"
    with refused(sentence, "reference", TextError):
        teacher_force(run, "he", reference)


def test_texts_of_unequal_length(run):
    with refused("target must have as many symbols as source, which has 5, got 3", "target", TextError):
        ablate(run, "hello", "ohl", unit=0)


@pytest.mark.parametrize("vocab", [None, "ehl", "ehll", "ehlox", ["e", "h", "l", ""], ["e", "h", "l", 3], 4, {"e": 1}])
def test_a_vocabulary_that_does_not_fit(vocab):
    sentence = f"vocab must be the 4 different symbols of the network in the order of their ids, got {vocab!r}"
    with refused(sentence, "vocab"):
        generate(MODEL, "h", 3, vocab=vocab)
    with refused(sentence, "vocab"):
        ablate(MODEL, "hello", "ohlol", unit=0, vocab=vocab)


@pytest.mark.parametrize(
    ("model", "found"),
    [
        (None, "NoneType"),
        ("hello", "str"),
        ({}, "dict"),
        (EmbeddingRNN, "the class rnnlab.nn.models.EmbeddingRNN"),
        (torch.nn.LSTM(2, 2), "torch.nn.modules.rnn.LSTM"),
        (torch.nn.Sequential(MODEL), "torch.nn.modules.container.Sequential, which holds one: give model[0]"),
        (
            torch.nn.DataParallel(MODEL),
            "torch.nn.parallel.data_parallel.DataParallel, which holds one: give model.module",
        ),
    ],
)
def test_what_is_no_network(model, found):
    with refused(f"model must be an EmbeddingRNN or a recording of a training, got {found}", "model"):
        generate(model, "h", 3, vocab="ehlo")


def test_a_recording_of_something_else():
    with refused('model must be a recording of kind "training", got kind "layers"', "model"):
        generate(record_layers(LayersConfig()), "h", 3)


def test_a_training_that_has_not_begun():
    with refused("model must have trained for at least one epoch, got a recording of none", "model"):
        generate(Trainer(TextConfig()).recording(), "h", 3)


@pytest.mark.parametrize("epoch", [0, 5, -1, 2.0, True, "1", [1]])
def test_an_epoch_that_the_recording_does_not_hold(run, epoch):
    with refused(f"epoch must be one that the recording holds (1, 2, 3, 4), got {epoch!r}", "epoch"):
        generate(run, "h", 3, epoch=epoch)


def test_an_epoch_of_a_network():
    with refused("epoch must be left out with a model, which has one set of weights, got 2", "epoch"):
        generate(MODEL, "h", 3, vocab="ehlo", epoch=2)


def test_many_symbols_and_epochs_are_not_all_named():
    letters = "".join(chr(0x4E00 + i) for i in range(30))
    run = train_text(letters, letters, epochs=30)
    with pytest.raises(TextError, match=r"\('一', ('.', ){18}'专'…\), got 'x'$"):
        generate(run, "x", 3)
    with pytest.raises(ConfigError, match=r"holds \(1, 2, .*, 20…\), got 31$"):
        generate(run, letters[0], 3, epoch=31)


def test_other_numbers_than_float32_and_float64():
    model = EmbeddingRNN.seeded(0, 4).to(torch.bfloat16)
    with refused("model must hold float32 or float64 numbers on the CPU, got bfloat16 on cpu", "model"):
        generate(model, "h", 3, vocab="ehlo")
    with refused("model must hold float32 or float64 numbers on the CPU, got float32 on meta", "model"):
        generate(EmbeddingRNN(4, device="meta"), "h", 3, vocab="ehlo")


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_network_that_has_come_apart(bad):
    model = EmbeddingRNN.seeded(0, 4)
    with torch.no_grad():
        model.fc.bias[1] = bad
    with pytest.raises(TrainingError, match=r"^scores must be finite, got NaN or infinity at step 1$"):
        generate(model, "h", 3, vocab="ehlo")
    with pytest.raises(ConfigError, match=r"^model must have a finite loss on this text, got (nan|inf)$"):
        ablate(model, "h", "e", unit=0, vocab="ehlo")
    with pytest.raises(ConfigError, match=r"^model must have a finite loss on this text, got (nan|inf)$"):
        rank_units(model, "h", "e", vocab="ehlo")


def test_long_texts_are_refused_where_they_would_fill_the_memory():
    model = EmbeddingRNN.seeded(0, 40_000, embedding_size=1, hidden_size=100, num_layers=3)
    network = TextModel(network=model, vocab=tuple(map(str, range(40_000))))
    assert network.max_steps == 256_000_000 // (4 * (40_000 + 3 * 100 * 10))
    with pytest.raises(ConfigError, match=f"^length must be a whole number from 1 to {network.max_steps}, got 10000$"):
        generate(model, "a", 10_000, vocab=["a", *network.vocab[1:]])


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_network_of_an_epoch_is_the_lessons_before_its_update(cell):
    config = TextConfig(cell=cell, epochs=4, num_layers=3)
    with torch.random.fork_rng(devices=[]):
        history, _ = lesson.train(config, 4)
    before = torch.random.get_rng_state()
    recording = train_text(cell=cell, epochs=4, num_layers=3)
    for epoch, (loss, predicted, weights) in enumerate(history, start=1):
        model = model_at(recording, epoch)
        assert model.state_dict().keys() == weights.keys()
        assert all(torch.equal(model.state_dict()[name], weight) for name, weight in weights.items())
        target = torch.from_numpy(recording["target"].copy())
        logits = model(torch.from_numpy(recording["source"].copy())[None])
        assert torch.nn.functional.cross_entropy(logits, target).item() == pytest.approx(loss, rel=1e-5)
        assert "".join(config.vocab[i] for i in logits.argmax(dim=1)) == predicted
    assert torch.equal(torch.random.get_rng_state(), before)


def without(run, *names):
    return Recording({name: array for name, array in run.items() if name not in names}, run.header)


def test_a_damaged_or_hostile_recording_is_refused_in_one_sentence(run):
    header = dict(run.header)
    wrong = [
        without(run, "emb.weight"),
        without(run, "rnn.bias_hh_l1"),
        without(run, "rnn.weight_ih_l0", "rnn.weight_ih_l1"),
        Recording({**run, "fc.bias": np.zeros((4, 9), np.float32)}, header),
        Recording({**run, "fc.weight": np.zeros((4, 4, 10**6), np.float32)}, header),
        Recording({**run, "fc.weight": np.zeros(3, np.float32)}, header),
        Recording({**run, "emb.weight": np.zeros((4, 0, 10), np.float32)}, header),
        Recording({**run, "emb.weight": np.zeros((4, 4, 10), np.int64)}, header),
        Recording({**run, "rnn.bias_hh_l1": run["rnn.bias_hh_l1"][:1]}, header),
        run.with_header(config={"cell": "gru"}),
        run.with_header(config={"cell": ["rnn"]}),
        run.with_header(config=None),
        run.with_header(config={}),
    ]
    for recording in wrong:
        with pytest.raises(RecordingError, match=r"^recording must hold a whole network that reads symbols, got one "):
            generate(recording, "h", 3)
    for vocab in (None, "ehl", 3, ["e", "h", "l"], ["e", "e", "h", "l"], [1, 2, 3, 4]):
        with pytest.raises(ConfigError, match=r"^vocab must be the 4 different symbols of the network"):
            generate(run.with_header(vocab=vocab), "h", 3)
    huge = run.with_header(config={**header["config"], "hidden_size": 10**15, "num_layers": 10**15})
    assert generate(huge, "h", 3).text == generate(run, "h", 3).text  # sizes are those of the arrays
