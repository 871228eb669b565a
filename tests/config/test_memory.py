"""What no memory holds is refused before any of it is allocated, and the sentence says how much it would need."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import (
    CellConfig,
    ConfigError,
    Edit,
    EmbeddingRNN,
    LayersConfig,
    TaskConfig,
    TextConfig,
    Trainer,
    build,
    export,
    race,
    task_of,
    train_text,
)
from rnnlab.config import memory
from rnnlab.config.memory import bytes_text, check_demonstration, network_numbers, recurrent_numbers
from rnnlab.nn.models import FeatureRNN
from rnnlab.tracing.record import record_cell, record_layers

CELLS = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
small, cells = st.integers(1, 4), st.sampled_from(["rnn", "gru", "lstm"])


def size(module: torch.nn.Module) -> int:
    return sum(weight.numel() for weight in module.parameters())


@given(cells, st.tuples(small, small, small), st.booleans(), st.booleans())
def test_the_weights_of_a_layered_network_are_counted_as_torch_makes_them(cell, sizes, both, bias):
    module = CELLS[cell](*sizes, bias=bias, bidirectional=both)
    assert recurrent_numbers(cell, *sizes, directions=1 + both, bias=bias) == size(module)
    without = size(module) - sum(w.numel() for name, w in module.named_parameters() if "weight_hh" in name)
    assert recurrent_numbers(cell, *sizes, directions=1 + both, bias=bias, recurrent=False) == without


@given(cells, small, small, small, small)
def test_the_weights_of_a_whole_network_are_counted(cell, vocab_size, reads, units, layers):
    embedded = EmbeddingRNN(vocab_size, reads, units, layers, cell)
    assert network_numbers(cell, reads, units, layers, vocab_size, vocab_size=vocab_size) == size(embedded)
    assert network_numbers(cell, reads, units, layers, 2) == size(FeatureRNN(reads, 2, units, layers, cell))


@pytest.mark.parametrize(
    "config",
    [
        CellConfig(seq_len=300, hidden_size=20),
        CellConfig(hidden_size=200, bias=False),
        LayersConfig(seq_len=300, hidden_size=20),
        LayersConfig(cell="lstm", bidirectional=True, hidden_size=60, batch_size=3),
        LayersConfig(cell="gru", num_layers=9, hidden_size=40, batch_first=True),
    ],
    ids=str,
)
def test_a_recording_is_refused_from_about_its_own_size_on(monkeypatch, config):
    record = record_cell if isinstance(config, CellConfig) else record_layers
    made = record(config).nbytes
    monkeypatch.setattr(memory, "memory_bytes", lambda: made)
    with pytest.raises(ConfigError, match=r"^recording must be small enough for the memory of this computer, "):
        check_demonstration(config)
    monkeypatch.setattr(memory, "memory_bytes", lambda: 4 * made + 800_000)
    check_demonstration(config)


def test_a_training_is_refused_from_about_its_own_size_on(monkeypatch):
    config = TextConfig(hidden_size=100)
    trainer = Trainer(config, max_bytes=0)
    next(trainer)
    kept = trainer.nbytes
    monkeypatch.setattr(memory, "memory_bytes", lambda: kept)
    with pytest.raises(ConfigError, match=r"^training must be small enough for the memory of this computer, "):
        Trainer(config)
    monkeypatch.setattr(memory, "memory_bytes", lambda: 3 * kept)
    Trainer(config)


BIG = 10**6
MOST = 2**53 - 1
REFUSED = {
    "build": lambda: build(TextConfig(hidden_size=BIG)),
    "build, many layers": lambda: build(TextConfig(num_layers=10**9)),
    "build, thin layers": lambda: build(TextConfig(num_layers=10**8, hidden_size=1, embedding_size=1)),
    "build, wide symbols": lambda: build(TextConfig(embedding_size=MOST)),
    "EmbeddingRNN": lambda: EmbeddingRNN(BIG, BIG),
    "EmbeddingRNN, seeded": lambda: EmbeddingRNN.seeded(0, MOST, hidden_size=MOST, num_layers=MOST),
    "FeatureRNN": lambda: FeatureRNN(2, hidden_size=BIG),
    "Trainer": lambda: Trainer(TextConfig(hidden_size=BIG)),
    "Trainer, all": lambda: Trainer(TextConfig(hidden_size=MOST, num_layers=MOST, embedding_size=MOST)),
    "Trainer, a long text": lambda: Trainer(TextConfig(source="ab" * 5000, target="ba" * 5000, hidden_size=2000_000)),
    "train_text": lambda: train_text(num_layers=10**9),
    "Trainer of a task": lambda: Trainer(TaskConfig(hidden_size=BIG)),
    "race": lambda: race(TaskConfig(hidden_size=10**9)),
    "race, held out": lambda: race(TaskConfig(seq_len=3_000_000, batch_size=1)),
    "race, most": lambda: race(TaskConfig(hidden_size=MOST)),
    "record_cell": lambda: record_cell(CellConfig(hidden_size=BIG)),
    "record_cell, steps": lambda: record_cell(CellConfig(seq_len=10**12)),
    "record_cell, narrow": lambda: record_cell(CellConfig(seq_len=10**9, input_size=1, hidden_size=1)),
    "record_cell, most": lambda: record_cell(CellConfig(seq_len=MOST, batch_size=MOST, input_size=MOST)),
    "record_layers": lambda: record_layers(LayersConfig(hidden_size=BIG)),
    "record_layers, layers": lambda: record_layers(LayersConfig(num_layers=MOST), [Edit("weight_ih_l9", (0, 0), 1)]),
    "record_layers, batch": lambda: record_layers(LayersConfig(batch_size=10**12, bidirectional=True)),
    "a batch": lambda: task_of(TaskConfig(batch_size=10**12)).batch(1),
    "a batch of numbers": lambda: task_of(TaskConfig(task="adding", seq_len=10**12)).batch(1),
    "a batch of a text": lambda: task_of(TaskConfig(task="next", text="ab" * 500, batch_size=10**12)).batch(1),
    "held out": lambda: task_of(TaskConfig(task="copy", seq_len=10**12)).held_out(),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_sizes_that_no_memory_holds_are_refused_with_their_size(make):
    rule = r"^\w+ must be small enough for the memory of this computer, [\d.]+ [MGT]B, got one of [\d.]+ [GTPE]B$"
    with pytest.raises(ConfigError, match=rule) as caught:
        make()
    assert caught.value.field


@pytest.mark.parametrize(
    ("config", "field"),
    [
        (TextConfig(num_layers=10**9), "num_layers"),
        (TextConfig(embedding_size=10**12, epochs=10**15), "embedding_size"),
    ],
)
def test_the_largest_setting_is_at_fault(config, field):
    with pytest.raises(ConfigError) as caught:
        Trainer(config)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "make",
    [
        lambda layers: build(TextConfig(num_layers=layers)),
        lambda layers: Trainer(TaskConfig(num_layers=layers, hidden_size=1)),
        lambda layers: record_layers(LayersConfig(num_layers=layers, hidden_size=1, seq_len=1)),
        lambda layers: EmbeddingRNN(2, 1, 1, layers),
    ],
)
def test_more_layers_than_torch_makes_in_reasonable_time_are_refused(make):
    with pytest.raises(ConfigError, match=r"^num_layers must be at most 10000, got 10001$") as caught:
        make(10_001)
    assert caught.value.field == "num_layers"


def test_a_network_on_no_device_may_have_any_size():
    assert EmbeddingRNN(10, 10, 10**6, device="meta").rnn.weight_hh_l0.shape == (10**6, 10**6)


def test_the_script_of_a_network_that_no_memory_holds_is_as_short_as_any():
    config = LayersConfig(num_layers=MOST)
    assert f"num_layers={MOST})" in export.script(config)
    with pytest.raises(ConfigError, match="edits must be of an input, a start or a weight that is there"):
        record_layers(LayersConfig(), [Edit("weight_ih_l9999", (0, 0), 1)])


def test_the_memory_of_this_computer_is_asked_for_once_and_guessed_where_nobody_says(monkeypatch):
    assert memory.memory_bytes() > 1 << 28

    def unknown(name: str) -> int:
        raise ValueError(name)

    monkeypatch.setattr(memory.os, "sysconf", unknown)
    assert memory.memory_bytes.__wrapped__() == 16 << 30


@given(st.integers(1, 10**24))
def test_a_number_of_bytes_has_three_digits_and_the_unit_that_fits(number):
    text, unit = bytes_text(number).split()
    power = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"].index(unit)
    assert float(text) * 1000**power == pytest.approx(number, rel=6e-3)
    assert float(text) < 1000 or unit == "EB"
