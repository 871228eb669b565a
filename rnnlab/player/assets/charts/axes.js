// Axes of a chart: grid lines, dashed reference lines, the cursor, and the epochs below the plot.
//
// box: the plot, {x, y, w, h} in px

import { label } from "../canvas/draw.js";
import { SANS } from "../canvas/theme.js";

/** A line across the plot at each value, with its label `gap` px to the left. scale: value → y; text: value → label */
export function gridLines(g, theme, box, values, scale, text, gap = 8) {
  g.lineWidth = 1;
  for (const value of values) {
    const y = Math.round(scale(value)) + 0.5;
    g.strokeStyle = theme.rule;
    across(g, box, y);
    label(g, text(value), box.x - gap, y, { color: theme.ink3, size: 11, align: "right" });
  }
}

/** A dashed line across the plot, for a reference value. */
export function dashedLine(g, theme, box, y) {
  g.save();
  g.strokeStyle = theme.ink2;
  g.lineWidth = 1.25;
  g.setLineDash([6, 4]);
  across(g, box, y);
  g.restore();
}

function across(g, { x, w }, y) {
  g.beginPath();
  g.moveTo(x, y); g.lineTo(x + w, y);
  g.stroke();
}

/** The vertical line of the present epoch. */
export function cursorLine(g, theme, { y, h }, x) {
  g.strokeStyle = theme.now;
  g.lineWidth = 1.75;
  g.beginPath();
  g.moveTo(x, y - 8); g.lineTo(x, y + h);
  g.stroke();
}

/** A filled circle with a border. */
export function dot(g, fill, stroke, x, y, radius, width = 1.75) {
  g.fillStyle = fill;
  g.strokeStyle = stroke;
  g.lineWidth = width;
  g.beginPath();
  g.arc(x, y, radius, 0, 7);
  g.fill();
  g.stroke();
}

/**
 * The epochs below the plot: the present one, and those of the first, last and newest that have room.
 * o: {epoch: the present one, first: label of epoch 1, last: of the axis, done: the newest}; scale: epoch → x
 */
export function epochAxis(g, theme, box, scale, { epoch, first, last, done }) {
  const y = box.y + box.h + 14;
  const taken = [];
  const drawText = (text, x, style) => {
    g.font = `${style.weight ?? 400} 11px ${SANS}`;
    const w = g.measureText(text).width;
    const from = Math.min(Math.max(x - w / 2, box.x), box.x + box.w - w);
    if (taken.some(([a, b]) => from < b + 6 && a < from + w + 6)) return;
    taken.push([from, from + w]);
    label(g, text, from, y, { size: 11, ...style });
  };
  drawText(String(epoch), scale(epoch), { color: theme.now, weight: 700 });
  drawText(first, box.x, { color: theme.ink3 });
  if (last > 1) drawText(String(last), box.x + box.w, { color: theme.ink3 });
  if (done < last) drawText(String(done), scale(done), { color: theme.ink3 });
}
