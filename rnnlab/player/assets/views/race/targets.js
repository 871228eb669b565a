// `targetAt`: the target at a point of the stage in the race view.

import { indexAt, inside } from "../../canvas/boxes.js";
import { PAD } from "../../canvas/labels.js";
import { overviewTarget } from "../../sequence/overview.js";
import { scales } from "./chart.js";
import { scaleBox, shareBox, tileBox, unitBox } from "./layout.js";

/** The target at a point of the stage, or null. view: {run, geo, first, count, scrollTo, seek} */
export function targetAt(view, x, y) {
  return x < view.geo.divider ? leftTarget(view, x, y) : lossTarget(view, x, y) ?? shareTarget(view, x, y);
}

function leftTarget(view, x, y) {
  const { run, first, geo: { left } } = view;
  const found = overviewTarget(view, x, y);
  if (found) return found;
  const lane = run.lanes.findLast(({ index }) => y >= left.lanes[index].y);
  if (lane && x < left.from) return laneTarget(left, lane);
  const t = first + Math.floor((x - left.from) / left.pitch);
  if (t < first || t >= first + left.visible) return null;
  if (!lane) return y < left.lanes[0].y - 4 ? stepTarget(view, t) : null;
  return answerTarget(view, lane, t, x, y) ?? stateTarget(view, lane, t, y);
}

function laneTarget(left, { index }) {
  const box = { x: PAD, y: left.lanes[index].y, w: left.from - PAD - 10, h: 16 };
  return { id: `lane${index}`, kind: "lane", lane: index, box };
}

/** The input and target of a step. */
function stepTarget({ first, geo: { left } }, t) {
  const [top, bottom] = [left.input.y - 12, left.target.y + 12];
  const box = { x: left.from + (t - first) * left.pitch, y: top, w: left.pitch, h: bottom - top };
  return { id: `step${t}`, kind: "step", t, box };
}

/** A lane's answer at a step, or its sum in an adding task. */
function answerTarget({ run, first, geo: { left } }, lane, t, x, y) {
  const { index } = lane;
  const box = run.sum ? scaleBox(left, lane) : tileBox(left, first, lane, t);
  if (!inside(box, x, y)) return null;
  return run.sum ? { id: `sum${index}`, kind: "sum", lane: index, box } : { id: `tile${index}.${t}`, kind: "tile", lane: index, t, box };
}

function stateTarget(view, lane, t, y) {
  const { states, ch } = view.geo.left.lanes[lane.index];
  if (y < states.y || y >= states.y + states.h) return null;
  return unitTarget(view, { lane: lane.index, unit: indexAt(y, states.y, ch, lane.H), t });
}

/** One unit of a lane at step t; lane: its index. */
export function unitTarget({ geo: { left }, first, run }, { lane, unit, t }) {
  const box = unitBox(left, first, run.lanes[lane], { unit, t });
  return { id: `s${lane}.${t}.${unit}`, kind: "state", lane, unit, t, box, selects: { lane, unit, t } };
}

function lossTarget(view, x, y) {
  const { run, geo: { right: { loss } } } = view;
  if (!inside({ x: loss.x - 6, y: loss.y - 8, w: loss.w + 12, h: loss.h + 26 }, x, y)) return null;
  const s = scales(run, loss);
  const epoch = s.epoch(x);
  const box = { x: s.x(epoch) - 5, y: Math.min(loss.y + loss.h - 60, Math.max(loss.y, y - 30)), w: 10, h: 60 };
  return { id: `loss${epoch}`, kind: "loss", epoch, box, seek: epoch, drag: (px) => view.seek(s.epoch(px)) };
}

function shareTarget({ run, geo: { right } }, x, y) {
  const at = run.lanes.findIndex((lane) => inside({ ...shareBox(right, lane.index), x: right.x, w: right.right - right.x }, x, y));
  return at < 0 ? null : { id: `share${at}`, kind: "share", lane: at, box: shareBox(right, at) };
}
