"""Sentences and their values."""

import pytest

from rnnlab.i18n.messages import t


def test_a_sentence_without_places_is_itself():
    assert t("Train the network.") == "Train the network."


def test_values_are_put_in_by_name_and_may_be_formatted():
    assert t("{b} of {a}, {loss:.3f}", a=2, b="one", loss=0.12345) == "one of 2, 0.123"


def test_braces_in_values_are_letters():
    assert t("{a} and {b}", a="{b}", b="{a} {{") == "{b} and {a} {{"


def test_braces_that_are_no_place_are_letters():
    assert t("{} {{a}} {A} {a.b} {a!r} {0} }{", a=1) == "{} {1} {A} {a.b} {a!r} {0} }{"


def test_a_place_without_a_value_is_refused():
    with pytest.raises(KeyError, match="loss"):
        t("loss = {loss}", los=1)
