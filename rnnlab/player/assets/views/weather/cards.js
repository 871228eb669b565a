// What the hover card of the weather view says.

import { number } from "../../lib/format.js";
import { say } from "../../messages/en/weather.js";

export const SPREADS = 2; // colour range of a feature, in spreads from a usual day

/** The card of what the pointer is on; target: {kind: "x" | "y" | "p" | "h", …} as the view's hit gives it. */
export function cardOf(view, target) {
  return { x: feature, y: fourth, p: chance, h: memory }[target.kind](view, target);
}

function feature(view, { t, i }) {
  const { name } = view.features[i];
  const z = view.x(t)[i];
  return {
    title: say.cards.feature(view.name(i), say.weekday(view.header.dates[t - 1])), note: view.isChanged(t, i) ? say.changed : "",
    rows: [
      { name: "value", text: `${say.raw(name, view.raw(t)[i])} ${say.units_of(view.features[i])}` },
      { name: "x", values: [z], range: SPREADS, text: say.spreads(z) },
    ],
  };
}

function fourth(view, { i }) {
  const { name } = view.features[i];
  const unit = say.units_of(view.features[i]);
  return {
    title: say.cards.feature(view.name(i), say.weekday(view.header.dates[view.T])), note: "",
    rows: [
      { name: say.predicted, text: `${say.expected(name, view.fourth.predicted[i])} ${unit}` },
      { name: say.observed, text: `${say.raw(name, view.fourth.observed[i])} ${unit}` },
    ],
  };
}

function chance(view, { k }) {
  const p = view.fourth.chances[k];
  return { title: say.cards.probability(view.header.classes[k]), rows: [{ name: "p", text: number(p, 6) }], formula: say.cards.softmax };
}

function memory(view, { t, unit }) {
  const [h, z] = [view.h(t)[unit], view.z(t)[unit]];
  return {
    title: say.cards.memory(t), note: `unit ${unit}`, formula: "h = tanh(z)",
    rows: [
      { name: "h", values: [h], text: number(h, 6) },
      { name: "z", values: [z], text: number(z, 6) },
      { name: "reads x", values: view.x(t), range: SPREADS }, { name: "and h before", values: view.h(t - 1) },
    ],
  };
}
