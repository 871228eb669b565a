// What a person reads in the training view.

import { lossText, number, plural } from "../../lib/format.js";
import { messages } from "../language.js";
import { glyph, named } from "./glyphs.js";

/** exact: false for the loss of the nearest epoch that is here. */
const loss = (value, exact = true) => (exact ? "" : "≈ ") + lossText(value);

export const say = messages("training", {
  percent: (p) => `${Math.round(p * 100)}%`,
  chance: (p) => number(p, 4),
  loss,
  title: (epoch, total) => `Epoch ${epoch} of ${total}`,
  titleOf: (name, epoch, total) => `${name}: epoch ${epoch} of ${total}`,
  beyond: (position) => `ended before epoch ${position}`,
  other: (name, value, exact) => `“${name}” has the loss ${loss(value, exact)} there.`,
  nothing: "No epoch could be trained, so there is nothing to show.",
  lossNote: (value, exact) => `loss ${loss(value, exact)}`,
  right: (right, total) => `${right} of ${plural(total, "letter")} right`,
  /** epoch: whose answer it is, null for that of the cursor */
  rightAt: (right, total, epoch) => `${say.right(right, total)}${epoch === null ? "" : ` in epoch ${epoch}`}`,
  kept: (epoch) => `states kept at epoch ${epoch}`,
  badge({ status, behind, playing }) {
    const epochs = plural(behind, "epoch");
    if (status === "running") return behind ? `Looking back ${epochs}, training goes on` : "Live";
    if (status === "failed") return behind ? `Stopped, looking back ${epochs}` : "Stopped";
    if (playing) return `Playing the record, ${epochs} to go`;
    if (status === "recorded") return "Recorded"; // in a file, which trains no further
    if (status === "done") return behind ? `Done, looking back ${epochs}` : "Done";
    return behind ? `Paused, looking back ${epochs}` : "Live, paused";
  },
  help: "Shift with arrow left or right: another letter.",
  target: "Target",
  prediction: "Prediction",
  fill: (epoch) => (epoch === null ? "fill = p(right)" : `fill: epoch ${epoch}`),
  probability: "Probability",
  pointer: (epoch) => (epoch === null ? "▸ right letter" : `of epoch ${epoch}`),
  input: "Input",
  layer: (l) => `Layer ${l}`,
  units: (n, short) => (short ? plural(n, "unit") : `${n} hidden unit${n === 1 ? "" : "s"}`),
  should: (symbol) => `should be ${glyph(symbol)}`,
  shouldShort: (symbol) => `▸ ${glyph(symbol)}`,
  same: ["same letter, same embedding row: only memory differs", "same letter, only memory differs"],
  overview: (first, last, total) => [`letters ${first} to ${last} of ${total}`, "tall mark: wrong letter"],
  lossTitle: "Loss",
  /** The memoryless loss, from the longest form down. */
  memoryless: (value) => [`best without memory ${loss(value)}`, `no memory ${loss(value)}`, loss(value)],
  lossAxis: (n, log) => {
    const tail = log ? ", log scale" : "";
    return [`cross-entropy, mean of ${plural(n, "letter")}${tail}`, `cross-entropy${tail}`, tail.slice(2)];
  },
  epochOne: (n) => `epoch ${n}`,
  end: (status, value) => `${status === "done" ? "end" : "live"} ${loss(value)}`,
  embedding: "Embedding table",
  embeddingNote: (rows, columns, range) => [`${plural(rows, "letter")} × ${plural(columns, "dimension")}, colour ±${range}`, `${rows} × ${columns}, colour ±${range}`, `colour ±${range}`],
  hidden: "Hidden-to-hidden weights",
  hiddenShort: "weight_hh",
  hiddenNote: (range) => [`row: to, column: from, colour ±${range}`, `to × from, colour ±${range}`, `colour ±${range}`],
  weight: (l, short) => (short ? `l${l}` : `weight_hh_l${l}`),
  spoken: (epoch, total, value, exact) => `epoch ${epoch} of ${total}, loss ${loss(value, exact)}`,
  values: (predicted, right) => `answers “${predicted}”, ${right}`,
  describe({ epoch, total, value, source, target, predicted, right, kept, badge }) {
    const pictures = kept === epoch ? "" : ` Probabilities, states and weights are those of epoch ${kept}.`;
    return `Epoch ${epoch} of ${total}, ${badge}: loss ${loss(value)}. Reads “${source}”, should answer “${target}”, answers “${predicted}”: ${right}.${pictures}`;
  },
  /** likeliest: [[symbol, probability], …] */
  letter: (t, n, source, target, likeliest) =>
    `Letter ${t + 1} of ${n} reads ${named(source)}, should answer ${named(target)}; likeliest: ${likeliest.map(([symbol, p]) => `${named(symbol)} ${number(p)}`).join(", ")}.`,
  paragraph: (sentences) => sentences.join(" "),
  unit: ({ layer, unit, t }, value, kept) => `layer ${layer}, unit ${unit}, letter ${t + 1}, epoch ${kept}: h is ${number(value)}`,
  cards: {
    letter: (t) => `letter ${t + 1}`,
    should: (symbol) => `right: ${named(symbol)}`,
    reads: "reads", predicted: "predicted", others: (n) => `and ${plural(n, "other")}`,
    row: (id) => `emb.weight[${id}]`,
    state: (l) => `h, layer ${l}`,
    unit: (u, t) => `unit ${u}, letter ${t + 1}`,
    weight: (l, row, column) => `weight_hh_l${l}[${row}, ${column}]`,
    to: (gate, to, from) => `${gate ? `gate ${gate}, ` : ""}to unit ${to}, from unit ${from}`,
    embedding: (row, column) => `emb.weight[${row}, ${column}]`,
    dimension: (symbol, d) => `${named(symbol)}, dimension ${d}`,
    value: "value", h: "h", c: "c", loss: "loss", answers: "answers",
    lossValue: (value, exact) => `${exact ? "" : "≈ "}${number(value, 6)}`,
    answer: (text, isLonger) => (isLonger ? `${text} …` : text),
    epoch: (e) => `epoch ${e}`,
  },
});
