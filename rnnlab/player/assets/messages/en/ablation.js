// What a person reads in the ablation view.

import { MINUS, number, plural } from "../../lib/format.js";
import { messages } from "../language.js";
import { glyph, named } from "./glyphs.js";

const signed = (value, digits = 2) => (value > 0 ? "+" : "") + number(value, digits);
/** A change of loss: so small that two decimals would hide it, it keeps its first digits. */
const change = (value) => {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.095) return signed(value);
  return size >= 0.00095 ? signed(value, 3) : (value > 0 ? "+" : MINUS) + size.toExponential(0).replace("-", MINUS);
};
const loss = (value) => (value > 0 && value < 0.0005 ? value.toExponential(0).replace("-", MINUS) : number(value, value < 0.0995 ? 3 : 2));
const short = (value) => number(value, Number.isInteger(value) ? 0 : 2);

export const say = messages("ablation", {
  change, loss, signed,
  percent: (p) => `${Math.round(p * 100)}%`,
  title(held, onlyStep) {
    if (!held) return "Nothing is held";
    const what = held.gate ? `${held.gate === "c" ? "cell state" : "gate"} ${held.gate} of unit ${held.unit}` : `unit ${held.unit}`;
    return `Layer ${held.layer}, ${what} held at ${short(held.value)}${onlyStep === null ? "" : `, step ${onlyStep}`}`;
  },
  lossNote: (before, after) => (after === undefined ? `loss ${loss(before)} nats` : `Δloss ${change(after - before)} nats (loss ${loss(before)} → ${loss(after)})`),
  right: (right, total, was) => `${right} of ${plural(total, "letter")} right${was === undefined ? "" : `, was ${was}`}`,
  hold: "held", holdTitle: "Hold the unit, or release it: the same run with nothing held",
  every: "every step", everyTitle: "Hold at every step, or only at the present one",
  help: "Enter holds the chosen unit or releases it; Delete releases.",
  target: "Target", untouched: "Untouched", heldRun: "Held", run: "Prediction", input: "Input",
  fill: "fill = p(right)",
  probability: "Probability",
  overlay: (two) => (two ? ["outline: untouched", "bar: held"] : ["▸ right letter"]),
  layer: (l) => `Layer ${l}`,
  twins: (two, n) => (two ? ["untouched | held", "both runs"] : [plural(n, "hidden unit"), plural(n, "unit")]),
  lock: (unit) => `unit ${unit}`,
  inside: (layer, unit) => [`Inside unit ${unit}`, `layer ${layer}`],
  insideNone: ["Gates", "choose a unit"],
  step: (t) => `t = ${t + 1}`,
  changed: (before, after) => [`was ${glyph(before)}, now ${glyph(after)}`, `${glyph(before)}→${glyph(after)}`],
  overview: (first, last, total) => [`letters ${first} to ${last} of ${total}`, "tall mark: changed letter"],
  ranking: "Which unit matters most?",
  rankingNote: ["Δloss of each unit alone, h at 0 at every step", "Δloss, each alone at 0"],
  rankingWait: (done, total) => `ranked so far: ${done} of ${total} units`,
  ranked: (layer, unit) => `layer ${layer} · unit ${unit}`,
  rankedShort: (layer, unit) => `${layer} · ${unit}`,
  others: (n) => `and ${plural(n, "other")}, all of them in the tab Table`,
  steps: "Where it costs",
  stepsNote: ["−ln p(right) of each step; their mean is the loss", "−ln p(right) of each step"],
  hint: (gates) => `Click a unit's cell: it is held, and its arithmetic stands here. With Shift it is only explained; arrow up and down choose, Enter holds.${gates ? " Click a row under Inside to hold a gate." : ""}`,
  choose: "Click a unit's cell, or press arrow down: its arithmetic stands here.",
  asksUnit: "Click: hold this unit. Shift+click: its arithmetic only.",
  asksGate: (gate) => `Click: hold ${gate === "c" ? "the cell state" : `gate ${gate}`} of this unit.`,
  asksRank: "Click: hold this unit.",
  stepTitle: (t, T) => `step ${t} of ${T}`,
  spoken: (t, T, source, before, after) => `step ${t} of ${T}, reads ${named(source)}, ${after === null || before === after ? `says ${named(before)}` : `was ${named(before)}, now ${named(after)}`}`,
  describe({ title, note, right, source, target, before, after, changes }) {
    const texts = `Reads “${source}”, should answer “${target}”, answers “${before}”`;
    if (after === null) return `${title}: ${note}, ${right}. ${texts}.`;
    return `${title}: ${note}, ${right}. ${texts} untouched and “${after}” held. ${changes}`;
  },
  changes: (list, more) => (list.length ? `Changed: ${list.map(({ t, before, after }) => `step ${t + 1} was ${named(before)}, now ${named(after)}`).join("; ")}${more ? `; and ${plural(more, "other")}` : ""}.` : "No letter changed."),
  unit: ({ layer, unit }, t, before, after) => `layer ${layer}, unit ${unit}, step ${t}: h is ${number(before)}${after === null ? "" : ` untouched, ${number(after)} with the hold`}`,
  cards: {
    state: (l) => `h, layer ${l}`,
    gate: (gate, l) => `${gate === "c" ? "cell state c" : `gate ${gate}`}, layer ${l}`,
    at: (unit, t) => `unit ${unit}, step ${t + 1}`,
    untouched: "untouched", held: "held run", difference: "difference", heldAt: "held here",
    letter: (t) => `step ${t + 1}`,
    should: (symbol) => `right: ${named(symbol)}`,
    readsSymbol: (symbol) => `reads ${named(symbol)}`, says: "says",
    pair: (a, b) => (b === null ? a : `${a} → ${b}`),
    others: (n) => `and ${plural(n, "other")}`,
    rank: (i, total) => `place ${i} of ${total}`,
    delta: "Δloss", nats: (v) => `${number(v, 6)} nats`,
    stepLoss: "−ln p(right)",
    row: (id) => `emb.weight[${id}]`,
  },
});
