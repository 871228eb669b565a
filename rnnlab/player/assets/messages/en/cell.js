// What a person reads in the cell view.

import { messages } from "../language.js";
import { words } from "./common.js";

export const say = messages("cell", {
  bracket: "one cell, one set of weights, used at every step",
  zeros: "zeros",
  legend: "colour of a value",
  now: (t) => `t = ${t}`,
  loop: (idx) => `idx ${idx} in the loop`,
  before: "Nothing is computed yet. Press play, or the right arrow, and the first step reads x₁.",
  choose: "Select a unit of h to see its arithmetic.",
  describeStart: (total, h, units) => `${words.stepOf(0, total)}: h is ${h ? h.join(", ") : "zeros"} (${units} units).`,
  describe: (t, total, { x, before, h }) => `${words.stepOf(t, total)}: x is ${x.join(", ")}; h before is ${before.join(", ")}; h is ${h.join(", ")}.`,
  values: (h) => `h is ${words.values(h)}`,
  unit: (unit, h) => `unit ${unit}: h is ${h}`,
  cards: {
    input: (t) => `x, t = ${t}`,
    feature: (unit, byHand) => `feature ${unit}${byHand ? `, ${words.edit.byHand}` : ""}`,
    value: "value",
    box: (t) => `the cell, t = ${t}`,
    start: "h, before the first step",
    state: (t) => `h, t = ${t}`,
    unit: (unit, byHand) => `unit ${unit}${byHand ? `, ${words.edit.byHand}` : ""}`,
    reads: "reads x", before: "and h before",
  },
});
