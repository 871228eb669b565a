// `drawMarks`: the memoryless loss (the lowest that is possible without memory) and the epochs with a clipped gradient,
// behind the loss curve.

import { label } from "../../canvas/draw.js";
import { SANS } from "../../canvas/theme.js";
import { dashedLine } from "../../charts/axes.js";
import { say } from "../../messages/en/training.js";

const TICK = 6; // px
const STEP = 4; // px from one sample of the curves to the next
const VALUE = { dx: 50, dy: 20 }; // px right of a curve and above it that the cursor's number needs

/** s: the plot's scales */
export function drawMarks(g, { run, box, theme, s }) {
  if (run.memoryless !== undefined) memorylessLine(g, { run, box, theme, s, y: Math.round(s.y(run.memoryless)) + 0.5 });
  g.strokeStyle = theme.ink2;
  g.lineWidth = 1;
  g.beginPath();
  let drawn = -1;
  for (const epoch of run.clipped) {
    const x = Math.round(s.x(epoch)) + 0.5;
    if (x === drawn) continue; // a long run clips many times within one pixel
    drawn = x;
    g.moveTo(x, box.y + box.h);
    g.lineTo(x, box.y + box.h - TICK);
  }
  g.stroke();
}

/** The dashed line of the memoryless loss, with the longest text that no curve crosses. */
function memorylessLine(g, { run, box, theme, s, y }) {
  dashedLine(g, theme, box, y);
  const spots = say.memoryless(run.memoryless).flatMap((text) => spotsFor(g, box, y, text)).map((spot) => ({ ...spot, ...clashes(run, s, spot) }));
  const clear = spots.filter(({ crossed }) => !crossed); // the longest text comes first
  const best = clear.length ? clear.filter(({ text }) => text === clear[0].text) : spots;
  const at = best.sort((a, b) => a.crossed - b.crossed || a.near - b.near)[0];
  if (at) label(g, at.text, at.x, at.y, { color: theme.ink2, size: 11 });
}

/** Above and below the dashed line, at its right and left end, as far as the plot has room. */
function spotsFor(g, box, y, text) {
  g.font = `11px ${SANS}`;
  const w = g.measureText(text).width;
  const all = [-8, 9].flatMap((dy) => [box.x + box.w - w - 4, box.x + 4].map((x) => ({ text, x, y: y + dy, w })));
  return all.filter((spot) => w < box.w - 8 && spot.y - 6 >= box.y && spot.y + 6 <= box.y + box.h);
}

/**
 * How often the curves, sampled every STEP px, cross a text, and how often the number beside the cursor would come near
 * it, at any position of the cursor: the text must not move while the cursor is dragged.
 */
function clashes(run, s, { x, y, w }) {
  const count = { crossed: 0, near: 0 };
  for (const curve of [run.ownCurve, ...run.others]) {
    let before = null;
    for (let at = x - VALUE.dx; curve.count && at <= x + w; at += STEP) {
      const epoch = s.epochAt(at);
      if (epoch < 1 || epoch > curve.done || epoch < curve.step) continue;
      const now = s.y(curve.lossAt(Math.round(epoch)));
      const [top, bottom] = [Math.min(now, before ?? now), Math.max(now, before ?? now)];
      before = now;
      if (at >= x - STEP && top < y + 8 && bottom > y - 8) count.crossed += 1;
      else if (top < y + 6 + VALUE.dy && bottom > y - 6) count.near += 1;
    }
  }
  return count;
}
