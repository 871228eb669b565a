// What lies behind the loss curve: the best that is possible without memory, and the epochs whose gradient was clipped.

import { label } from "../draw.js";
import { SANS } from "../theme.js";
import { say } from "./training-words.js";

const TICK = 6; // px

export function drawMarks(g, { run, box, theme, s }) {
  if (run.floor !== undefined) floor(g, { run, box, theme, y: Math.round(s.y(run.floor)) + 0.5 });
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

function floor(g, { run, box, theme, y }) {
  g.save();
  g.strokeStyle = theme.ink2;
  g.lineWidth = 1.25;
  g.setLineDash([6, 4]);
  g.beginPath(); g.moveTo(box.x, y); g.lineTo(box.x + box.w, y); g.stroke();
  g.restore();
  g.font = `11px ${SANS}`;
  const text = say.floor(run.floor).find((words) => g.measureText(words).width < box.w - 8) ?? "";
  label(g, text, box.x + 4, y - 8, { color: theme.ink2, size: 11 });
}
