// What lies behind the loss curve: the best that is possible without memory, and the epochs whose gradient was clipped.

import { label } from "../../canvas/draw.js";
import { SANS } from "../../canvas/theme.js";
import { dashedLine } from "../../charts/axes.js";
import { say } from "../../messages/en/training.js";

const TICK = 6; // px
const STEP = 4; // px from one look at the curves to the next
const VALUE = { dx: 50, dy: 20 }; // px right of a curve and above it that the cursor's number needs

export function drawMarks(g, { run, box, theme, s }) {
  if (run.floor !== undefined) floor(g, { run, box, theme, s, y: Math.round(s.y(run.floor)) + 0.5 });
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

function floor(g, { run, box, theme, s, y }) {
  dashedLine(g, theme, box, y);
  const places = say.floor(run.floor).flatMap((text) => floorPlaces(g, box, y, text)).map((place) => ({ ...place, ...clashes(run, s, place) }));
  const clear = places.filter(({ crossed }) => !crossed); // the longest text comes first
  const best = clear.length ? clear.filter(({ text }) => text === clear[0].text) : places;
  const at = best.sort((a, b) => a.crossed - b.crossed || a.near - b.near)[0];
  if (at) label(g, at.text, at.x, at.y, { color: theme.ink2, size: 11 });
}

/** Above and below the dashed line, at its right and left end, as far as the plot has room. */
function floorPlaces(g, box, y, text) {
  g.font = `11px ${SANS}`;
  const w = g.measureText(text).width;
  const all = [-8, 9].flatMap((dy) => [box.x + box.w - w - 4, box.x + 4].map((x) => ({ text, x, y: y + dy, w })));
  return all.filter((place) => w < box.w - 8 && place.y - 6 >= box.y && place.y + 6 <= box.y + box.h);
}

/** How much of the curves crosses a text, and how much of the cursor's number on its way along them comes near it. The
 * cursor itself does not count: the text must not move while somebody scrubs. */
function clashes(run, s, { x, y, w }) {
  const count = { crossed: 0, near: 0 };
  for (const curve of [run.mine, ...run.others]) {
    let before = null;
    for (let at = x - VALUE.dx; curve.count && at <= x + w; at += STEP) {
      const epoch = s.epochAt(at);
      if (epoch < 1 || epoch > curve.done || epoch < curve.step) continue;
      const now = s.y(curve.at(Math.round(epoch)));
      const [top, bottom] = [Math.min(now, before ?? now), Math.max(now, before ?? now)];
      before = now;
      if (at >= x - STEP && top < y + 8 && bottom > y - 8) count.crossed += 1;
      else if (top < y + 6 + VALUE.dy && bottom > y - 6) count.near += 1;
    }
  }
  return count;
}
