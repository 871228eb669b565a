// What lies under the pointer in the ablation view, and what its card says.

import { indexAt, inside } from "../../canvas/boxes.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/ablation.js";
import { listedAs, named } from "../../messages/en/glyphs.js";
import { columnX, inputBox } from "../../sequence/columns.js";
import { overviewTarget } from "../../sequence/overview.js";
import { barsBox, gateBox, tileBox, unitBox } from "./layout.js";
import { rowBox, shownRows, stepScales } from "./ranking.js";

const LISTED = 8; // symbols in a card

/** The target at a point of the stage; view: {pair, geo, first, scrollTo, seek, ask, shownUnit}. */
export function targetAt(view, x, y, now) {
  return x < view.geo.divider ? leftTarget(view, x, y, now) : rightTarget(view, x, y);
}

function leftTarget(view, x, y, now) {
  const { pair, first, geo: { left } } = view;
  const found = overviewTarget(view, x, y);
  if (found) return found;
  const t = first + Math.floor((x - left.from) / left.pitch);
  if (t < first || t >= first + left.visible) return null;
  return letterTarget(view, x, y, t, now) ?? stateTarget(view, x, y, t, now) ?? gateTarget(view, x, y, t, now);

  function letterTarget() {
    const box = inputBox(left, first, t);
    if (inside(box, x, y)) return { id: `input${t}`, kind: "input", t, box, seek: t + 1 };
    const over = [...left.tile.tops.map((_, run) => tileBox(left, first, t, run)), barsBox(left, first, t)].find((b) => inside(b, x, y));
    return over && t <= now ? { id: `letter${t}.${over.y}`, kind: "letter", t, box: over } : null;
  }

  function stateTarget() {
    const layer = left.tops.findIndex((top) => y >= top && y < top + left.block);
    if (layer < 0) return null;
    const run = runAt(left, first, t, x, pair.two);
    if (run === null) return null;
    const unit = indexAt(y, left.tops[layer], left.ch, pair.H);
    return unitTarget(view, { layer, unit }, t, run);
  }
}

function runAt(left, first, t, x, two) {
  const run = two && x >= columnX(left, first, t, 1, true) - 1 ? 1 : 0;
  const from = columnX(left, first, t, run, two);
  return x >= from - 1 && x < from + left.cw + 1 ? run : null;
}

export function unitTarget(view, { layer, unit }, t, run) {
  const { pair, first, geo: { left } } = view;
  const box = unitBox(left, first, { layer, unit, t, run }, pair.two);
  return {
    id: `s${layer}.${t}.${unit}.${run}`, kind: "state", layer, unit, t, box, selects: { layer, unit },
    act: (event) => { if (!event.shiftKey) view.hold({ layer, unit, what: "h", t }); },
  };
}

function gateTarget(view, x, y, t) {
  const { pair, first, geo: { left }, shownUnit: unit } = view;
  const { gates } = left;
  if (!unit || !inside({ x: left.from - 18, y: gates.top, w: left.pitch * left.visible + 18, h: gates.h }, x, y)) return null;
  const run = runAt(left, first, t, x, pair.two);
  const row = Math.min(gates.count - 1, Math.floor((y - gates.top) / gates.row));
  if (run === null) return null;
  const gate = pair.rows[row];
  return {
    id: `g${row}.${t}.${run}`, kind: "gate", row, gate, t, ...unit, box: gateBox(left, first, { row, t, run }, pair.two), selects: { layer: unit.layer, unit: unit.unit },
    act: (event) => { if (!event.shiftKey) view.hold({ ...unit, what: gate, t }); },
  };
}

function rightTarget(view, x, y) {
  const { pair, geo: { right } } = view;
  const i = shownRows(pair, right).findIndex((_, at) => inside(rowBox(right, at), x, y));
  if (i >= 0) return rankTarget(view, i);
  const { steps } = right;
  if (!inside({ x: steps.x, y: steps.y - 4, w: steps.w, h: steps.h + 22 }, x, y)) return null;
  const s = stepScales(pair, right);
  const t = s.step(x);
  return { id: `cost${t}`, kind: "cost", t, box: { x: s.x(t) - s.pitch / 2, y: steps.y, w: s.pitch, h: steps.h }, seek: t + 1, drag: (px) => view.seek(s.step(px) + 1) };
}

function rankTarget(view, i) {
  const { pair, geo: { right } } = view;
  const [place, layer, unit, change] = shownRows(pair, right)[i];
  return { id: `rank${layer}.${unit}`, kind: "rank", place, layer, unit, change, box: rowBox(right, i), selects: { layer, unit }, act: () => view.hold({ layer, unit, what: "h" }) };
}

const words = say.cards;
const CARDS = { state, gate, letter, input, rank, cost };

/** The card of a target; now: the present step, from 0. */
export function cardOf(pair, target, now) {
  return CARDS[target.kind]?.(pair, target, now) ?? null;
}

const exact = (name, value, range = 1) => ({ name, values: [value], range, text: number(value, 6) });

function compared(pair, held, before, after) {
  if (!pair.two) return [exact("h", before, pair.range)];
  return [exact(words.untouched, before, pair.range), exact(held ? words.heldAt : words.held, after, pair.range), { name: words.difference, text: say.signed(after - before, 6) }];
}

function state(pair, { layer, unit, t }, now) {
  const rows = t > now ? [] : compared(pair, pair.isHeld(layer, unit, t), pair.h(0, layer, t)[unit], pair.two ? pair.h(1, layer, t)[unit] : null);
  return { title: words.state(layer), note: words.at(unit, t), rows, how: say.asksUnit };
}

function gate(pair, { layer, unit, gate: name, t }, now) {
  const before = pair.inside(0, { layer, unit }, name, t);
  const rows = t > now || before === undefined ? [] : compared(pair, pair.isHeld(layer, unit, t, name), before, pair.two ? pair.inside(1, { layer, unit }, name, t) : null);
  if (rows.length && !pair.two) rows[0].name = name;
  return { title: words.gate(name, layer), note: words.at(unit, t), rows, how: say.asksGate(name) };
}

function letter(pair, { t }) {
  const [before, after] = [pair.chances(0, t), pair.two ? pair.chances(1, t) : null];
  const most = (v) => Math.max(before[v], after?.[v] ?? 0);
  const order = Array.from(before.keys()).sort((a, b) => most(b) - most(a));
  const right = pair.target[t];
  const listed = order.slice(0, LISTED);
  if (!listed.includes(right)) listed[LISTED - 1] = right;
  const rows = listed.map((v) => ({ name: listedAs(pair.symbol(v), v === right), text: words.pair(number(before[v], 4), after && number(after[v], 4)) }));
  if (order.length > LISTED) rows.push({ name: words.others(order.length - LISTED) });
  const said = [0, 1].slice(0, pair.two ? 2 : 1).map((run) => named(pair.symbol(pair.says(run, t))));
  rows.unshift({ name: words.says, text: words.pair(said[0], said[1] ?? null) });
  return { title: words.letter(t), note: words.should(pair.symbol(right)), rows };
}

function input(pair, { t }) {
  const id = pair.source[t];
  const from = pair.arrays.get("x").data.subarray(t * pair.E, (t + 1) * pair.E);
  return { title: words.letter(t), note: words.readsSymbol(pair.symbol(id)), rows: [{ name: words.row(id), values: from, range: 3 }] };
}

function rank(pair, { place, layer, unit, change }) {
  return { title: say.ranked(layer, unit), note: words.rank(place, pair.ranking.total), rows: [{ name: words.delta, text: words.nats(change) }], how: say.asksRank };
}

function cost(pair, { t }) {
  const text = words.pair(number(pair.stepLoss(0, t), 4), pair.two ? number(pair.stepLoss(1, t), 4) : null);
  return { title: words.letter(t), note: words.should(pair.symbol(pair.target[t])), rows: [{ name: words.stepLoss, text }] };
}
