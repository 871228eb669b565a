// The texts of the cell view: hover card, arithmetic, text equivalent.

import { drawEquation, equationHeight, equationHit, equationWidth } from "../../arithmetic/equation.js";
import { explain, unitRows } from "../../arithmetic/explain.js";
import { placeTerms } from "../../editing/edit_places.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/cell.js";

const MOST = 16; // values of one vector read aloud
const { cards } = say;
const exact = (name, value) => ({ name, values: [value], text: number(value, 6) });
const list = (values) => Array.from(values.slice(0, MOST), (v) => number(v));

/** The hover card of a target. */
export function cardOf(data, { kind, t, unit, edit }) {
  const formula = `h = ${data.config.nonlinearity}(z)`;
  const byHand = Boolean(edit) && data.isEdited(edit);
  if (kind === "x") return { title: cards.input(t), note: cards.feature(unit, byHand), rows: [exact(cards.value, data.x(t)[unit])] };
  if (kind === "box") return { title: cards.box(t), rows: [{ name: "z", values: data.z(t) }, { name: "h", values: data.h(t) }], formula };
  const h = exact("h", data.h(t)[unit]);
  if (t === 0) return { title: cards.start, note: cards.unit(unit, byHand), rows: [h] };
  const operands = [{ name: cards.reads, values: data.x(t) }, { name: cards.before, values: data.h(t - 1) }];
  return { title: cards.state(t), note: cards.unit(unit, false), formula, rows: [h, exact("z", data.z(t)[unit]), ...operands] };
}

/** The arithmetic of the selected unit, with the cell's equation as its picture. */
export function stripOf(data, t, unit) {
  const { I, H } = data;
  const height = equationHeight(I, H);
  const blank = { height, draw: () => {} };
  if (t === 0) return { key: "before", hint: say.before, picture: blank };
  if (unit === undefined) return { key: "choose", hint: say.choose, picture: blank };
  const { nonlinearity } = data.config;
  const { lines } = explain({ cell: "rnn", nonlinearity, x: data.x(t), hPrev: data.h(t - 1), unit, rows: unitRows(data.weights, unit, I, H) });
  placeTerms(lines, { unit, edited: data.edited });
  const o = operands(data, t, unit);
  const picture = { height, minWidth: equationWidth(I, H), draw: (g, theme, width) => drawEquation(g, theme, width, o), hit: (x, y, width) => equationHit(x, y, width, o) };
  return { key: `${data.version}:${t}:${unit}`, lines, sub: t, unit, torch: data.h(t)[unit], picture };
}

/** What the picture of the equation shows, see drawEquation. */
function operands(data, t, unit) {
  const { I, H, weights: w, config: { nonlinearity }, edited, editItem } = data;
  const [weights, vectors] = [{ wih: w.ih, whh: w.hh, bih: w.bih, bhh: w.bhh }, { h: data.h(t), hPrev: data.h(t - 1), x: data.x(t), z: data.z(t) }];
  return { t, unit, nonlinearity, ...vectors, ...weights, edited, item: editItem, inputSize: I, hiddenSize: H };
}

/** One step as text: x, h before and h. */
export function describeStep(data, t) {
  if (t === 0) return say.describeStart(data.T, data.startsAtZero ? null : list(data.h(0)), data.H);
  return say.describe(t, data.T, { x: list(data.x(t)), before: list(data.h(t - 1)), h: list(data.h(t)) });
}

export function describeUnit(data, t, selected) {
  return selected && t > 0 ? say.unit(selected.unit, number(data.h(t)[selected.unit])) : "";
}
