// The curves beside the one on stage, and the names of all of them where they end.

import { label } from "../../canvas/draw.js";
import { SANS } from "../../canvas/theme.js";
import { drawMarker } from "../../charts/curves.js";

const BEFORE = 27; // px from the plot to a name, with its sign between
const LINE = 15; // px from name to name, at least

/** Room on the right of the plot for the names. */
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
    g.beginPath(); g.arc(s.x(epoch), s.y(curve.at(epoch)), 3, 0, 7); g.fill();
  }
  g.restore();
}

/** A sign at every end, and beside the plot the same sign with the name; names are moved apart where ends lie close. */
export function drawEnds(g, { run, box, theme, s }) {
  const shown = run.curves.filter(({ count }) => count);
  const ends = shown.map((curve) => ({ curve, y: s.y(curve.at(curve.done)) })).sort((a, b) => a.y - b.y);
  for (const { curve, y } of ends) drawMarker(g, theme, curve, s.x(curve.done), y);
  ends.forEach((end, i) => { end.at = Math.max(end.y, i ? ends[i - 1].at + LINE : box.y); });
  let most = box.y + box.h;
  for (const end of ends.toReversed()) { end.at = Math.min(end.at, most); most = end.at - LINE; }
  const x = box.x + box.w + 18;
  for (const { curve, at } of ends) {
    drawMarker(g, theme, curve, x, at);
    const own = curve === run.mine;
    const weight = own ? 700 : 400;
    g.font = `${weight} 11px ${SANS}`;
    label(g, cut(g, curve.name, box.names - BEFORE), x + 9, at, { color: own ? theme.ink : theme.ink2, size: 11, weight });
  }
}

/** As much of a text as there is room for. */
function cut(g, text, room) {
  if (g.measureText(text).width <= room) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && g.measureText(`${letters.join("")}…`).width > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
