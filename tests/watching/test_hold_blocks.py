"""Blocks of `hold`: nothing is left behind, and what cannot be held gets one sentence."""

import copy
import threading

import pytest
import torch
from torch import nn

import rnnlab
from rnnlab import hold


def test_nested_blocks_and_exceptions_leave_nothing_behind():
    module, x = nn.GRU(2, 3), torch.ones(4, 1, 2)
    plain, before = module(x)[0], list(vars(module))
    with hold(module, unit=0, value=1.0):
        with hold(module, unit=0, steps=1, value=2.0), hold(module, unit=1, value=3.0):
            both = module(x)[0][:, 0]
            assert both[:, 0].tolist() == [2, 1, 1, 1]
            assert both[:, 1].tolist() == [3] * 4
        assert (module(x)[0][..., 0] == 1).all()
        twin = copy.deepcopy(module)  # nothing is held in a copy, which no block would free
        assert torch.equal(twin(x)[0], plain)
    assert list(vars(module)) == before
    with pytest.raises(rnnlab.TraceError, match="input must be 2"), hold(module, unit=0, value=1.0):
        module(torch.ones(4, 1, 9))
    assert list(vars(module)) == before
    assert torch.equal(module(x)[0], plain)
    held = hold(module, unit=0)
    with held, pytest.raises(rnnlab.TraceError, match="hold must be entered once at a time"), held:
        pass
    assert list(vars(module)) == before


def test_blocks_that_overlap_in_threads_take_away_their_own():
    module, x = nn.LSTM(2, 3), torch.ones(4, 1, 2)
    plain, entered, first_out = module(x)[0], threading.Event(), threading.Event()

    def other():
        with hold(module, unit=1, value=0.5):
            entered.set()
            first_out.wait(10)
            found = module(x)[0][0, 0]
            assert found[1] == 0.5
            assert found[0] != 0.25

    errors = []
    thread = threading.Thread(target=lambda: _caught(other, errors))
    with hold(module, unit=0, value=0.25):
        thread.start()
        entered.wait(10)
        assert module(x)[0][0, 0, :2].tolist() == [0.25, 0.5]
    first_out.set()
    thread.join(10)
    assert not errors
    assert "forward" not in vars(module)
    assert torch.equal(module(x)[0], plain)


def _caught(run_it, errors):
    try:
        run_it()
    except BaseException as error:
        errors.append(error)


def two():
    return nn.ModuleDict({"one": nn.LSTM(2, 4, 2, proj_size=3), "two": nn.GRUCell(2, 3), "three": nn.RNN(2, 3)})


@pytest.mark.parametrize(
    ("wanted", "field", "sentence"),
    [
        ({}, None, ""),
        ({"module": "rnn"}, "module", "module must be one of one, two, three, got 'rnn'"),
        ({"module": None, "unit": 1}, "module", "module must be one of one, two, three, got None"),
        ({"module": "one", "unit": 3}, "unit", "unit must be a whole number from 0 to 2, got 3"),
        ({"module": "one", "unit": 4, "gate": "o"}, "unit", "unit must be a whole number from 0 to 3, got 4"),
        ({"module": "one", "unit": [0, -1]}, "unit", "unit must be a whole number from 0 to 2, got -1"),
        ({"module": "one", "unit": []}, "unit", "unit must be a whole number from 0 to 2, got none"),
        ({"module": "one", "unit": "1"}, "unit", "unit must be a whole number from 0 to 2, got '1'"),
        ({"module": "one", "layer": 2}, "layer", "layer must be a whole number from 0 to 1, got 2"),
        ({"module": "two", "layer": 1}, "layer", "layer must be a whole number from 0 to 0, got 1"),
        ({"module": "two", "reverse": True}, "reverse", "reverse must be false for a module that reads in one"),
        ({"module": "one", "reverse": 1}, "reverse", "reverse must be true or false, got 1"),
        ({"module": "two", "gate": "f"}, "gate", "gate must be one of r, z, n, got 'f'"),
        ({"module": "three", "gate": "f"}, "gate", "gate must be left out with a plain RNN, which has none, got 'f'"),
        ({"module": "two", "value": float("nan")}, "value", "value must be a finite number, got nan"),
        ({"module": "two", "value": 1e300}, "value", "value must be a finite number, got 1e"),
        ({"module": "two", "add": float("inf")}, "add", "add must be a finite number, got inf"),
        ({"module": "two", "value": 1.0, "add": 1.0}, "value", "value must be the only one of value, add and patch"),
        ({"module": "two", "steps": 0}, "steps", "steps must be whole numbers from 1, got 0"),
        ({"module": "two", "steps": []}, "steps", "steps must be whole numbers from 1, got none"),
        ({"module": "two", "calls": "1"}, "calls", "calls must be whole numbers from 1, got '1'"),
        (
            {"module": "two", "patch": [[[1.0]]]},
            "patch",
            "patch must be numbers of shape (seq_len or 1, batch_size or 1, 3)",
        ),
        ({"module": "two", "patch": "abc"}, "patch", "patch must be numbers of shape"),
        (
            {"module": "two", "patch": torch.full((1, 1, 3), torch.nan)},
            "patch",
            "patch must be finite numbers, got NaN",
        ),
    ],
)
def test_a_bad_argument_gets_one_sentence_that_names_it(wanted, field, sentence):
    if not wanted:
        with hold(two()):
            return
    with pytest.raises(rnnlab.ConfigError) as caught:
        hold(two(), **wanted)
    assert str(caught.value).startswith(sentence)
    assert caught.value.field == field


def test_what_a_call_cannot_do_is_said_at_the_call():
    model, x = nn.LSTM(2, 3), torch.ones(4, 2, 2)
    with (
        hold(model, steps=[2, 5]),
        pytest.raises(rnnlab.ConfigError, match=r"^steps must be at most 4, the steps of call 1 of the model, got 5$"),
    ):
        model(x)
    with (
        hold(model, patch=torch.ones(3, 1, 3)),
        pytest.raises(
            rnnlab.ConfigError,
            match=r"^patch must be of shape \(4 or 1, 2 or 1, 3\) for call 1 of the model, got \(3, 1, 3\)$",
        ),
    ):
        model(x)
    with hold(model, unit=0), torch.autocast("cpu"), pytest.raises(rnnlab.TraceError, match="outside of autocast"):
        model(x)
    with (
        pytest.raises(rnnlab.ConfigError, match=r"^calls must be at most 1, the number of calls of the model"),
        hold(model, calls=[1, 2]),
    ):
        model(x)
    cell = nn.GRUCell(2, 3)
    with (
        pytest.raises(rnnlab.ConfigError, match=r"^steps must be at most 3, the steps of the model's longest sequence"),
        hold(cell, steps=4),
    ):
        cell(torch.ones(1, 2), cell(torch.ones(1, 2), cell(torch.ones(1, 2))))
    assert "forward" not in vars(cell)
    with pytest.raises(rnnlab.TraceError, match="model must be a model that holds"):
        hold(nn.Linear(2, 3))
