// `explain`: the arithmetic of one unit at one step, term by term. Pure functions, float64.

const sigmoid = (v) => 1 / (1 + Math.exp(-v));
const ACTIVATIONS = { tanh: Math.tanh, relu: (v) => Math.max(0, v), "σ": sigmoid, "": (v) => v };

/** Names of a cell's gates in torch's row order, with what each passes through. */
const GATES = {
  rnn: [],
  lstm: [["i", "σ"], ["f", "σ"], ["g", "tanh"], ["o", "σ"]],
  gru: [["r", "σ"], ["z", "σ"], ["n", "tanh"]],
};

/** Names of a cell's gates in torch's row order; an RNN has none. */
export const gateNames = (cell) => GATES[cell].map(([name]) => name);

/**
 * One sum and its activation; with `held`, a value that is clamped takes the place of the result.
 * @returns {{name, activation, terms: {kind, w, v, product}[], sum, value, held: number|undefined}}
 */
function line(name, activation, terms, held) {
  const sum = terms.reduce((total, term) => total + term.product, 0);
  return { name, activation, terms, sum, value: ACTIVATIONS[activation](sum), ...(held?.name === name ? { held: held.value } : {}) };
}

/** The value that the rest of the step uses. */
const used = ({ value, held }) => held ?? value;

const products = (kind, weights, values) => Array.from(weights, (w, k) => ({ kind, w, v: values[k], product: w * values[k] }));
const bias = (kind, value) => (value === undefined ? [] : [{ kind, w: value, v: null, product: value }]);

/**
 * Every sum of one unit's step.
 * @param {object} o
 * @param {"rnn"|"gru"|"lstm"} o.cell
 * @param {string} o.nonlinearity "tanh" or "relu", of an rnn
 * @param {ArrayLike<number>} o.x input of the step (input_size)
 * @param {ArrayLike<number>} o.hPrev state before the step (hidden_size)
 * @param {number} o.unit
 * @param {number} [o.cPrev] the unit's cell state before the step, of an lstm
 * @param {function(number): object} o.rows gate k in torch's order → {ih, hh, bih, bhh}, this unit's weights; without bias
 *   bih and bhh are undefined
 * @param {{name: string, value: number}} [o.held] the line that is clamped, and to which value
 * @returns {{lines: object[], value: number, cell: number|undefined}} value is the unit's new h, cell its new c
 * Source: the equations of torch.nn.RNN, GRU and LSTM.
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
    return { lines: [only], value: used(only) };
  }
  return o.cell === "lstm" ? lstm(o, sums) : gru(o, sums);
}

/** The line of one unit of h in an LSTM with a projection. weights: its row of W_hr; cells: o · tanh(c) of all cells */
export const projected = (weights, cells) => line("h", "", products("W_hr", weights, cells));

/** The `rows` of explain() for a cell without gates. w: {ih, hh, bih?, bhh?}, flat and row by row, for hiddenSize units. */
export function unitRows(w, unit, inputSize, hiddenSize) {
  const row = (weights, size) => weights.subarray(unit * size, unit * size + size);
  return () => ({ ih: row(w.ih, inputSize), hh: row(w.hh, hiddenSize), bih: w.bih?.[unit], bhh: w.bhh?.[unit] });
}

function lstm(o, sums) {
  const lines = GATES.lstm.map(([name, activation], k) => line(name, activation, [...sums(k).ih, ...sums(k).hh], o.held));
  const [i, f, g, out] = lines.map(used);
  const c = line("c", "", [gated("f·c", f, o.cPrev), gated("i·g", i, g)], o.held);
  const h = line("h", "", [gated("o·tanh(c)", out, Math.tanh(used(c)))], o.held);
  return { lines: [...lines, c, h], value: used(h), cell: used(c) };
}

function gru(o, sums) {
  const r = line("r", "σ", [...sums(0).ih, ...sums(0).hh], o.held);
  const z = line("z", "σ", [...sums(1).ih, ...sums(1).hh], o.held);
  const m = line("m", "", sums(2).hh);
  const n = line("n", "tanh", [...sums(2).ih, gated("r·m", used(r), m.value)], o.held);
  const hPrev = o.hPrev[o.unit];
  const h = line("h", "", [gated("(1−z)·n", 1 - used(z), used(n)), gated("z·h", used(z), hPrev)], o.held);
  return { lines: [r, z, m, n, h], value: used(h) };
}

const gated = (kind, w, v) => ({ kind, w, v, product: w * v });
