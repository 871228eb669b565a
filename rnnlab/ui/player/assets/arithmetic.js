// The arithmetic of one unit at one step, spelled out term by term. Pure functions, float64.

const sigmoid = (v) => 1 / (1 + Math.exp(-v));
const ACTIVATIONS = { tanh: Math.tanh, relu: (v) => Math.max(0, v), "σ": sigmoid, "": (v) => v };

/** Names of a cell's gates in torch's row order, with what each passes through. */
const GATES = {
  rnn: null,
  lstm: [["i", "σ"], ["f", "σ"], ["g", "tanh"], ["o", "σ"]],
  gru: [["r", "σ"], ["z", "σ"], ["n", "tanh"]],
};

/**
 * A sum: its terms, and what it becomes.
 * @returns {{name, activation, terms: {kind, w, v, product}[], sum, value}}
 */
function line(name, activation, terms) {
  const sum = terms.reduce((total, term) => total + term.product, 0);
  return { name, activation, terms, sum, value: ACTIVATIONS[activation](sum) };
}

const products = (kind, weights, values) => Array.from(weights, (w, k) => ({ kind, w, v: values[k], product: w * values[k] }));
const bias = (kind, value) => (value === undefined ? [] : [{ kind, w: value, v: null, product: value }]);

/**
 * Spell one unit's arithmetic.
 * @param o {cell: "rnn"|"gru"|"lstm", nonlinearity, x, hPrev, unit, cPrev (lstm), rows: k => {ih, hh, bih, bhh}}
 *   rows(k) gives the weights of gate k for this unit; bih and bhh are undefined without bias.
 * @returns {{lines: object[], value: number, cell: number|undefined}} value is the unit's new h.
 */
export function explain(o) {
  const sums = (k) => {
    const w = o.rows(k);
    return {
      ih: [...products("W_ih", w.ih, o.x), ...bias("b_ih", w.bih)],
      hh: [...products("W_hh", w.hh, o.hPrev), ...bias("b_hh", w.bhh)],
    };
  };
  if (o.cell === "rnn") {
    const { ih, hh } = sums(0);
    const only = line("h", o.nonlinearity, [...ih, ...hh]);
    return { lines: [only], value: only.value };
  }
  return o.cell === "lstm" ? lstm(o, sums) : gru(o, sums);
}

function lstm(o, sums) {
  const lines = GATES.lstm.map(([name, activation], k) => line(name, activation, [...sums(k).ih, ...sums(k).hh]));
  const [i, f, g, out] = lines.map((l) => l.value);
  const c = line("c", "", [gated("f·c", f, o.cPrev), gated("i·g", i, g)]);
  const h = line("h", "", [gated("o·tanh(c)", out, Math.tanh(c.sum))]);
  return { lines: [...lines, c, h], value: h.value, cell: c.value };
}

function gru(o, sums) {
  const r = line("r", "σ", [...sums(0).ih, ...sums(0).hh]);
  const z = line("z", "σ", [...sums(1).ih, ...sums(1).hh]);
  const m = line("m", "", sums(2).hh);
  const n = line("n", "tanh", [...sums(2).ih, gated("r·m", r.value, m.value)]);
  const hPrev = o.hPrev[o.unit];
  const h = line("h", "", [gated("(1−z)·n", 1 - z.value, n.value), gated("z·h", z.value, hPrev)]);
  return { lines: [r, z, m, n, h], value: h.value };
}

const gated = (kind, w, v) => ({ kind, w, v, product: w * v });
