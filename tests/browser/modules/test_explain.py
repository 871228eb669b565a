"""The terms and sums that the player shows equal torch's results, and hand-worked cases."""

import pytest
import torch

# Of every unit: its lines, its new state and, of an LSTM, its new cell state.
EXPLAIN_ALL = """
const { cell, nonlinearity, x, hPrev, cPrev, ih, hh, bih, bhh, held } = given;
return hPrev.map((_, unit) => m.explain({
  cell, nonlinearity, x, hPrev, unit, cPrev: cPrev?.[unit], held,
  rows: (k) => {
    const row = k * hPrev.length + unit;
    return { ih: ih[row], hh: hh[row], bih: bih?.[row], bhh: bhh?.[row] };
  },
}));
"""
CELLS = {"rnn": torch.nn.RNNCell, "gru": torch.nn.GRUCell, "lstm": torch.nn.LSTMCell}
LINES = {"rnn": ["h"], "gru": ["r", "z", "m", "n", "h"], "lstm": ["i", "f", "g", "o", "c", "h"]}
GATES = {"rnn": 1, "gru": 3, "lstm": 4}


def explained(js, module, x, h, c=None, **more):
    cell = next(name for name, kind in CELLS.items() if isinstance(module, kind))
    weights = {"ih": module.weight_ih.tolist(), "hh": module.weight_hh.tolist()}
    if module.bias:
        weights |= {"bih": module.bias_ih.tolist(), "bhh": module.bias_hh.tolist()}
    start = {"x": x.tolist(), "hPrev": h.tolist()} | ({} if c is None else {"cPrev": c.tolist()})
    nonlinearity = getattr(module, "nonlinearity", "tanh")
    return js("arithmetic/explain.js", EXPLAIN_ALL, cell=cell, nonlinearity=nonlinearity, **start, **weights, **more)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    ("cell", "options"), [("rnn", {}), ("rnn", {"nonlinearity": "relu"}), ("gru", {}), ("lstm", {})]
)
def test_every_unit_of_every_cell_comes_to_what_torch_computes(js, cell, options, bias):
    torch.manual_seed(3)
    module = CELLS[cell](5, 7, bias=bias, dtype=torch.float64, **options)
    x, h, c = torch.randn(5, dtype=torch.float64), torch.randn(7, dtype=torch.float64), None
    with torch.no_grad():
        if cell == "lstm":
            c = torch.randn(7, dtype=torch.float64)
            expected, expected_c = module(x, (h, c))
        else:
            expected = module(x, h)
    units = explained(js, module, x, h, c)
    torch.testing.assert_close(torch.tensor([u["value"] for u in units], dtype=torch.float64), expected)
    if cell == "lstm":
        torch.testing.assert_close(torch.tensor([u["cell"] for u in units], dtype=torch.float64), expected_c)
    for unit in units:
        assert [line["name"] for line in unit["lines"]] == LINES[cell]
        for line in unit["lines"]:
            assert line["sum"] == pytest.approx(sum(term["product"] for term in line["terms"]), abs=1e-12)
        terms = [term for line in unit["lines"] for term in line["terms"] if term["kind"][:2] in ("W_", "b_")]
        assert len(terms) == GATES[cell] * (5 + 7 + 2 * bias)
        assert all(term["product"] == (term["w"] * (1 if term["v"] is None else term["v"])) for term in terms)


def test_a_sum_that_can_be_worked_by_hand(js):
    weights = {"ih": [[0.5, -1.0]], "hh": [[2.0]], "bih": [0.25], "bhh": [0.125]}
    program = {"cell": "rnn", "nonlinearity": "relu", "x": [4.0, 1.5], "hPrev": [0.5], **weights}
    (unit,) = js("arithmetic/explain.js", EXPLAIN_ALL, **program)
    (line,) = unit["lines"]
    assert [term["kind"] for term in line["terms"]] == ["W_ih", "W_ih", "b_ih", "W_hh", "b_hh"]
    assert [term["product"] for term in line["terms"]] == [2.0, -1.5, 0.25, 1.0, 0.125]
    assert (line["sum"], line["value"]) == (1.875, 1.875)


@pytest.mark.parametrize("name", ["f", "c", "h"])
def test_a_value_that_is_clamped_takes_the_place_of_the_result_from_there_on(js, name):
    torch.manual_seed(0)
    module = torch.nn.LSTMCell(2, 3, dtype=torch.float64)
    x, h, c = (torch.randn(size, dtype=torch.float64) for size in (2, 3, 3))
    free = explained(js, module, x, h, c)[1]
    clamped = explained(js, module, x, h, c, held={"name": name, "value": 0.5})[1]
    at = {line["name"]: line for line in clamped["lines"]}
    assert at[name]["held"] == 0.5
    assert at[name]["value"] == {line["name"]: line for line in free["lines"]}[name]["value"]
    i, f, g, o = (at[gate].get("held", at[gate]["value"]) for gate in "ifgo")
    cell = 0.5 if name == "c" else f * float(c[1]) + i * g
    assert clamped["cell"] == pytest.approx(cell, abs=1e-12)
    state = 0.5 if name == "h" else o * torch.tanh(torch.tensor(cell, dtype=torch.float64)).item()
    assert clamped["value"] == pytest.approx(state, abs=1e-12)
