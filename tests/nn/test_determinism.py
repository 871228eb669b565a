"""What a caller has set for torch does not change a number: every run equals the one made with torch's defaults."""

from contextlib import ExitStack, contextmanager
from threading import Barrier, Thread

import pytest
import torch

from rnnlab import CellConfig, EmbeddingRNN, LayersConfig, Recording, TextConfig, Trainer, train_text
from rnnlab.export.printed import printed_output
from rnnlab.nn.determinism import is_plain, one_thread, plain
from rnnlab.tracing.record import record_cell, record_layers
from rnnlab.weather.forecast import DEFAULT_FIRST, forecast
from rnnlab.weather.model import WeatherConfig
from rnnlab.weather.training import train


@contextmanager
def default_dtype(dtype):
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


@contextmanager
def torch_threads(count):
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


SETTINGS = {
    "float64": lambda: default_dtype(torch.float64),
    "float16": lambda: default_dtype(torch.float16),
    "another device": lambda: torch.device("meta"),
    "no_grad": torch.no_grad,
    "inference": torch.inference_mode,
    "autocast": lambda: torch.autocast("cpu", dtype=torch.bfloat16),
    "two threads": lambda: torch_threads(2),
}
setting = pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)


@setting
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_a_training_is_the_same_under_any_setting(cell, setting):
    expected = train_text(cell=cell, epochs=3)
    with setting():
        assert train_text(cell=cell, epochs=3) == expected


@setting
def test_a_state_goes_in_and_out_of_any_setting(setting):
    expected = train_text(epochs=4)
    with setting():
        trainer = Trainer(TextConfig(epochs=4))
        next(trainer)
        assert Trainer(TextConfig()).state()["frame.output"].shape == (0, 5, 4)
        trainer = Trainer.from_state(Recording.from_bytes(trainer.state().to_bytes()))
        next(trainer)
    assert len(list(trainer)) == 2
    assert trainer.recording() == expected


@setting
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_layers_and_cells_are_the_same_under_any_setting(cell, setting):
    layers, one = LayersConfig(cell=cell, bidirectional=True), CellConfig(hidden_size=5)
    expected = record_layers(layers), record_cell(one)
    with setting():
        assert (record_layers(layers), record_cell(one)) == expected
        assert printed_output(expected[0])["printed"]


@setting
def test_a_forecast_is_the_same_under_any_setting(setting):
    network = train(WeatherConfig(epochs=1))
    with setting():
        assert train(WeatherConfig(epochs=1)) == network
        assert forecast(network, DEFAULT_FIRST) == network


def test_a_seed_gives_float32_on_the_cpu_whatever_the_defaults_are():
    expected = EmbeddingRNN.seeded(3, 5).state_dict()
    with default_dtype(torch.float64), torch.device("meta"):
        found = EmbeddingRNN.seeded(3, 5).state_dict()
    for name, weight in expected.items():
        assert found[name].dtype == torch.float32
        assert torch.equal(found[name], weight)


def test_what_the_caller_has_set_is_still_set_afterwards():
    with default_dtype(torch.float64), torch.device("meta"), torch.no_grad(), torch.autocast("cpu"):
        train_text(epochs=1)
        assert (torch.get_default_dtype(), torch.empty(1).device.type) == (torch.float64, "meta")
        assert torch.is_autocast_enabled("cpu")
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()


def facts():
    """What `plain` and `one_thread` change, as the calling thread has it."""
    modes = torch.is_inference_mode_enabled(), torch.is_autocast_enabled("cpu"), torch.is_grad_enabled()
    return *modes, torch.get_default_device().type, torch.get_num_threads()


ODD = (True, True, False, "meta", 2)


def enter_odd(stack):
    for setting in (SETTINGS["inference"], SETTINGS["autocast"], SETTINGS["another device"], SETTINGS["two threads"]):
        stack.enter_context(setting())


def side_by_side(*programs):
    """Run programs in a thread each; `wait()` in one waits for the others, and an exception of any is raised here."""
    barrier, found = Barrier(len(programs), timeout=30), {}

    def run(number, program):
        try:
            found[number] = program(barrier.wait)
        except BaseException as error:
            barrier.abort()
            found[number] = error

    threads = [Thread(target=run, args=pair) for pair in enumerate(programs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outcome in found.values():
        if isinstance(outcome, BaseException):
            raise outcome
    return [found[number] for number in range(len(programs))]


def test_plain_and_one_thread_hold_in_their_own_thread_only():
    """One thread is inside them, the other has set everything else: neither sees the other's, during or after."""

    def inside(wait):
        with torch_threads(2), plain(), one_thread():
            wait()
            before = facts()
            wait()
            during = facts()
            wait()
        return before, during, facts()[:4]

    def outside(wait):
        wait()
        with ExitStack() as stack:
            enter_odd(stack)
            wait()
            during = facts()
            wait()
            after = facts()
        return during, after

    first, second = side_by_side(inside, outside)
    assert first == ((False, False, True, "cpu", 1), (False, False, True, "cpu", 1), (False, False, True, "cpu"))
    assert second == (ODD, ODD)


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt])
def test_all_is_as_it_was_after_them_also_after_an_error(error):
    before = facts()
    with ExitStack() as stack:
        enter_odd(stack)
        try:
            with plain(), one_thread():
                assert facts() == (False, False, False, "cpu", 1)  # the caller's no_grad stays the caller's
                assert is_plain()
                if error:
                    raise error
        except (ValueError, KeyboardInterrupt):
            pass
        assert facts() == ODD
        assert not is_plain()
    assert facts() == before


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_two_threads_train_the_same_bits_whatever_each_has_set(cell):
    expected = train_text(cell=cell, epochs=5), record_layers(LayersConfig(cell=cell))

    def odd(wait):
        with ExitStack() as stack:
            enter_odd(stack)
            wait()
            return train_text(cell=cell, epochs=5), record_layers(LayersConfig(cell=cell))

    def usual(wait):
        wait()
        return train_text(cell=cell, epochs=5), record_layers(LayersConfig(cell=cell))

    assert side_by_side(odd, usual) == [expected, expected]
