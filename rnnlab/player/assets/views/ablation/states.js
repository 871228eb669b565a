// The states of every layer as columns over time, untouched and held side by side; and what one unit has inside.

import { arrow, cells, ghostCells, heatImage, label, outline } from "../../canvas/draw.js";
import { say } from "../../messages/en/ablation.js";
import { PAD } from "../../canvas/labels.js";
import { columnX, gateBox, TWIN, unitBox } from "./layout.js";
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
  const image = left.lod === "image" ? o.images.get(`h${l}`, [first, left.visible, left.ch, pair.H], () => gathered(o, l)) : null;
  for (let t = first; t < first + left.visible; t++) {
    for (const run of runs(pair)) {
      const at = { x: columnX(left, first, t, run, pair.two), y, cw: left.cw, ch: left.ch, rows: pair.H };
      if (t > now) ghostCells(g, theme, at);
      else if (image) column(g, theme, image, (t - first) * 2 + run, { ...at, h: left.block });
      else cells(g, theme, pair.h(run, l, t), { ...at, lod: left.lod, range: pair.range });
    }
    recurrent(g, o, l, t);
    if (t === now) outline(g, around(o, t, y, left.block), 3, { color: theme.now, width: 2, radius: 5 });
    if (selected?.layer === l) outline(g, around(o, t, y + selected.unit * left.ch, left.ch), 1, { color: theme.ink, width: 1.5, radius: 3 });
    marks(g, o, l, t);
  }
}

/** Both columns of a letter as one box. */
function around({ pair, left, first }, t, y, h) {
  const x = columnX(left, first, t, 0, pair.two);
  return { x, y, w: pair.two ? 2 * left.cw + TWIN : left.cw, h };
}

function marks(g, { pair, left, first, theme, hover }, l, t) {
  const { held } = pair;
  if (held && pair.isHeld(l, held.unit, t, null)) heldMark(g, theme, unitBox(left, first, { layer: l, unit: held.unit, t, run: 1 }, true), { beside: left.pitch >= 60 });
  if (hover?.kind === "state" && hover.layer === l && hover.t === t) outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
}

/** All columns on stage as one image, one pixel wide each. */
function gathered({ pair, left, first, theme }, l) {
  const width = 2 * left.visible;
  const values = new Float32Array(pair.H * width);
  for (let j = 0; j < left.visible; j++) {
    for (const run of runs(pair)) {
      const h = pair.h(run, l, first + j);
      for (let u = 0; u < pair.H; u++) values[u * width + 2 * j + run] = h[u];
    }
  }
  return heatImage(theme, values, { cw: left.cw, ch: left.ch, cols: width, rows: pair.H, range: pair.range });
}

function column(g, theme, image, j, { x, y, cw, h }) {
  g.imageSmoothingEnabled = false;
  g.drawImage(image, j, 0, 1, image.height, x, y, cw, h);
  g.strokeStyle = theme.cellBorder;
  g.lineWidth = 1;
  g.strokeRect(x + 0.5, y + 0.5, cw - 1, h - 1);
}

function recurrent(g, { pair, left, first, now, theme }, l, t) {
  const y = left.tops[l] + left.block / 2;
  const x = columnX(left, first, t, 0, pair.two);
  const margin = left.pitch > 60 ? 6 : 3;
  const later = t > now;
  const style = { color: t === now ? theme.now : later ? theme.ghost : theme.edge, head: left.pitch > 60 ? 6 : 4 };
  const width = pair.two ? 2 * left.cw + TWIN : left.cw;
  const lock = left.pitch >= 60 && pair.held && pair.held.layer === l ? 14 : 0; // its place beside a held cell
  if (t > first) return arrow(g, x - left.pitch + width + margin + lock, y, x - margin, y, { ...style, dash: later ? [3, 3] : null });
  const start = Math.max(left.from - 6, x - 32);
  if (t === 0) label(g, "0", start - 3, y, { color: theme.ink3, size: 11, align: "right" });
  return arrow(g, start, y, x - margin, y, { ...style, dash: [3, 3] });
}

/** Gates and cell state of one unit, a row each. */
function gates(g, { pair, left, first, now, theme, inside, hover }) {
  const { gates: box } = left;
  const [name, note] = inside ? say.inside(inside.layer, inside.unit) : say.insideNone;
  const middle = box.top + box.h / 2;
  label(g, name, PAD, middle - 8, { color: theme.ink, size: 12, weight: 700 });
  label(g, note, PAD, middle + 8, { color: theme.ink3, size: 11 });
  pair.rows.forEach((gate, row) => {
    const y = box.top + row * box.row;
    label(g, gate, left.from - 2, y + box.row / 2, { color: inside ? theme.ink : theme.ink3, size: 11, align: "right" });
    for (let t = first; t < first + left.visible; t++) {
      for (const run of runs(pair)) {
        const at = gateBox(left, first, { row, t, run }, pair.two);
        const value = inside && t <= now ? pair.inside(run, inside, gate, t) : undefined;
        const place = { x: at.x, y: at.y, cw: at.w, ch: at.h };
        if (value === undefined) ghostCells(g, theme, place);
        else cells(g, theme, [value], { ...place, lod: "border" });
      }
      if (inside && pair.isHeld(inside.layer, inside.unit, t, gate)) heldMark(g, theme, gateBox(left, first, { row, t, run: 1 }, true), { beside: left.pitch >= 60 });
      if (hover?.kind === "gate" && hover.row === row && hover.t === t) outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
    }
  });
}

