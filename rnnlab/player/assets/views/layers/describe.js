// The texts of the layers view: hover card, arithmetic, text equivalent.

import { keyOf } from "../../editing/edit_places.js";
import { number } from "../../lib/format.js";
import { words } from "../../messages/en/common.js";
import { say } from "../../messages/en/layers.js";

/** "layer 1, t = 4", or the name of the initial state. */
function nameOf(data, row, t) {
  return data.known(t) ? say.at(say.row(row, data.D), t) : say.start(data.startsAtZero);
}

/** The card of one input, of one unit at one step, or of an initial state. mark: of the target */
export function cardOf(data, { row, t, unit, start }) {
  if (start) return startCard(data, row, unit);
  return row ? unitCard(data, row, t, unit) : inputCard(data, t, unit);
}

/** A vector as a card's row, and one of its values as the next. */
const vectorRows = (name, values, at, range) => [
  { name, values, range },
  { name: `${name}[${at}]`, values: [values[at]], range, text: number(values[at], 6) },
];

function startCard(data, row, unit) {
  const rows = vectorRows("h_0", data.start(row), unit, data.range);
  return { title: say.startsAt(say.row(row, data.D)), note: noted(data, data.startPlace(row, unit), say.unit(unit)), rows };
}

function inputCard(data, t, feature) {
  const rows = vectorRows("x", data.x(t), feature);
  return { title: say.at("x", t), note: noted(data, data.inputPlace(t, feature), say.feature(feature)), rows };
}

function unitCard(data, row, t, unit) {
  const { range } = data;
  const left = data.before(row, t);
  const below = row.layer === 0 ? say.at("x", t) : say.at(say.both(row.layer - 1, data.D), t);
  const h = data.h(row, t);
  const rows = [
    { name: "h", values: h, range, text: say.thisCell },
    { name: say.fromBelow, values: data.below(row, t), range: row.layer ? range : 1, text: below },
    { name: say.fromSide(row.reverse), values: data.h(row, left), range, text: nameOf(data, row, left) },
    { name: `h[${unit}]`, values: [h[unit]], range, text: number(h[unit], 6) },
    ...gateRows(data, row, t, unit),
  ];
  return { title: nameOf(data, row, t), note: say.unit(unit), rows, formula: say.formula(data.config, row.reverse) };
}

/** A note, which also says if the value was set by hand. */
const noted = (data, place, text) => (data.edited.has(keyOf(place)) ? say.byHand(text) : text);

function gateRows(data, row, t, unit) {
  const gates = data.gates(row, t, unit);
  const rows = [];
  if (Object.keys(gates).length) rows.push({ name: Object.keys(gates).join(" "), values: Object.values(gates), text: say.gatesOf(unit) });
  if (data.config.cell === "lstm") {
    const c = data.c(row, t)[unit];
    rows.push({ name: `c[${unit}]`, values: [c], text: number(c, 6) });
  }
  return rows;
}

/** The strip's model for the selected unit. */
export function stripOf(data, selected, t) {
  const key = [data.version, selected.layer, selected.reverse, selected.unit, t].join("|");
  if (!t) return { key: `before ${data.startsAtZero}`, hint: say.beforeHint(data.D, data.startsAtZero) };
  const row = data.row(selected.layer, selected.reverse);
  const explained = data.explain(row, t, selected.unit);
  if (!explained) return { key: `waiting ${key}`, hint: words.strip.waiting };
  return { key, lines: explained.lines, sub: t, unit: selected.unit, torch: data.h(row, t)[selected.unit] };
}

/** One step as text: x, then every row from the bottom. */
export function describeStep(data, t) {
  if (!t) return say.nothingRead(data.T, data.D, data.startsAtZero);
  const rows = [...data.rows].reverse().map((row) => [say.row(row, data.D), data.h(row, t)]);
  return say.describe(t, data.T, data.x(t), rows);
}

/** What the top layer has computed at a step, for the ear. */
export function topValues(data, t) {
  const row = data.rows[0];
  return t ? say.values(say.row(row, data.D), data.h(row, t)) : say.before(data.D, data.startsAtZero);
}

export function describeUnit(data, selected, t) {
  if (!selected || !t) return "";
  const row = data.row(selected.layer, selected.reverse);
  return say.unitAt(nameOf(data, row, t), selected.unit, data.h(row, t)[selected.unit]);
}
