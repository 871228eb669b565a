"""Recordings that anybody may have made: a script without a word of theirs as code, or one sentence."""

import ast
import copy
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import (
    CellConfig,
    ConfigError,
    LayersConfig,
    Recording,
    RnnlabError,
    ablate,
    export,
    teacher_force,
    train_text,
)
from rnnlab.export.printed import printed_output
from rnnlab.tracing.record import record_cell, record_layers

RUN = train_text(epochs=3)
RECORDINGS = {
    "cell": record_cell(CellConfig()),
    "layers": record_layers(LayersConfig(cell="lstm", num_layers=2)),
    "training": RUN,
    "generation": teacher_force(RUN, "he", "hello", temperature=0.5, top_k=2).recording,
    "ablation": ablate(RUN, "hello", "ohlol", unit=0).recording,
}
EVIL = (
    "1); evil(",
    "0] = evil()  # ",
    "'; evil(); '",
    '"""; evil(); """',
    "\\'; evil(); \\'",
    "\nevil()\n",
    "{evil()}",
)
NUMBERS = (None, True, -1, 0, 3, 2**53, 2**63, 10**400, 1e308, -0.0, 0.5)
VALUES = (*EVIL, *NUMBERS, "", "x" * 10_000, "\ud800", [], {}, [[]], ["evil()"], {"evil()": 1}, [1, 2, 3], [10**400])
SHAPES = [(), (0,), (1,), (5,), (2, 0), (5, 1, 1), (1,) * 64]


def places(header: dict) -> list[tuple[str, ...]]:
    """Every entry of a header, and every entry of a mapping in it."""
    found = []
    for name, value in header.items():
        found.append((name,))
        if isinstance(value, dict):
            found += [(name, *rest) for rest in places(value)]
    return found


PLACES = {kind: places(json.loads(json.dumps(dict(made.header)))) for kind, made in RECORDINGS.items()}


def changed(kind: str, place: tuple[str, ...], value: object) -> Recording | None:
    """A recording with another value in its header; None where no header holds it."""
    header = copy.deepcopy(dict(RECORDINGS[kind].header))
    inner = header
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    try:
        return Recording(dict(RECORDINGS[kind]), header)
    except RnnlabError:
        return None


def check(recording: Recording) -> None:
    """Script, printed lines and tables: each is made, or refused in one line; none holds what a file would do."""
    for use in (export.script, printed_output, *(lambda r, n=n: export.csv(r, n) for n in (*list(recording)[:2], "h"))):
        try:
            made = use(recording)
        except RnnlabError as error:
            sentence = str(error)
        else:
            sentence = ""
            if use is export.script:
                tree = ast.parse(made)
                assert not [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "evil"]
        assert len(sentence.splitlines()) <= 1
        assert len(sentence) < 1500


def test_what_is_changed_here_is_whole_before():
    for recording in RECORDINGS.values():
        check(recording)
        assert printed_output(recording)["printed"]
        ast.parse(export.script(recording))


@given(st.data())
def test_a_header_that_says_anything(data):
    kind = data.draw(st.sampled_from(sorted(RECORDINGS)))
    place = data.draw(st.sampled_from(PLACES[kind]))
    recording = changed(kind, place, data.draw(st.sampled_from(VALUES)))
    if recording is not None:
        check(recording)


@given(st.data())
def test_arrays_of_any_shape_and_missing_ones(data):
    kind = data.draw(st.sampled_from(sorted(RECORDINGS)))
    whole = RECORDINGS[kind]
    name = data.draw(st.sampled_from(sorted(whole)))
    shape = data.draw(st.sampled_from([None, *SHAPES]))
    dtype = data.draw(st.sampled_from(["float32", "float64", "int64", "uint16"]))
    fill = data.draw(st.sampled_from([0, 3, 60_000]))
    others = {key: array for key, array in whole.items() if key != name}
    check(Recording(others if shape is None else {**others, name: np.full(shape, fill, dtype)}, whole.header))


@pytest.mark.parametrize("kind", ["generation", "ablation"])
def test_no_text_of_a_header_becomes_code(kind):
    for place in PLACES[kind]:
        for text in EVIL:
            recording = changed(kind, place, text)
            if recording is not None:
                check(recording)


@pytest.mark.parametrize(
    ("kind", "name"), [("ablation", "unit"), ("ablation", "layer"), ("generation", "seed"), ("generation", "top_k")]
)
def test_a_number_of_a_script_is_a_whole_number(kind, name):
    with pytest.raises(
        ConfigError, match=rf"^{name} must be a whole number in the recording's header, got '0\] = evil"
    ):
        export.script(changed(kind, (name,), EVIL[1]))


def test_a_header_longer_than_its_recording_prints_what_is_there():
    recording = changed("layers", ("config", "seq_len"), 2**53 - 1)
    assert len(printed_output(recording)["active"]) == 1 + 8
    with pytest.raises(ConfigError, match=r"^recording must hold what its script needs, got one that does not fit \("):
        printed_output(recording.only())


@pytest.mark.parametrize("value", [None, 3, "x", {}, np.zeros(3)])
def test_what_is_no_recording_is_said(value):
    for use in (export.script, printed_output, lambda given: export.csv(given, "h")):
        with pytest.raises(ConfigError, match=rf"^(config|recording) must be .*, got {type(value).__name__}$"):
            use(value)


@pytest.mark.parametrize(("source", "target"), [("hello", "hello"), ("ohlol", "ohlol"), ("hello", "ohlol")])
def test_a_script_says_so_if_either_text_is_another(source, target):
    recording = ablate(RUN, source, target, unit=0).recording
    assert ("Another text" in export.script(recording)) == ((source, target) != ("hello", "ohlol"))
