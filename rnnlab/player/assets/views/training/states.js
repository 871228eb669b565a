// The states of every layer in the training view: a column per letter in the window, unit 0 on top.

import { arrow, cells, drawHeat, heatImage, label, outline } from "../../canvas/draw.js";
import { centre } from "../../sequence/columns.js";
import { stateMatrix } from "../../sequence/states.js";
import { COLUMN, unitBox } from "./layout.js";

/** o: {run, left: of the layout, first: the letter at the left edge, k: frame, images, theme, selected, hover} */
export function drawStates(g, o) {
  for (let l = 0; l < o.run.L; l++) layer(g, o, l);
}

function layer(g, o, l) {
  const { run, left, first, k, theme, selected, hover } = o;
  const y = left.tops[l];
  const image = left.lod === "image" ? o.images.get(`h${l}`, [k, first, left.visible, left.ch, run.H], () => picture(o, l)) : null;
  for (let t = first; t < first + left.visible; t++) {
    const x = centre(left, first, t) - COLUMN / 2;
    if (image) drawHeat(g, theme, image, { x, y, w: COLUMN, h: left.block }, t - first);
    else cells(g, theme, run.h(k, l, t), { x, y, cw: COLUMN, ch: left.ch, rows: run.H, lod: left.lod });
    recurrent(g, o, l, t, x);
    if (selected?.layer === l) outline(g, unitBox(left, first, { ...selected, t }), 1, { color: theme.ink, width: t === selected.t ? 2.5 : 1.5, radius: 3 });
    if (hover?.kind === "state" && hover.layer === l && hover.t === t) outline(g, hover.box, 1, { color: theme.ink, radius: 3 });
  }
}

/** All columns of the window as one image, a pixel wide each. */
function picture({ run, left, first, k, theme }, l) {
  const values = stateMatrix(run.H, left.visible, (j) => run.h(k, l, first + j));
  return heatImage(theme, values, { cw: COLUMN, ch: left.ch, cols: left.visible, rows: run.H });
}

/** The arrow along time into a column; the first one comes from the initial state, which is zero. */
function recurrent(g, { left, theme, first }, l, t, x) {
  const y = left.tops[l] + left.block / 2;
  const head = left.pitch > 60 ? 6 : 5;
  const margin = left.pitch > 60 ? 6 : 4;
  if (t > first) return arrow(g, x - left.pitch + COLUMN + margin, y, x - margin, y, { color: theme.edge, head });
  const start = Math.max(left.from - 6, x - 32);
  if (t === 0) label(g, "0", start - 3, y, { color: theme.ink3, size: 11, align: "right" });
  return arrow(g, start, y, x - margin, y, { color: theme.edge, head, dash: t === 0 ? [3, 3] : null });
}
