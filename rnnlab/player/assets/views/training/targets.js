// What lies under the pointer in the training view, and what its card says.

import { indexAt, inside } from "../../canvas/boxes.js";
import { keyOf } from "../../editing/edit_places.js";
import { number } from "../../lib/format.js";
import { glyph, listedAs, named } from "../../messages/en/glyphs.js";
import { say as sayRuns } from "../../messages/en/runs.js";
import { say } from "../../messages/en/training.js";
import { inputBox } from "../../sequence/columns.js";
import { overviewTarget } from "../../sequence/overview.js";
import { barsBox, matrixBox, tileBox, unitBox } from "./layout.js";
import { scales } from "./loss.js";

const LISTED = 8; // symbols in a card
const SHOWN = 40; // symbols of an answer in a card

/** The target at a point of the stage; view: {run, geo, first, scrollTo, seek}. */
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

export function unitTarget({ geo: { left }, first }, { layer, unit, t }) {
  return { id: `s${layer}.${t}.${unit}`, kind: "state", layer, unit, t, box: unitBox(left, first, { layer, unit, t }), selects: { layer, unit, t } };
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
  if (!run.config.memory) return { ...hiddenTarget(view, layer, row, column), selects: { layer, unit: row % run.H, t: chosen?.t ?? first } };
  const target = hiddenTarget(view, layer, row, column);
  return { ...target, edit: { ...target.place, box: target.box } };
}

function hiddenTarget(view, layer, row, column) {
  const { run, geo: { right } } = view;
  const { x, y } = matrixBox(right, layer);
  const { cw, ch } = right.hidden;
  const box = { x: x + column * cw, y: y + row * ch, w: cw, h: ch };
  return { id: `w${layer}.${row}.${column}`, kind: "weight", layer, row, column, box, place: place(view, `rnn.weight_hh_l${layer}`, [row, column], run.H) };
}

function embeddingTarget(view, row, column) {
  const { run, geo: { right: { emb } } } = view;
  const box = { x: emb.x + column * emb.cw, y: emb.y + row * emb.ch, w: emb.cw, h: emb.ch };
  return { id: `e${row}.${column}`, kind: "embedding", row, column, box, edit: { ...place(view, "emb.weight", [row, column], run.E), box } };
}

/** A weight as it can be set by hand for a fork; one that is set already has that value. */
function place({ run, clock, fork }, name, index, columns) {
  const kept = run.whole(name, run.frame(run.epoch(clock.position)))[index[0] * columns + index[1]];
  return { name, index, value: fork.weights.get(keyOf({ name, index }))?.value ?? kept, meaning: sayRuns.fork.meaning };
}

/** Weights that the keyboard goes through: of the selected unit the hidden-to-hidden ones, else the embedding table. */
export function weightTargets(view) {
  const { run, chosen } = view;
  const targets = [];
  if (chosen && run.config.memory) {
    for (let gate = 0; gate < run.gates.length; gate++) {
      for (let column = 0; column < run.H; column++) {
        const target = hiddenTarget(view, chosen.layer, gate * run.H + chosen.unit, column);
        targets.push({ ...target, edit: { ...target.place, box: target.box } });
      }
    }
    return targets;
  }
  for (let row = 0; row < run.V; row++) for (let column = 0; column < run.E; column++) targets.push(embeddingTarget(view, row, column));
  return targets;
}

const words = say.cards;

/** The card of a target in frame k, at an epoch. */
export function cardOf(run, target, k, epoch) {
  return CARDS[target.kind]?.(run, target, k, epoch) ?? null;
}

const CARDS = { tile: letter, bars: letter, input, state, weight, embedding, loss };
const exact = (name, value, range = 1) => ({ name, values: [value], range, text: number(value, 6) });

function letter(run, { t }, k, epoch) {
  const chances = run.chances(k, t);
  const right = run.target[t];
  const order = Array.from(chances.keys()).sort((a, b) => chances[b] - chances[a]);
  const listed = order.slice(0, LISTED);
  if (!listed.includes(right)) listed[LISTED - 1] = right;
  const rows = listed.map((v) => ({ name: listedAs(run.symbol(v), v === right), text: say.chance(chances[v]) }));
  if (order.length > LISTED) {
    const rest = 1 - listed.reduce((sum, v) => sum + chances[v], 0);
    rows.push({ name: words.others(order.length - LISTED), text: say.chance(Math.max(0, rest)) });
  }
  rows.unshift({ name: words.predicted, text: named(run.symbol(run.answer(epoch)[t])) });
  return { title: words.letter(t), note: words.should(run.symbol(right)), rows };
}

function input(run, { t }, k) {
  const id = run.source[t];
  const from = run.whole("emb.weight", k).subarray(id * run.E, (id + 1) * run.E);
  return { title: words.letter(t), note: named(run.symbol(id)), rows: [{ name: words.row(id), values: from, range: run.ranges.embedding }] };
}

function state(run, { layer, unit, t }, k) {
  const c = run.c(k, layer, t);
  const rows = [exact(words.h, run.h(k, layer, t)[unit]), ...(c ? [exact(words.c, c[unit])] : [])];
  return { title: words.state(layer), note: words.unit(unit, t), rows };
}

function weight(run, { layer, row, column }, k) {
  const value = run.whole(`rnn.weight_hh_l${layer}`, k)[row * run.H + column];
  const gate = run.gates[Math.floor(row / run.H)];
  return { title: words.weight(layer, row, column), note: words.to(gate, row % run.H, column), rows: [exact(words.value, value, run.ranges.hidden)] };
}

function embedding(run, { row, column }, k) {
  const value = run.whole("emb.weight", k)[row * run.E + column];
  return { title: words.embedding(row, column), note: words.dimension(run.symbol(row), column), rows: [exact(words.value, value, run.ranges.embedding)] };
}

function loss(run, { epoch }) {
  const answer = Array.from(run.answer(epoch).subarray(0, SHOWN), (id) => glyph(run.symbol(id))).join("");
  return {
    title: words.epoch(epoch), note: say.right(run.right(epoch), run.T),
    rows: [{ name: words.loss, text: words.lossValue(run.loss(epoch), run.mine.exact(epoch)) }, { name: words.answers, text: words.answer(answer, run.T > SHOWN) }],
  };
}
