"""The examples in docstrings print what they say."""

import doctest
from importlib import import_module

import pytest

MODULES = ("rnnlab.ablating", "rnnlab.generating", "rnnlab.networks")


@pytest.mark.parametrize("name", MODULES)
def test_every_example_prints_what_it_says(name):
    results = doctest.testmod(import_module(name))
    assert results.attempted
    assert not results.failed
