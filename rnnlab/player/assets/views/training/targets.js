// `targetAt`: the target at a point of the stage in the training view.

import { indexAt, inside } from "../../canvas/boxes.js";
import { keyOf } from "../../editing/edit_places.js";
import { say as sayRuns } from "../../messages/en/runs.js";
import { inputBox } from "../../sequence/columns.js";
import { overviewTarget } from "../../sequence/overview.js";
import { barsBox, matrixBox, tileBox, unitBox } from "./layout.js";
import { scales } from "./loss.js";

/** The target at a point of the stage, or null. view: {run, geo, first, count, chosen, clock, fork, scrollTo, seek} */
export function targetAt(view, x, y) {
  return x < view.geo.divider ? leftTarget(view, x, y) : rightTarget(view, x, y);
}

function leftTarget(view, x, y) {
  const { run, first, geo: { left } } = view;
  const found = overviewTarget(view, x, y);
  if (found) return found;
  const t = first + Math.floor((x - left.from) / left.pitch);
  if (t < first || t >= first + left.visible) return null;
  for (const [kind, box] of [["tile", tileBox], ["bars", barsBox], ["input", inputBox]]) {
    if (inside(box(left, first, t), x, y)) return { id: `${kind}${t}`, kind, t, box: box(left, first, t) };
  }
  const layer = left.tops.findIndex((top) => y >= top && y < top + left.block);
  if (layer < 0) return null;
  const unit = indexAt(y, left.tops[layer], left.ch, run.H);
  return inside({ ...unitBox(left, first, { layer, unit: 0, t }), h: left.block }, x, y) ? unitTarget(view, { layer, unit, t }) : null;
}

/** One unit of a layer at letter t. */
export function unitTarget({ geo: { left }, first }, { layer, unit, t }) {
  const box = unitBox(left, first, { layer, unit, t });
  return { id: `s${layer}.${t}.${unit}`, kind: "state", layer, unit, t, box, selects: { layer, unit, t } };
}

function rightTarget(view, x, y) {
  const { run, geo: { right } } = view;
  const { loss, emb } = right;
  if (inside({ x: loss.x - 6, y: loss.y - 8, w: loss.w + 12, h: loss.h + 26 }, x, y)) return lossTarget(view, x);
  if (inside(emb, x, y)) {
    const [row, column] = [indexAt(y, emb.y, emb.ch, run.V), indexAt(x, emb.x, emb.cw, run.E)];
    return embeddingTarget(view, row, column);
  }
  for (let layer = 0; layer < run.L; layer++) {
    const box = matrixBox(right, layer);
    if (inside(box, x, y)) return weightTarget(view, layer, box, x, y);
  }
  return null;
}

function lossTarget(view, x) {
  const { run, geo: { right: { loss } } } = view;
  const s = scales(run, loss);
  const epoch = s.epoch(x);
  const box = { x: s.x(epoch) - 5, y: s.y(run.loss(epoch)) - 5, w: 10, h: 10 };
  return { id: `loss${epoch}`, kind: "loss", epoch, box, seek: epoch, drag: (px) => view.seek(s.epoch(px)) };
}

function weightTarget(view, layer, box, x, y) {
  const { run, first, chosen, geo: { right: { hidden } } } = view;
  const [row, column] = [indexAt(y, box.y, hidden.ch, run.gates.length * run.H), indexAt(x, box.x, hidden.cw, run.H)];
  const target = hiddenTarget(view, layer, row, column);
  return run.config.memory ? target : { ...target, selects: { layer, unit: row % run.H, t: chosen?.t ?? first } };
}

/** A hidden-to-hidden weight; a network without memory does not use it, so it cannot be set. */
function hiddenTarget(view, layer, row, column) {
  const { run, geo: { right } } = view;
  const { x, y } = matrixBox(right, layer);
  const { cw, ch } = right.hidden;
  const box = { x: x + column * cw, y: y + row * ch, w: cw, h: ch };
  const target = { id: `w${layer}.${row}.${column}`, kind: "weight", layer, row, column, box };
  return run.config.memory ? { ...target, edit: { ...editPlace(view, `rnn.weight_hh_l${layer}`, [row, column], run.H), box } } : target;
}

function embeddingTarget(view, row, column) {
  const { run, geo: { right: { emb } } } = view;
  const box = { x: emb.x + column * emb.cw, y: emb.y + row * emb.ch, w: emb.cw, h: emb.ch };
  const edit = { ...editPlace(view, "emb.weight", [row, column], run.E), box };
  return { id: `e${row}.${column}`, kind: "embedding", row, column, box, edit };
}

/** The edit place of a weight; its value is the one set for the fork, if any. columns: of its matrix */
function editPlace({ run, clock, fork }, name, index, columns) {
  const kept = run.frameArray(name, run.frame(run.epoch(clock.position)))[index[0] * columns + index[1]];
  return { name, index, value: fork.weights.get(keyOf({ name, index }))?.value ?? kept, meaning: sayRuns.fork.meaning };
}

/** The weights that the keyboard can choose: the selected unit's hidden-to-hidden ones, else the embedding table. */
export function weightTargets(view) {
  const { run, chosen } = view;
  if (!chosen || !run.config.memory) return grid(run.V, run.E, (row, column) => embeddingTarget(view, row, column));
  return grid(run.gates.length, run.H, (gate, column) => hiddenTarget(view, chosen.layer, gate * run.H + chosen.unit, column));
}

/** What `make` gives for every row and column, row by row. */
const grid = (rows, columns, make) => Array.from({ length: rows * columns }, (_, i) => make(Math.floor(i / columns), i % columns));
