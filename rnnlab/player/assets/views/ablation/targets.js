// `targetAt`: the target at a point of the stage in the ablation view.

import { indexAt, inside } from "../../canvas/boxes.js";
import { columnX, inputBox } from "../../sequence/columns.js";
import { overviewTarget } from "../../sequence/overview.js";
import { barsBox, gateBox, tileBox, unitBox } from "./layout.js";
import { rowBox, shownRows, stepScales } from "./ranking.js";

/** The target at a point of the stage, or null. view: {pair, geo, first, count, scrollTo, seek, hold, shownUnit}; now: the present step, from 0 */
export function targetAt(view, x, y, now) {
  return x < view.geo.divider ? leftTarget(view, x, y, now) : rankTarget(view, x, y) ?? costTarget(view, x, y);
}

function leftTarget(view, x, y, now) {
  const { first, geo: { left } } = view;
  const found = overviewTarget(view, x, y);
  if (found) return found;
  const t = first + Math.floor((x - left.from) / left.pitch);
  if (t < first || t >= first + left.visible) return null;
  return letterTarget(view, x, y, t, now) ?? stateTarget(view, x, y, t) ?? gateTarget(view, x, y, t);
}

function letterTarget({ first, geo: { left } }, x, y, t, now) {
  const box = inputBox(left, first, t);
  if (inside(box, x, y)) return { id: `input${t}`, kind: "input", t, box, seek: t + 1 };
  if (t > now) return null;
  const boxes = [...left.tile.tops.map((_, run) => tileBox(left, first, t, run)), barsBox(left, first, t)];
  const answer = boxes.find((one) => inside(one, x, y));
  return answer ? { id: `letter${t}.${answer.y}`, kind: "letter", t, box: answer } : null;
}

function stateTarget(view, x, y, t) {
  const { pair, first, geo: { left } } = view;
  const layer = left.tops.findIndex((top) => y >= top && y < top + left.block);
  const run = layer < 0 ? null : runAt(left, first, t, x, pair.two);
  return run === null ? null : unitTarget(view, { layer, unit: indexAt(y, left.tops[layer], left.ch, pair.H) }, t, run);
}

/** The run whose column at step t is at x: 0 untouched, 1 with the hold, null for none. */
function runAt(left, first, t, x, two) {
  const run = two && x >= columnX(left, first, t, 1, true) - 1 ? 1 : 0;
  const from = columnX(left, first, t, run, two);
  return x >= from - 1 && x < from + left.cw + 1 ? run : null;
}

/** One unit of a run at step t; run: 0 untouched, 1 with the hold. */
export function unitTarget(view, { layer, unit }, t, run) {
  const { pair, first, geo: { left } } = view;
  const box = unitBox(left, first, { layer, unit, t, run }, pair.two);
  return {
    id: `s${layer}.${t}.${unit}.${run}`, kind: "state", layer, unit, t, box, selects: { layer, unit },
    act: (event) => { if (!event.shiftKey) view.hold({ layer, unit, what: "h", t }); },
  };
}

/** A gate or the cell state of the unit whose gates are shown. */
function gateTarget(view, x, y, t) {
  const { pair, first, geo: { left }, shownUnit: unit } = view;
  const { gates } = left;
  if (!unit || !inside({ x: left.from - 18, y: gates.top, w: left.pitch * left.visible + 18, h: gates.h }, x, y)) return null;
  const run = runAt(left, first, t, x, pair.two);
  const row = Math.min(gates.count - 1, Math.floor((y - gates.top) / gates.row));
  if (run === null) return null;
  const gate = pair.rows[row];
  const box = gateBox(left, first, { row, t, run }, pair.two);
  return {
    id: `g${row}.${t}.${run}`, kind: "gate", row, gate, t, ...unit, box, selects: { layer: unit.layer, unit: unit.unit },
    act: (event) => { if (!event.shiftKey) view.hold({ ...unit, what: gate, t }); },
  };
}

function rankTarget(view, x, y) {
  const { pair, geo: { right } } = view;
  const rows = shownRows(pair, right);
  const i = rows.findIndex((_, at) => inside(rowBox(right, at), x, y));
  if (i < 0) return null;
  const [place, layer, unit, change] = rows[i];
  return {
    id: `rank${layer}.${unit}`, kind: "rank", place, layer, unit, change, box: rowBox(right, i), selects: { layer, unit },
    act: () => view.hold({ layer, unit, what: "h" }),
  };
}

function costTarget(view, x, y) {
  const { pair, geo: { right } } = view;
  const { steps } = right;
  if (!inside({ x: steps.x, y: steps.y - 4, w: steps.w, h: steps.h + 22 }, x, y)) return null;
  const s = stepScales(pair, right);
  const t = s.step(x);
  const box = { x: s.x(t) - s.pitch / 2, y: steps.y, w: s.pitch, h: steps.h };
  return { id: `cost${t}`, kind: "cost", t, box, seek: t + 1, drag: (px) => view.seek(s.step(px) + 1) };
}
