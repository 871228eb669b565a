import dataclasses
import json
import re

import pytest

from rnnlab import CellConfig, ConfigError, LayersConfig, RnnlabError, TextConfig, TextError

CONFIGS = (CellConfig, LayersConfig, TextConfig)
NO_SIZES = [0, -1, True, False, 1.0, 1e9, float("nan"), float("inf"), "3", None, [3]]
SIZES = [
    (config, field.name)
    for config in CONFIGS
    for field in dataclasses.fields(config)
    if field.type == "int" and field.name != "seed"
]


def refused(config: type, field: str, value: object, rule: str) -> ConfigError:
    """The error that a value causes; its sentence is checked whole: name, rule, value."""
    with pytest.raises(ConfigError, match=f"^{re.escape(f'{field} must be {rule}, got {value!r}')}$") as caught:
        config(**{field: value})
    assert caught.value.field == field
    return caught.value


def test_defaults_are_the_lesson():
    text = TextConfig()
    assert (text.source, text.target, text.vocab) == ("hello", "ohlol", ["e", "h", "l", "o"])
    assert (text.embedding_size, text.hidden_size, text.num_layers, text.lr, text.epochs) == (10, 8, 2, 0.05, 15)
    cell = CellConfig()
    assert (cell.seq_len, cell.batch_size, cell.input_size, cell.hidden_size) == (3, 1, 4, 2)
    assert LayersConfig().num_layers == 4


@pytest.mark.parametrize("config", CONFIGS)
def test_a_config_is_frozen_and_its_dictionary_survives_json(config):
    made = config(seed=7)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.seed = 8
    assert config(**json.loads(json.dumps(made.to_dict()))) == made


def test_a_config_from_before_there_were_optimisers_is_one_of_adam():
    old = {"source": "ab", "target": "ba", "cell": "gru", "embedding_size": 3, "hidden_size": 4, "num_layers": 1}
    config = TextConfig.from_dict({**old, "lr": 0.1, "epochs": 9, "seed": 2})
    assert (config.optimiser, config.schedule, config.clip, config.memory) == ("adam", "constant", 0.0, True)


@pytest.mark.parametrize(("config", "field"), SIZES)
def test_sizes_are_positive_whole_numbers(config, field):
    for value in NO_SIZES:
        refused(config, field, value, "a positive whole number")
    assert getattr(config(**{field: 1}), field) == 1
    assert getattr(config(**{field: 10**9}), field) == 10**9


def test_every_size_is_tried():
    assert len(SIZES) == 13


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("seed", [-1, 2**32, True, 0.0, float("nan"), float("inf"), "0", None])
def test_seed_is_a_whole_number_that_torch_takes(config, seed):
    refused(config, "seed", seed, "a whole number from 0 to 4294967295")
    assert config(seed=2**32 - 1).seed == 2**32 - 1


@pytest.mark.parametrize("value", ["LSTM", "", "transformer", None, 3, True, ["rnn"], {}])
@pytest.mark.parametrize(
    ("config", "field", "choices"),
    [
        (LayersConfig, "cell", "rnn, gru, lstm"),
        (TextConfig, "cell", "rnn, gru, lstm"),
        (CellConfig, "nonlinearity", "tanh, relu"),
        (LayersConfig, "nonlinearity", "tanh, relu"),
    ],
)
def test_a_choice_is_one_of_those_offered(config, field, choices, value):
    refused(config, field, value, f"one of {choices}")
    for choice in choices.split(", "):
        assert getattr(config(**{field: choice}), field) == choice


@pytest.mark.parametrize("value", [0, 1, "true", None, 1.0])
@pytest.mark.parametrize(
    ("config", "field"), [(CellConfig, "bias"), (LayersConfig, "bidirectional"), (LayersConfig, "batch_first")]
)
def test_a_switch_is_true_or_false(config, field, value):
    refused(config, field, value, "true or false")


@pytest.mark.parametrize("lr", [0, 0.0, -0.05, float("nan"), float("inf"), float("-inf"), True, "0.05", None, 1j])
def test_learning_rate_is_a_positive_number(lr):
    refused(TextConfig, "lr", lr, "a positive number")


def test_a_value_too_long_for_a_sentence_is_cut():
    with pytest.raises(ConfigError, match=r"^lr must be a positive number, got 10{79}…$"):
        TextConfig(lr=10**400)
    with pytest.raises(ConfigError, match=r"^epochs must be .*, got a number too long to write out$"):
        TextConfig(epochs=-(10**5000))
    with pytest.raises(ConfigError, match=r"^cell must be .*, got 'x{79}…$"):
        TextConfig(cell="x" * 1000)


@pytest.mark.parametrize("lr", [5e-324, 0.05, 1, 1e9])
def test_any_positive_learning_rate_is_taken(lr):
    assert TextConfig(lr=lr).lr == lr


@pytest.mark.parametrize("field", ["source", "target"])
@pytest.mark.parametrize("text", ["", None, 3, b"hello", ["h"]])
def test_a_text_has_at_least_one_symbol(field, text):
    error = refused(TextConfig, field, text, "a text of at least one symbol")
    assert isinstance(error, TextError)
    assert isinstance(error, RnnlabError)


@pytest.mark.parametrize(
    ("source", "target", "counts"),
    [
        ("hello", "ohl", (5, 3)),
        ("a", "ab", (1, 2)),
        ("👨‍👩‍👧", "👨👩", (1, 2)),
        ("é", "e\u0301e", (1, 2)),
        ("\r\n", "\n\n", (1, 2)),
    ],
)
def test_texts_of_unequal_length_are_counted_as_a_reader_counts(source, target, counts):
    rule = f"^target must have as many symbols as source, which has {counts[0]}, got {counts[1]}$"
    with pytest.raises(TextError, match=rule) as caught:
        TextConfig(source=source, target=target)
    assert caught.value.field == "target"


@pytest.mark.parametrize(
    ("source", "target", "vocab"),
    [
        ("a", "a", ["a"]),
        ("aaa", "aaa", ["a"]),
        ("👨‍👩‍👧", "x", ["x", "👨‍👩‍👧"]),
        ("e\u0301", "\u00e9", ["\u00e9"]),
        (" \n", "\t ", ["\t", "\n", " "]),
        ("ab" * 250, "ba" * 250, ["a", "b"]),
    ],
)
def test_any_unicode_text_is_taken(source, target, vocab):
    assert TextConfig(source=source, target=target).vocab == vocab


@pytest.mark.parametrize("name", ["source", "target"])
def test_half_a_surrogate_pair_is_refused_since_nothing_could_print_or_save_it(name):
    with pytest.raises(TextError, match=rf"^{name} must be whole Unicode, got half of a surrogate pair$"):
        TextConfig(**{"source": "a", "target": "b", name: "\ud83d"})
