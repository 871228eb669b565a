// The texts of the weather view: hover card, the sentence below its bars, and the text equivalent of a day.

import { number } from "../../lib/format.js";
import { say } from "../../messages/en/weather.js";

export const SPREADS = 2; // colour range of a feature, in standard deviations from a usual day
const { cards } = say;

/** The card of a target: {kind: "x" | "y" | "p" | "h", …} as the view's hit gives it. */
export function cardOf(view, target) {
  return { x: feature, y: fourth, p: chance, h: memory }[target.kind](view, target);
}

function feature(view, { t, i }) {
  const { name } = view.features[i];
  const z = view.x(t)[i];
  return {
    title: cards.feature(view.name(i), say.weekday(view.header.dates[t - 1])), note: view.isChanged(t, i) ? say.changed : "",
    rows: [
      { name: cards.value, text: `${say.raw(name, view.raw(t)[i])} ${say.unitOf(view.features[i])}` },
      { name: "x", values: [z], range: SPREADS, text: say.spreads(z) },
    ],
  };
}

function fourth(view, { i }) {
  const { name } = view.features[i];
  const unit = say.unitOf(view.features[i]);
  return {
    title: cards.feature(view.name(i), say.weekday(view.header.dates[view.T])), note: "",
    rows: [
      { name: say.predicted, text: `${say.expected(name, view.fourth.predicted[i])} ${unit}` },
      { name: say.observed, text: `${say.raw(name, view.fourth.observed[i])} ${unit}` },
    ],
  };
}

function chance(view, { k }) {
  const p = view.fourth.chances[k];
  return { title: cards.probability(view.header.classes[k]), rows: [{ name: "p", text: number(p, 6) }], formula: cards.softmax };
}

function memory(view, { t, unit }) {
  const [h, z] = [view.h(t)[unit], view.z(t)[unit]];
  return {
    title: cards.memory(t), note: cards.unit(unit), formula: "h = tanh(z)",
    rows: [
      { name: "h", values: [h], text: number(h, 6) },
      { name: "z", values: [z], text: number(z, 6) },
      { name: cards.reads, values: view.x(t), range: SPREADS }, { name: cards.before, values: view.h(t - 1) },
    ],
  };
}

/** The likeliest class of the fourth day. */
export function likeliest({ fourth: { chances } }) {
  return chances.indexOf(Math.max(...chances));
}

/** The predicted and the observed class, in two lines. */
export function verdict(view) {
  const { header, fourth, changes, T } = view;
  const top = likeliest(view);
  return say.verdict({
    weekday: say.weekday(header.dates[T]), top: header.classes[top], chance: say.percent(fourth.chances[top]),
    observed: header.observed_class, changed: changes.some((v) => v > 0),
  });
}

export function spokenOf({ header, T }, t) {
  return say.spoken(t, T, t ? say.weekday(header.dates[t - 1]) : "");
}

/** What has been computed at a day, for the ear: the memory, after the last day the prediction. */
export function valuesOf(view, t) {
  if (t === view.T) return verdict(view).join(" ");
  return t > 0 ? say.values(view.h(t)) : "";
}

/** One day as text: its features, h after it, and after the last day the prediction. */
export function describeOf(view, t) {
  if (t === 0) return spokenOf(view, t);
  const features = view.features.map((feature, i) => say.feature(view.name(i), say.raw(feature.name, view.raw(t)[i]), say.unitOf(feature)));
  return say.describe({ spoken: spokenOf(view, t), features, memory: Array.from(view.h(t), (v) => number(v)), verdict: t === view.T ? verdict(view) : [] });
}

export function describeUnit(view, t, selected) {
  return selected && t > 0 ? say.unit(selected.unit, number(view.h(t)[selected.unit])) : "";
}
