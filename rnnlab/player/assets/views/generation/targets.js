// `targetAt`: the target at a point of the stage in the free running view.

import { indexAt, inside } from "../../canvas/boxes.js";
import { columnX } from "../../sequence/columns.js";
import { overviewTarget } from "../../sequence/overview.js";
import { listed, rowBox } from "./distribution.js";
import { barsBox, tileBox } from "./layout.js";

/** The target at a point of the stage, or null. view: {runs, geo, first, count, scrollTo, seek}; now: the present step, from 0 */
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

/** One unit of a run at step t; run: 0 free, 1 forced. */
export function unitTarget({ runs, first, geo: { left } }, { layer, unit }, t, run = 0) {
  const box = { x: columnX(left, first, t, run, runs.F > 0), y: left.tops[layer] + unit * left.ch, w: left.cw, h: left.ch };
  return { id: `s${layer}.${t}.${unit}.${run}`, kind: "state", layer, unit, t, box, selects: { layer, unit } };
}
