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
 * A sum: its terms, and what it becomes; `held` if a person's value takes the place of that.
 * @returns {{name, activation, terms: {kind, w, v, product}[], sum, value, held: number|undefined}}
 */
function line(name, activation, terms, held) {
  const sum = terms.reduce((total, term) => total + term.product, 0);
  return { name, activation, terms, sum, value: ACTIVATIONS[activation](sum), ...(held?.name === name ? { held: held.value } : {}) };
}

/** What the rest of the step goes on with. */
const settled = ({ value, held }) => held ?? value;

const products = (kind, weights, values) => Array.from(weights, (w, k) => ({ kind, w, v: values[k], product: w * values[k] }));
const bias = (kind, value) => (value === undefined ? [] : [{ kind, w: value, v: null, product: value }]);

/**
 * Spell one unit's arithmetic.
 * @param o {cell: "rnn"|"gru"|"lstm", nonlinearity, x, hPrev, unit, cPrev (lstm), rows: k => {ih, hh, bih, bhh},
 *   held: {name, value} or nothing: a line whose value is held}
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
    const only = line("h", o.nonlinearity, [...ih, ...hh], o.held);
    return { lines: [only], value: settled(only) };
  }
  return o.cell === "lstm" ? lstm(o, sums) : gru(o, sums);
}

/** The `rows` of explain() for a cell without gates. w: {ih, hh, bih?, bhh?}, flat and row by row, for hiddenSize units. */
export function unitRows(w, unit, inputSize, hiddenSize) {
  const row = (weights, size) => weights.subarray(unit * size, unit * size + size);
  return () => ({ ih: row(w.ih, inputSize), hh: row(w.hh, hiddenSize), bih: w.bih?.[unit], bhh: w.bhh?.[unit] });
}

function lstm(o, sums) {
  const lines = GATES.lstm.map(([name, activation], k) => line(name, activation, [...sums(k).ih, ...sums(k).hh], o.held));
  const [i, f, g, out] = lines.map(settled);
  const c = line("c", "", [gated("f·c", f, o.cPrev), gated("i·g", i, g)], o.held);
  const h = line("h", "", [gated("o·tanh(c)", out, Math.tanh(settled(c)))], o.held);
  return { lines: [...lines, c, h], value: settled(h), cell: settled(c) };
}

function gru(o, sums) {
  const r = line("r", "σ", [...sums(0).ih, ...sums(0).hh], o.held);
  const z = line("z", "σ", [...sums(1).ih, ...sums(1).hh], o.held);
  const m = line("m", "", sums(2).hh);
  const n = line("n", "tanh", [...sums(2).ih, gated("r·m", settled(r), m.value)], o.held);
  const hPrev = o.hPrev[o.unit];
  const h = line("h", "", [gated("(1−z)·n", 1 - settled(z), settled(n)), gated("z·h", settled(z), hPrev)], o.held);
  return { lines: [r, z, m, n, h], value: settled(h) };
}

const gated = (kind, w, v) => ({ kind, w, v, product: w * v });
