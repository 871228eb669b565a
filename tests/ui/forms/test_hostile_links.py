"""Links that say anything: every page has a config, and one sentence of one line for each value that is not used."""

import math
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError
from rnnlab.ui.forms.fields import Field, check_whole_numbers, read_url, short, write_url
from rnnlab.ui.forms.settings import CELL, LAYERS, TRAINING, config_from
from rnnlab.ui.pages.ablation.form import ABLATION
from rnnlab.ui.pages.generation.form import FREE, network_config
from rnnlab.ui.pages.home.form import choice, fields
from rnnlab.ui.pages.race.choice import race_choice
from rnnlab.ui.pages.race.form import RACE

PAGES = {
    "cell": (CELL, lambda values: config_from(CellConfig, values)),
    "layers": (LAYERS, lambda values: config_from(LayersConfig, values)),
    "training": (TRAINING, lambda values: config_from(TextConfig, values)),
    "ablation": (ABLATION, lambda values: config_from(TextConfig, values)),
    "generation": (FREE, network_config),
    "race": (RACE, lambda values: race_choice(values, None)),
    "home": (fields(date(2015, 10, 9)), choice),
}
RAW = [
    *(
        "",
        " ",
        "0",
        "-0",
        "1",
        "-1",
        "1.0",
        "1e0",
        "1e999",
        "-1e999",
        "5e-324",
        "1e-999",
        "nan",
        "inf",
        "Infinity",
        "0x10",
    ),
    *(str(2**53), str(2**63), str(2**64), "9" * 18, "9" * 19, "1" * 4301, "1" * 5001, "1_000", "١", "+1", "1 ", "\n1"),
    *("true", "True", "null", "rnn", "RNN", "echo", "next", "rnn,rnn", ",", "rnn,gru,lstm", "2015-10-09", "9999-99-99"),
    *(
        "0001-01-01",
        "2015-10-09T00:00",
        "a" * 501,
        "a" * 100_000,
        "\ud800",
        "\0",
        "a\u0301" * 300,
        "👩‍👩‍👧" * 500,
        "\n" * 40,
    ),
    *(
        "x.0.0.0~1",
        "x.0.0.0~1e999",
        f"x.0.0.{'9' * 5000}~1",
        "weight_hh_l9999_reverse.0.0~1",
        "~" * 1000,
        "[[1]]",
        "{}",
    ),
]


@given(st.sampled_from(sorted(PAGES)), st.data())
def test_a_link_that_says_anything_gives_values_and_sentences(page, data):
    table, build = PAGES[page]
    names = data.draw(st.lists(st.sampled_from([field.name for field in table]), min_size=1, max_size=4, unique=True))
    given_values = {name: [data.draw(st.sampled_from(RAW))] for name in names}
    values, notices = read_url(table, given_values)
    assert len(notices) <= len(names)
    for notice in notices:
        assert len(notice.splitlines()) == 1
        assert len(notice) < 300
    with suppress(ConfigError):
        build(values)
    assert read_url(table, {name: [raw] for name, raw in write_url(table, values).items()}) == (values, [])


def test_every_value_of_a_link_is_tried_on_every_setting():
    for table, _ in PAGES.values():
        for field in table:
            for raw in RAW:
                values, notices = read_url([field], {field.name: [raw]})
                assert field.check(values[field.name]) == values[field.name]
                if notices:
                    assert values[field.name] == field.default


@pytest.mark.parametrize("value", [[10**5000], 10**400, math.nan, math.inf, object(), "x" * 10**6])
def test_a_value_of_any_kind_is_short_in_a_sentence(value):
    assert len(short(value)) <= 41
    assert len(short(value).splitlines()) == 1
    for kind, choices in (("int", ()), ("float", ()), ("flag", ()), ("choice", ("b", "c")), ("text", ())):
        with pytest.raises(ConfigError, match=r"^a must be [^\n]{1,200}$"):
            Field(name="a", kind=kind, default=1, low=1, high=5, choices=choices).check(value)


@pytest.mark.parametrize("values", [None, 3, [], "x", {"seq_len": "x"}, {"seq_len": True}, {"seq_len": 1e300}, {}])
def test_what_is_no_whole_number_of_a_file_is_left_to_the_config(values):
    check_whole_numbers(CELL, values)


def test_a_whole_number_of_a_file_is_held_against_the_page_s_limits():
    with pytest.raises(ConfigError, match="must be a whole number from 1 to 64, got a number too long to write out"):
        check_whole_numbers(CELL, {"seq_len": 10**5000})
