"""A recording whose header or arrays were changed at any place is drawn, or refused in one line."""

import copy
import json

import numpy as np
import pytest

from rnnlab import Recording
from rnnlab.bundled.recordings import tagger
from rnnlab.errors import RnnlabError
from rnnlab.player.inspection.checks import checked_calls
from rnnlab.player.inspection.part import Part
from rnnlab.player.inspection.payload import Looked, inspection, inspection_alone
from rnnlab.player.inspection.results import extent_of

MADE = tagger()
HEADER = json.loads(json.dumps(dict(MADE.header)))
VALUES = [None, True, -1, 0, 3, 2**40, 0.5, "", "w9", "lstm", "x" * 9999, [], [0], [[]], {}, {"a": 1}]
ENTRIES = [*HEADER["calls"][0], "lengths", "units"]
CHANGES = {
    "no step": lambda a: a[:0],
    "a step less": lambda a: a[:-1],
    "a unit less": lambda a: a[..., :-1],
    "flat": np.ravel,
    "an axis more": lambda a: a[None],
    "whole numbers": lambda a: a.astype(np.int64),
    "huge": lambda a: a.astype(np.float64) * 1e300,
    "NaN": lambda a: np.full_like(a, np.nan) if a.dtype.kind == "f" else a - 9,
}


def draw_or_refuse(arrays, header):
    sentence = ""
    try:
        recording = Recording(arrays, header)
        for call in checked_calls(recording):
            for layer in range(call.num_layers):
                part = Part(call=call, item=0, layer=layer, reverse=False, quantity="h")
                inspection(part, extent_of(part), None, Looked(unit=(1, 2))).to_bytes()
        inspection_alone(recording, 0)[0].to_bytes()
    except RnnlabError as error:
        sentence = str(error)
    assert "\n" not in sentence


@pytest.mark.parametrize("entry", ENTRIES)
def test_any_value_in_the_header_of_a_call(entry):
    for value in VALUES:
        header = copy.deepcopy(HEADER)
        header["calls"][0][entry] = value
        draw_or_refuse(dict(MADE), header)


@pytest.mark.filterwarnings("ignore:.*encountered in")
@pytest.mark.parametrize("change", CHANGES)
def test_any_array_of_another_shape_or_type(change):
    for name in MADE:
        draw_or_refuse({**MADE, name: CHANGES[change](MADE[name])}, HEADER)


@pytest.mark.parametrize("name", sorted(MADE))
def test_any_array_that_is_missing(name):
    draw_or_refuse({other: MADE[other] for other in MADE if other != name}, HEADER)
