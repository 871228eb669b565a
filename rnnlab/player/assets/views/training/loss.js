// `drawLoss`: the loss chart of the training view; the selected run's curve is dark up to the cursor and grey after it.

import { label } from "../../canvas/draw.js";
import { SANS } from "../../canvas/theme.js";
import { cursorLine, dot, epochAxis, gridLines } from "../../charts/axes.js";
import { strokePart } from "../../charts/curves.js";
import { logTicks, ticks } from "../../charts/scales.js";
import { number } from "../../lib/format.js";
import { say } from "../../messages/en/training.js";
import { drawMarks } from "./loss_marks.js";
import { drawEnds, drawOthers } from "./other_curves.js";

const LINES = 4; // grid lines, about

/** The scales of the loss plot: x(epoch) and y(loss) in px, and epoch(px), the nearest epoch that was trained. */
export function scales(run, { x, y, w, h }) {
  const span = Math.max(1, run.span - 1);
  const { log, low, high } = run.axis;
  const bottom = log ? 10 ** Math.floor(Math.log10(low)) : 0;
  const top = (high || 1) * (log ? 1.5 : 1.04);
  const part = log
    ? (loss) => Math.log10(Math.max(loss, bottom) / bottom) / Math.log10(top / bottom)
    : (loss) => loss / top;
  const epochAt = (px) => 1 + ((px - x) / w) * span;
  return {
    bottom, top,
    x: (epoch) => x + ((epoch - 1) / span) * w,
    y: (loss) => y + h - Math.min(1, part(Number.isFinite(loss) ? loss : top)) * h,
    epoch: (px) => Math.min(run.longest, Math.max(1, Math.round(epochAt(px)))),
    epochAt,
  };
}

function tickText(value, run) {
  if (value !== 0 && value < 0.0005) return value.toExponential(0).replace("-", "\u2212");
  if (run.axis.log) return String(Number(value.toPrecision(1)));
  return number(value, run.axis.high < 0.3 ? 2 : 1);
}

/** o: {run, right: of the layout, theme, epoch: of the cursor, hover, images} */
export function drawLoss(g, { run, right, theme, epoch, hover, images }) {
  const box = right.loss;
  const s = scales(run, box);
  gridLines(g, theme, box, run.axis.log ? logTicks(s.bottom, s.top, LINES) : ticks(s.top, LINES), s.y, (value) => tickText(value, run));
  drawMarks(g, { run, box, theme, s });
  const path = (curve) => images.get(`loss${curve.key}`, [curve.born, curve.done, curve.count, run.span, box.x, box.y, box.w, box.h, s.top, s.bottom], () => curve.path(s, run.span, box.w));
  const now = s.x(epoch);
  const [several, { dash }] = [run.others.length > 0, run.ownCurve];
  if (several) drawOthers(g, { run, theme, s, path, epoch });
  strokePart(g, path(run.ownCurve), box, [box.x - 2, now], { color: theme.runs[run.ownCurve.colour], width: several ? 2.25 : 1.75, dash });
  strokePart(g, path(run.ownCurve), box, [now, box.x + box.w + 2], { color: several ? theme.runs[run.ownCurve.colour] : theme.edge, width: 1.5, dash });
  if (several) drawEnds(g, { run, box, theme, s });
  cursor(g, { run, box, theme, epoch, s });
  if (hover?.kind === "loss") dot(g, theme.surface, theme.ink, s.x(hover.epoch), s.y(run.loss(hover.epoch)), 4);
  epochAxis(g, theme, box, s.x, { epoch, first: say.epochOne(1), last: run.span, done: run.done });
}

function cursor(g, { run, box, theme, epoch, s }) {
  const [x, y] = [s.x(epoch), s.y(run.loss(epoch))];
  const [endX, endY] = [s.x(run.done), s.y(run.loss(run.done))];
  const behind = epoch < run.done && !run.others.length; // with several runs the names are at the ends of the curves
  if (behind) dot(g, theme.surface, theme.ink, endX, endY, 3.25);
  cursorLine(g, theme, box, x);
  dot(g, theme.now, theme.surface, s.x(run.epoch(epoch)), y, 5);
  const value = { text: say.loss(run.loss(epoch), run.ownCurve.exact(epoch)), size: 13, weight: 700 };
  const mine = place(g, box, x, y - 13, 9, value);
  if (mine.y < box.y - 4) mine.y = box.y - 4;
  label(g, value.text, mine.x, mine.y, { color: theme.now, halo: theme.surface, ...value });
  if (behind) end(g, { run, box, theme, x, endX, endY, mine });
}

/** The position of a text beside x: on the right if that has room, else on the left. */
function place(g, box, x, y, gap, { text, size, weight = 400 }) {
  g.font = `${weight} ${size}px ${SANS}`;
  const w = g.measureText(text).width;
  return { x: x + gap + w > box.x + box.w + 20 ? x - gap - w : x + gap, y, w };
}

/** The label of the live end: below the curve's end if there is room, else above it; left out where it would collide. */
function end(g, { run, box, theme, x, endX, endY, mine }) {
  const value = { text: say.end(run.status, run.loss(run.done)), size: 11 };
  const low = endY + 16 <= box.y + box.h - 6;
  const at = place(g, box, endX, low ? endY + 14 : endY - 14, 7, value);
  if (x > at.x - 6 && x < at.x + at.w + 6) return; // the cursor's line would cross it
  const clash = at.x < mine.x + mine.w + 6 && mine.x < at.x + at.w + 6 && Math.abs(at.y - mine.y) < 15;
  if (clash && !low) at.y = mine.y - 15;
  if (!clash || !low) label(g, value.text, at.x, at.y, { color: theme.ink2, ...value });
}
