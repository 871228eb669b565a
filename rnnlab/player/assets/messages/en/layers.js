// What a person reads in the layers view.

import { number } from "../../lib/format.js";
import { messages } from "../language.js";
import { words } from "./common.js";

const MOST = 16; // values of one vector that are read aloud
const list = (values) => Array.from(values.slice(0, MOST), (v) => number(v)).join(", ") + (values.length > MOST ? ` … (${values.length})` : "");

export const say = messages("layers", {
  title: ({ cell, nonlinearity, num_layers: n }) => `${cell.toUpperCase()}${cell === "rnn" ? ` (${nonlinearity})` : ""}, ${n} layer${n === 1 ? "" : "s"}`,
  readBackwards: "Reverse reads from the last step, so its pale steps are known already.",
  outline: (id) => (id === "output" ? "Outline output: the top layer at every step" : "Outline h_n: every layer after its last step"),
  layer: (l) => `layer ${l}`,
  row: ({ layer, reverse }, D) => `layer ${layer}${D === 2 ? (reverse ? ", reverse" : ", forward") : ""}`,
  both: (l, D) => `layer ${l}${D === 2 ? ", both" : ""}`,
  reads: (l) => (l === 0 ? "reads x" : `reads layer ${l - 1}`),
  direction: (reverse, narrow) => (narrow ? (reverse ? "←" : "→") : reverse ? "← reverse" : "forward →"),
  numbers: (n, narrow) => `${n} number${n === 1 ? "" : "s"}${narrow ? "" : " a step"}`,
  inputRange: "colour ±1",
  at: (row, t) => `${row}, t = ${t}`,
  start: (atZero) => (atZero ? "zeros" : "h_0"),
  startsAt: (row) => `h_0, ${row}`,
  feature: (i) => `feature ${i}`,
  unit: (u) => `unit ${u}`,
  thisCell: "this cell", fromBelow: "from below",
  fromSide: (reverse) => (reverse ? "from the right" : "from the left"),
  gatesOf: (u) => `gates of unit ${u}`,
  formula: ({ cell, nonlinearity }, reverse) => {
    const side = reverse ? "right" : "left";
    if (cell === "rnn") return `${nonlinearity}(W_ih·below + W_hh·${side} + b)`;
    return cell === "lstm" ? `c = f·c_${side} + i·g,  h = o·tanh(c)` : `h = (1−z)·n + z·h_${side}`;
  },
  before: (D, atZero) => (D === 2
    ? "no step has been read forward yet; the reverse direction comes from the other end. Press play, or the right arrow, for step 1."
    : `nothing is computed yet, every layer starts at ${atZero ? "zeros" : "its h_0"}. Press play, or the right arrow, and step 1 reads x.`),
  beforeHint: (D, atZero) => { const text = say.before(D, atZero); return text[0].toUpperCase() + text.slice(1); },
  nothingRead: (T, D, atZero) => `${words.stepOf(0, T)}: ${say.before(D, atZero)}`,
  /** A step in numbers; rows: [[what a row is called, its h], …]. */
  describe: (t, T, x, rows) => `${words.stepOf(t, T)}. x: ${list(x)}. ${rows.map(([name, h]) => `${name}: h ${list(h)}`).join(". ")}.`,
  values: (where, h) => `${where}: h is ${words.values(h)}`,
  unitAt: (where, unit, h) => `${where}, unit ${unit}: h ${number(h)}`,
  byHand: (text) => `${text}, set by hand`,
  step: (t) => `t = ${t}`,
  outputShape: ({ seq_len: T, batch_size: B, hidden_size: H, bidirectional, batch_first }) => {
    const [width, size] = bidirectional ? ["2·hidden", 2 * H] : ["hidden", H];
    return batch_first ? `(batch, seq_len, ${width}) = (${B}, ${T}, ${size})` : `(seq_len, batch, ${width}) = (${T}, ${B}, ${size})`;
  },
  everyStep: ({ bidirectional }) => `top layer, every step${bidirectional ? ", both directions joined" : ""}`,
  stateShape: ({ num_layers: L, batch_size: B, hidden_size: H, bidirectional }) => [bidirectional ? "(2·num_layers," : "(num_layers,", " batch,", " hidden)", `= (${bidirectional ? 2 * L : L}, ${B}, ${H})`],
  lastStep: ({ bidirectional }) => (bidirectional ? ["every layer, last step;", "for reverse that is t = 1"] : ["every layer,", "last step"]),
  cellState: ["same shape as h_n:", "each cell's memory"],
  inBoth: "in both:",
  bothIs: ({ bidirectional, batch_first: first }, H) => {
    const [last, begin] = first ? [":, -1", ":, 0"] : ["-1", "0"];
    if (!bidirectional) return [`output[${last}]`, "== h_n[-1]"];
    const all = first ? "" : ", :";
    return [`output[${last}${all}, :${H}]`, "== h_n[-2]", `output[${begin}${all}, ${H}:]`, "== h_n[-1]"];
  },
});
