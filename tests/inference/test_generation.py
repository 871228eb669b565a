"""Free running: the numbers equal torch's, and the random draws depend on the seed alone."""

import math
import threading

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from rnnlab import EmbeddingRNN, Recording, generate, teacher_force, train_text
from rnnlab.inference.sampling import distribution
from rnnlab.inference.trained_model import model_at
from tests.nn.network_cases import TOLERANCE, assert_equals_torch, close, letters, networks, one_unit, scores, texts

TEMPERATURES = st.sampled_from([0, 1e-300, 0.1, 1, 1.0, 7.5, 100])


@pytest.fixture(scope="module")
def hello():
    return train_text("hello", "ellow", epochs=60)


@pytest.fixture(scope="module")
def model():
    return EmbeddingRNN.seeded(3, 5, cell="gru")


@given(data=st.data(), model=networks(), temperature=TEMPERATURES, seed=st.integers(0, 2**32 - 1))
def test_states_gates_and_scores_are_the_modules_on_the_whole_text(data, model, temperature, seed):
    prime, length = data.draw(texts(model)), data.draw(st.integers(1, 8))
    made = generate(model, prime, length, vocab=letters(model), temperature=temperature, seed=seed)
    read = prime + made.text[:-1]
    assert "".join(made.read) == read
    assert_equals_torch(made.layers, model, read)
    close(made.recording["logits"], scores(model, read), TOLERANCE[model.fc.weight.dtype])


@given(data=st.data(), model=networks(), temperature=st.floats(0.01, 100), seed=st.integers(0, 99))
def test_what_is_drawn_from_is_softmax_of_the_scores_over_temperature_among_the_top_k(data, model, temperature, seed):
    k = data.draw(st.integers(1, model.emb.num_embeddings))
    made = generate(model, "a", 6, vocab=letters(model), temperature=temperature, top_k=k, seed=seed)
    z = torch.from_numpy(made.recording["logits"].copy())
    kept = z.topk(k).indices
    expected = torch.zeros_like(z).scatter(1, kept, (z.gather(1, kept) / temperature).softmax(dim=1))
    close(made.probabilities, expected, 1e-4 if z.dtype == torch.float32 else 1e-9)
    chances = [row[letters(model).index(said)] for row, said in zip(made.probabilities, made.said, strict=True)]
    assert all(chance > 0 for chance in chances)


def test_at_temperature_1_the_distribution_is_plain_softmax(model):
    made = generate(model, "a", 20, vocab=letters(model))
    z = torch.from_numpy(made.recording["logits"].copy())
    np.testing.assert_allclose(made.probabilities, z.softmax(dim=1).numpy(), rtol=1e-6)
    np.testing.assert_array_equal(made.recording["probabilities"], made.probabilities)


@given(data=st.data(), model=networks(), seed=st.integers(0, 99))
def test_greedy_is_the_chain_of_the_modules_own_likeliest_symbols(data, model, seed):
    prime = data.draw(texts(model))
    text = prime
    for _ in range(6):
        text += letters(model)[int(scores(model, text)[-1].argmax())]
    for greedy in ({"temperature": 0}, {"temperature": 0.0, "top_k": 2}, {"top_k": 1}, {"temperature": 5e-324}):
        assert prime + generate(model, prime, 6, vocab=letters(model), seed=seed, **greedy).text == text


def test_temperature_0_puts_everything_on_one_symbol(model):
    made = generate(model, "ab", 5, vocab=letters(model), temperature=0)
    assert sorted(made.probabilities.ravel().tolist()) == [0] * 24 + [1] * 6


def test_of_equal_scores_the_first_symbols_are_kept():
    equal = torch.tensor([1.0, 3.0, 3.0, 3.0])
    assert distribution(equal, 0).tolist() == [0, 1, 0, 0]
    assert distribution(equal, 1.0, 2).tolist() == [0, 0.5, 0.5, 0]
    assert distribution(equal, 0, 3).tolist() == [0, 1, 0, 0]
    many = torch.zeros(1000)
    assert distribution(many, 1.0, 1).argmax() == 0


@pytest.mark.parametrize("temperature", [5e-324, 1e-308, 1e-30, 1e-3])
def test_no_small_temperature_divides_by_zero(temperature):
    assert distribution(torch.tensor([-1e30, 2.0, 1.0]), temperature).tolist() == [0, 1, 0]
    assert distribution(torch.tensor([2.0, 2.0]), temperature).tolist() == [0.5, 0.5]


def test_a_small_temperature_still_tells_scores_apart_that_are_as_close():
    z = torch.tensor([5.0, 5.0 + 1e-9], dtype=torch.float64)
    assert distribution(z, 1e-9).tolist() == pytest.approx([1 / (1 + math.e), math.e / (1 + math.e)], abs=1e-6)


def test_a_high_temperature_is_flatter_and_a_low_one_steeper():
    z = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64)
    entropies = [-(p * p.log()).sum().item() for p in (distribution(z, t) for t in (0.5, 1, 2, 100))]
    assert entropies == sorted(entropies)
    assert entropies[-1] == pytest.approx(math.log(3), abs=1e-4)


def test_one_unit_by_hand():
    """a is read as 1: h = tanh(½·1 + ¼) and the scores are 2h and ⅒ - 2h; then b as -1, and h comes in times -1."""
    model = one_unit(W_ih=0.5, W_hh=-1.0, b=0.25, W_out=[2.0, -2.0], b_out=[0.0, 0.1])
    h1 = math.tanh(0.75)
    h2 = math.tanh(-0.5 + 0.25 - h1)
    h3 = math.tanh(-0.5 + 0.25 - h2)
    made = generate(model, "ab", 2, vocab=["a", "b"], temperature=0)
    assert made.text == "ba"  # h2 is below zero and h3 above it
    np.testing.assert_allclose(made.layers[0]["h"].ravel(), [h1, h2, h3], rtol=1e-14)
    warm = generate(model, "ab", 1, vocab=["a", "b"], temperature=0.5)
    share = [1 / (1 + math.exp((0.1 - 2 * h - 2 * h) / 0.5)) for h in (h1, h2)]
    np.testing.assert_allclose(warm.probabilities[:, 0], share, rtol=1e-12)


def test_in_the_long_run_symbols_come_as_often_as_the_distribution_says():
    model = one_unit(b_out=[0.0, 1.0])  # the same scores at every step, whatever was said
    for temperature in (0.5, 3.0):
        made = generate(model, "a", 1500, vocab=["a", "b"], temperature=temperature)
        share = 1 / (1 + math.exp(-1 / temperature))
        spread = math.sqrt(share * (1 - share) / 1500)
        assert made.text.count("b") / 1500 == pytest.approx(share, abs=4 * spread)


def test_what_other_threads_draw_and_set_changes_nothing(model):
    expected = [generate(model, "a", 30, vocab=letters(model), seed=seed).text for seed in range(8)]
    assert len(set(expected)) == 8
    stop, started = threading.Event(), threading.Barrier(4)

    def hammer():
        started.wait()
        while not stop.is_set():
            torch.manual_seed(1)
            torch.rand(5)

    threads = [threading.Thread(target=hammer) for _ in range(3)]
    with torch.random.fork_rng(devices=[]):
        for thread in threads:
            thread.start()
        started.wait()
        found = [generate(model, "a", 30, vocab=letters(model), seed=seed).text for seed in range(8)]
        stop.set()
        for thread in threads:
            thread.join()
    assert found == expected


def test_the_callers_settings_and_the_process_wide_generator_are_left_alone(model):
    options = {"vocab": letters(model), "seed": 5}
    expected, before = generate(model, "a", 20, **options).recording, torch.random.get_rng_state()
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with torch.inference_mode(), torch.autocast("cpu"):
            assert generate(model, "a", 20, **options).recording == expected
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert all(weight.requires_grad and weight.grad is None for weight in model.parameters())


@pytest.mark.parametrize("epoch", [1, 7, 60])
def test_a_recording_runs_with_the_weights_of_its_epoch(hello, epoch):
    ours = generate(hello, "he", 6, epoch=epoch, seed=2)
    theirs = generate(model_at(hello, epoch), "he", 6, vocab=hello.header["vocab"], seed=2)
    origin = {"config": hello.header["config"], "epoch": epoch, "loss": hello.losses[epoch - 1]}
    origin["predicted"] = hello.predictions[epoch - 1]
    assert ours.recording == theirs.recording.with_header(origin=origin)
    np.testing.assert_array_equal(ours.recording["weight_hh_l1"], hello["rnn.weight_hh_l1"][epoch - 1])
    if epoch == 60:
        assert generate(hello, "he", 6, seed=2).recording == ours.recording


def test_a_network_that_predicts_the_next_symbol_writes_its_text(hello):
    assert generate(hello, "h", 5, temperature=0).text == "ellow"


def test_symbols_are_graphemes():
    run = train_text("né👍🏽", "é👍🏽n", epochs=60)
    made = generate(run, "ne\u0301", 2, temperature=0)  # é in two code points
    assert made.read == ("n", "é", "👍🏽")
    assert made.text == "👍🏽n"


@given(data=st.data(), model=networks(), temperature=TEMPERATURES, seed=st.integers(0, 99))
def test_both_runs_agree_until_they_read_different_symbols_and_the_distance_is_that_of_the_states(
    data, model, temperature, seed
):
    reference = data.draw(texts(model, least=2))
    prime = reference[: data.draw(st.integers(1, len(reference) - 1))]
    options = {"vocab": letters(model), "temperature": temperature, "seed": seed}
    both = teacher_force(model, prime, reference, **options)
    alone = generate(model, prime, len(reference) - len(prime) + 1, **options)
    assert both.free.read == alone.read
    assert both.free.said == alone.said
    assert "".join(both.forced.read) == reference
    assert_equals_torch(both.forced.layers, model, reference)
    close(both.recording["logits_forced"], scores(model, reference), TOLERANCE[model.fc.weight.dtype])
    differs = [t for t, pair in enumerate(zip(alone.read, reference, strict=True), start=1) if len(set(pair)) == 2]
    assert both.parts_at == (differs[0] if differs else None)
    together = (both.parts_at or len(reference) + 1) - 1
    assert not both.distance[:, :together].any()
    assert both.free.said[: together - 1] == both.forced.said[: together - 1]
    for layer, row in enumerate(both.distance):
        gap = both.free.layers[layer]["h"] - both.forced.layers[layer]["h"]
        np.testing.assert_allclose(row, np.sqrt((gap.astype(np.float64) ** 2).sum(axis=(1, 2))), rtol=1e-5)


def test_a_class_sees_where_the_two_part():
    run = train_text("hello", "ohlol")
    both = teacher_force(run, "h", "hello", temperature=0)
    assert both.free.read[:2] == ("h", "o")  # h is answered with o, which the free run reads next
    assert "".join(both.forced.said) == "ohlol"
    assert both.parts_at == 2
    assert (both.distance[:, 1:] > 0).all()
    assert both.distance.shape == (2, 5)


def test_a_reference_that_the_network_would_say_itself_never_parts(hello):
    both = teacher_force(hello, "h", "hellow", temperature=0)
    assert both.parts_at is None
    assert both.recording.header["parts_at"] is None
    assert not both.distance.any()


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_recording_has_all_of_it_and_survives_a_file(cell, dtype):
    model = EmbeddingRNN.seeded(0, 3, hidden_size=4, cell=cell).to(dtype)
    both = teacher_force(model, "a", "abcab", vocab="abc", temperature=2, top_k=2, seed=9)
    again = Recording.from_bytes(both.recording.to_bytes())
    assert again == both.recording
    assert again.kind == "generation"
    header = {"prime": "a", "reference": "abcab", "temperature": 2, "top_k": 2, "seed": 9, "vocab": ["a", "b", "c"]}
    assert header.items() <= dict(again.header).items()
    assert "a" + again.header["text"] == "".join(both.free.read)
    for suffix, run in (("", both.free), ("_forced", both.forced)):
        assert tuple("abc"[i] for i in again[f"read{suffix}"]) == run.read
        assert tuple("abc"[i] for i in again[f"said{suffix}"]) == run.said
        np.testing.assert_array_equal(again[f"probabilities{suffix}"], run.probabilities)
        for layer in range(2):
            for name, values in run.layers[layer].items():
                np.testing.assert_array_equal(again[f"layer{layer}.{name}{suffix}"], values)
                assert values.dtype == np.dtype(str(dtype).removeprefix("torch."))
    for layer in range(2):
        np.testing.assert_array_equal(again[f"layer{layer}.distance"].ravel(), both.distance[layer])


def test_a_recording_keeps_the_weights_it_was_made_with(model):
    made = generate(model, "a", 3, vocab=letters(model)).recording
    again = EmbeddingRNN.seeded(3, 5, cell="gru")
    kept = generate(again, "a", 3, vocab=letters(model)).recording
    with torch.no_grad():
        again.rnn.weight_hh_l0.zero_()
    assert kept == made


def test_x_is_what_the_recurrent_layer_was_given(model):
    made = generate(model, "abc", 4, vocab=letters(model)).recording
    x = F.embedding(torch.from_numpy(made["read"].copy()), model.emb.weight).detach()
    np.testing.assert_array_equal(made["x"][:, 0], x.numpy())
