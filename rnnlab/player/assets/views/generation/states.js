// The states of both runs as columns over time, and the distance between them.

import { cells, drawHeat, ghostCells, heatImage, label, outline } from "../../canvas/draw.js";
import { moveApart } from "../../canvas/labels.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/generation.js";
import { centre, columnsBox, columnX } from "../../sequence/columns.js";
import { stateMatrix } from "../../sequence/states.js";

const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]]; // of the layers' curves, which also have labels

/** o: {runs, left: of the layout, first: the step at the left edge, now: the present step from 0, images, theme, selected, hover} */
export function drawStates(g, o) {
  for (let l = 0; l < o.runs.L; l++) layer(g, o, l);
  if (o.runs.F) drawDistance(g, o);
}

const kinds = (runs, t) => (t < runs.F ? [0, 1] : [0]);

function layer(g, o, l) {
  const { runs, left, first, now, theme, selected, hover } = o;
  const y = left.tops[l];
  const two = runs.F > 0;
  const image = left.lod === "image" ? o.images.get(`h${l}`, [first, left.visible, left.ch, runs.H, theme.name], () => picture(o, l)) : null;
  for (let t = first; t < first + left.visible; t++) {
    for (const run of kinds(runs, t)) {
      const at = { x: columnX(left, first, t, run, two), y, cw: left.cw, ch: left.ch, rows: runs.H };
      if (t > now) ghostCells(g, theme, at);
      else if (image) drawHeat(g, theme, image, { x: at.x, y, w: left.cw, h: left.block }, (t - first) * 2 + run);
      else cells(g, theme, runs.h(run, l, t), { ...at, lod: left.lod });
    }
    const around = columnsBox(left, first, t, two, y, left.block);
    if (t === now) outline(g, around, 2, { color: theme.now, width: 2, radius: 4 });
    if (selected?.layer === l && t <= now) outline(g, { ...around, y: y + selected.unit * left.ch, h: left.ch }, 0.5, { color: theme.ink, width: 1.25, radius: 2 });
    if (hover?.kind === "state" && hover.layer === l && hover.t === t) outline(g, hover.box, 1, { color: theme.ink, radius: 2 });
  }
}

/** The columns of both runs in the window as one image, a pixel wide each. */
function picture({ runs, left, first, theme }, l) {
  const columns = 2 * left.visible;
  const state = (run, t) => (run < kinds(runs, t).length ? runs.h(run, l, t) : null);
  const values = stateMatrix(runs.H, columns, (j) => state(j % 2, first + (j >> 1)));
  return heatImage(theme, values, { cw: left.cw, ch: left.ch, cols: columns, rows: runs.H });
}

/** The y of a distance. */
export const distanceY = ({ distance: { y, h } }, runs, value) => y + h * (1 - value / (runs.largestDistance || 1));

/** A curve of the distance per layer, up to the present step. */
function drawDistance(g, { runs, left, first, now, theme }) {
  const { y, h } = left.distance;
  const end = left.from + left.pitch * left.visible;
  g.strokeStyle = theme.rule;
  g.lineWidth = 1;
  for (const at of [y, y + h]) { g.beginPath(); g.moveTo(left.from, Math.round(at) + 0.5); g.lineTo(end, Math.round(at) + 0.5); g.stroke(); }
  if (runs.largestDistance) label(g, number(runs.largestDistance, runs.largestDistance < 10 ? 2 : 1), left.from - 4, y, { color: theme.ink3, size: 11, align: "right" });
  label(g, "0", left.from - 4, y + h, { color: theme.ink3, size: 11, align: "right" });
  const last = Math.min(now, runs.F - 1, first + left.visible - 1);
  if (last < first) return;
  const ends = [];
  for (let l = 0; l < runs.L; l++) {
    g.strokeStyle = theme.ink;
    g.lineWidth = 1.5;
    g.setLineDash(DASHES[l % DASHES.length]);
    g.beginPath();
    for (let t = first; t <= last; t++) g.lineTo(centre(left, first, t), distanceY(left, runs, runs.distance(l, t)));
    g.stroke();
    g.setLineDash([]);
    ends.push({ y: distanceY(left, runs, runs.distance(l, last)), layer: l });
  }
  tags(g, theme, centre(left, first, last), ends);
}

/** The layers' names after the ends of their curves, moved apart where they would overlap. ends: [{y, layer}] */
function tags(g, theme, x, ends) {
  for (const { y, at, layer } of moveApart(ends, 11)) {
    g.fillStyle = theme.ink;
    g.beginPath(); g.arc(x, y, 2.5, 0, 7); g.fill();
    label(g, say.layerShort(layer), x + 6, at, { color: theme.ink2, size: 10.5 }); // every step is wide enough for it
  }
}
