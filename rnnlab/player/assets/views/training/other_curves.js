// The loss curves of the runs that are not selected, and the names of all runs at the ends of their curves.

import { label } from "../../canvas/draw.js";
import { moveApart, shortened } from "../../canvas/labels.js";
import { SANS } from "../../canvas/theme.js";
import { drawMarker } from "../../charts/curves.js";

const BEFORE = 27; // px from the plot to a name, with its marker between
const LINE = 15; // px from name to name, at least

/** px right of a plot of this width for the names. */
export const gutter = (width) => Math.min(96, Math.round(width * 0.36));

export function drawOthers(g, { run, theme, s, path, epoch }) {
  g.save();
  g.lineJoin = "round";
  for (const curve of run.others) {
    g.strokeStyle = theme.runs[curve.colour];
    g.lineWidth = 1.5;
    g.setLineDash(curve.dash);
    g.stroke(path(curve));
  }
  g.setLineDash([]);
  for (const curve of run.others) {
    if (!curve.count || epoch > curve.done || epoch < curve.step) continue;
    g.fillStyle = theme.runs[curve.colour];
    g.beginPath(); g.arc(s.x(epoch), s.y(curve.lossAt(epoch)), 3, 0, 7); g.fill();
  }
  g.restore();
}

/** A marker at every end, and beside the plot the same marker with the name; names are moved apart where ends lie close. */
export function drawEnds(g, { run, box, theme, s }) {
  const shown = run.curves.filter(({ count }) => count);
  const ends = moveApart(shown.map((curve) => ({ curve, y: s.y(curve.lossAt(curve.done)) })), LINE, box.y, box.y + box.h);
  for (const { curve, y } of ends) drawMarker(g, theme, curve, s.x(curve.done), y);
  const x = box.x + box.w + 18;
  for (const { curve, at } of ends) {
    drawMarker(g, theme, curve, x, at);
    const own = curve === run.ownCurve;
    const weight = own ? 700 : 400;
    g.font = `${weight} 11px ${SANS}`;
    label(g, shortened(g, curve.name, box.names - BEFORE), x + 9, at, { color: own ? theme.ink : theme.ink2, size: 11, weight });
  }
}
