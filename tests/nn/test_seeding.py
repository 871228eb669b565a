"""The same seed gives the lesson's weights, whatever other code of the process draws."""

import re
import threading

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import ConfigError, EmbeddingRNN, TextConfig
from rnnlab.nn.models import build, count_parameters
from rnnlab.nn.seeding import build_seeded, generator
from tests.lesson import Model

SIZES = st.integers(1, 40)
CONFIGS = st.builds(
    TextConfig,
    cell=st.sampled_from(["rnn", "gru", "lstm"]),
    embedding_size=SIZES,
    hidden_size=SIZES,
    num_layers=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
)


def assert_same_weights(model, reference):
    assert list(model.state_dict()) == list(reference.state_dict())
    for ours, theirs in zip(model.parameters(), reference.parameters(), strict=True):
        assert torch.equal(ours, theirs)
        assert ours.requires_grad


@given(config=CONFIGS)
def test_a_seed_gives_the_weights_of_manual_seed_and_the_lesson_s_model(config):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        reference = Model(config)
    assert_same_weights(build(config), reference)


def test_a_network_made_by_hand_draws_from_the_process_wide_generator_in_the_lesson_s_order():
    config = TextConfig(cell="gru")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        reference = Model(config)
        torch.manual_seed(3)
        assert_same_weights(EmbeddingRNN(4, 10, 8, 2, "gru"), reference)


@pytest.mark.parametrize("module", [torch.nn.RNNCell, torch.nn.GRUCell, torch.nn.LSTMCell, torch.nn.LSTM])
def test_data_drawn_after_the_weights_is_what_the_script_would_draw(module):
    draws = generator(7)
    ours, data = build_seeded(module, draws, input_size=3, hidden_size=5), torch.randn(4, 2, 3, generator=draws)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        reference, expected = module(input_size=3, hidden_size=5), torch.randn(4, 2, 3)
    assert_same_weights(ours, reference)
    assert torch.equal(data, expected)


def test_building_leaves_the_process_wide_generator_alone():
    before = torch.random.get_rng_state()
    build(TextConfig(cell="lstm"))
    assert torch.equal(torch.random.get_rng_state(), before)


def test_threads_that_draw_and_seed_all_the_time_change_nothing():
    config, stop = TextConfig(), threading.Event()
    expected = build(config)
    started = threading.Barrier(4)

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
        built = [build(config) for _ in range(50)]
        stop.set()
        for thread in threads:
            thread.join()
    for model in built:
        assert_same_weights(model, expected)


def test_the_network_scores_every_symbol_at_every_step():
    model = build(TextConfig(cell="lstm", num_layers=3))
    assert model(torch.zeros(2, 5, dtype=torch.int64)).shape == (10, 4)


def test_the_lesson_s_network_has_this_many_weights():
    # 4·10 embeddings; two layers of 8·(10 + 8) and 8·(8 + 8) with two biases of 8 each; 4·8 + 4 at the end
    assert count_parameters(build(TextConfig())) == 40 + (144 + 16) + (128 + 16) + 36


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"seed": -1}, "seed must be a whole number from 0 to 4294967295, got -1"),
        ({"seed": 2**32}, "seed must be a whole number from 0 to 4294967295, got 4294967296"),
        ({"seed": True}, "seed must be a whole number from 0 to 4294967295, got True"),
        ({"vocab_size": 0}, "vocab_size must be a positive whole number, got 0"),
        ({"hidden_size": 2.0}, "hidden_size must be a positive whole number, got 2.0"),
        ({"cell": "elman"}, "cell must be one of rnn, gru, lstm, got 'elman'"),
    ],
)
def test_a_network_that_cannot_be_is_refused_in_one_sentence(given, sentence):
    with pytest.raises(ConfigError, match=f"^{re.escape(sentence)}$"):
        EmbeddingRNN.seeded(**({"seed": 0, "vocab_size": 4} | given))
