// The view "layers" in words: the card and the arithmetic of one cell, and the text equivalent of a step.

import { keyOf } from "../../editing/edit_places.js";
import { number } from "../../lib/format.js";
import { words } from "../../messages/en/common.js";
import { say } from "../../messages/en/layers.js";

/** "layer 1, t = 4", or where a row starts from. */
function nameOf(data, row, t) {
  return data.known(t) ? say.at(say.row(row, data.D), t) : say.start(data.resting);
}

/** The card of one input, or of one unit at one step. */
export function cardOf(data, { row, t, unit, start }) {
  const w = say;
  if (start) {
    const values = data.start(row);
    const rows = [{ name: "h_0", values, range: data.range }, { name: `h_0[${unit}]`, values: [values[unit]], range: data.range, text: number(values[unit], 6) }];
    return { title: w.startsAt(w.row(row, data.D)), note: noted(data, data.startPlace(row, unit), w.unit(unit)), rows };
  }
  if (!row) {
    const x = data.x(t);
    return { title: say.at("x", t), note: noted(data, data.inputPlace(t, unit), w.feature(unit)), rows: [{ name: "x", values: x }, { name: `x[${unit}]`, values: [x[unit]], text: number(x[unit], 6) }] };
  }
  const left = data.before(row, t);
  const below = row.layer === 0 ? w.at("x", t) : w.at(w.both(row.layer - 1, data.D), t);
  const h = data.h(row, t);
  const rows = [
    { name: "h", values: h, range: data.range, text: w.thisCell },
    { name: w.fromBelow, values: data.below(row, t), range: row.layer ? data.range : 1, text: below },
    { name: w.fromSide(row.reverse), values: data.h(row, left), range: data.range, text: nameOf(data, row, left) },
    { name: `h[${unit}]`, values: [h[unit]], range: data.range, text: number(h[unit], 6) },
  ];
  return { title: nameOf(data, row, t), note: w.unit(unit), rows: [...rows, ...gateRows(data, row, t, unit)], formula: w.formula(data.config, row.reverse) };
}

/** A note that also says what was set by hand. */
const noted = (data, place, text) => (data.edited.has(keyOf(place)) ? say.byHand(text) : text);

function gateRows(data, row, t, unit) {
  const gates = data.gates(row, t, unit);
  const rows = Object.keys(gates).length ? [{ name: Object.keys(gates).join(" "), values: Object.values(gates), text: say.gatesOf(unit) }] : [];
  if (data.config.cell === "lstm") {
    const c = data.c(row, t)[unit];
    rows.push({ name: `c[${unit}]`, values: [c], text: number(c, 6) });
  }
  return rows;
}

/** The strip's model for a pinned unit. */
export function stripOf(data, selected, t) {
  const key = [data.stamp, selected.layer, selected.reverse, selected.unit, t].join("|");
  if (!t) return { key: `before ${data.resting}`, hint: say.beforeHint(data.D, data.resting) };
  const row = data.row(selected.layer, selected.reverse);
  const explained = data.explain(row, t, selected.unit);
  if (!explained) return { key: `waiting ${key}`, hint: words.strip.waiting };
  return { key, lines: explained.lines, sub: t, unit: selected.unit, torch: data.h(row, t)[selected.unit] };
}

/** One step in words: x, then every row from the bottom. */
export function describeStep(data, t) {
  if (!t) return say.nothingRead(data.T, data.D, data.resting);
  const rows = [...data.rows].reverse().map((row) => [say.row(row, data.D), data.h(row, t)]);
  return say.describe(t, data.T, data.x(t), rows);
}

export function describeUnit(data, selected, t) {
  if (!selected || !t) return "";
  const row = data.row(selected.layer, selected.reverse);
  return say.unitAt(nameOf(data, row, t), selected.unit, data.h(row, t)[selected.unit]);
}
