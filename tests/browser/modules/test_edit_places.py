"""Typed text is read as a number or refused, and a written number reads back as the same float32."""

import numpy as np
import pytest

from rnnlab import CellConfig, LayersConfig
from rnnlab.config.edits import LIMIT, editable_shapes

PLACES = "editing/edit_places.js"


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.5", 0.5), (" -2 ", -2), ("−2", -2), ("0,5", 0.5), (".5", 0.5), ("1e-3", 0.001), ("+1000000", 1e6)],
)
def test_a_number_is_read_in_every_usual_spelling(js, text, value):
    assert js(PLACES, "m.parse(given.text)", text=text) == value


def test_nothing_typed_is_null(js):
    assert js(PLACES, "m.parse(' ') === null")


@pytest.mark.parametrize(
    "junk", ["nan", "inf", "1e9", "-1000001", "abc rc", "1.2.3", "0x10", "1e999", "1,000,000", "-"]
)
def test_what_is_no_number_or_beyond_the_limit_is_undefined(js, junk):
    assert js(PLACES, "m.parse(given.junk) === undefined", junk=junk)


def test_the_limit_is_the_librarys(js):
    assert js(PLACES, "m.LIMIT") == LIMIT


def test_the_shortest_text_gives_the_same_float32_back(js):
    rng = np.random.default_rng(0)
    values = (rng.normal(size=200) * 10.0 ** rng.integers(-8, 6, 200)).astype(np.float32)
    texts = js(PLACES, "given.values.map((value) => m.shortest(Math.fround(value)))", values=values.tolist())
    np.testing.assert_array_equal(np.array(texts, dtype=np.float32), values)
    assert js(PLACES, "[0.1, -3, 0].map((value) => m.shortest(Math.fround(value)))") == ["0.1", "-3", "0"]


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_every_weight_of_a_unit_has_a_place_that_the_library_knows(js, cell):
    """Together, the units' places are all places of the layer's weights."""
    program = """
    const { explain } = await import("/arithmetic/explain.js");
    const { I, H, cell } = given, edited = new Set(["bias_ih_l0.0"]);
    const ones = { ih: new Array(I).fill(1), hh: new Array(H).fill(1), bih: 1, bhh: 1 };
    const [x, hPrev, rows] = [new Array(I).fill(0), new Array(H).fill(0), () => ones];
    const lines = hPrev.flatMap((_, unit) => {
      const sums = explain({ cell, nonlinearity: "tanh", x, hPrev, unit, cPrev: 0, rows }).lines;
      return m.placeTerms(sums, { suffix: "_l0", unit, size: H, edited });
    });
    const terms = lines.flatMap((line) => line.terms).filter((term) => term.place);
    return terms.map((term) => [m.keyOf(term.place), m.nameOf(term.place), term.edited]);
    """
    config = LayersConfig(cell=cell, input_size=3, hidden_size=2, num_layers=1)
    known = {name: shape for name, shape in editable_shapes(config).items() if name.endswith("_l0")}
    found = js(PLACES, program, cell=cell, I=3, H=2)
    expected = {".".join(map(str, (name, *index))) for name, shape in known.items() for index in np.ndindex(*shape)}
    keys = [key for key, _, _ in found]
    assert sorted(keys) == sorted(expected)
    assert [key for key, _, edited in found if edited] == ["bias_ih_l0.0"]
    assert ("weight_ih_l0.1.2", "weight_ih_l0[1, 2]") in {(key, name) for key, name, _ in found}


def test_places_of_one_cell_have_torchs_names(js):
    assert set(editable_shapes(CellConfig())) >= {"weight_ih", "weight_hh", "bias_ih", "bias_hh"}
    assert js(PLACES, "[...m.editedIn({ edits: [['x', [0, 0, 2], 1]] }), ...m.editedIn({})]") == ["x.0.0.2"]
