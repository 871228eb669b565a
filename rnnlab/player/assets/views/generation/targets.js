// What lies under the pointer in the free running view, and what its card says.

import { indexAt, inside } from "../../canvas/boxes.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/generation.js";
import { named } from "../../messages/en/glyphs.js";
import { columnX } from "../../sequence/columns.js";
import { overviewTarget } from "../../sequence/overview.js";
import { listed, rowBox } from "./distribution.js";
import { barsBox, tileBox } from "./layout.js";

const LISTED = 8; // symbols in a card

/** The target at a point of the stage; view: {runs, geo, first, scrollTo, seek}. */
export function targetAt(view, x, y, now) {
  const { runs, first, geo: { left, right, divider } } = view;
  if (x >= divider) return rowTarget(runs, right, x, y, now);
  const found = overviewTarget(view, x, y);
  if (found) return found;
  const t = first + Math.floor((x - left.from) / left.pitch);
  if (t < first || t >= first + left.visible) return null;
  return letterTarget(view, x, y, t) ?? distanceTarget(view, x, y, t) ?? stateTarget(view, x, y, t);
}

function rowTarget(runs, right, x, y, now) {
  const shown = listed(runs, now, right.count);
  const i = shown.findIndex((_, at) => inside(rowBox(right, at), x, y));
  return i < 0 ? null : { id: `row${shown[i]}`, kind: "row", v: shown[i], box: rowBox(right, i) };
}

function letterTarget({ runs, first, geo: { left } }, x, y, t) {
  for (const row of Object.keys(left.rows)) {
    const box = tileBox(left, first, t, row);
    if (inside(box, x, y) && (!row.endsWith("Forced") || t < runs.F)) return { id: `${row}${t}`, kind: "letter", row, t, box, seek: t + 1 };
  }
  const box = barsBox(left, first, t);
  return inside(box, x, y) ? { id: `bars${t}`, kind: "letter", row: "bars", t, box, seek: t + 1 } : null;
}

function distanceTarget(view, x, y, t) {
  const { runs, first, geo: { left } } = view;
  const { y: top, h } = left.distance;
  if (t >= runs.F || y < top - 4 || y > top + h + 4) return null;
  const to = (px) => view.seek(first + Math.floor((px - left.from) / left.pitch) + 1);
  return { id: `far${t}`, kind: "distance", t, box: { x: left.from + (t - first) * left.pitch, y: top, w: left.pitch, h }, seek: t + 1, drag: to };
}

function stateTarget(view, x, y, t) {
  const { runs, first, geo: { left } } = view;
  const layer = left.tops.findIndex((top) => y >= top && y < top + left.block);
  if (layer < 0) return null;
  const unit = indexAt(y, left.tops[layer], left.ch, runs.H);
  const run = t < runs.F && x >= columnX(left, first, t, 1, true) ? 1 : 0;
  const from = columnX(left, first, t, run, runs.F > 0);
  return x >= from - 1 && x < from + left.cw + 1 ? unitTarget(view, { layer, unit }, t, run) : null;
}

export function unitTarget({ runs, first, geo: { left } }, { layer, unit }, t, run = 0) {
  const box = { x: columnX(left, first, t, run, runs.F > 0), y: left.tops[layer] + unit * left.ch, w: left.cw, h: left.ch };
  return { id: `s${layer}.${t}.${unit}.${run}`, kind: "state", layer, unit, t, box, selects: { layer, unit } };
}

const words = say.cards;
const CARDS = { letter, state, distance, row };

/** The card of a target; now: the present step, from 0. What has not been written yet has none. */
export function cardOf(runs, target, now) {
  const later = target.t !== undefined && target.t > now;
  return later ? null : CARDS[target.kind]?.(runs, target, now) ?? null;
}

const exact = (name, value) => ({ name, values: [value], text: number(value, 6) });

function letter(runs, { t }) {
  const two = t < runs.F;
  const [free, forced] = [runs.chances(0, t), two ? runs.chances(1, t) : null];
  const both = (of) => words.pair(named(runs.symbol(of(0, t))), two ? named(runs.symbol(of(1, t))) : null);
  const rows = [
    { name: words.reads, text: both((run, at) => runs.read(run, at)) },
    { name: words.says, text: both((run, at) => runs.said(run, at)) },
    ...listed(runs, t, LISTED).map((v) => ({ name: named(runs.symbol(v)), text: words.pair(number(free[v], 4), forced && number(forced[v], 4)) })),
  ];
  if (runs.V > LISTED) rows.push({ name: words.others(runs.V - LISTED) });
  return { title: words.step(t), note: two ? words.freeForced : words.free, rows };
}

function state(runs, { layer, unit, t }) {
  const free = runs.h(0, layer, t)[unit];
  const rows = [exact(words.free, free)];
  if (t < runs.F) {
    const forced = runs.h(1, layer, t)[unit];
    rows.push(exact(words.forced, forced), { name: words.difference, text: number(free - forced, 6) });
  }
  return { title: words.state(layer), note: words.at(unit, t), rows };
}

function distance(runs, { t }) {
  const rows = Array.from({ length: runs.L }, (_, l) => ({ name: words.layer(l), text: number(runs.distance(l, t), 6) }));
  return { title: words.distance, note: words.step(t), rows };
}

function row(runs, { v }, now) {
  const rows = [{ name: words.free, text: number(runs.chances(0, now)[v], 6) }];
  if (now < runs.F) rows.push({ name: words.forced, text: number(runs.chances(1, now)[v], 6) });
  return { title: named(runs.symbol(v)), note: words.step(now), rows };
}
