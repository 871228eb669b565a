"""The examples in docstrings print the output that stands below them."""

import doctest
from importlib import import_module

import pytest

from tests.imports import ROOT

MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for file in (ROOT / "rnnlab").rglob("*.py")
    if ">>> " in file.read_text("utf-8")
)


def test_there_are_examples():
    assert {"rnnlab.config.edits", "rnnlab.inference.ablation", "rnnlab.training.trainer"} <= set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_every_example_prints_what_it_says(name):
    results = doctest.testmod(import_module(name))
    assert results.attempted
    assert not results.failed
