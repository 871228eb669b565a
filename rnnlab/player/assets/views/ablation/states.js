// The states of every layer as columns over time, both runs side by side; and the gates and cell state of one unit.

import { arrow, cells, drawHeat, ghostCells, heatImage, label, outline } from "../../canvas/draw.js";
import { rowName } from "../../canvas/labels.js";
import { say } from "../../messages/en/ablation.js";
import { columnsBox, columnX } from "../../sequence/columns.js";
import { stateMatrix } from "../../sequence/states.js";
import { gateBox, unitBox } from "./layout.js";
import { heldMark } from "./marks.js";

/** o: {pair, left, first, now, images, theme, selected, hover, inside: the unit whose gates are shown or null} */
export function drawStates(g, o) {
  for (let l = 0; l < o.pair.L; l++) layer(g, o, l);
  if (o.left.gates.count) gates(g, o);
}

const runs = (pair) => (pair.two ? [0, 1] : [0]);

function layer(g, o, l) {
  const { pair, left, first, now, theme, selected } = o;
  const y = left.tops[l];
  const image = left.lod === "image" ? o.images.get(`h${l}`, [first, left.visible, left.ch, pair.H], () => picture(o, l)) : null;
  for (let t = first; t < first + left.visible; t++) {
    for (const run of runs(pair)) {
      const at = { x: columnX(left, first, t, run, pair.two), y, cw: left.cw, ch: left.ch, rows: pair.H };
      if (t > now) ghostCells(g, theme, at);
      else if (image) drawHeat(g, theme, image, { x: at.x, y, w: left.cw, h: left.block }, (t - first) * 2 + run);
      else cells(g, theme, pair.h(run, l, t), { ...at, lod: left.lod, range: pair.range });
    }
    recurrent(g, o, l, t);
    if (t === now) outline(g, columnsBox(left, first, t, pair.two, y, left.block), 3, { color: theme.now, width: 2, radius: 5 });
    if (selected?.layer === l) {
      const box = columnsBox(left, first, t, pair.two, y + selected.unit * left.ch, left.ch);
      outline(g, box, 1, { color: theme.ink, width: 1.5, radius: 3 });
    }
    marks(g, o, l, t);
  }
}

/** Marks on the held cell and on the hovered one. */
function marks(g, { pair, left, first, theme, hover }, l, t) {
  const { held } = pair;
  if (held && pair.isHeld(l, held.unit, t, null)) {
    const box = unitBox(left, first, { layer: l, unit: held.unit, t, run: 1 }, true);
    heldMark(g, theme, box, { beside: left.pitch >= 60 });
  }
  if (hover?.kind === "state" && hover.layer === l && hover.t === t) outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
}

/** The columns of both runs in the window as one image, a pixel wide each. */
function picture({ pair, left, first, theme }, l) {
  const columns = 2 * left.visible;
  const values = stateMatrix(pair.H, columns, (j) => (pair.two || j % 2 === 0 ? pair.h(j % 2, l, first + (j >> 1)) : null));
  return heatImage(theme, values, { cw: left.cw, ch: left.ch, cols: columns, rows: pair.H, range: pair.range });
}

/** The arrow along time into both columns of a step; the first one comes from the initial state, which is zero. */
function recurrent(g, { pair, left, first, now, theme }, l, t) {
  const y = left.tops[l] + left.block / 2;
  const x = columnX(left, first, t, 0, pair.two);
  const margin = left.pitch > 60 ? 6 : 3;
  const later = t > now;
  const style = { color: t === now ? theme.now : later ? theme.ghost : theme.edge, head: left.pitch > 60 ? 6 : 4 };
  const width = pair.two ? 2 * left.cw + left.twin : left.cw;
  const lock = left.pitch >= 60 && pair.held && pair.held.layer === l ? 14 : 0; // px for the lock beside a held cell
  if (t > first) return arrow(g, x - left.pitch + width + margin + lock, y, x - margin, y, { ...style, dash: later ? [3, 3] : null });
  const start = Math.max(left.from - 6, x - 32);
  if (t === 0) label(g, "0", start - 3, y, { color: theme.ink3, size: 11, align: "right" });
  return arrow(g, start, y, x - margin, y, { ...style, dash: [3, 3] });
}

/** Gates and cell state of one unit, a row each. */
function gates(g, o) {
  const { pair, left, first, theme, inside } = o;
  const { gates: box } = left;
  const [name, note] = inside ? say.inside(inside.layer, inside.unit) : say.insideNone;
  rowName(g, theme, box.top + box.h / 2, name, [note], 16);
  pair.rows.forEach((gate, row) => {
    const y = box.top + (row + 0.5) * box.row;
    label(g, gate, left.from - 2, y, { color: inside ? theme.ink : theme.ink3, size: 11, align: "right" });
    for (let t = first; t < first + left.visible; t++) gateCells(g, o, gate, row, t);
  });
}

/** One gate at one step, in every run; empty at later steps, and if the recording lacks its values. */
function gateCells(g, { pair, left, first, now, theme, inside, hover }, gate, row, t) {
  for (const run of runs(pair)) {
    const at = gateBox(left, first, { row, t, run }, pair.two);
    const value = inside && t <= now ? pair.inside(run, inside, gate, t) : undefined;
    const place = { x: at.x, y: at.y, cw: at.w, ch: at.h };
    if (value === undefined) ghostCells(g, theme, place);
    else cells(g, theme, [value], { ...place, lod: "border" });
  }
  const held = inside && pair.isHeld(inside.layer, inside.unit, t, gate);
  if (held) heldMark(g, theme, gateBox(left, first, { row, t, run: 1 }, true), { beside: left.pitch >= 60 });
  if (hover?.kind === "gate" && hover.row === row && hover.t === t) outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
}
