// What a person reads in the free running view.

import { number, plural } from "../../lib/format.js";
import { messages } from "../language.js";
import { glyph, named } from "./glyphs.js";

const tau = (value) => String(Number(value.toPrecision(3)));

export const say = messages("generation", {
  tau,
  title: (given, written) => `${plural(given, "symbol")} given, ${written} written`,
  sampling: (temperature, topK) => `τ = ${tau(temperature)}${topK ? `, the likeliest ${topK} only` : ""}`,
  parts: (at) => (at === null ? "they do not part while both run" : `they part at step ${at}`),
  far: (now, values) => `step ${now}: states ${values.map((d) => number(d)).join(" and ")} apart`,
  over: (last) => `the reference is over after step ${last}, and teacher forcing with it`,
  overHere: (last) => [`The reference is over after step ${last}, and teacher forcing with it.`, `The reference is over after step ${last}.`, `Over after step ${last}.`, "Over."],
  help: "Arrow up and down choose a unit of the free run.",
  free: "Free running", forced: "Teacher forcing",
  saysFree: "says", readsFree: "reads what it said", readsForced: "reads the reference", saysForced: "says, fill = p(said)",
  bars: "softmax(z/τ)", barsNote: (two) => (two ? ["bar: free", "outline: forced"] : ["bar: free"]),
  distance: "Distance", distanceNote: "‖h free − h forced‖",
  layer: (l) => `Layer ${l}`, layerShort: (l) => `l${l}`,
  twins: (two, n) => (two ? "free | forced" : plural(n, "unit")),
  step: (t) => `t = ${t + 1}`,
  partLine: (at) => [`they part at step ${at}`, "they part"],
  other: (symbol) => [`text: ${glyph(symbol)}`, glyph(symbol)],
  overview: (first, last, total) => [`steps ${first} to ${last} of ${total}`, "tall mark: reads another symbol than the text"],
  now: (t) => `What it may say at step ${t + 1}`,
  nowNote: (temperature) => [`softmax(z/${tau(temperature)}), as it is drawn from`, `softmax(z/${tau(temperature)})`],
  columns: ["free", "forced"],
  cut: (k) => `top_k = ${k}: all others cannot be drawn`,
  others: (n) => `and ${plural(n, "other")}`,
  drawn: "● drawn by the free run", drawnForced: "○ drawn by the forced run",
  hint: "Click a unit's cell, or press arrow down: its arithmetic in the free run stands here.",
  stepTitle: (t, T) => `step ${t} of ${T}`,
  spoken: (t, T, read, said, forced) =>
    `step ${t} of ${T}, free run reads ${named(read)} and says ${named(said)}${forced ? `; forced run reads ${named(forced[0])} and says ${named(forced[1])}` : ""}`,
  describe: ({ prime, text, reference, partsAt, temperature, topK, spoken, likely }) =>
    `Given “${prime}”, the network writes “${text}” at ${say.sampling(temperature, topK)}. The forced run reads “${reference}”; ${say.parts(partsAt)}. ${spoken}. ${say.likely(likely)}`,
  likely: (list) => `Likeliest now: ${list.map(([symbol, p]) => `${named(symbol)} ${number(p)}`).join(", ")}.`,
  unit: ({ layer, unit }, t, value) => `layer ${layer}, unit ${unit}, step ${t}, free run: h is ${number(value)}`,
  cards: {
    step: (t) => `step ${t + 1}`,
    reads: "reads", says: "says", pair: (a, b) => (b === null ? a : `${a} | ${b}`),
    free: "free", forced: "forced", difference: "difference", freeForced: "free | forced",
    others: (n) => `and ${plural(n, "other")}`,
    state: (l) => `h, layer ${l}`, at: (unit, t) => `unit ${unit}, step ${t + 1}`,
    distance: "‖h free − h forced‖₂", layer: (l) => `layer ${l}`,
    drawn: (symbol) => `drawn: ${named(symbol)}`,
  },
});
